"""A query and a library → what each word of the query may be met by, and how far a sentence meets it.

Beside what meets its words, a name that the query speaks whole leads to the
sentences of whatever it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from bot.search.found import KINDS, Kind
from bot.search.lexicon import Lexicon
from bot.search.meaning import HINTED
from bot.search.names import Names
from bot.search.owners import Owners
from bot.search.query import Query, QueryWord
from bot.search.retrieval import Best, Line, best
from bot.search.seeking import DOUBTFUL, Slot, Sought, seek, with_both
from bot.search.sentences import TRUST_STEPS, Sentences
from bot.search.speaking import spoken_in, written
from bot.search.tables import Floats, Numbers

# How far a name stands for the sentences of what it names, from 0 to 1; more where the sentence has one of its
# names in its own words, but never as much as its own word for it. Ranks: a claim's sentences were chosen one by
# one, a topic's come with their claims.
_CHOSEN, _FILED = 0.78, 0.72
_NAMED = 0.1
_NAMED_AGAIN = 0.02
_MOST_NAMED = 3
_BY_COUNT = np.array([0.0, *(_NAMED + _NAMED_AGAIN * count for count in range(_MOST_NAMED))], dtype=np.float32)
_TRUST = {Kind.CLAIM: _CHOSEN + _BY_COUNT, Kind.PERSON: _CHOSEN + _BY_COUNT, Kind.TOPIC: _FILED + _BY_COUNT}
"""How far the name of such a thing stands for a sentence that has so many of its names."""
_LONGEST_QUESTION = 32
"""Words beyond which a query is a remembered passage, found by its own words: what it names among them adds nothing."""
_FIRST_NAME_WEIGHT = 0.02
"""A first name that the library does not state is no reason to decline the surname."""
_MOST_NAMED_WORDS = 3
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Naming:
    """A name in a query: whose it is, the words of the query that speak it, and the sentences it leads to.

    `trust` is how far it speaks for each of them: more for those that have one of its owner's names in their own words.
    """

    phrase: int
    owner: int
    words: dict[int, float]
    sentences: Numbers
    trust: Floats


class Matched:
    """The words of a query, and the names in it, held against the sentences."""

    def __init__(self, query: Query, lexicon: Lexicon, sentences: Sentences, names: Names, owners: Owners) -> None:
        self.sentences = sentences
        self.lexicon = lexicon
        words = query.sought
        also = self._joined(words)
        self.sought = [seek(word, lexicon, sentences, names, also.get(at, _NONE)) for at, word in enumerate(words)]
        self.namings: list[Naming] = []
        if len(query.words) <= _LONGEST_QUESTION:
            self.namings = self._namings(query, names, owners)
        self._forgive_first_names(names)
        self.total = sum(word.weight for word in self.sought) or 1.0
        """What a sentence is worth that has all of the query."""
        self._slots: list[tuple[int, Slot]] = [
            (number, slot) for number, word in enumerate(self.sought) for slot in word.slots
        ]

    def best(self, limit: int, among: Numbers | None) -> Best:
        """The sentences that meet the query best, and what each is worth for each word of the query: a row a word."""
        lines = [self._line(number, slot) for number, slot in self._slots]
        found = best(lines, len(self.sentences), limit, self._look_up, among)
        if len(self._slots) == len(self.sought):
            return found
        worth = np.zeros((len(self.sought), len(found.numbers)), dtype=np.float32)
        for (number, _), row in zip(self._slots, found.worth, strict=True):
            worth[number] += row
        return Best(found.numbers, worth, found.sums)

    def places(self, sentence: int) -> dict[int, list[int]]:
        """Where a sentence has words that may be meant, for each word of the query."""
        places: dict[int, list[int]] = {}
        words_of = self._words_of
        for place, term in enumerate(self.sentences.words[sentence].tolist()):
            if term in words_of:
                for word in words_of[term]:
                    places.setdefault(word, []).append(place)
        return places

    def has(self, word: Sought, sentences: Sequence[int]) -> bool:
        """Whether one of some sentences has a word that may well be meant by one of the query's."""
        here = {term for sentence in sentences for term in self.sentences.words[sentence].tolist()}
        return any(sure >= HINTED and term in here for term, sure in word.terms.items())

    @cached_property
    def _words_of(self) -> dict[int, set[int]]:
        """For each word of the lexicon that is meant: the words of the query that may mean it."""
        found: dict[int, set[int]] = {}
        for number, word in enumerate(self.sought):
            for term, sure in word.terms.items():
                if sure >= HINTED:
                    found.setdefault(term, set()).add(number)
            for term in (term for pair in word.split for term in pair):
                found.setdefault(term, set()).add(number)
        return found

    def _line(self, number: int, slot: Slot) -> Line:
        """The sentences that meet one thing, each with what it is worth."""
        led = list(self._led(number, slot))
        if not led:
            return slot.line
        lines = [slot.line, *led]
        return Line.of([line.members for line in lines], [line.worth for line in lines])

    def _look_up(self, sentences: Numbers) -> Callable[[int], Floats]:
        """What some sentences are worth for each thing to be met, without the lists of who meets it."""
        words, noted = self.sentences.words, self.sentences.noted.lists
        of, terms = words.gather(sentences)
        of_noted, terms_noted = noted.gather(sentences)
        _, members_noted = noted.flat(sentences)
        trust = self.sentences.noted.trust[members_noted] / np.float32(TRUST_STEPS)
        worth_of = np.zeros(len(self.lexicon.words), dtype=np.float32)

        def worth_for(at: int) -> Floats:
            number, slot = self._slots[at]
            worth_of[slot.terms] = slot.worth
            best = np.zeros(len(sentences), dtype=np.float32)
            np.maximum.at(best, of, worth_of[terms])
            np.maximum.at(best, of_noted, worth_of[terms_noted] * trust)
            worth_of[slot.terms] = 0
            for line in (*self._led(number, slot), *self._run_together(number, slot)):
                _, here, there = np.intersect1d(sentences, line.members, assume_unique=True, return_indices=True)
                best[here] = np.maximum(best[here], line.worth[there])
            return best

        return worth_for

    def _run_together(self, number: int, slot: Slot) -> Iterator[Line]:
        """The sentences that have both of two words that were run together: the last ones in the word's own line."""
        for left, right in self.sought[number].split:
            both = with_both(self.sentences, left, right)
            yield Line(both, slot.line.worth[len(slot.line) - len(both) :])

    def _led(self, number: int, slot: Slot) -> Iterator[Line]:
        """The sentences that names lead to."""
        word = self.sought[number]
        for naming in self.namings:
            if number in naming.words:
                yield Line(naming.sentences, naming.trust * np.float32(naming.words[number] * word.weight * slot.share))

    def _joined(self, words: Sequence[QueryWord]) -> dict[int, frozenset[int]]:
        """Two words that the text writes as one ("co existence") are both met by it."""
        also: dict[int, frozenset[int]] = {}
        for at, (left, right) in enumerate(pairwise(words)):
            joined = self.lexicon.find(left.forms[0] + right.forms[0])
            if joined >= 0:
                for place in (at, at + 1):
                    also[place] = also.get(place, _NONE) | {joined}
        return also

    def _namings(self, query: Query, names: Names, owners: Owners) -> list[Naming]:
        """The names that a query speaks whole; of those of one owner in the same words, the surest."""
        typed = " ".join(word.typed for word in query.words)
        spoken = [(phrase, dict.fromkeys(range(len(self.sought)), 1.0)) for phrase in written(names, typed)]
        spoken += spoken_in(names, [word.names for word in self.sought], [word.named for word in self.sought])
        surest: dict[tuple[int, frozenset[int]], tuple[int, dict[int, float]]] = {}
        for phrase, words in spoken:
            owner = int(names.owner[phrase])
            if KINDS[int(names.kinds[owner])] in _TRUST:
                key = (owner, frozenset(words))
                if key not in surest or sum(words.values()) > sum(surest[key][1].values()):
                    surest[key] = (phrase, words)
        return [self._naming(phrase, owner, words, names, owners) for (owner, _), (phrase, words) in surest.items()]

    @staticmethod
    def _naming(phrase: int, owner: int, words: dict[int, float], names: Names, owners: Owners) -> Naming:
        sentences, named = owners[owner]
        trust = _TRUST[KINDS[int(names.kinds[owner])]][np.minimum(named, _MOST_NAMED)]
        return Naming(phrase, owner, words, sentences, trust)

    def _forgive_first_names(self, names: Names) -> None:
        """Before the name of a person, a word that the library does not have is taken for a first name."""
        last = len(self.sought) - 1
        if not 0 < last < _MOST_NAMED_WORDS:
            return
        if any(self._is_person(naming, names) and naming.words.keys() == {last} for naming in self.namings):
            for at, word in enumerate(self.sought[:last]):
                if word.surest < DOUBTFUL:
                    self.sought[at] = word.times(_FIRST_NAME_WEIGHT)

    @staticmethod
    def _is_person(naming: Naming, names: Names) -> bool:
        return KINDS[int(names.kinds[naming.owner])] is Kind.PERSON
