"""Words as typed → whatever has such a name, and what they may become while they are typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from bot.search.found import Completion, How, Kind, NameMatch
from bot.search.names import Names
from bot.search.query import Query
from bot.search.speaking import Shared, misspelled, near, written
from bot.search.tables import prefixed
from bot.search.words import begin_alike, spoken

_SURNAME = 0.8
"""How sure a person is meant by the name with something before it: a first name, or a rank, that no text need state."""
_MOST_BEFORE = 2
_NEARLY = 0.99
"""The most that is said of words that are not a name itself."""
_LONGEST_NAME = 200
"""Characters; what is longer is not looked up as a misspelled name."""
_PROBED = 2_000
"""Names that begin alike and are looked through for a completion: with more, the box is still full."""

_ORDER = {How.EXACT: 0, How.ALIAS: 1, How.NEAR: 2}


def name_matches(names: Names, typed: str, kinds: Collection[str], limit: int) -> tuple[NameMatch, ...]:
    """What is called by words, exactly or nearly, surest first."""
    return _best(names, typed, kinds, [*_exactly(names, typed), *_nearly(names, typed)])[:limit]


def exact_matches(names: Names, typed: str, kinds: Collection[str]) -> tuple[NameMatch, ...]:
    """What is called by words, exactly."""
    return _best(names, typed, kinds, _exactly(names, typed))


def completions(names: Names, typed: str, kinds: Collection[str], limit: int) -> tuple[Completion, ...]:
    """What words may become: names that are them, begin with them, have a word that does, or nearly so, in this order."""
    found: dict[int, int] = {}
    for phrase in _completed(names, typed):
        owner = names.owner[phrase]
        if names.kinds[owner] in kinds:
            found.setdefault(owner, phrase)
        if len(found) >= limit:
            break
    return tuple(
        Completion(Kind(names.kinds[owner]), names.ids[owner], names.labels[owner], names.phrases[phrase])
        for owner, phrase in found.items()
    )


def _best(
    names: Names, typed: str, kinds: Collection[str], found: Iterable[tuple[int, float, How]]
) -> tuple[NameMatch, ...]:
    """The owners of phrases, each by the phrase that is surest, or most like what was typed, or first in its list."""
    plain = spoken(typed[:_LONGEST_NAME])
    best: dict[int, tuple[tuple[float, int, int, int], int, How]] = {}
    for phrase, sure, how in found:
        owner = names.owner[phrase]
        order = (-sure, _ORDER[how], -begin_alike(plain, names.spoken[phrase]), names.rank[phrase])
        if names.kinds[owner] in kinds and (owner not in best or order < best[owner][0]):
            best[owner] = (order, phrase, how)
    ranked = sorted(best.items(), key=lambda entry: (entry[1][0][:2], -names.weights[entry[0]], names.ids[entry[0]]))
    return tuple(
        NameMatch(
            Kind(names.kinds[owner]), names.ids[owner], names.labels[owner], -order[0], how, names.phrases[phrase]
        )
        for owner, (order, phrase, how) in ranked
    )


def _exactly(names: Names, typed: str) -> Iterator[tuple[int, float, How]]:
    for phrase in written(names, typed):
        yield phrase, 1.0, How.EXACT if names.is_id[phrase] else How.ALIAS


def _nearly(names: Names, typed: str) -> Iterator[tuple[int, float, How]]:
    if len(typed) <= _LONGEST_NAME:
        for phrase, sure in misspelled(names, typed):
            yield phrase, min(sure, _NEARLY), How.NEAR
    query = Query.parse(typed)
    for shared in near(names, query):
        yield shared.number, min(_sure(names, query, shared), _NEARLY), How.NEAR


def _sure(names: Names, query: Query, shared: Shared) -> float:
    sure = shared.confidence
    if shared.complete and names.kinds[names.owner[shared.number]] == Kind.PERSON:
        count = len(query.sought)
        before = count - len(shared.words)
        if 0 < before <= _MOST_BEFORE and set(shared.words) == set(range(before, count)):
            sure = max(sure, _SURNAME * min(shared.words.values()))
    return sure


def _completed(names: Names, typed: str) -> Iterator[int]:
    plain = spoken(typed[:_LONGEST_NAME])

    def popular(phrases: Collection[int]) -> list[int]:
        return sorted(phrases, key=lambda phrase: (-names.weights[names.owner[phrase]], names.rank[phrase], phrase))

    yield from popular(names.exact[plain.replace(" ", "")])
    beginning = prefixed(names.spoken, plain)[:_PROBED]
    yield from popular([phrase for phrase in beginning if names.is_id[phrase]])
    yield from popular([phrase for phrase in beginning if not names.is_id[phrase]])
    if plain:
        yield from popular(_begun(names, plain.split()))
        query = Query.parse(plain)
        shared = sorted(near(names, query), key=lambda shared: -shared.confidence)
        nearly = sorted(misspelled(names, plain), key=lambda found: -found[1])
        yield from (phrase for phrase, _ in nearly)
        yield from (found.number for found in shared)


def _begun(names: Names, beginnings: list[str]) -> set[int]:
    """The phrases that have, for each beginning, a word that begins so."""
    found: set[int] | None = None
    for beginning in beginnings:
        words = prefixed(names.lexicon.words, beginning)[:_PROBED]
        having = {phrase for word in words for phrase in names.by_word[word]}
        found = having if found is None else found & having
    return found or set()
