"""The blocks of a reply as pieces of Discord's Markdown that no page break may part.

A quotation and its attribution are one such piece. A piece that is longer than a
message, as only another library's sentence could be, becomes several, each with
the whole attribution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from adapters.discord import phrases
from adapters.discord.components import units
from adapters.discord.escaping import code, fenced, plain, verbatim
from adapters.showing import labels
from adapters.showing.cutting import cut
from adapters.showing.pieces import compared_words, matched_runs
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
    Option,
    Options,
    Paragraph,
    QuotationBlock,
    Rows,
    Verdict,
)

LONGEST = 3_400
"""Characters of one piece: with the heading that is repeated above it, a message holds it."""
_LONGEST_CREDIT = LONGEST // 2
"""Characters that stand below every part of a quotation, at the most: half of a piece is the document's."""
_SIGNS = {Change.SAME: ("", ""), Change.ADDED: (r"\[+", "+]"), Change.LEFT_OUT: (r"\[-", "-]")}


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of text, with what can be pressed for it.

    `option` is picked from a menu of its page, `button` stands beside the text,
    `actions` stand in rows below it.
    """

    text: str
    option: Option | None = None
    button: Option | None = None
    actions: tuple[Action, ...] = ()


def atoms(block: Block, library: Library, *, is_named: bool, buttons: int) -> list[Atom]:
    """The pieces of a block, in order.

    `is_named`: the quotation's document is named right above. `buttons` is how
    many options at the most have a button each; more of them share a menu.
    """
    match block:
        case Heading(text, level):
            return _split(text, plain, "### {}" if level == 1 else "**{}**")
        case Paragraph(text):
            return _split(text, plain, "{}")
        case QuotationBlock():
            return _quotation(block, library, is_named=is_named)
        case Note():
            return _note(block)
        case Rows():
            return _rows(block)
        case Options():
            return _options(block, buttons)
        case Citation(style, text):
            return [Atom(f"{plain(style)}:\n{piece}") for piece in _pieces(text, fenced, LONGEST - 100)]
        case Verdict():
            return _verdict(block, library)
        case Divide(text):
            return _split(text, plain, f"**{labels.DIVIDE}** {{}}")
        case Actions(actions):
            return [Atom("", actions=actions)]


def _quotation(block: QuotationBlock, library: Library, *, is_named: bool) -> list[Atom]:
    quotation = block.quotation
    document = library.documents[quotation.passage.reference.document]
    line = (short_attribution_line if is_named else attribution_line)(quotation, document)
    role = f" ({labels.ROLES[block.role]})" if block.role in labels.ROLES else ""
    reference = code(str(quotation.passage.reference))
    words = library.cut(quotation.passage)
    credit, matched = f"— {plain(line)}{role} · {reference}", _matched(block, library)
    if len(matched) == 1 and units(credit) + units(matched[0].text) < _LONGEST_CREDIT:
        credit, matched = f"{credit}\n{matched[0].text}", []
    if units(credit) > _LONGEST_CREDIT:  # a name as long as a page; below every part there would be no room for words
        speaking = _split(f"{line}{role}", plain, "— {}")
        return [*map(Atom, _pieces(words, _quoted, LONGEST)), *speaking, Atom(reference), *matched]
    pieces = _pieces(words, _quoted, LONGEST - units(credit) - 50)
    if len(pieces) == 1:
        return [Atom(f"{pieces[0]}\n{credit}"), *matched]
    parts = [f"{piece}\n{credit}\n-# {phrases.part_of(number, len(pieces))}" for number, piece in enumerate(pieces, 1)]
    return [*map(Atom, parts), *matched]


def _matched(block: QuotationBlock, library: Library) -> list[Atom]:
    """The matched words of a quotation, which may be a whole long sentence."""
    runs, is_all = matched_runs(block, library)
    return _split(labels.matched(runs, is_all=is_all), verbatim, f"-# {labels.MATCHED} {{}}") if runs else []


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in verbatim(words).split("\n"))


def _note(note: Note) -> list[Atom]:
    if note.kind is not NoteKind.EDITOR:
        return _split(note.text, plain, "-# {}" if note.kind is NoteKind.RESOLUTION else "{}")
    label = plain(labels.note_label(note.confidence))
    return _split(note.text + labels.note_end(note.confidence), plain, f"-# **{label}** {{}}")


def _rows(block: Rows) -> list[Atom]:
    """An entry for each row; what its command names is set so that it can be copied."""
    found = _split(block.title, plain, "**{}**") if block.title else []
    commands: Sequence[str] = block.commands or [""] * len(block.rows)
    for cells, command in zip(block.rows, commands, strict=True):
        first, *rest = cells
        argument = command.partition(" ")[2]
        shown = [code(cell) if cell and cell == argument else plain(cell) for cell in rest]
        words = " · ".join([f"**{plain(first)}**" if first.strip() else "", *filter(None, shown)]).strip(" ·")
        option = _opening(command, [first, *rest]) if command else None
        pieces = [words] if units(words) <= LONGEST else _pieces(" · ".join(filter(None, cells)), plain, LONGEST)
        found += [Atom(piece, option if number == 0 else None) for number, piece in enumerate(pieces)]
    return found


def _opening(command: str, cells: list[str]) -> Option:
    """What opens a row: called by the cell that its command names, where there is one, else by the first."""
    named = command.partition(" ")[2]
    label = named if named in cells else cells[0] or command
    return Option(label, command, " · ".join(cell for cell in cells if cell and cell != label))


def _options(block: Options, buttons: int) -> list[Atom]:
    found = _split(block.prompt, plain, "{}")
    for number, option in enumerate(block.options, start=1):
        detail = f"\n-# {plain(option.detail)}" if option.detail else ""
        words = f"**{number}.** {plain(option.label)}{detail}"
        has_button = len(block.options) <= buttons
        if units(words) > LONGEST:
            *before, last = _split(option.label, plain, f"**{number}.** {{}}") + _split(option.detail, plain, "-# {}")
            found += before
            words = last.text
        pressed = replace(option, label=phrases.pick(number)) if has_button else None
        found.append(Atom(words, None if has_button else option, pressed))
    return found


def _verdict(verdict: Verdict, library: Library) -> list[Atom]:
    found = _split(verdict.text, plain, "**{}**")
    if all(difference.change is Change.SAME for difference in verdict.differences):
        return found
    runs: list[str] = []
    for difference in verdict.differences:
        words, _ = compared_words(difference, library)
        before, after = _SIGNS[difference.change]
        if words:
            runs += [f"{before}{piece}{after}" for piece in _pieces(words, plain, LONGEST // 2)]
    return [*found, *(Atom(piece) for piece in _joined(runs)), Atom(f"-# {plain(labels.DIFFERENCES)}")]


def _joined(runs: Iterable[str]) -> Iterator[str]:
    """Runs of a comparison side by side, as many as a piece holds."""
    line = ""
    for run in runs:
        if line and units(line) + units(run) >= LONGEST:
            yield line
            line = run
        else:
            line = f"{line} {run}".lstrip()
    if line:
        yield line


def _split(words: str, show: Callable[[str], str], form: str) -> list[Atom]:
    """Our own words in as many pieces as it takes, each in the same form: the last `{}` of it."""
    before, _, after = form.rpartition("{}")
    return [Atom(f"{before}{piece}{after}") for piece in _pieces(words, show, LONGEST - 200)]


def _pieces(words: str, show: Callable[[str], str], room: int) -> list[str]:
    """Words as they are shown, in pieces of which none is longer than `room`."""
    return [show(piece) for piece in cut(words, lambda piece: units(show(piece)) <= room, room)]
