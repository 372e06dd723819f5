"""Sentences that have words of a query → the best of them first, with marks, or a refusal.

The score of a sentence is the share of the query that it has, each word by its
rarity, with something added for words that stand together and, in long queries,
for wording alike. How far the best one answers decides whether there is an answer.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.search.found import Found, Match
from bot.search.marking import SAYS_IT, Marker
from bot.search.matching import Matched, Sought
from bot.search.meaning import FAMILY
from bot.search.names import Names
from bot.search.query import Query, Weight
from bot.search.sentences import Sentences

_PASSAGE, RERANKED_FOR_PASSAGE = 32, 20
"""A query of more words is a remembered passage, whose sentence shares so much that it is among the first few."""
RERANKED = 60
"""Candidates that are looked at closely: of 40 to 100, which were seen to serve alike, a middle one."""
# Weights of a score in which 1 is a sentence that has the whole query.
_TOGETHER = 0.06
_ALIKE = 0.35
_LONG = 0.03
_BEHIND = 0.6
"""Headings, bylines and references stand behind what the text says itself."""
_MANY_WORDS = 4
"""From so many words on, a query may be a half-remembered sentence, and its wording is compared."""
_ALIKE_BY_CHANCE = 0.5
"""Two English sentences of one subject share about half their letters in order."""
_SAME_WORDING = 0.8
"""Wording so much alike is the sentence meant, whatever words were got wrong."""

_ENOUGH = (0.75, 0.67, 0.62, 0.57, 0.52, 0.47)
"""How much of a query of one, two, three … words that count must be met for an answer.

