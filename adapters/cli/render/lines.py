"""Lines of a screen: spans of text with a style each, wrapped to a width.

Strings become spans through `said`, `quoted` and `copied` alone, which make
them harmless; what is in a span can be written to any terminal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from adapters.showing.visible import is_plain, on_its_lines, on_one_line, verbatim

_WORD = re.compile(r"\n|[^ \n]+")
# Signs that do not begin a line, and signs that do not end one, in scripts without spaces.
_CLOSERS = frozenset("，。、；：？！）」』】》〉”’…·")
_OPENERS = frozenset("（「『【《〈“‘")


class Style(Enum):
    """What a span is. The value is how a colour terminal shows it, as rich writes styles."""

    PLAIN = ""
    HEADING = "bold "
    BAR = "cyan"
    QUOTATION = "default"
    MARK = "bold underline"
    ATTRIBUTION = "cyan "
    LABEL = "bold"
    NOTE = "yellow"
    NOTE_LABEL = "bold yellow"
    ADDED = "bold green"
    LEFT_OUT = "bold red"
    COMMAND = "bold  "
    ASIDE = "dim"


class Span(NamedTuple):
    """A run of text in one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


def said(text: str, style: Style = Style.PLAIN) -> Span:
    """Anybody's words but a document's."""
    return Span(on_one_line(text), style)


def quoted(text: str, style: Style = Style.QUOTATION) -> Span:
    """A document's words; line ends in them are kept."""
    return Span(verbatim(text), style)


def copied(text: str) -> list[Line]:
    """Lines to be copied as they stand, never wrapped."""
    return [(Span(line),) for line in on_its_lines(text).split("\n")]


def width(text: str) -> int:
    """How many cells of a screen a text takes."""
    if is_plain(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def line_width(line: Line) -> int:
    return sum(width(span.text) for span in line)


def wrap(spans: Iterable[Span], limit: int, first: Line = (), rest: Line = ()) -> list[Line]:
    """Spans as lines of at most `limit` cells, the first one begun with `first`, the others with `rest`.

    A line ends at spaces, which are not shown then, between the signs of a
    script without spaces, or inside a word that is longer than a line. Nothing
    else is taken away, and nothing added.
    """
    content = list(spans)
    text = "".join(span.text for span in content)
    ranges = _ranges(text, max(1, limit - line_width(first)), max(1, limit - line_width(rest)))
    return [(*(rest if number else first), *_cut(content, start, end)) for number, (start, end) in enumerate(ranges)]


def _ranges(text: str, first_room: int, room: int) -> list[tuple[int, int]]:
    """Where each line of a text begins and ends."""
    measure = len if is_plain(text.replace("\n", " ")) else width
    found: list[tuple[int, int]] = []
    start = end = used = 0
    for unit, place in _units(text, min(first_room, room), measure):
        if unit == "\n":
            found.append((start, end))
            start = end = place + 1
            used = 0
            continue
        needed, gap = measure(unit), place - end
        if used + gap + needed <= (room if found else first_room):
            used += gap + needed
        else:
            if end > start:
                found.append((start, end))
            start, used = place, needed
        end = place + len(unit)
    found.append((start, end))
    return found


def _units(text: str, longest: int, measure: Callable[[str], int]) -> Iterator[tuple[str, int]]:
    """Line ends, and what no line may break, each with its place."""
    for found in _WORD.finditer(text):
        word, place = found.group(), found.start()
        if len(word) <= longest and (measure is len or is_plain(word)):
            yield word, place
            continue
        for unit in _unbreakable(word, longest):
            yield unit, place
            place += len(unit)


def _unbreakable(word: str, longest: int) -> Iterator[str]:
    unit, used, before = "", 0, 1
    for character in word:
        cells = width(character)
        between_signs = 2 in (cells, before) and cells and character not in _CLOSERS and unit[-1:] not in _OPENERS
        if unit and (used + cells > longest or between_signs):
            yield unit
            unit, used = "", 0
        unit += character
        used += cells
        before = cells or before
    yield unit


def _cut(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """The spans between two places of their joined text."""
    place = 0
    for span in spans:
        text = span.text[max(0, start - place) : max(0, end - place)]
        if text:
            yield Span(text, span.style)
        place += len(span.text)
