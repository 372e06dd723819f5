"""Filters → the sentences that pass them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np

from bot.dates import Span
from bot.search.lexicon import Lexicon
from bot.search.sentences import TRUST_STEPS, Sentences
from bot.search.tables import Numbers
from bot.search.words import tokens

_DATED = 0.8
"""From here a note on a sentence gives its date; the years in the names of claims and topics are less sure."""
_MOST_YEARS = 500
_MOST_CHECKED = 50_000
"""Sentences with all words of a phrase that are read for it: 10 ms."""


def with_phrase(lexicon: Lexicon, sentences: Sentences, phrase: str) -> Numbers:
    """The sentences that have the words of a phrase one after the other, letter for letter but for case and marks."""
    words = [lexicon.find(token.form) for token in tokens(phrase)]
    if not words or min(words) < 0:
        return _none()
    having = sorted((sentences.text[word] for word in set(words)), key=len)
    found: Numbers = reduce(lambda one, two: np.intersect1d(one, two, assume_unique=True), having)[:_MOST_CHECKED]
    of, members = sentences.words.gather(found)
    last = len(members) - len(words) + 1
    if last <= 0:
        return _none()
    stands = of[:last] == of[len(words) - 1 :]
    for place, word in enumerate(words):
        stands &= members[place : place + last] == word
    standing: Numbers = found[np.unique(of[:last][stands])]
    return standing


def with_word(lexicon: Lexicon, sentences: Sentences, words: str) -> Numbers:
    """The sentences that have a word in any of its forms, or a phrase."""
    forms = list(tokens(words))
    if len(forms) != 1:
        return with_phrase(lexicon, sentences, words)
    number = lexicon.find(forms[0].form)
    alike = lexicon.stems.lists[int(lexicon.stem_of[number])].tolist() if number >= 0 else []
    return _any_of(sentences.text[word] for word in alike)


def in_years(lexicon: Lexicon, sentences: Sentences, span: Span) -> Numbers:
    """The sentences that name a year or a decade of a span, or to which an editor gave such a date."""
    first, last = span.first[0], min(span.last[0], span.first[0] + _MOST_YEARS)
    names = [str(year) for year in range(first, last + 1)]
    names += [f"{decade}s" for decade in range(first - first % 10, last + 1, 10)]
    words = [number for name in names if (number := lexicon.find(name)) >= 0]
    noted = []
    for word in words:
        low, high = sentences.notes.lists.bounds(word)
        sure = sentences.notes.trust[low:high] >= _DATED * TRUST_STEPS
        noted.append(sentences.notes.lists[word][sure])
    return _any_of([*(sentences.text[word] for word in words), *noted])


def in_documents(sentences: Sentences, documents: Iterable[str]) -> Numbers:
    """The sentences of some documents, by their ids."""
    wanted = set(documents)
    places = [place for place, id_ in enumerate(sentences.documents) if id_ in wanted]
    return np.flatnonzero(np.isin(sentences.document, places)).astype(np.uint32)


def _any_of(lists: Iterable[Numbers]) -> Numbers:
    found = list(lists)
    return np.unique(np.concatenate(found)) if found else _none()


def _none() -> Numbers:
    return np.zeros(0, dtype=np.uint32)
