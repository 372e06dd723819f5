"""The blocks of a reply as pieces that no page break may part.

A quotation and its attribution are one such piece. A piece that is longer than a
page, as only another library's sentence could be, becomes several, each with the
whole attribution.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from adapters.matrix import page_phrases
from adapters.matrix.markup import (
    LINE_END,
    NOTHING,
    Marked,
    code,
    copied,
    folded,
    heading,
    joined,
    on_a_line,
    ours,
    paragraph,
    plain,
    quoted,
    small,
    stacked,
    strong,
)
from adapters.matrix.state import Turn, fits, read_key
from adapters.showing import labels
from adapters.showing.cutting import cut, shortened
from adapters.showing.pieces import compared_words, matched_runs
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
    Rows,
    Verdict,
)

LONGEST, MOST_BYTES = 4_500, 28_000
"""Characters of one piece, and bytes of its two forms: with the heading that is repeated above it, a page holds it."""
_AROUND, _BYTES_AROUND = 200, 800
"""What of them is left to what we put around the words."""
_LONGEST_CALLED = 300
"""Characters of a command that is written because no message can carry it."""
_LONGEST_STEP = 200
"""Characters of what a next step is called, which may be a name that stands whole where it leads."""
_SHORT_NOTE = 200
"""Characters of an editor's note that is shown open: what folds away less saves no room."""
_LEAST_SHOWN, _MOST_SHOWN = 30, 100
"""Characters that are shown of one that is folded."""
_CLAUSE = re.compile(r"[.;:!?](?=\s)")
_DOT, _SPACE = ours(" · "), ours(" ")
_SIGNS = {Change.SAME: ("", ""), Change.ADDED: ("[+", "+]"), Change.LEFT_OUT: ("[-", "-]")}


class Kind(Enum):
    """How a piece stands beside its neighbours of the same kind."""

    BLOCK = auto()
    """On its own."""
    ENTRY = auto()
    """On a line below the other."""
    STEP = auto()
    """On the same line."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of an answer. `command` is what it offers to open by a number, which stands in front of it.

    `called` is the turn whose name it has: who says “next” to a sentence that was read means the one after it.
    """

    words: Marked
    kind: Kind = Kind.BLOCK
    command: str = ""
    called: Turn | None = None


def atoms(block: Block, library: Library, *, is_named: bool) -> list[Atom]:
    """The pieces of a block, in order. `is_named`: the quotation's document is named right above."""
    match block:
        case Heading(text, level):
            return _split(text, lambda words: heading(words, min(level, 2)))
        case Paragraph(text):
            return _split(text, paragraph)
        case QuotationBlock():
            return _quotation(block, library, is_named=is_named)
        case Note():
            return _note(block)
        case Rows():
            return _rows(block)
        case Options():
            return _options(block)
        case Citation(style, text):
            return [*_split(f"{style}:", paragraph), *map(Atom, _pieces(text, copied))]
        case Verdict():
            return _verdict(block, library)
        case Divide(text):
            return _split(text, lambda words: paragraph(strong(ours(labels.DIVIDE)) + ours(" ") + words))
        case Actions(actions):
            steps = ((_step(action.label), action.command) for action in actions)
            return [atom for step, command in steps for atom in _offering(step, command, ours(": "))]


def _step(label: str) -> Atom:
    key = read_key(label)
    return Atom(plain(shortened(label, _LONGEST_STEP)), Kind.STEP, called=key if isinstance(key, Turn) else None)


def called(command: str) -> Marked:
    """A command that no message can carry, to be typed; a very long one, which was typed just now, by its beginning."""
    return code(shortened(command, _LONGEST_CALLED))


def _quotation(block: QuotationBlock, library: Library, *, is_named: bool) -> list[Atom]:
    quotation = block.quotation
    document = library.documents[quotation.passage.reference.document]
    line = (short_attribution_line if is_named else attribution_line)(quotation, document)
    role = f" ({labels.ROLES[block.role]})" if block.role in labels.ROLES else ""
    words, reference = library.cut(quotation.passage), code(str(quotation.passage.reference))
    credit, matched = ours("— ") + plain(f"{line}{role}") + _DOT + reference, _matched(block, library)
    if len(matched) == 1 and _takes_half(credit + matched[0]):
        credit, matched = credit + LINE_END + matched[0], []
    below = [Atom(paragraph(piece)) for piece in matched]
    if not _takes_half(credit):  # a name as long as a page; below every part there would be no room for words
        speaking = _split(f"{line}{role}", lambda piece: paragraph(ours("— ") + piece))
        return [*map(Atom, _pieces(words, quoted)), *speaking, Atom(paragraph(reference)), *below]
    pieces = _pieces(words, quoted, beside=credit)
    if len(pieces) == 1:
        return [Atom(stacked([*pieces, paragraph(credit)])), *below]
    parts = [
        stacked([piece, paragraph(credit + LINE_END + small(ours(page_phrases.part_of(number, len(pieces)))))])
        for number, piece in enumerate(pieces, 1)
    ]
    return [*map(Atom, parts), *below]


