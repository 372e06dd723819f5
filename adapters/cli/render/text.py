"""A reply as lines for a terminal: what is quoted stands behind a bar, what is ours does not.

Every string becomes a span through `said`, `quoted` or `copied`, and is made
harmless there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from adapters.cli import phrases
from adapters.cli.render.calling import called
from adapters.cli.render.lines import Line, Span, Style, copied, line_width, quoted, said, wrap
from adapters.cli.render.pieces import compared_words, marked_pieces
from adapters.cli.render.table import table
from bot.citation import attribution_line, short_attribution_line
from bot.library import Library
from bot.reply import (
    Actions,
    Block,
    Change,
    Citation,
    Divide,
    Heading,
    Note,
    NoteKind,
    Options,
    Paragraph,
    QuotationBlock,
    Reply,
    Rows,
    Verdict,
)

PROSE = 100
"""Cells that a line of prose takes at the most: longer ones are hard to read."""
_INDENT = (Span("  "),)
_SIGNS = {
    Change.SAME: ("", "", Style.PLAIN),
    Change.ADDED: ("[+", "+]", Style.ADDED),
    Change.LEFT_OUT: ("[-", "-]", Style.LEFT_OUT),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What lines are laid out for. `program` stands before a command that is typed in a shell."""

    columns: int = 80
    program: str = ""
    bar: str = "│ "


def render(reply: Reply, library: Library, page: Page) -> list[Line]:
    """The lines of a reply, in reading order."""
    lines: list[Line] = []
    before: Block | None = None
    for block in reply.blocks:
        if before is not None and not _stands_close(before, block):
            lines.append(())
        lines += _lines(block, before, library, page)
        before = block
    return lines


def plain(lines: Iterable[Line]) -> str:
    """The lines without any style."""
    return "".join("".join(span.text for span in line).rstrip(" ") + "\n" for line in lines)


def _stands_close(before: Block, block: Block) -> bool:
    """Whether no empty line parts two blocks."""
    match before:
        case Heading():
            return not isinstance(block, Heading)
        case Paragraph(text) if text.endswith(":"):
            return True
        case Paragraph() if isinstance(block, Options):
            return True
        case Note() if isinstance(block, Note):
            return True
        case _:
            return isinstance(block, QuotationBlock | Note) and block.keep


def _lines(block: Block, before: Block | None, library: Library, page: Page) -> list[Line]:
    prose = min(page.columns, PROSE)
    match block:
        case Heading(text):
            return wrap([said(text, Style.HEADING)], prose)
        case Paragraph(text):
            return wrap([said(text)], prose)
        case QuotationBlock():
            return _quotation(block, before, library, page.bar, prose)
        case Note():
            return _note(block, prose)
        case Rows():
            return table(block, page.columns, prose, page.program)
        case Options():
            return _options(block, page.program, prose)
        case Citation(style, text):
            return [(said(f"{style}:", Style.LABEL),), *copied(text)]
        case Verdict():
            return _verdict(block, library, prose)
        case Divide(text):
            return wrap([said(f"{phrases.DIVIDE} ", Style.LABEL), said(text)], prose)
        case Actions():
            return _actions(block, page.program, prose)
    assert_never(block)


def _quotation(block: QuotationBlock, before: Block | None, library: Library, bar: str, prose: int) -> list[Line]:
    margin = (Span(bar, Style.BAR),)
    words = [
        quoted(words, Style.MARK if marked else Style.QUOTATION) for words, marked in marked_pieces(block, library)
    ]
    document = library.documents[_document(block)]
    is_same_work = block.keep and isinstance(before, QuotationBlock) and _document(before) == document.id
    attributed = (short_attribution_line if is_same_work else attribution_line)(block.quotation, document)
    credit = [said(f"— {attributed}", Style.ATTRIBUTION)]
    if block.role in phrases.ROLES:
        credit.append(said(f" ({phrases.ROLES[block.role]})", Style.LABEL))
    return [*wrap(words, prose, margin, margin), *wrap(credit, prose, _INDENT, _INDENT + _INDENT)]


def _document(block: QuotationBlock) -> str:
    return block.quotation.passage.reference.document


def _note(note: Note, prose: int) -> list[Line]:
    margin = _INDENT if note.keep else ()
    if note.kind is not NoteKind.EDITOR:
        return wrap([said(note.text, Style.NOTE)], prose, margin, margin)
    label = said(f"{phrases.note_label(note.confidence)} ", Style.NOTE_LABEL)
    return wrap([label, said(note.text + phrases.note_end(note.confidence), Style.NOTE)], prose, margin, margin)


def _options(options: Options, program: str, prose: int) -> list[Line]:
    lines = wrap([said(options.prompt)], prose)
    digits = len(str(len(options.options)))
    for number, option in enumerate(options.options, start=1):
        margin = (Span(f"{number:>{digits}}. "),)
        rest = (Span(" " * line_width(margin)),)
        detail = [said(f": {option.detail}")] if option.detail else []
        command = said(called(option.command, program), Style.COMMAND)
        on_one = wrap([said(option.label), *detail, Span("  "), command], prose, margin, rest)
        if len(on_one) == 1:
            lines += on_one
        else:
            lines += wrap([said(option.label), *detail], prose, margin, rest) + wrap([command], prose, rest, rest)
    return lines


def _verdict(verdict: Verdict, library: Library, prose: int) -> list[Line]:
    lines = wrap([said(verdict.text, Style.HEADING)], prose)
    spans: list[Span] = []
    for difference in verdict.differences:
        words, is_documents = compared_words(difference, library)
        before, after, style = _SIGNS[difference.change]
        if words:
            shown = quoted(words, style) if is_documents else said(words, style)
            spans += [Span(" ")] * bool(spans) + [Span(before, style), shown, Span(after, style)]
    if any(difference.change is not Change.SAME for difference in verdict.differences):
        lines += wrap(spans, prose, _INDENT, _INDENT)
        lines += wrap([said(phrases.DIFFERENCES, Style.ASIDE)], prose, _INDENT, _INDENT)
    return lines


def _actions(actions: Actions, program: str, prose: int) -> list[Line]:
    steps = [(said(called(action.command, program), Style.COMMAND), said(action.label)) for action in actions.actions]
    spans = [said(phrases.NEXT, Style.ASIDE)]
    for number, (command, label) in enumerate(steps):
        spans += [Span(", " if number else " "), command, Span(f" ({label.text})", Style.ASIDE)]
    on_one = wrap(spans, prose)
    if len(on_one) == 1:
        return on_one
    room = max(line_width((command,)) for command, _ in steps)
    lines: list[Line] = [(said(phrases.NEXT, Style.ASIDE),)]
    for command, label in steps:
        space = Span(" " * (room - line_width((command,)) + 2))
        ...
    return lines
