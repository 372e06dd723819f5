"""What a message carries beside its words: all it takes to turn its page, or to open what it offers by number.

It stands in the event itself, under a name of our own, so that any process can
go on where another one stopped. Who sends an event can write anything there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeGuard

from bot.groups import FULL, SHORT

FIELD = "org.catena.answer"
"""The field of an event's content."""
_VERSION = 1
_MARK = re.compile(r"[0-9a-z]{1,12}")
_LENGTHS = (FULL, SHORT)
_LONGEST = 2_000
"""Characters of a line that is carried."""
_MOST_BYTES = 3_000
"""Bytes of a line that is carried: an event has room for the words, one such line, and MOST_PICKED."""
MOST_PICKED = 4_000
"""Bytes of all that can be picked on a page."""
_MOST_PAGES = 9_999
_MOST_NUMBERS = 999


class Turn(Enum):
    """Which way a page is turned."""

    PREVIOUS = "◀\ufe0f"
    NEXT = "▶\ufe0f"


@dataclass(frozen=True, slots=True)
class State:
    """A page of the answer to a command line, by a library that is known by its mark.

    `picks` has the command line behind each number of the page. A `line` that is
    too long to be carried is "", and then there is nothing to turn. `called` has the numbers of what is called as a
    turn is, as the sentence after one that was read.
    """

    library: str
    line: str
    page: int = 1
    last: int = 1
    length: str = FULL
    picks: Mapping[int, str] = field(default_factory=dict)
    called: Mapping[Turn, int] = field(default_factory=dict)


def fits(line: str) -> bool:
    """Whether a message can carry a line."""
    return _is_line(line) and size(line) <= _MOST_BYTES


def size(line: str) -> int:
    """Bytes that a line takes."""
    return len(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def encode(state: State) -> dict[str, Any]:
    """The value of the field."""
    return {
        "version": _VERSION,
        "library": state.library,
        "line": state.line,
        "page": state.page,
        "last": state.last,
        "length": state.length,
        "picks": {str(number): line for number, line in state.picks.items()},
        **({"called": {turn.name.casefold(): number for turn, number in state.called.items()}} if state.called else {}),
    }


def decode(value: object) -> State | None:
    """What a message carries; None for what none of ours of this version does."""
    if not isinstance(value, Mapping) or not _is_number(value.get("version"), _VERSION):
        return None
    library, line, length = value.get("library"), value.get("line"), value.get("length")
    page, last, picks = value.get("page"), value.get("last"), _picks(value.get("picks"))
    if not isinstance(library, str) or not _MARK.fullmatch(library) or length not in _LENGTHS:
        return None
    if not isinstance(line, str) or not (line == "" or _is_line(line)) or picks is None:
        return None
    if not _is_number(last, _MOST_PAGES) or not _is_number(page, last) or (last > 1 and not line):
        return None
    return State(library, line, page, last, length, picks, _called(value.get("called"), picks))


def _called(value: object, picks: Mapping[int, str]) -> dict[Turn, int]:
    """Not every version carries it, and without it there are the numbers."""
    if not isinstance(value, Mapping):
        return {}
    found = {turn: value.get(turn.name.casefold()) for turn in Turn}
    return {turn: number for turn, number in found.items() if type(number) is int and number in picks}


def _picks(value: object) -> dict[int, str] | None:
    if not isinstance(value, Mapping) or len(value) > _MOST_NUMBERS:
        return None
    found: dict[int, str] = {}
    for written, line in value.items():
        number = _number(written) if isinstance(written, str) else None
        if number is None or not isinstance(line, str) or not _is_line(line):
            return None
        found[number] = line
    return found


def _is_line(line: str) -> bool:
    """Whether it can be a command: neither empty nor too long, and such that any server takes it."""
    return (
        0 < len(line) <= _LONGEST
        and line == line.strip()
        and not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in line)
    )


def _is_number(value: object, most: int) -> TypeGuard[int]:
    return type(value) is int and 1 <= value <= most


# ── Reactions and numbered replies ───────────────────────────────────────────
_MOST_OFFERED = 5
_SELECTOR, _KEYCAP = "\ufe0f", "\u20e3"
"""U+FE0F asks for the coloured form of the sign before it, and not every client sends it; U+20E3 draws a key around a digit."""
_TEN = "🔟"
_WORDS = {
    "◀": Turn.PREVIOUS,
    "previous": Turn.PREVIOUS,
    "back": Turn.PREVIOUS,
    "▶": Turn.NEXT,
    "next": Turn.NEXT,
}
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")


def key_of(number: int) -> str | None:
    """The reaction that picks a number; there is one up to ten."""
    if 1 <= number <= 9:
        return f"{number}{_SELECTOR}{_KEYCAP}"
    return _TEN if number == 10 else None


KEYS = (Turn.PREVIOUS.value, Turn.NEXT.value, *(key for number in range(1, 11) if (key := key_of(number))))
"""All reactions that mean something below a message of ours."""


def read_key(written: str) -> int | Turn | None:
    """What a reaction or a reply of one word asks for: `2️⃣`, `2`, `2.`, `2)`, `#2`, `next`; None where it is neither."""
    word = written.replace(_SELECTOR, "").strip().casefold()
    if word in _WORDS:
        return _WORDS[word]
    if word == _TEN:
        return 10
    return _number(word[:-1] if word.endswith((".", ")", _KEYCAP)) else word.removeprefix("#"))


def _number(written: str) -> int | None:
    return int(written) if _NUMBER.fullmatch(written) else None


def offered(state: State) -> tuple[str, ...]:
    """The reactions to put below a message: those that turn it first, then as many numbers as there is room for."""
    turns = [
        turn.value
        for turn, is_there in ((Turn.PREVIOUS, state.page > 1), (Turn.NEXT, state.page < state.last))
        if is_there
    ]
    numbers = [key for number in sorted(state.picks) if (key := key_of(number)) is not None]
    return (*turns, *numbers)[:_MOST_OFFERED]
