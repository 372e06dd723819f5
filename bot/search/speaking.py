"""The names that a query speaks: written so, in part, or misspelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.search.meaning import meanings
from bot.search.names import STOP_RARITY, Names
from bot.search.query import Query
from bot.search.rarity import rarity
from bot.search.speller import allowed_edits
from bot.search.words import spoken

_ARTICLES = ("the ", "a ", "an ")


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


def near(names: Names, query: Query) -> Iterator[Shared]:
    """The phrases that share words with a query, each with how far, in no order."""
    units = [(place, terms) for place, word in enumerate(query.sought) for terms in meanings(names.lexicon, word.forms)]
    weights = [_weight(names, terms) for _, terms in units]
    hits: dict[int, dict[int, tuple[int, float]]] = {}
    for number, (_, terms) in enumerate(units):
        for term, sure in terms.items():
            for phrase in names.by_word[term]:
                at = hits.setdefault(phrase, {})
                if number not in at or sure > at[number][1]:
                    at[number] = (term, sure)
    total = sum(weights) or 1.0
    for phrase, at in hits.items():
        recall = sum(weights[number] * sure for number, (_, sure) in at.items()) / total
        words: dict[int, float] = {}
        for number, (_, sure) in at.items():
            place = units[number][0]
            words[place] = max(sure, words.get(place, 0.0))
        yield _phrase(names, phrase, recall, at.values(), words)


def _phrase(
    names: Names, phrase: int, recall: float, hits: Iterable[tuple[int, float]], words: dict[int, float]
) -> Shared:
    matched: dict[int, float] = {}
    for term, sure in hits:
        matched[term] = max(sure, matched.get(term, 0.0))
    whole = sum(names.rarity[term] for term in names.words[phrase]) or 1.0
    precision = sum(names.rarity[term] * sure for term, sure in matched.items()) / whole
    complete = all(term in matched for term in names.words[phrase] if names.rarity[term] > STOP_RARITY)
    return Shared(phrase, recall, min(1.0, precision), complete, words)


def _weight(names: Names, terms: dict[int, float]) -> float:
    """What a word of a query weighs: as much as the likeliest of the words it may mean."""
    return names.rarity[max(terms, key=terms.__getitem__)] if terms else rarity(0, len(names.phrases))


def misspelled(names: Names, typed: str) -> Iterator[tuple[int, float]]:
    """The phrases that are a slip or two away from the words as typed, spaces apart, each with how sure that is."""
    plain = spoken(typed).replace(" ", "")
    edits = allowed_edits(plain)
    if edits:
        for key, distance in names.speller.near(plain, names.exact.keys, edits):
            for phrase in names.exact.lists[key]:
                yield phrase, 1 - distance / max(len(plain), len(names.exact.keys[key]))
