"""Words of a sorted list that are a few letters away from another one.

A slip rarely spoils both ends of a word: the first letter is right in more than
nine misspellings of ten (Pollock and Zamora 1984), and where it is not, the
last two mostly are. So only words that share the first letter, or the last two,
and are about as long are compared; rapidfuzz compares those.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Speller:
    """The words of a list by their first letter and by their last two, shortest first."""

    heads: dict[str, array[int]]
    tails: dict[str, array[int]]

    @classmethod
    def of(cls, words: Sequence[str]) -> Speller:
        heads: dict[str, list[int]] = {}
        tails: dict[str, list[int]] = {}
        for number in sorted(range(len(words)), key=lambda number: len(words[number])):
            word = words[number]
            if allowed_edits(word):
                heads.setdefault(word[:1], []).append(number)
                tails.setdefault(word[-2:], []).append(number)
        return cls(_arrays(heads), _arrays(tails))

    def near(self, word: str, words: Sequence[str], edits: int) -> Iterator[tuple[int, int]]:
        """The words at most so many edits away (a swap of neighbours is one), each with its number of edits."""
        from rapidfuzz.distance import OSA  # here, because most words need no correction
        from rapidfuzz.process import extract

        numbers = {*self._alike(self.heads.get(word[:1]), words, len(word), edits)}
        numbers.update(self._alike(self.tails.get(word[-2:]), words, len(word), edits))
        candidates = list(numbers)
        found = extract(
            word,
            [words[number] for number in candidates],
            scorer=OSA.distance,
            score_cutoff=edits,
            limit=None,
            processor=None,
        )
        for _, distance, place in found:
            yield candidates[place], int(distance)

    @staticmethod
    def _alike(bucket: array[int] | None, words: Sequence[str], length: int, edits: int) -> Sequence[int]:
        if bucket is None:
            return ()
        low = bisect_left(bucket, length - edits, key=lambda number: len(words[number]))
        high = bisect_right(bucket, length + edits, key=lambda number: len(words[number]))
        return bucket[low:high]


def allowed_edits(word: str) -> int:
    """How many slips are mended: none with figures in it or of up to two letters, one up to five, else two.

    The steps are those of Lucene's `fuzziness: AUTO`; a slip in a number is another number.
    """
    if not word.isalpha():
        return 0
    return 0 if len(word) <= 2 else 1 if len(word) <= 5 else 2


def _arrays(lists: dict[str, list[int]]) -> dict[str, array[int]]:
    return {key: array("I", numbers) for key, numbers in lists.items()}
