"""Everything in a library that has a name: what is stored of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.speller import Speller
from bot.search.tables import Floats, Keyed, Lists, Numbers, Strings

STOP_RARITY = 0.25
"""What "of" or "own" weighs in a name: little beside the rarest word there is, but more than nothing."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Names:
    """Ids, names and aliases ("phrases") by number, and whose they are.

    `phrases` are as the editor wrote them, `spoken` in the form for matching,
    sorted; `exact` leads from a phrase without anything but letters and figures
    to those that are so. `words` are the words of each phrase, by their numbers
    in the lexicon, and `by_word` the phrases of each word, `rarity` what the
    words weigh, `whole` what a phrase weighs together and `needed` what of it
    are no stop words. `rank` is a phrase's place in the editor's list, which has
    misspellings last; `popular` is higher the more is filed under its owner, and
    the nearer it stands to the head of that list.

    `kinds`, `ids`, `labels` and `weights` are those of the owners, by their number.
    """

    phrases: Strings
    spoken: Strings
    owner: Numbers
    is_id: NDArray[np.uint8]
    rank: Numbers
    popular: Numbers
    exact: Keyed
    speller: Speller
    words: Lists
    by_word: Lists
    rarity: Floats
    whole: Floats
    needed: Floats
    by_owner: Lists
    kinds: NDArray[np.uint8]
    ids: Strings
    labels: Strings
    weights: Numbers

    def having(self, words: Iterable[int]) -> list[int]:
        """Of some words of the lexicon those that are in a name."""
        known = list(words)
        counts = self.by_word.counts(np.array(known, dtype=np.int64)).tolist()
        return [word for word, count in zip(known, counts, strict=True) if count]
