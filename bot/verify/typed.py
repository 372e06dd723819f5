"""The quotation as somebody typed it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text import Word

MAX_WORDS = 400
"""Words of a quotation that are compared: four times the longest sentence of the first library."""
MIN_WORDS = 2
"""Fewer words can be looked up, but are no quotation."""

_AROUND = " \t\n\r\f\v\u00a0\"'“”„‟‘’‚‛«»‹›「」『』"
_ELLIPSIS = r"(?:\[\s*(?:\.{3,}|…)\s*\]|\(\s*(?:\.{3,}|…)\s*\)|\.{3,}|…)"
_OUTER_ELLIPSIS = re.compile(rf"^{_ELLIPSIS}|{_ELLIPSIS}$")
_INNER_ELLIPSIS = re.compile(_ELLIPSIS)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, without the marks around it, and its words with their places in it."""

    text: str
    words: tuple[Word, ...]

    @property
    def folded(self) -> tuple[str, ...]:
        return tuple(word.folded for word in self.words)

    @property
    def has_ellipsis(self) -> bool:
        return _INNER_ELLIPSIS.search(self.text) is not None

    def run(self, start: int, end: int) -> str:
        """The typed characters from word `start` up to, not including, word `end`."""
        return self.text[self.words[start].start : self.words[end - 1].end] if end > start else ""


def strip_marks(quotation: str) -> str:
    """Without the white space, quotation marks and ellipses that somebody set around it."""
    inside = quotation.strip(_AROUND)
    if not inside.endswith("...."):
        inside = _OUTER_ELLIPSIS.sub("", inside).strip(_AROUND)
    return inside
