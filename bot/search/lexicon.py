"""A vocabulary, stored so that its words are found by form, stem, beginning, spelling, sound and meaning."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.search.speller import Speller
from bot.search.tables import Keyed, Numbers, Strings


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lexicon:
    """The words of a library, of its texts and of its names, sorted; a word's number is its place.

    `known` says which words keep a typed word from being corrected; `stem_of`
    has the place of each word's stem in `stems`. `sounds` and `bones` are those
    of names alone. `english` has, for each stem of the thesaurus, its place in
    `stems`, or -1.
    """

    words: Strings
    known: NDArray[np.uint8]
    stem_of: Numbers
    stems: Keyed
    sounds: Keyed
    bones: Keyed
    speller: Speller
    english: NDArray[np.int32]
    expanded: dict[str, dict[int, float]] = field(default_factory=dict, init=False)
    """What words that were asked for may mean: people ask for the same ones again."""

    def find(self, word: str) -> int:
        """The number of a word, or -1."""
        return self.words.find(word)
