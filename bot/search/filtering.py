"""Filters → the sentences that pass them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np

from bot.dates import Span
from bot.search.english import spelling, stem
from bot.search.lexicon import Lexicon
from bot.search.sentences import TRUST_STEPS, Sentences
from bot.search.tables import Numbers
from bot.search.words import tokens

_DATED = 0.8
"""From here a note on a sentence gives its date; the years in the names of claims and topics are less sure."""
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
"""Numbers in a text that are years; smaller ones mostly count something else."""
_AT_ONCE = 50_000
"""Sentences with all words of a phrase that are looked through at a time, so that they do not fill the memory."""
_MOST_PARTS = 8
"""Words of a compound that are put together: of longer ones the end is not a phrase's business."""


def with_phrase(lexicon: Lexicon, sentences: Sentences, phrase: str) -> Numbers:
    """The sentences that have the words of a phrase one after the other: the same but for case, marks and spelling."""
    words = [lexicon.find(token.form) for token in tokens(phrase) if not token.compound]
    if not words or min(words) < 0:
        return _none()
    having = sorted((sentences.text[word] for word in set(words)), key=len)
    found: Numbers = reduce(lambda one, two: np.intersect1d(one, two, assume_unique=True), having)
    parts = [_standing(lexicon, sentences, found[at : at + _AT_ONCE], words) for at in range(0, len(found), _AT_ONCE)]
    return np.concatenate(parts) if parts else _none()


def _standing(lexicon: Lexicon, sentences: Sentences, found: Numbers, words: list[int]) -> Numbers:
    """Of some sentences those in which words stand one after the other; a compound stands once more behind its parts."""
    of, members = sentences.words.gather(found)
    at = np.flatnonzero(members == words[0])
    for word in words[1:]:
        at = at[at + 1 < len(members)]
        behind = np.minimum(at + 2, len(members) - 1)
        after = np.where(members[at + 1] == word, at + 1, behind)
        follows = (members[after] == word) & (of[after] == of[at])
        over = np.flatnonzero(follows & (after == at + 2))
        follows[over] = [_is_compound(lexicon, members, place + 1) for place in at[over].tolist()]
        at = after[follows]
    standing: Numbers = found[np.unique(of[at])]
    return standing


def _is_compound(lexicon: Lexicon, members: Numbers, place: int) -> bool:
    """Whether a word is the compound that the words before it make up."""
    whole, parts = lexicon.words[int(members[place])], ""
    for part in members[max(0, place - _MOST_PARTS) : place][::-1].tolist():
        parts = lexicon.words[part] + parts
        if len(parts) >= len(whole):
            return len(parts) > len(lexicon.words[part]) and whole in (parts, spelling(parts))
    return False


def with_word(lexicon: Lexicon, sentences: Sentences, words: str) -> Numbers:
    """The sentences that have a word in any of its forms, or a phrase."""
    forms = list(tokens(words))
    if len(forms) != 1:
        return with_phrase(lexicon, sentences, words)
    return _any_of(sentences.text[word] for word in lexicon.stems[stem(forms[0].form)])


def in_years(lexicon: Lexicon, sentences: Sentences, span: Span) -> Numbers:
    """The sentences that name a year or a decade of a span, or to which an editor gave such a date."""
    first, last = max(span.first[0], _FIRST_YEAR), min(span.last[0], _LAST_YEAR)
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
    places = [place for place, id_ in enumerate(sentences.documents[:]) if id_ in wanted]
    return np.flatnonzero(np.isin(sentences.document, places)).astype(np.uint32)


def _any_of(lists: Iterable[Numbers]) -> Numbers:
    found = list(lists)
    return np.unique(np.concatenate(found)) if found else _none()


def _none() -> Numbers:
    return np.zeros(0, dtype=np.uint32)
