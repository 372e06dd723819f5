"""Words, as places in a text that is never changed, and the form in which they are compared.

Offsets are code points, end exclusive. `fold` makes a form for matching alone:
what is shown is always cut from the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Marks that belong to the letter before them and that \w does not hold: combining marks, joiners, the soft hyphen.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = re.compile(rf"\w[\w{_MARKS}]*(?:['’]\w[\w{_MARKS}]*)*")
# Apostrophes and quotation marks in their many dresses (Unicode chapter 6.2).
_QUOTES = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼ＇", "'") | dict.fromkeys("“”„‟″«»‹›＂", '"') | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}
)
# Marks on letters, format characters (bidi and zero-width ones among them), lone surrogates and control characters.
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cs", "Cc"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place, and its folded form for matching."""

    start: int
    end: int
    folded: str


def fold(text: str) -> str:
    """The form two spellings of the same words share; for matching alone, never for show.

    Compatibility forms, case, quotation marks and dashes are evened out, and
    every white space is a blank; marks on letters, and control, format and bidi
    characters, are dropped.
    """
    if text.isascii() and text.isprintable():
        return text.casefold().replace("`", "'")
    # The marks are evened out twice: some fall apart into others ("‴"), and some would fall apart into no mark ("´").
    decomposed = unicodedata.normalize("NFKD", text.translate(_QUOTES)).translate(_QUOTES).casefold()
    kept: list[str] = []
    for character in decomposed:
        if character.isspace():
            kept.append(" ")
        elif unicodedata.category(character) not in _DROPPED:
            kept.append(character)
    return unicodedata.normalize("NFKC", "".join(kept))


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, each with its place."""
    for found in _WORD.finditer(text):
        yield Word(found.start(), found.end(), fold(found.group()))
