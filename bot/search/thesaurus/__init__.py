"""Which English words are akin in meaning, and how common they are.

A general reference, like the stop list: it knows no library and no query. What
it says is a hint, never an answer: it lifts "tyrant" beside "despot", and says
that "passport" is an English word and so no slip of the pen for another one.

The data is `words.npz`, made by `make.py` out of two public works (see there,
and NOTICE): WordNet 3.0, and the GloVe vectors of English news and
encyclopaedia text. Words are kept as their Snowball stems.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.search.tables import Floats, Lists, Numbers, Strings

DATA = Path(__file__).with_name("words.npz")
STEPS = 255
"""A kinship between 0 and 1 is kept in one byte."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Thesaurus:
    """English stems, sorted, by number.

    `rank` is the place of a stem's commonest word in a list of English words by
    frequency, from 0. `akin` has the stems akin to each one, nearest first, and
    `nearness` how near they are, in steps.
    """

    stems: Strings
    rank: NDArray[np.uint16]
    akin: Lists
    nearness: NDArray[np.uint8]

    def find(self, stem: str) -> int:
        """The number of a stem, or -1."""
        return self.stems.find(stem)

    def kin(self, number: int) -> tuple[Numbers, Floats]:
        """The stems akin to one, and how near each is, from 0 to 1."""
        low, high = self.akin.bounds(number)
        nearness: Floats = self.nearness[low:high].astype(np.float32) * np.float32(1 / STEPS)
        return self.akin.array[low:high], nearness


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus, read when it is first asked."""
    with np.load(DATA) as data:
        return Thesaurus(
            Strings(data["text"], data["places"]),
            data["rank"],
            Lists(data["offsets"], data["members"].astype(np.uint32)),
            data["nearness"],
        )
