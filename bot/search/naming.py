"""Words as typed → whatever has such a name, and what they may become while they are typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.found import KINDS, Completion, How, Kind, NameMatch
from bot.search.lexicon import Lexicon
from bot.search.names import Names
from bot.search.query import Query
from bot.search.speaking import Shared, misspelled, near, written
from bot.search.speller import allowed_edits
from bot.search.tables import Numbers
from bot.search.words import begin_alike, spoken

_SURNAME = 0.8
"""How sure a person is meant by the name with something before it: a first name, or a rank, that no text need state."""
_MOST_BEFORE = 2
_NEARLY = 0.99
"""The most that is said of words that are not a name itself."""
_LONGEST_NAME = 200
"""Characters; what is longer is not looked up as a misspelled name."""
_PROBED = 2_000
"""Words that begin nearly alike and are looked up for a completion: with more, the box is still full."""
_EACH_OWNER = 8
"""Phrases that are looked at for each place in the box: most things have a few names."""
_FEW = 50
"""Names with some of the words that are looked at for a completion: two boxes full."""
_LOOKED_AT, _MOST_LOOKED_AT = 200, 10_000
"""Names that share most with a query and are looked at closely: at first, and at the most, in 100 ms."""
_BLOCK = 256
_SHORTEST_MENDED = 4
"""Letters from which on a slip in the beginning of a word is mended: of three any word could be meant."""

_ORDER = {How.EXACT: 0, How.ALIAS: 1, How.NEAR: 2}


def name_matches(
    names: Names, lexicon: Lexicon, typed: str, kinds: Collection[str], limit: int
) -> tuple[NameMatch, ...]:
    """What is called by words, exactly or nearly, surest first."""
    looked_at = _LOOKED_AT
    while True:
        nearly = list(_nearly(names, lexicon, typed, looked_at))
        found = _best(names, typed, kinds, [*_exactly(names, typed), *nearly])
        if len(found) >= limit or len(nearly) < looked_at or looked_at >= _MOST_LOOKED_AT:
            return found[:limit]
        looked_at *= _EACH_OWNER  # things with many names each


def exact_matches(names: Names, typed: str, kinds: Collection[str]) -> tuple[NameMatch, ...]:
    """What is called by words, exactly."""
    return _best(names, typed, kinds, _exactly(names, typed))


def completions(
    names: Names, lexicon: Lexicon, typed: str, kinds: Collection[str], limit: int
) -> tuple[Completion, ...]:
    """What words may become: names that are them, begin with them, have a word that does, or nearly so, in this order."""
    if limit < 1:
        return ()
    found: dict[int, int] = {}
    choice = _Choice(names, _wanted(kinds), limit * _EACH_OWNER)
    while True:
        for phrase in _completed(names, lexicon, typed, choice):
            found.setdefault(int(names.owner[phrase]), phrase)
            if len(found) >= limit:
                break
        if len(found) >= limit or not choice.left_out:
            break
        choice = _Choice(names, choice.kinds, choice.count * _EACH_OWNER)  # things with many names each
    return tuple(
        Completion(_kind(names, owner), names.ids[owner], names.labels[owner], names.phrases[phrase])
        for owner, phrase in found.items()
    )


def _wanted(kinds: Collection[str]) -> NDArray[np.bool_]:
    """For each kind by its number whether it is wanted."""
    return np.array([kind.value in kinds for kind in KINDS])


def _kind(names: Names, owner: int) -> Kind:
    return KINDS[int(names.kinds[owner])]


def _best(
    names: Names, typed: str, kinds: Collection[str], found: Iterable[tuple[int, float, How]]
) -> tuple[NameMatch, ...]:
    """The owners of phrases, each by the phrase that is surest, or most like what was typed, or first in its list."""
    plain = spoken(typed[:_LONGEST_NAME])
    best: dict[int, tuple[tuple[float, int, int, int], int, How]] = {}
    for phrase, sure, how in found:
        owner = int(names.owner[phrase])
        order = (-sure, _ORDER[how], -begin_alike(plain, names.spoken[phrase]), int(names.rank[phrase]))
        if _kind(names, owner) in kinds and (owner not in best or order < best[owner][0]):
            best[owner] = (order, phrase, how)
    ranked = sorted(
        best.items(), key=lambda entry: (entry[1][0][:2], -int(names.weights[entry[0]]), names.ids[entry[0]])
    )
    return tuple(
        NameMatch(_kind(names, owner), names.ids[owner], names.labels[owner], -order[0], how, names.phrases[phrase])
        for owner, (order, phrase, how) in ranked
    )


def _exactly(names: Names, typed: str) -> Iterator[tuple[int, float, How]]:
    for phrase in written(names, typed):
        yield phrase, 1.0, How.EXACT if names.is_id[phrase] else How.ALIAS


def _nearly(names: Names, lexicon: Lexicon, typed: str, looked_at: int) -> Iterator[tuple[int, float, How]]:
    if len(typed) <= _LONGEST_NAME:
        for phrase, sure in misspelled(names, typed):
            yield phrase, min(sure, _NEARLY), How.NEAR
    query = Query.parse(typed)
    for shared in near(names, lexicon, query, looked_at=looked_at):
        yield shared.number, min(_sure(names, query, shared), _NEARLY), How.NEAR


def _sure(names: Names, query: Query, shared: Shared) -> float:
    sure = shared.confidence
    if shared.complete and _kind(names, int(names.owner[shared.number])) is Kind.PERSON:
        count = len(query.sought)
        before = count - len(shared.words)
        if 0 < before <= _MOST_BEFORE and set(shared.words) == set(range(before, count)):
            sure = max(sure, _SURNAME * min(shared.words.values()))
    return sure


def _completed(names: Names, lexicon: Lexicon, typed: str, choice: _Choice) -> Iterator[int]:
    """The phrases that what was typed may become, best first, some of them twice."""
    plain = spoken(typed[:_LONGEST_NAME])
    yield from choice.popular(names.exact[plain.replace(" ", "")])
    most = choice.most_popular(names.spoken.prefixed(plain))
    yield from (phrase for phrase in most if names.is_id[phrase])
    yield from (phrase for phrase in most if not names.is_id[phrase])
    if not plain:
        return
    beginnings = plain.split()
    yield from choice.popular(_begun(names, [_words_begun(lexicon, word) for word in beginnings]))
    nearly = sorted(misspelled(names, plain), key=lambda found: -found[1])
    yield from choice.wanted(phrase for phrase, _ in nearly[:_PROBED])
    begun = choice.popular(_begun(names, [_words_begun_nearly(lexicon, word) for word in beginnings]))
    yield from begun
    if not (nearly or begun):  # words that no name has all of: those that have most of them
        shared = sorted(near(names, lexicon, Query.parse(plain), looked_at=_FEW), key=lambda shared: -shared.confidence)
        yield from choice.wanted(found.number for found in shared)


@dataclass(slots=True)
class _Choice:
    """Chooses among phrases those whose owners are of some kinds, `count` of them; and knows whether it left any out."""

    names: Names
    kinds: NDArray[np.bool_]
    count: int
    left_out: bool = False

    def wanted(self, phrases: Iterable[int]) -> Iterator[int]:
        """Phrases of the kinds, in their order."""
        return (phrase for phrase in phrases if self.kinds[self.names.kinds[self.names.owner[phrase]]])

    def popular(self, phrases: Sequence[int] | NDArray[np.integer]) -> list[int]:
        """Phrases by how much is filed under them."""
        numbers = np.asarray(phrases, dtype=np.int64)
        numbers = numbers[self._is_wanted(numbers)]
        ranks = self.names.popular[numbers]
        if len(numbers) > self.count:
            self.left_out = True
            kept = np.argpartition(ranks, len(ranks) - self.count)[len(ranks) - self.count :]
            numbers, ranks = numbers[kept], ranks[kept]
        ordered: list[int] = numbers[np.lexsort((numbers, -ranks.astype(np.int64)))].tolist()
        return ordered

    def most_popular(self, phrases: range) -> list[int]:
        """Of a run of phrases those under which most is filed.

        The best ones lie in those blocks whose best ones are best, so that few of many are sorted.
        """
        if len(phrases) <= self.count * _BLOCK:
            return self.popular(np.arange(phrases.start, phrases.stop))
        self.left_out = True
        run = slice(phrases.start, phrases.stop)
        popular = self.names.popular[run]
        if not self.kinds.all():
            popular = np.where(self._is_wanted(run), popular, 0)
        starts = np.arange(0, len(popular), _BLOCK)
        highest = np.maximum.reduceat(popular, starts)
        blocks = np.argpartition(highest, len(highest) - self.count)[len(highest) - self.count :]
        members = (starts[blocks][:, np.newaxis] + np.arange(_BLOCK)).ravel()
        return self.popular(members[members < len(popular)] + phrases.start)

    def _is_wanted(self, numbers: NDArray[np.int64] | slice) -> NDArray[np.bool_]:
        wanted: NDArray[np.bool_] = self.kinds[self.names.kinds[self.names.owner[numbers]]]
        return wanted


def _words_begun(lexicon: Lexicon, beginning: str) -> Sequence[int]:
    return lexicon.words.prefixed(beginning)


def _words_begun_nearly(lexicon: Lexicon, beginning: str) -> Sequence[int]:
    words = list(_words_begun(lexicon, beginning)[:_PROBED])
    if len(beginning) >= _SHORTEST_MENDED:
        near_words = sorted(
            lexicon.speller.begun(beginning, lexicon.words, allowed_edits(beginning)), key=lambda found: found[1]
        )
        words += [number for number, _ in near_words[:_PROBED]]
    return words


def _begun(names: Names, lists: Sequence[Sequence[int]]) -> Numbers:
    """The phrases that have, for each of some lists of words, one of these."""
    rarest, *others = sorted(lists, key=lambda words: _count(names, words))
    found = _having(names, rarest)
    for words in others:
        of, members = names.words.gather(found)
        if isinstance(words, range):
            here = (members >= words.start) & (members < words.stop)
        else:
            here = np.isin(members, words)
        found = found[np.unique(of[here])]
    return found


def _count(names: Names, words: Sequence[int]) -> int:
    """In how many phrases some words are, those counted twice that have two of them."""
    if isinstance(words, range):
        return int(names.by_word.offsets[words.stop]) - int(names.by_word.offsets[words.start])
    return int(names.by_word.counts(np.array(words, dtype=np.int64)).sum())


def _having(names: Names, words: Sequence[int]) -> Numbers:
    """The phrases that have one of some words."""
    if isinstance(words, range):  # lists that lie one after the other
        low, high = names.by_word.offsets[words.start], names.by_word.offsets[words.stop]
        return np.unique(names.by_word.members[low:high])
    lists = [names.by_word[word] for word in words]
    return np.unique(np.concatenate(lists)) if lists else np.empty(0, dtype=np.uint32)