def _matched(block: QuotationBlock, library: Library) -> list[Marked]:
    """The matched words of a quotation, which may be a whole long sentence."""
    runs, is_all = matched_runs(block, library)
    if not runs:
        return []
    label = ours(f"{labels.MATCHED} ")
    return [label + piece for piece in _pieces(labels.matched(runs, is_all=is_all), on_a_line)]


def _note(note: Note) -> list[Atom]:
    if note.kind is NoteKind.EDITOR:
        text = note.text + labels.note_end(note.confidence)
        return [Atom(piece) for piece in _pieces(text, lambda words: _noted(labels.note_label(note.confidence), words))]
    if note.kind is NoteKind.RESOLUTION:
        return _split(note.text, lambda words: paragraph(small(words)))
    return _split(note.text, paragraph)


def _noted(label: str, text: str) -> Marked:
    """An editor's note: open where it is short; else only its beginning, until somebody unfolds it."""
    if len(text) <= _SHORT_NOTE:
        return paragraph(plain(label) + _SPACE + plain(text))
    end = _beginning(text)
    return folded(plain(f"{label} {text[:end]}"), plain(text[end:]))


def _beginning(text: str) -> int:
    """Where to part a long text: behind the first sentence or clause that is worth showing, else between two words."""
    ends = [found.end() for found in _CLAUSE.finditer(text, _LEAST_SHOWN, _MOST_SHOWN)]
    return ends[0] if ends else max(text.rfind(" ", 0, _MOST_SHOWN), 0) or _MOST_SHOWN


def _rows(block: Rows) -> list[Atom]:
    """An entry for each row; what its command names is set so that it can be copied."""
    found = _split(block.title, lambda words: paragraph(strong(words))) if block.title else []
    commands: Sequence[str] = block.commands or [""] * len(block.rows)
    for cells, command in zip(block.rows, commands, strict=True):
        first, *rest = cells
        argument = command.partition(" ")[2]
        shown = [code(cell) if cell and cell == argument else plain(cell) for cell in rest]
        words = joined(_DOT, [strong(plain(first)), *shown])
        found += _entry(words, " · ".join(filter(None, cells)), command)
    return found


def _options(block: Options) -> list[Atom]:
    found = _split(block.prompt, paragraph)
    for option in block.options:
        words = joined(_DOT, [strong(plain(option.label)), plain(option.detail)])
        found += _entry(words, " · ".join(filter(None, (option.label, option.detail))), option.command)
    return found


def _entry(words: Marked, text: str, command: str) -> list[Atom]:
    """A line of a list, with what it offers to open. One that is too long is parted, as the `text` that it is."""
    if not _holds(words):
        first, *more = [Atom(piece, Kind.ENTRY) for piece in _pieces(text, plain)]
        return [*_offering(first, command, LINE_END), *more]
    return _offering(Atom(words, Kind.ENTRY), command, LINE_END)


def _offering(atom: Atom, command: str, between: Marked) -> list[Atom]:
    """A piece that offers a command: by a number, or written where no message can carry it."""
    if not command or fits(command):
        return [replace(atom, command=command)]
    return [replace(atom, words=joined(between, [atom.words, called(command)]))]


def _verdict(verdict: Verdict, library: Library) -> list[Atom]:
    found = _split(verdict.text, lambda words: paragraph(strong(words)))
    if all(difference.change is Change.SAME for difference in verdict.differences):
        return found
    runs: list[Marked] = []
    for difference in verdict.differences:
        words, _ = compared_words(difference, library)
        before, after = map(ours, _SIGNS[difference.change])
        if words:
            runs += [before + piece + after for piece in _pieces(words, plain)]
    return [*found, *(Atom(paragraph(line)) for line in _lines(runs)), Atom(paragraph(small(ours(labels.DIFFERENCES))))]


def _lines(runs: Iterable[Marked]) -> Iterator[Marked]:
    """Runs of a comparison side by side, as many as a piece holds."""
    line = NOTHING
    for run in runs:
        longer = joined(_SPACE, [line, run])
        if line and not _holds(longer):
            yield line
            line = run
        else:
            line = longer
    if line:
        yield line


def _split(text: str, form: Callable[[Marked], Marked]) -> list[Atom]:
    """Words in as many pieces as it takes, each in the same form."""
    return [Atom(form(piece)) for piece in _pieces(text, plain)]


def _pieces(text: str, show: Callable[[str], Marked], *, beside: Marked = NOTHING) -> list[Marked]:
    """A text as it is shown, in pieces of which each has room in one of ours, `beside` what stands there too."""
    room, most = LONGEST - len(beside.body) - _AROUND, MOST_BYTES - beside.bytes - _BYTES_AROUND

    def is_held(shown: Marked) -> bool:
        return len(shown.body) <= room and shown.bytes <= most

    if len(text) <= room and is_held(whole := show(text)):
        return [whole]
    return [show(piece) for piece in cut(text, lambda piece: len(piece) <= room and is_held(show(piece)), room)]


def _holds(words: Marked) -> bool:
    return len(words.body) <= LONGEST - _AROUND and words.bytes <= MOST_BYTES - _BYTES_AROUND


def _takes_half(words: Marked) -> bool:
    """Whether words take no more than half of a piece: the other half is the document's."""
    return 2 * len(words.body) <= LONGEST and 2 * words.bytes <= MOST_BYTES