Of one word three quarters: a slip in four letters, no more. Of two or three, so much that a missing word makes it
another question; then less and less, as people add words that no text need have. Fitted by eye to the judged
queries of tests/judged: between those that have an answer and those that have none, a line through the gap.
"""
_SHORT = 2
_NEIGHBOURS = 0.25
"""Two words of a query stand together where there are at most three others between them."""
_DOUBT = 0.75
"""Of two words one of which may be meant at best, apart from each other, there is no knowing that either is meant."""


@dataclass(frozen=True)
class _Candidate:
    sentence: int
    score: float
    confidence: float


def rank(
    query: Query, matched: Matched, sentences: Sentences, names: Names, limit: int, among: frozenset[int] | None
) -> Found:
    """The best sentences for a query. `among` are the numbers of the documents that are searched, None is all."""
    candidates = sorted(
        _candidates(query, matched.sought, sentences, among), key=lambda found: (-found.score, found.sentence)
    )
    marker = Marker(matched, sentences, names)
    found = tuple(
        Match(
            sentences.reference(candidate.sentence),
            candidate.score,
            candidate.confidence,
            marker.marks(candidate.sentence),
            marker.why(candidate.sentence),
        )
        for candidate in candidates[:limit]
        if candidate.confidence > 0
    )
    answered = max((candidate.confidence for candidate in candidates), default=0.0) >= _enough(matched.sought)
    shown = [candidate.sentence for candidate in candidates[:limit]]
    unmatched = (
        word.word.typed
        for word in matched.sought
        if word.word.weight is Weight.CONTENT and all(word.sentences.get(sentence, 0.0) < SAYS_IT for sentence in shown)
    )
    return Found(
        matches=found if answered else (),
        nearest=() if answered else found,
        unmatched=tuple(dict.fromkeys(unmatched)),
        taken_for=marker.taken_for(candidates[0].sentence) if answered else (),
        searched=len(query.words),
        cut_short=query.cut_short,
    )


def _candidates(
    query: Query, sought: list[Sought], sentences: Sentences, among: frozenset[int] | None
) -> Iterator[_Candidate]:
    met: dict[int, float] = {}
    for word in sought:
        for sentence, sure in word.sentences.items():
            met[sentence] = met.get(sentence, 0.0) + word.weight * sure
    if among is not None:
        met = {sentence: share for sentence, share in met.items() if sentences.document[sentence] in among}
    total = sum(word.weight for word in sought) or 1.0
    content = [word for word in sought if word.word.weight is Weight.CONTENT] or sought
    likeness = _likeness(query, sentences)
    meant = _meant(sought)
    best = heapq.nlargest(
        RERANKED if len(query.words) <= _PASSAGE else RERANKED_FOR_PASSAGE,
        met,
        key=lambda number: (met[number] * (_BEHIND if sentences.behind[number] else 1), -number),
    )
    # Wording is dear to compare: only where it could still make the sentence the best one.
    within_reach = max(met.values(), default=0.0) - total * (_ALIKE * (1 - _ALIKE_BY_CHANCE) + _TOGETHER)
    for sentence in best:
        words = sentences.words[sentence]
        alike = likeness(sentence) if met[sentence] >= within_reach else 0.0
        together = _togetherness(meant, words, len(sought))
        score = met[sentence] / total
        score += _TOGETHER * together
        score += _ALIKE * max(0.0, alike - _ALIKE_BY_CHANCE)
        score -= _LONG * math.log(max(len(words), 1) / sentences.usual_length)
        confidence = _confidence(content, sentence, together)
        if alike > _SAME_WORDING:
            confidence = max(confidence, alike)
        if sentences.behind[sentence]:
            score *= _BEHIND
        yield _Candidate(sentence, score, confidence)


def _likeness(query: Query, sentences: Sentences) -> Callable[[int], float]:
    """How alike the wording of a sentence is to that of the query, from 0 to 1; 0 for short queries."""
    if len(query.words) < _MANY_WORDS:
        return lambda _: 0.0
    from rapidfuzz import fuzz  # here, because most queries are short

    wording, vocabulary = query.wording, sentences.lexicon.words

    def likeness(sentence: int) -> float:
        text = " ".join([vocabulary[word] for word in sentences.words[sentence]])
        return float(fuzz.partial_ratio(wording, text)) / 100

    return likeness


def _confidence(content: list[Sought], sentence: int, together: float) -> float:
    """The share of what is asked that a sentence has. Stop words alone ask nothing.

    Rarity counts by its square root here: a common word is still half the question.
    """
    if all(word.word.weight is Weight.STOP for word in content):
        return 0.0
    weights = [math.sqrt(word.weight) for word in content]
    surely = [word.sentences.get(sentence, 0.0) for word in content]
    share = sum(weight * sure for weight, sure in zip(weights, surely, strict=True)) / (sum(weights) or 1.0)
    doubtful = any(sure and word.surest < FAMILY for sure, word in zip(surely, content, strict=True))
    if doubtful and len(content) == _SHORT and together < _NEIGHBOURS:
        share *= _DOUBT
    return min(1.0, share)


def _enough(sought: list[Sought]) -> float:
    """How much of the query a sentence must have to answer it."""
    count = sum(word.word.weight is Weight.CONTENT for word in sought) or len(sought)
    return _ENOUGH[min(count, len(_ENOUGH)) - 1]


def _meant(sought: list[Sought]) -> dict[int, list[int]]:
    """For each word of the lexicon that is meant: the words of the query that may mean it."""
    meant: dict[int, list[int]] = {}
    for number, word in enumerate(sought):
        for term in word.terms:
            meant.setdefault(term, []).append(number)
    return meant


def _togetherness(meant: dict[int, list[int]], words: Sequence[int], count: int) -> float:
    """How close neighbours in the query stand in a sentence, from 0 to 1; the other way round counts for less."""
    if count < _SHORT:
        return 0.0
    places: dict[int, list[int]] = {}
    for at, word in enumerate(words):
        for number in meant.get(word, ()):
            places.setdefault(number, []).append(at)
    close = 0.0
    for number, left in places.items():
        if right := places.get(number + 1):
            gap = min(after - before if after > before else before - after + 2 for before in left for after in right)
            close += 1 / max(gap, 1)
    return close / (count - 1)
