"""A reply as lines for a terminal: what is quoted stands behind a bar, what is ours does not.

Every string becomes a span through `said`, `quoted` or `copied`, and is made
harmless there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from adapters.cli.render.calling import called
from adapters.cli.render.lines import Line, Span, Style, copied, line_width, quoted, said, wrap
from adapters.cli.render.table import in_columns, table
from adapters.showing import labels
from adapters.showing.grouping import grouped
from adapters.showing.pieces import compared_words, marked_pieces, matched_runs
from bot.citation import attribution_line, short_attribution_line
from bot.library import Library
from bot.reply import (
    Action,
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
    """What lines are laid out for.

    `program` stands before a command that is typed in a shell. Where the page
    is not coloured, matched words are named, because nothing highlights them.
    """

    columns: int = 80
    program: str = ""
    bar: str = "│ "
    is_coloured: bool = False

    @property
    def prose(self) -> int:
        return min(self.columns, PROSE)


def render(reply: Reply, library: Library, page: Page) -> list[Line]:
    """The lines of a reply, in reading order."""
    lines: list[Line] = []
    named_above = ""
    before: Block | None = None
    for group in grouped(reply.blocks):
        first = group[0]
        if before is not None and not _stands_close(before, first):
            lines.append(())
        if isinstance(first, Heading):
            named_above = first.document if _names_document(first, library) else ""
        lines += _group(group, named_above, library, page)
        before = first
    return lines


def plain(lines: Iterable[Line]) -> str:
    """The lines without any style."""
    return "".join("".join(span.text for span in line).rstrip(" ") + "\n" for line in lines)


def _stands_close(before: Block, block: Block) -> bool:
    """Whether no empty line parts the first blocks of two groups."""
    match before:
        case Heading():
            return not isinstance(block, Heading)
        case Paragraph(text):
            return text.endswith(":") or isinstance(block, Options)
        case _:
            return isinstance(before, Note) and isinstance(block, Note)


def _names_document(heading: Heading, library: Library) -> bool:
    return bool(heading.document) and library.documents[heading.document].label in heading.text


def _group(blocks: Sequence[Block], named: str, library: Library, page: Page) -> list[Line]:
    """The lines of a group. `named` is the document whose label stands above it."""
    lines: list[Line] = []
    margin: Line = ()
    for block in blocks:
        match block:
            case QuotationBlock():
                lines += _quotation(block, library, page, is_named=_document(block) == named)
                named, margin = _document(block), _INDENT
            case Note():
                lines += _note(block, page.prose, margin)
            case _:
                lines += _lines(block, library, page)
    return lines


def _lines(block: Block, library: Library, page: Page) -> list[Line]:
    match block:
        case Heading(text):
            return wrap([said(text, Style.HEADING)], page.prose)
        case Paragraph(text):
            return wrap([said(text)], page.prose)
        case QuotationBlock() | Note():
            return _group([block], "", library, page)
        case Rows():
            return table(block, page.columns, page.prose, page.program)
        case Options():
            return _options(block, page.program, page.prose)
        case Citation(style, text):
            return [(said(f"{style}:", Style.LABEL),), *copied(text)]
        case Verdict():
            return _verdict(block, library, page.prose)
        case Divide(text):
            return wrap([said(f"{labels.DIVIDE} ", Style.LABEL), said(text)], page.prose)
        case Actions():
            return _actions(block, page.program, page.prose)
    assert_never(block)


def _quotation(block: QuotationBlock, library: Library, page: Page, *, is_named: bool) -> list[Line]:
    bar = (Span(page.bar, Style.BAR),)
    words = [
        quoted(words, Style.MARK if marked else Style.QUOTATION) for words, marked in marked_pieces(block, library)
    ]
    # The short line, which has the whole chain too, where the document's label stands above already.
    attributed = (short_attribution_line if is_named else attribution_line)(
        block.quotation, library.documents[_document(block)]
    )
    credit = [said(f"— {attributed}", Style.ATTRIBUTION)]
    if block.role in labels.ROLES:
        credit.append(said(f" ({labels.ROLES[block.role]})", Style.LABEL))
    lines = [*wrap(words, page.prose, bar, bar), *wrap(credit, page.prose, _INDENT, _INDENT * 2)]
    return lines if page.is_coloured else [*lines, *_matched(block, library, page.prose)]


def _matched(block: QuotationBlock, library: Library, prose: int) -> list[Line]:
    runs, is_all = matched_runs(block, library)
    if not runs:
        return []
    spans = [said(f"{labels.MATCHED} ", Style.LABEL), quoted(labels.matched(runs, is_all=is_all), Style.PLAIN)]
    return wrap(spans, prose, _INDENT, _INDENT * 2)


def _document(block: QuotationBlock) -> str:
    return block.quotation.passage.reference.document


def _note(note: Note, prose: int, margin: Line) -> list[Line]:
    if note.kind is not NoteKind.EDITOR:
        return wrap([said(note.text, Style.NOTE)], prose, margin, margin)
    label = said(f"{labels.note_label(note.confidence)} ", Style.NOTE_LABEL)
    return wrap([label, said(note.text + labels.note_end(note.confidence))], prose, margin, margin)


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
        lines += wrap([said(labels.DIFFERENCES, Style.ASIDE)], prose, _INDENT, _INDENT)
    return lines


def _actions(actions: Actions, program: str, prose: int) -> list[Line]:
    steps = [(said(called(action.command, program), Style.COMMAND), said(_label(action))) for action in actions.actions]
    spans = [said(labels.NEXT, Style.ASIDE)]
    for number, (command, label) in enumerate(steps):
        spans += [Span(", " if number else " "), command, Span(f" ({label.text})", Style.ASIDE)]
    on_one = wrap(spans, prose)
    if len(on_one) == 1:
        return on_one
    rows = [(Span(f"  {command.text}", command.style), Span(label.text, Style.ASIDE)) for command, label in steps]
    listed = in_columns(rows, prose)
    if listed is None:
        listed = [
            line for row in rows for line in (*wrap(row[:1], prose), *wrap(row[1:], prose, _INDENT * 2, _INDENT * 2))
        ]
    return [(said(labels.NEXT, Style.ASIDE),), *listed]


def _label(action: Action) -> str:
    """What the step is for, without the command, which stands before it."""
    return action.label.removesuffix(action.command).rstrip(": ")
