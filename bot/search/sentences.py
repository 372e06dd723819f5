"""The sentences of a library with the words by which each is found."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from bot.model import Reference
from bot.search.lexicon import Lexicon
from bot.search.tables import Lists

TRUST_STEPS = 255
"""A trust between 0 and 1 is kept in one byte."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sentences:
    """The sentences that can be found, by number.

    `text` has, for each word of the lexicon, the sentences it stands in; `notes`
    those that an editor connects with it, and `trust` how far, in steps.
    `words`, `starts` and `lengths` are the words of every sentence in order, and
    their places in its document; `behind` tells headings, bylines and references.
    `replaced` has the phrases that stand for a word that no document has.
    """

    lexicon: Lexicon
    documents: list[str]
    document: array[int]
    paragraph: array[int]
    number: array[int]
    behind: array[int]
    text: Lists
    notes: Lists
    trust: array[int]
    words: Lists
    starts: array[int]
    lengths: array[int]
    replaced: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.document)

    @property
    def usual_length(self) -> float:
        """How many words a sentence has on average."""
        return len(self.words.members) / len(self) if len(self) else 1.0

    def reference(self, sentence: int) -> Reference:
        """The reference of a sentence."""
        return Reference(self.documents[self.document[sentence]], self.paragraph[sentence], self.number[sentence])

    def proven(self) -> set[str]:
        """The words that stand in a document."""
        return {word for number, word in enumerate(self.lexicon.words) if self.text.count(number)}

    def noted(self, word: int) -> Iterator[tuple[int, float]]:
        """The sentences that an editor connects with a word, each with how far."""
        for place in range(self.notes.offsets[word], self.notes.offsets[word + 1]):
            yield self.notes.members[place], self.trust[place] / TRUST_STEPS

    def spans(self, sentence: int) -> Iterator[tuple[int, int, int]]:
        """The words of a sentence in order, each with its place in the document."""
        for place in range(self.words.offsets[sentence], self.words.offsets[sentence + 1]):
            start = self.starts[place]
            yield self.words.members[place], start, start + self.lengths[place]
