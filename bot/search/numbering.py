"""The words of a library while it is read: each gets the next number, and at the end its place in the alphabet.

A text is cut at its spaces first, as that is fast; each piece that was not seen
before is then taken apart into words, once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import numpy as np

from bot.search.english import spelling
from bot.search.tables import Lists, Numbers, Strings
from bot.search.words import tokens

_MARKS = '.,;:!?()[]{}"“”„«»…'
"""What may stand before or behind a word and is no part of it."""


class Numbering:
    """Words by number, in the order in which they were first seen."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._pieces = _Pieces(self)
        self.common: set[str] = set()
        """Words that were seen with a small first letter: no names."""

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, words: Iterable[str]) -> None:
        """Number words, those that were not seen before."""
        for word in words:
            self._numbers.setdefault(word, len(self._numbers))

    def number(self, word: str) -> int:
        """The number of a word, a new one where it was not seen before."""
        return self._numbers.setdefault(word, len(self._numbers))

    def known(self, word: str) -> int:
        """The number of a word, or -1 where it was not seen before."""
        return self._numbers.get(word, -1)

    def read(self, text: str) -> list[int]:
        """What lies between the spaces of a text, in order, by its number: see `words_of`."""
        return list(map(self._pieces.__getitem__, text.split()))

    def words_of(self, pieces: Numbers) -> tuple[Numbers, Numbers]:
        """The words of what `read` gave, by number; and before each piece how many they are, and in all."""
        words = self._pieces.words()
        counts = np.diff(words.offsets)
        lengths = counts[pieces]
        begins = np.zeros(len(lengths) + 1, dtype=np.uint32)
        np.cumsum(lengths, out=begins[1:])
        if not len(words.array):
            return words.array, begins
        first = words.array[np.minimum(words.offsets[:-1], len(words.array) - 1)]
        found = np.repeat(first[pieces], lengths)
        for place in range(1, int(counts.max(initial=0))):  # most pieces are one word
            longer = np.flatnonzero(lengths > place)
            found[begins[longer] + place] = words.array[words.offsets[pieces[longer]] + place]
        return found, begins

    def places(self, words: Strings) -> Numbers:
        """For each number the place of its word among all of them, sorted."""
        place = {word: at for at, word in enumerate(words[:])}
        return np.fromiter((place[word] for word in self._numbers), dtype=np.uint32, count=len(self))

    def words(self) -> list[str]:
        """The words in the order of their numbers."""
        return list(self._numbers)


class _Pieces(dict[str, int]):
    """What lies between spaces → its number: a text has the same pieces again and again."""

    def __init__(self, numbering: Numbering) -> None:
        super().__init__()
        self._numbering = numbering
        self._offsets = array("I", [0])
        self._members = array("I")

    def __missing__(self, piece: str) -> int:
        bare = piece.strip(_MARKS)
        if bare != piece and bare:
            self[piece] = number = self[bare]
            return number
        self._members.extend(self._words(piece))
        self._offsets.append(len(self._members))
        self[piece] = number = len(self._offsets) - 2
        return number

    def _words(self, piece: str) -> Iterator[int]:
        if piece.isalpha() and piece.isascii() and (piece[1:].islower() or len(piece) == 1):
            word = spelling(piece.lower())  # what `tokens` would say, in a tenth of the time
            if piece[0].islower():
                self._numbering.common.add(word)
            yield self._numbering.number(word)
            return
        for token in tokens(piece):
            if piece[token.start].islower():
                self._numbering.common.add(token.form)
            yield self._numbering.number(token.form)

    def words(self) -> Lists:
        """The words of each piece."""
        return Lists(np.array(self._offsets, dtype=np.uint32), np.array(self._members, dtype=np.uint32))
