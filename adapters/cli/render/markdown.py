"""A reply as Markdown (CommonMark with GitHub's tables): to be pasted into notes, an issue, a wiki.

A document's words are the only block quotations. They are never emphasised: it
would read as the document's own emphasis, so matched words are named under the
attribution. Every string passes `_plain` or
`_verbatim`, which leave no markup in it, or `_code`, which nothing breaks out of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from adapters.showing import labels
from adapters.showing.pieces import compared_words, matched_runs
from adapters.showing.visible import on_its_lines, on_one_line, verbatim
from bot.citation import attribution_line
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

_SIGNS = {Change.SAME: ("", ""), Change.ADDED: (r"\[+", r"+\]"), Change.LEFT_OUT: (r"\[-", r"-\]")}


def render(reply: Reply, library: Library) -> str:
    """The reply as a Markdown document."""
    return "\n\n".join(_markdown(block, library) for block in reply.blocks) + "\n"


def _markdown(block: Block, library: Library) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_plain(text)}"
        case Paragraph(text):
            return _plain(text)
        case QuotationBlock():
            return _quotation(block, library)
        case Note():
            return _note(block)
        case Rows():
            return _rows(block)
        case Options():
            return _options(block)
        case Citation(style, text):
            return f"{_plain(style)}:\n\n{_fenced(text)}"
        case Verdict():
            return _verdict(block, library)
        case Divide(text):
            return f"**{labels.DIVIDE}** {_plain(text)}"
        case Actions(actions):
            steps = "; ".join(f"{_plain(action.label)}: {_code(action.command)}" for action in actions)
            return f"{labels.NEXT} {steps}"
    assert_never(block)


def _quotation(block: QuotationBlock, library: Library) -> str:
    document = library.documents[block.quotation.passage.reference.document]
    words = _verbatim(library.cut(block.quotation.passage))
    role = f" ({labels.ROLES[block.role]})" if block.role in labels.ROLES else ""
    credit = f"> {words}\n\n— {_plain(attribution_line(block.quotation, document))}{role}"
    runs, is_all = matched_runs(block, library)
    if not runs:
        return credit
    return f"{credit}\n\n{labels.MATCHED} {labels.matched([_verbatim(run) for run in runs], is_all=is_all)}"


def _note(note: Note) -> str:
    if note.kind is not NoteKind.EDITOR:
        return _plain(note.text)
    text = _plain(note.text + labels.note_end(note.confidence))
    return f"{_strong(labels.note_label(note.confidence))} {text}"


def _rows(block: Rows) -> str:
    names = [_plain(name) for name in block.columns]
    rows = [[_plain(cell) for cell in row] for row in block.rows]
    if any(command != row[0] for command, row in zip(block.commands, block.rows, strict=False)):
        names.append(labels.OPEN_WITH)
        for row, command in zip(rows, block.commands, strict=True):
            row.append(_code(command).replace("|", r"\|"))
    table = [names, ["---"] * len(names), *rows]
    title = f"{_strong(block.title)}\n\n" if block.title else ""
    return title + "\n".join(f"| {' | '.join(row)} |" for row in table)


def _options(block: Options) -> str:
    lines = [_plain(block.prompt), ""]
    for number, option in enumerate(block.options, start=1):
        detail = f": {_plain(option.detail)}" if option.detail else ""
        lines.append(f"{number}. {_plain(option.label)}{detail} {_code(option.command)}")
    return "\n".join(lines)


def _verdict(verdict: Verdict, library: Library) -> str:
    text = _strong(verdict.text)
    if all(difference.change is Change.SAME for difference in verdict.differences):
        return text
    return f"{text}\n\n{' '.join(_compared(verdict, library))}\n\n{_plain(labels.DIFFERENCES)}"


def _compared(verdict: Verdict, library: Library) -> Iterable[str]:
    for difference in verdict.differences:
        words, _ = compared_words(difference, library)
        before, after = _SIGNS[difference.change]
        if words:
            yield f"{before}{_plain(words)}{after}"


_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~&$^#]|:(?=//)|(?<=www)\.", re.IGNORECASE)
# What, at the beginning of a line, would make a list, a heading or a rule of it.
_AT_THE_START = re.compile(r"^(\s*\d*)([-+=:.)])")
_BACKTICKS = re.compile("`+")


def _plain(text: str) -> str:
    """Anybody's words but a document's, without markup; an `@` calls nobody."""
    return _escaped(on_one_line(text).strip(" ")).replace("@", "@&#8203;")


def _strong(text: str) -> str:
    words = _plain(text)
    return f"**{words}**" if words else ""


def _verbatim(text: str) -> str:
    """A document's words, without markup, as the lines of a block quotation."""
    return "\\\n> ".join(_escaped(line).replace("@", r"\@") for line in verbatim(text).split("\n"))


def _escaped(line: str) -> str:
    return _AT_THE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", line))


def _code(text: str) -> str:
    """A command in a code span that nothing in it can end."""
    shown = on_one_line(text).strip(" ")
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(shown)), default=0))
    if not shown:
        return ""
    return f"{fence} {shown} {fence}" if len(fence) > 1 else f"`{shown}`"


def _fenced(text: str) -> str:
    """Text to be copied as it stands, in a code block that nothing in it can end."""
    shown = on_its_lines(text)
    fence = "`" * max(3, 1 + max((len(run) for run in _BACKTICKS.findall(shown)), default=0))
    return f"{fence}\n{shown}\n{fence}"
