"""The names that a query speaks: written so, in part, or misspelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.search.lexicon import Lexicon
from bot.search.meaning import meanings
from bot.search.names import STOP_RARITY, Names
from bot.search.query import Query
from bot.search.rarity import rarity
from bot.search.retrieval import Line, best, worth_of_members
from bot.search.speller import allowed_edits
from bot.search.tables import Floats, Numbers
from bot.search.words import spoken

_ARTICLES = ("the ", "a ", "an ")
_LOOKED_AT = 200
"""Names that share most with a query, which are looked at closely: twice what is ever asked for."""
_NEARLY_ALL = 1e-3


@dataclass(frozen=True, slots=True)
class Shared:
    """What a phrase and a query have in common.

    `recall` is the share of the query that the phrase holds, `precision` the
    share of the phrase that the query holds, and it is `complete` when nothing
    of it is missing; `words` are the places of the query's words that are in it,
    each with how surely it is meant.
    """

    number: int
    recall: float
    precision: float
    complete: bool
    words: dict[int, float]

    @property
    def confidence(self) -> float:
        """Both shares in one figure (their harmonic mean)."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def written(names: Names, typed: str) -> tuple[int, ...]:
    """The phrases that are the words as typed, but for case, spaces, hyphens and a leading article."""
    plain = spoken(typed)
    found = tuple(names.exact[plain.replace(" ", "")])
    for article in _ARTICLES:
        if not found and plain.startswith(article):
            found = tuple(names.exact[plain[len(article) :].replace(" ", "")])
    return found


def phrases_of(names: Names, terms: Mapping[int, float]) -> Line:
    """The phrases that have some words, each with what the word weighs in it; stop words weigh nothing."""
    if not terms:
        return Line.of([], [])
    numbers = np.array(list(terms), dtype=np.int64)
    rarity_of = names.rarity[numbers]
    weights = np.where(rarity_of > STOP_RARITY, rarity_of, 0)
    return Line.of(*worth_of_members(names.by_word, numbers, weights))


def spoken_in(
    names: Names, words: Sequence[Mapping[int, float]], having: Sequence[Line]
) -> Iterator[tuple[int, dict[int, float]]]:
    """The phrases of which a query has every word that counts, each with the places of its words in the query.

    `words` has for each word of the query the words in names that it surely means, `having` their phrases (`phrases_of`).
    """
    lines = [line for line in having if len(line)]
    if not lines:
        return
    everywhere = Line.of([line.members for line in lines], [line.worth for line in lines])
    sums = np.bincount(everywhere.members, everywhere.worth)
    # Where two words of the query mean one of the name, its weight counts twice: what is complete is looked at again.
    enough = np.flatnonzero((sums > 0) & (sums >= names.needed[: len(sums)] - _NEARLY_ALL)).tolist()
    for phrase in enough:
        places: dict[int, float] = {}
        for term in names.words[phrase].tolist():
            met = [(place, terms[term]) for place, terms in enumerate(words) if term in terms]
            if not met and names.rarity[term] > STOP_RARITY:
                break
            for place, sure in met:
                places[place] = max(sure, places.get(place, 0.0))
        else:
            yield phrase, places


def near(names: Names, lexicon: Lexicon, query: Query, *, looked_at: int = _LOOKED_AT) -> Iterator[Shared]:
    """The phrases that share most with a query, each with how far, in no order."""
    units = [(place, terms) for place, word in enumerate(query.sought) for terms in meanings(lexicon, word.forms)]
    units = [(place, {term: terms[term] for term in names.having(terms)}) for place, terms in units]
    weights = [_weight(names, terms) for _, terms in units]
    lines = []
    for (_, terms), weight in zip(units, weights, strict=True):
        sure = np.array(list(terms.values()), dtype=np.float32) * np.float32(weight)
        lines.append(Line.of(*worth_of_members(names.by_word, np.array(list(terms), dtype=np.int64), sure)))

    def look_up(phrases: Numbers) -> Callable[[int], Floats]:
        words = [names.words[phrase].tolist() for phrase in phrases.tolist()]

        def worth_for(line: int) -> Floats:
            terms = units[line][1]
            found = [max((terms.get(term, 0.0) for term in own), default=0.0) for own in words]
            return np.array(found, dtype=np.float32) * np.float32(weights[line])

        return worth_for

    total = sum(weights) or 1.0
    found = best(lines, len(names.phrases), looked_at, look_up)
    for phrase, reached in zip(found.numbers.tolist(), found.sums.tolist(), strict=True):
        yield _phrase(names, phrase, reached / total, units)


def _phrase(names: Names, phrase: int, recall: float, units: Sequence[tuple[int, dict[int, float]]]) -> Shared:
    matched: dict[int, float] = {}
    words: dict[int, float] = {}
    own = names.words[phrase].tolist()
    for place, terms in units:
        best_sure, best_term = 0.0, -1
        for term in own:
            if terms.get(term, 0.0) > best_sure:
                best_sure, best_term = terms[term], term
        if best_term >= 0:
            matched[best_term] = max(best_sure, matched.get(best_term, 0.0))
            words[place] = max(best_sure, words.get(place, 0.0))
    precision = sum(float(names.rarity[term]) * sure for term, sure in matched.items()) / (
        float(names.whole[phrase]) or 1.0
    )
    complete = all(term in matched for term in own if names.rarity[term] > STOP_RARITY)
    return Shared(phrase, recall, min(1.0, precision), complete, words)


def _weight(names: Names, terms: dict[int, float]) -> float:
    """What a word of a query weighs: as much as the likeliest of the words it may mean."""
    likeliest = max(terms, key=terms.__getitem__, default=-1)
    return float(names.rarity[likeliest]) if likeliest >= 0 else rarity(0, len(names.phrases))


def misspelled(names: Names, typed: str) -> Iterator[tuple[int, float]]:
    """The phrases that are a slip or two away from the words as typed, spaces apart, each with how sure that is."""
    plain = spoken(typed).replace(" ", "")
    edits = allowed_edits(plain)
    if edits:
        for key, distance in names.speller.near(plain, names.exact.keys, edits):
            for phrase in names.exact.lists[key].tolist():
                yield phrase, 1 - distance / max(len(plain), len(names.exact.keys[key]))
