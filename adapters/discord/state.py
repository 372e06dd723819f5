"""What a button carries: all it takes to answer when it is pressed, in the 100 characters of its custom_id.

A command line stands there as it is, so that it can be read in a log; one that is
too long is deflated, and its bytes are written as ideographs, each of which holds
14 bits and counts as one character.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from bot.groups import FULL, SHORT

MOST = 100
"""Discord: characters of a custom_id, and of an option's value. Counted as UTF-16, which is never less."""
_FIRST, _BASE = 0x4E00, 1 << 14
"""The first of so many CJK ideographs: all in the basic plane, and nothing normalises them."""
_PACKED = "="
_LONGEST = 10_000
"""Characters that a packed line may unfold to: what a command reads at the most."""
_LENGTHS = {FULL: "f", SHORT: "s"}
_OF_LETTER = {letter: length for length, letter in _LENGTHS.items()}

_MARK = r"(?P<library>[0-9a-z]{1,12})"
TEMPLATE = re.compile(rf"c1:(?P<kind>[ta]):{_MARK}:(?P<length>[fs])(?P<page>[1-9]\d{{0,3}}):(?P<line>.+)", re.DOTALL)
"""custom_ids of buttons: version, what it does, the library's mark, length and page, line."""
SELECT_TEMPLATE = re.compile(rf"c1:s:{_MARK}:(?P<length>[fs]):(?P<number>\d{{1,3}})")
"""custom_ids of selects; the line stands in the value that is picked, and the number tells those of a message apart."""


@dataclass(frozen=True, slots=True)
class State:
    """A command line for a library, known by its mark.

    Where it `turns`, the message itself is to show another page of the answer,
    laid out in `length`; otherwise the line is asked, and answered anew.
    """

    library: str
    line: str
    page: int = 1
    length: str = FULL
    turns: bool = False


@dataclass(frozen=True, slots=True)
class SelectState:
    """The library that the lines of a select are for."""

    library: str
    length: str = FULL
    number: int = 1


def encode(state: State) -> str | None:
    """The custom_id of a button; None where the line does not fit."""
    head = f"c1:{'t' if state.turns else 'a'}:{state.library}:{_LENGTHS[state.length]}{state.page}:"
    line = encode_line(state.line, MOST - len(head))
    return None if line is None else head + line


def decode(custom_id: str) -> State | None:
    """What a button carries; None for what none of ours does."""
    found = TEMPLATE.fullmatch(custom_id)
    line = decode_line(found["line"]) if found is not None else None
    if found is None or line is None:
        return None
    return State(found["library"], line, int(found["page"]), _OF_LETTER[found["length"]], found["kind"] == "t")


def encode_select(state: SelectState) -> str:
    """The custom_id of a select."""
    return f"c1:s:{state.library}:{_LENGTHS[state.length]}:{state.number}"


def decode_select(custom_id: str) -> SelectState | None:
    """What a select carries; None for what none of ours does."""
    found = SELECT_TEMPLATE.fullmatch(custom_id)
    return found and SelectState(found["library"], _OF_LETTER[found["length"]], int(found["number"]))


def encode_line(line: str, room: int = MOST) -> str | None:
    """A line in so many characters, as it is or packed; None where it does not fit."""
    if not line or len(line) > _LONGEST or line != line.strip() or not _is_text(line):
        return None
    # Discord leaves neither outer spaces nor other white space as they were; packed, they are safe.
    if not line.startswith(_PACKED) and line.isprintable() and _units(line) <= room:
        return line
    packed = _PACKED + _pack(line)
    return packed if len(packed) <= room else None


def decode_line(written: str) -> str | None:
    """The line; None for what was never written by `encode_line`."""
    return _unpack(written[1:]) if written.startswith(_PACKED) else written or None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _is_text(line: str) -> bool:
    """Whether it can be written at all: half a surrogate pair cannot."""
    return line.isascii() or not any("\ud800" <= character <= "\udfff" for character in line)


def _pack(line: str) -> str:
    deflate = zlib.compressobj(9, wbits=-15)
    # The 1 in front keeps zeros at the beginning.
    number = int.from_bytes(b"\1" + deflate.compress(line.encode()) + deflate.flush())
    digits: list[str] = []
    while number:
        number, digit = divmod(number, _BASE)
        digits.append(chr(_FIRST + digit))
    return "".join(digits)


def _unpack(packed: str) -> str | None:
    if not packed or len(packed) > MOST or not all(0 <= ord(sign) - _FIRST < _BASE for sign in packed):
        return None
    number = sum((ord(sign) - _FIRST) << (14 * place) for place, sign in enumerate(packed))
    content = number.to_bytes((number.bit_length() + 7) // 8)[1:]
    try:
        inflate = zlib.decompressobj(wbits=-15)
        line = inflate.decompress(content, 4 * _LONGEST).decode()
    except (zlib.error, UnicodeError):
        return None
    return line if inflate.eof and line else None
