"""What is marked in a sentence that was found, and what is said of how it was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np

from bot.library import Library
from bot.search.found import KINDS, Kind, Look
from bot.search.matching import Matched, Naming
from bot.search.meaning import FAMILY, HINTED, SURE
from bot.search.names import Names
from bot.search.words import tokens

_MARKED = 0.6
"""Words that are less surely meant are not marked, nor those that are so much less sure than the surest."""
_MOST_NAMES = 5
"""Names beyond these are no longer read."""

Span = tuple[int, int]


class Marker:
    """Marks the sentences that were found for one query."""

    def __init__(self, matched: Matched, names: Names, library: Library) -> None:
        self._matched = matched
        self._sentences = matched.sentences
        self._names = names
        self._library = library

    @cached_property
    def _wanted(self) -> set[int]:
        """The words of the lexicon that are marked."""
        wanted = {
            term
            for word in self._matched.sought
            for term, sure in word.terms.items()
            if sure >= _MARKED and sure >= _MARKED * word.surest
        }
        return wanted.union(term for word in self._matched.sought for pair in word.split for term in pair)

    @cached_property
    def _replacing(self) -> list[list[int]]:
        """The phrases that stand for words which no document has."""
        find = self._matched.lexicon.find
        return [
            [find(part) for part in phrase]
            for word in self._matched.sought
            for phrase in self._sentences.stand_for(word.word.forms[0])
        ]

    def look(self, sentence: int) -> Look:
        """The words of a sentence that the query means, in order and apart, and the names that led to it."""
        words: list[int] = self._sentences.words[sentence].tolist()
        needed = list(self._needed(sentence, words))
        found = [(at, at) for at, term in enumerate(words) if term in self._wanted]
        phrases = list(self._replacing)
        for naming in needed:
            phrases += [self._names.words[phrase].tolist() for phrase in self._names.by_owner[naming.owner].tolist()]
        found += _places(phrases, words)
        why = tuple(dict.fromkeys(self._names.phrases[naming.phrase] for naming in needed))
        return Look(_merged(self._spans(sentence, found)) if found else (), why)

    def taken_for(self, sentence: int) -> tuple[str, ...]:
        """What was searched in place of words of the query that a sentence does not have."""
        words: list[int] = self._sentences.words[sentence].tolist()
        vocabulary = self._matched.lexicon.words
        found: dict[str, None] = {}
        typed = {form for word in self._matched.sought for form in word.word.forms}
        for word in self._matched.sought:
            here = {term: word.terms[term] for term in words if term in word.terms}
            best = max(here, key=here.__getitem__, default=-1)
            is_replaced = bool(self._sentences.replaced[word.word.forms[0]])  # then its phrase is told below
            is_guess = best >= 0 and HINTED < here[best] <= FAMILY
            if is_guess and word.is_content and not is_replaced and vocabulary[best] not in typed:
                found[vocabulary[best]] = None
        for naming in self._needed(sentence, words):
            is_claim = KINDS[int(self._names.kinds[naming.owner])] is Kind.CLAIM
            found[self._names.ids[naming.owner] if is_claim else self._names.labels[naming.owner]] = None
        for phrase in self._replacing:
            if any(_places([phrase], words)):
                found[" ".join(vocabulary[word] for word in phrase)] = None
        return tuple(found)[:_MOST_NAMES]

    def _needed(self, sentence: int, words: Sequence[int]) -> Iterator[Naming]:
        for naming in self._matched.namings:
            at = int(np.searchsorted(naming.sentences, sentence))
            is_led = at < len(naming.sentences) and naming.sentences[at] == sentence
            if is_led and not all(self._says(words, place) for place in naming.words):
                yield naming

    def _says(self, words: Sequence[int], place: int) -> bool:
        terms = self._matched.sought[place].terms
        return any(terms.get(term, 0.0) >= SURE for term in words)

    def _spans(self, sentence: int, found: Iterable[Span]) -> list[Span]:
        """Words, first and last, as places in the document."""
        at = self._library.sentence(self._sentences.reference(sentence))
        assert at is not None  # the index is the library's own
        text = self._library.documents[at.reference.document].text[at.start : at.end]
        places = list(tokens(text))
        return [(at.start + places[first].start, at.start + places[last].end) for first, last in found]


def _places(phrases: Iterable[list[int]], words: list[int]) -> Iterator[Span]:
    """Where phrases stand in a sentence: the places of their first and last words."""
    for phrase in filter(None, phrases):
        for at in range(len(words) - len(phrase) + 1):
            if words[at] == phrase[0] and words[at : at + len(phrase)] == phrase:
                yield at, at + len(phrase) - 1


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
