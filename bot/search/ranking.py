"""Sentences that have words of a query → the best of them first, with marks, or a refusal.

The score of a sentence is the share of the query that it has, each word by its
rarity, with something added for words that stand together. How likely the best
one answers decides whether there is an answer.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from bot.search.deciding import SHOWN, Evidence, decide, is_asked
from bot.search.found import Decision, Found, Match
from bot.search.marking import Marker
from bot.search.matching import Matched
from bot.search.meaning import FAMILY, HINTED, SURE
from bot.search.query import Query, Weight
from bot.search.retrieval import Best
from bot.search.tables import Floats, Numbers

_PASSAGE, RERANKED_FOR_PASSAGE = 32, 20
"""A query of more words is a remembered passage, whose sentence shares so much that it is among the first few."""
RERANKED = 60
"""Candidates that are looked at closely: of 40 to 100, which were seen to serve alike, a middle one."""
# Weights of a score in which 1 is a sentence that has the whole query. Ranks, held against both sets of judged queries.
_TOGETHER = 0.2
_LONG = 0.03
_BEHIND = 0.6
"""Headings, bylines and references stand behind what the text says itself."""
_SEEN_FIRST = 3
"""Sentences that are seen at once: one of them must answer."""
_SHORT = 2
_NEIGHBOURS = 0.25
"""Two words of a query stand together where there are at most three others between them."""
_DOUBT = 0.75
"""Of two words one of which may be meant at best, apart from each other, there is no knowing that either is meant."""


def rank(query: Query, matched: Matched, marker: Marker, limit: int, among: Numbers | None) -> Found:
    """The best sentences for a query. `among` are the numbers of the sentences that are searched, None is all."""
    count = RERANKED if len(query.words) <= _PASSAGE else RERANKED_FOR_PASSAGE
    found = matched.best(max(count, limit), among)
    if not len(found.numbers):
        unmatched = dict.fromkeys(word.word.typed for word in matched.sought if word.is_content)
        return Found(unmatched=tuple(unmatched), searched=len(query.words), cut_short=query.cut_short)
    weights = np.array([word.weight for word in matched.sought], dtype=np.float32)
    sure: Floats = np.round(found.worth / weights[:, np.newaxis], 4)  # so that .75 of a weight is .75
    score, evidence = _scores(query, matched, found, sure, weights, limit)
    likelihood = evidence.likelihood()
    order = np.argsort(-score, kind="stable")[:limit]  # of equals the first one
    decision = decide(float(likelihood[order[:_SEEN_FIRST]].max()))
    answered = decision is not Decision.DECLINE
    likely = likelihood[order]
    shown = order[(likely >= SHOWN) | (order == order[0])] if answered else order[likely > 0]
    numbers = found.numbers[shown].tolist()
    rows = (score, likelihood, evidence.coverage, evidence.missing)
    matches = tuple(
        Match(matched.sentences.reference(number), value, likely, coverage, missing, partial(marker.look, number))
        for number, value, likely, coverage, missing in zip(
            numbers, *(row[shown].tolist() for row in rows), strict=True
        )
    )
    surest = sure[:, shown].max(axis=1, initial=0.0).tolist()
    unmatched = dict.fromkeys(
        word.word.typed
        for word, most in zip(matched.sought, surest, strict=True)
        if word.is_content and most < HINTED and not matched.has(word, numbers)
    )
    return Found(
        decision=decision,
        asked=evidence.asked,
        matches=matches if answered else (),
        nearest=() if answered else matches,
        unmatched=tuple(unmatched),
        taken_for=marker.taken_for(numbers[0]) if answered else (),
        searched=len(query.words),
        cut_short=query.cut_short,
    )


def _scores(
    query: Query, matched: Matched, found: Best, sure: Floats, weights: Floats, limit: int
) -> tuple[Floats, Evidence]:
    """The score of each candidate, and what speaks for it."""
    sentences, count = matched.sentences, len(matched.sought)
    at = found.numbers.astype(np.int64)
    score = found.sums * np.float32(1 / matched.total) - np.float32(_LONG) * sentences.longer[at]
    behind = sentences.behind[at]
    standing = np.where(behind, np.float32(_BEHIND), np.float32(1)) if behind.any() else np.float32(1)
    together = np.zeros_like(score)
    if count >= _SHORT:
        # Those with fewer than two of the words cannot have them together; those that would still not be shown if
        # they had are not looked at.
        both = (sure >= HINTED).sum(axis=0) >= _SHORT
        if len(score) > limit:
            first = score * standing
            both &= first >= np.partition(first, len(first) - limit)[len(first) - limit] - _TOGETHER
        for place in np.flatnonzero(both).tolist():
            together[place] = _togetherness(matched.places(int(at[place])), count)
        score = score + np.float32(_TOGETHER) * together
    score = score * standing
    return score, _evidence(query, matched, sure, weights, together)


def _evidence(query: Query, matched: Matched, sure: Floats, weights: Floats, together: Floats) -> Evidence:
    """How much of what is asked each sentence has. Stop words alone ask nothing.

    Rarity counts by its square root here: a common word is still half the question.
    """
    content = [number for number, word in enumerate(matched.sought) if word.is_content]
    if not content:
        if all(word.word.weight is Weight.STOP for word in matched.sought):
            nothing = np.zeros(sure.shape[1], dtype=np.float32)
            return Evidence(nothing, nothing, asked=False)
        content = list(range(len(matched.sought)))
    if len(content) < len(weights):
        weights, sure = weights[content], sure[content]
    shares = np.sqrt(weights)
    shares /= shares.sum()
    least = HINTED if len(content) > 1 else SURE  # a single word must be surely meant
    coverage = _weighted(shares, sure)
    if _is_doubtful(matched):
        coverage = np.where(together < _NEIGHBOURS, coverage * np.float32(_DOUBT), coverage)
    return Evidence(np.minimum(coverage, 1), _weighted(shares, sure < least), asked=is_asked(query))


def _weighted(shares: Floats, of_words: Floats | NDArray[np.bool_]) -> Floats:
    """For each sentence the sum of its words' values, each by its share.

    Not `@`: some builds of BLAS calculate with what lies beside a small array, and numpy warns of the rubbish.
    """
    found: Floats = np.einsum("w,ws->s", shares, of_words)
    return found


def _is_doubtful(matched: Matched) -> bool:
    """Whether of two words one may be meant at best."""
    words = [word for word in matched.sought if word.is_content]
    return len(words) == _SHORT and any(word.terms and word.surest < FAMILY for word in words)


def _togetherness(places: dict[int, list[int]], count: int) -> float:
    """How close neighbours in the query stand in a sentence, from 0 to 1; the other way round counts for less."""
    if count < _SHORT or len(places) < _SHORT:
        return 0.0
    close = 0.0
    for number, left in places.items():
        if right := places.get(number + 1):
            gap = min(after - before if after > before else before - after + 2 for before in left for after in right)
            close += 1 / max(gap, 1)
    return close / (count - 1)
