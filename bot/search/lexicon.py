"""A vocabulary, stored so that its words are found by form, stem, beginning, spelling and sound."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from bot.search.speller import Speller
from bot.search.tables import Keyed, find


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lexicon:
    """The words of a library, sorted; a word's number is its place.

    `known` says which words keep a typed word from being corrected; `stem_of`
    has the place of each word's stem in `stems`. `sounds` and `bones` are those
    of names alone.
    """

    words: list[str]
    known: array[int]
    stem_of: array[int]
    stems: Keyed
    sounds: Keyed
    bones: Keyed
    speller: Speller

    def find(self, word: str) -> int:
        """The number of a word, or -1."""
        return find(self.words, word)
