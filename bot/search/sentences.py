"""The sentences of a library with the words by which each is found."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.model import Reference
from bot.search.tables import Floats, Keyed, Lists, Numbers, Strings

TRUST_STEPS = 255
"""A trust between 0 and 1 is kept in one byte."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Noted:
    """What an editor connects with what: lists of numbers, each with how far it is trusted, in steps."""

    lists: Lists
    trust: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sentences:
    """The sentences that can be found, by number, as the documents have them in order.

    `words` has the words of every sentence in order, by their numbers in the
    lexicon, `text` the sentences each word stands in. `notes` has for each word
    the sentences that an editor connects with it, `noted` the same the other
    way round. `behind` tells headings, bylines and references, `longer` how much longer
    than usual a sentence is: the logarithm of how many times. `replaced` leads
    from a word that no document has to the `phrases` that stand for it.
    """

    documents: Strings
    document: Numbers
    paragraph: Numbers
    number: Numbers
    behind: NDArray[np.uint8]
    longer: Floats
    words: Lists
    text: Lists
    notes: Noted
    noted: Noted
    replaced: Keyed
    phrases: Strings
    sought: dict[Hashable, Any] = field(default_factory=dict, init=False)
    """What was worked out for words that were asked for: see `seeking`."""

    def __len__(self) -> int:
        return len(self.document)

    def reference(self, sentence: int) -> Reference:
        """The reference of a sentence."""
        document = self.documents[int(self.document[sentence])]
        return Reference(document, int(self.paragraph[sentence]), int(self.number[sentence]))

    def stand_for(self, word: str) -> list[list[str]]:
        """The phrases, word by word, that stand for a word which no document has."""
        return [self.phrases[number].split() for number in self.replaced[word]]
