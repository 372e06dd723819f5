"""Words of a sorted list that are a few letters away from another one.

A slip rarely spoils both ends of a word: the first letter is right in more than
nine misspellings of ten (Pollock and Zamora 1984), and where it is not, the
last two mostly are. So only words that share the first letter, or the last two,
that are about as long, and that have nearly the same letters are compared, and
rapidfuzz compares those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.tables import Numbers, Strings

_LETTERS_AN_EDIT = 2
"""A letter put in another one's place changes two entries of the list of letters that a word has; no slip changes more."""
_LONGEST = 255
"""Letters of a word that is compared: what fits one byte."""
_MOST_COMPARED = 1_024
"""Words that are compared, of more those whose letters differ least: a table of a million names has a hundred thousand
that are about as long and have about the same letters."""
_SHORTEST = 3
"""Letters of a word in which a slip is mended."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Speller:
    """What is looked at before words are compared, for each word of a sorted list.

    `letters` has a bit for each letter that is in the word, `lengths` how many letters it has, or 0
    where slips in it are not mended, `tails` its last two letters.
    """

    letters: Numbers
    lengths: NDArray[np.uint8]
    tails: NDArray[np.uint16]

    @classmethod
    def of(cls, words: Strings) -> Speller:
        """What is known of the words of a sorted list."""
        begins = words.places[:-1].astype(np.int64)
        sizes = np.diff(words.places).astype(np.int64)
        ends = begins + sizes
        text = words.text
        letters = np.zeros(len(words), dtype=np.uint32)
        tails = np.zeros(len(words), dtype=np.uint16)
        mended = sizes >= _SHORTEST
        if mended.any():
            bits = np.uint32(1) << (text & 31).astype(np.uint32)
            letters[sizes > 0] = np.bitwise_or.reduceat(bits, begins[sizes > 0])
            last = ends[mended]
            tails[mended] = text[last - 2].astype(np.uint16) << 8 | text[last - 1]
        small = (text >= ord("a")) & (text <= ord("z"))
        plain = np.concatenate(([0], np.cumsum(small)))
        is_plain = plain[ends] - plain[begins] == sizes
        lengths = np.where(is_plain & mended & (sizes <= _LONGEST), sizes, 0).astype(np.uint8)
        for number in np.flatnonzero(~is_plain).tolist():
            word = words[number]
            letters[number], tails[number] = _mask(word), _tail(word)
            lengths[number] = len(word) if len(word) <= _LONGEST and allowed_edits(word) else 0
        return cls(letters, lengths, tails)

    def near(self, word: str, words: Strings, edits: int) -> Iterator[tuple[int, int]]:
        """The words at most so many edits away (a swap of neighbours is one), each with its number of edits."""
        from rapidfuzz.distance import OSA  # here, because most words need no correction
        from rapidfuzz.process import extract

        head = words.prefixed(word[:1])
        tail = np.flatnonzero(self.tails == _tail(word))
        typed = _mask(word)
        near_head, differ = self._alike(slice(head.start, head.stop), typed, len(word), edits)
        near_tail, differ_tail = self._alike(tail, typed, len(word), edits)
        places, at = np.unique(np.concatenate((near_head + head.start, tail[near_tail])), return_index=True)
        if len(places) > _MOST_COMPARED:
            differ = np.concatenate((differ, differ_tail))[at]
            places = places[np.argpartition(differ, _MOST_COMPARED)[:_MOST_COMPARED]]
        numbers: list[int] = places.tolist()
        found = extract(word, words.some(numbers), scorer=OSA.distance, score_cutoff=edits, limit=None, processor=None)
        for _, distance, place in found:
            yield numbers[place], int(distance)

    def begun(self, word: str, words: Strings, edits: int) -> Iterator[tuple[int, int]]:
        """The words that share the first letter and begin, so many edits apart, like what was typed of one."""
        from rapidfuzz.distance import OSA  # as in `near`
        from rapidfuzz.process import extract

        head = words.prefixed(word[:1])
        lengths = self.lengths[head.start : head.stop]
        missing = np.bitwise_count(np.uint32(_mask(word)) & ~self.letters[head.start : head.stop])
        places = np.flatnonzero((lengths >= len(word) - edits) & (missing <= edits))
        if len(places) > _MOST_COMPARED:
            places = places[np.argpartition(missing[places], _MOST_COMPARED)[:_MOST_COMPARED]]
        numbers: list[int] = (places + head.start).tolist()
        others = words.some(numbers)
        nearest: dict[int, int] = {}
        for left_out in range(edits + 1):  # letters left out: the beginning is longer than what was typed
            beginnings = [other[: len(word) + left_out] for other in others]
            found = extract(word, beginnings, scorer=OSA.distance, score_cutoff=edits, limit=None, processor=None)
            for _, distance, place in found:
                nearest[numbers[place]] = min(int(distance), nearest.get(numbers[place], int(distance)))
        yield from nearest.items()

    def _alike(
        self, numbers: NDArray[np.int64] | slice, typed: int, length: int, edits: int
    ) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """The places among some words of those that are about as long and have nearly the same letters.

        And how many letters differ in each.
        """
        lengths = self.lengths[numbers]
        differ = np.bitwise_count(self.letters[numbers] ^ np.uint32(typed))
        alike = differ <= _LETTERS_AN_EDIT * edits
        alike &= (lengths >= max(1, length - edits)) & (lengths <= length + edits)
        places = np.flatnonzero(alike)
        return places, differ[places]


def allowed_edits(word: str) -> int:
    """How many slips are mended: none with figures in it or of up to two letters, one up to five, two up to ten, else three.

    The first steps are those of Lucene's `fuzziness: AUTO`, the last goes on in the same measure, one letter in four
    or five; a slip in a number is another number.
    """
    if not word.isalpha():
        return 0
    length = len(word)
    return 0 if length < _SHORTEST else 1 if length <= 5 else 2 if length <= 10 else 3


def _mask(word: str) -> int:
    """The letters of a word as bits of 32: for each script of one alphabet, each letter its own."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _tail(word: str) -> int:
    """The last two letters, in 16 bits: for Latin ones their own."""
    return (ord(word[-2]) & 255) << 8 | (ord(word[-1]) & 255) if len(word) > 1 else 0
