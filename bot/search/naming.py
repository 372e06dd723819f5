"""Words as typed → whatever has such a name, and what they may become while they are typed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.search.found import Completion, How, Kind, NameMatch
from bot.search.names import Names, Shared
from bot.search.query import Query
from bot.search.tables import prefixed
from bot.search.words import spoken

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
    best: dict[int, tuple[float, How, int]] = {}
    for phrase, sure, how in _candidates(names, typed):
        owner = names.owner[phrase]
        known = best.get(owner)
        if names.kinds[owner] in kinds and (known is None or (sure, -_ORDER[how]) > (known[0], -_ORDER[known[1]])):
            best[owner] = (sure, how, phrase)
    ranked = sorted(
        best.items(),
        key=lambda entry: (-entry[1][0], _ORDER[entry[1][1]], -names.weights[entry[0]], names.ids[entry[0]]),
    )
    return tuple(
        NameMatch(Kind(names.kinds[owner]), names.ids[owner], names.labels[owner], sure, how, names.phrases[phrase])
        for owner, (sure, how, phrase) in ranked[:limit]
    )


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


def _candidates(names: Names, typed: str) -> Iterator[tuple[int, float, How]]:
    for phrase in names.written(typed):
        yield phrase, 1.0, How.EXACT if names.is_id[phrase] else How.ALIAS
    if len(typed) <= _LONGEST_NAME:
        for phrase, sure in names.misspelled(typed):
            yield phrase, min(sure, _NEARLY), How.NEAR
    query = Query.parse(typed)
    for shared in names.near(query):
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
        return sorted(phrases, key=lambda phrase: (-names.weights[names.owner[phrase]], names.spoken[phrase], phrase))

    yield from popular(names.exact[plain.replace(" ", "")])
    beginning = prefixed(names.spoken, plain)[:_PROBED]
    yield from popular([phrase for phrase in beginning if names.is_id[phrase]])
    yield from popular([phrase for phrase in beginning if not names.is_id[phrase]])
    if plain:
        yield from popular(_begun(names, plain.split()))
        query = Query.parse(plain)
        shared = sorted(names.near(query), key=lambda shared: -shared.confidence)
        nearly = sorted(names.misspelled(plain), key=lambda found: -found[1])
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
