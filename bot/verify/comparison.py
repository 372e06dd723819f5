"""What the comparison of a quotation with the documents finds out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.model import Document, Passage, Reference, Sentence, SentenceRole
from bot.reply import Difference, VerdictKind
from bot.text import Word, words


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found out about the words of a quotation.

    `kind` is None where they are not there. `places` are the sentences they
    stand in, or are an altered form of, in the document's order or, for a
    splice, in the order typed. `is_part` says that they are less than those
    sentences. `elsewhere` are further sentences that have the same words.
    """

    kind: VerdictKind | None
    places: tuple[Reference, ...] = ()
    is_part: bool = False
    differences: tuple[Difference, ...] = ()
    is_too_short: bool = False
    elsewhere: tuple[Reference, ...] = ()


Preference = Callable[[Reference], int]
"""Ranks the sentences that have the same words: the lowest one is told of, the others named."""


def preferred(found: Sequence[Comparison], preference: Preference) -> Comparison | None:
    """Of comparisons that found the same words, the one to tell of, which names the others."""
    if not found:
        return None
    best = min(found, key=lambda one: max(preference(place) for place in one.places))
    others = dict.fromkeys(place for one in found for place in one.places if place not in best.places)
    return replace(best, elsewhere=tuple(others))


@dataclass(frozen=True, slots=True)
class Window:
    """A run of neighbouring sentences with its words, whose offsets are the document's."""

    document: Document
    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]
    folded: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    """Folded word → where it stands among the words."""

    @classmethod
    def of(cls, document: Document, sentences: tuple[Sentence, ...]) -> Window:
        """The window of neighbouring sentences of a document."""
        start, end = sentences[0].start, sentences[-1].end
        found = tuple(
            Word(word.start + start, word.end + start, word.folded) for word in words(document.text[start:end])
        )
        places: dict[str, tuple[int, ...]] = {}
        for place, word in enumerate(found):
            places[word.folded] = (*places.get(word.folded, ()), place)
        return cls(document, sentences, found, tuple(word.folded for word in found), places)

    def passage(self, start: int, end: int) -> Passage:
        """From word `start` up to, not including, word `end`. The reference is the first sentence's."""
        first, last = self.words[start], self.words[end - 1]
        sentence = next(sentence for sentence in self.sentences if first.start < sentence.end)
        is_part = first.start > sentence.start or last.end < sentence.end
        return Passage(sentence.reference, first.start, last.end, is_part)

    def sentences_of(self, passage: Passage) -> tuple[Sentence, ...]:
        """The sentences that a passage of this window touches."""
        return tuple(
            sentence for sentence in self.sentences if sentence.start < passage.end and passage.start < sentence.end
        )

    def is_content(self, start: int, end: int) -> bool:
        """Whether a run of words lies in sentences that are content: no headings, no references."""
        return all(sentence.role is SentenceRole.PROSE for sentence in self.sentences_of(self.passage(start, end)))

    def lacks_words(self, start: int, end: int) -> bool:
        """Whether the sentences of a run of words hold more words than the run."""
        touched = self.sentences_of(self.passage(start, end))
        return any(
            touched[0].start <= word.start < self.words[start].start
            or self.words[end - 1].end < word.end <= touched[-1].end
            for word in self.words
        )


def references(sentences: tuple[Sentence, ...]) -> tuple[Reference, ...]:
    return tuple(sentence.reference for sentence in sentences)
