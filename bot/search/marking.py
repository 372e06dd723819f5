"""What is marked in a sentence that was found, and what is said of how it was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.search.found import Kind
from bot.search.matching import Matched, Naming
from bot.search.meaning import FAMILY
from bot.search.names import Names
from bot.search.query import Weight
from bot.search.sentences import Sentences

_MARKED = 0.6
"""Words that are less surely meant are not marked, nor those that are so much less sure than the surest."""
SAYS_IT = 0.75
"""A sentence with a word as sure as this says itself what was asked; no name need explain it."""
_MOST_NAMES = 5
"""Names beyond these are no longer read."""

Span = tuple[int, int]


class Marker:
    """Marks the sentences that were found for one query."""

    def __init__(self, matched: Matched, sentences: Sentences, names: Names) -> None:
        self._matched = matched
        self._sentences = sentences
        self._names = names
        self._phrases: dict[int, list[tuple[int, ...]]] = {}
        self._wanted = {
            term
            for word in matched.sought
            for term, sure in word.terms.items()
            if sure >= _MARKED and sure >= _MARKED * word.surest
        }
        self._replacing = [
            tuple(sentences.lexicon.find(part) for part in phrase.split())
            for word in matched.sought
            for phrase in sentences.replaced.get(word.word.forms[0], ())
        ]

    def marks(self, sentence: int) -> tuple[Span, ...]:
        """The words of a sentence that the query means, as places in its document, in order and apart."""
        spans = list(self._sentences.spans(sentence))
        found = [(start, end) for term, start, end in spans if term in self._wanted]
        phrases = [*self._replacing, *(phrase for owner in self._owners(sentence) for phrase in self._written(owner))]
        if phrases:
            words = [term for term, _, _ in spans]
            found += [(spans[first][1], spans[last][2]) for first, last in _places(phrases, words)]
        return _merged(found)

    def why(self, sentence: int) -> tuple[str, ...]:
        """The names in the query without which the sentence would not have been found as well."""
        return tuple(dict.fromkeys(self._names.phrases[naming.phrase] for naming in self._needed(sentence)))

    def taken_for(self, sentence: int) -> tuple[str, ...]:
        """What was searched in place of words of the query that a sentence does not have."""
        words = set(self._sentences.words[sentence])
        found: dict[str, None] = {}
        for word in self._matched.sought:
            here = {term: sure for term, sure in word.terms.items() if term in words}
            best = max(here, key=here.__getitem__, default=-1)
            if best >= 0 and here[best] <= FAMILY and word.word.weight is Weight.CONTENT:
                found[self._sentences.lexicon.words[best]] = None
        for naming in self._needed(sentence):
            is_claim = self._names.kinds[naming.owner] == Kind.CLAIM
            found[self._names.ids[naming.owner] if is_claim else self._names.labels[naming.owner]] = None
        vocabulary = self._sentences.lexicon.words
        for phrase in self._replacing:
            if any(_places([phrase], self._sentences.words[sentence])):
                found[" ".join(vocabulary[word] for word in phrase)] = None
        return tuple(found)[:_MOST_NAMES]

    def _needed(self, sentence: int) -> Iterator[Naming]:
        words: frozenset[int] | None = None
        for naming in self._matched.namings:
            if sentence not in naming.sentences:
                continue
            words = frozenset(self._sentences.words[sentence]) if words is None else words
            if not all(self._says(words, place) for place in naming.words):
                yield naming

    def _says(self, words: frozenset[int], place: int) -> bool:
        return any(sure >= SAYS_IT and term in words for term, sure in self._matched.sought[place].terms.items())

    def _owners(self, sentence: int) -> set[int]:
        return {naming.owner for naming in self._needed(sentence)}

    def _written(self, owner: int) -> list[tuple[int, ...]]:
        """The names of an owner that the documents can have: as words of the sentences' lexicon."""
        if owner not in self._phrases:
            lexicons = self._names.lexicon, self._sentences.lexicon
            phrases = (
                tuple(lexicons[1].find(lexicons[0].words[word]) for word in self._names.words[phrase])
                for phrase in self._names.by_owner[owner]
            )
            self._phrases[owner] = [phrase for phrase in phrases if phrase and min(phrase) >= 0]
        return self._phrases[owner]


def _places(phrases: Iterable[tuple[int, ...]], words: Sequence[int]) -> Iterator[Span]:
    """Where phrases stand in a sentence: the places of their first and last words."""
    for phrase in phrases:
        for at in range(len(words) - len(phrase) + 1):
            if words[at] == phrase[0] and tuple(words[at : at + len(phrase)]) == phrase:
                yield at, at + len(phrase) - 1


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
