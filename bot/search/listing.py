"""A library → the names of all that is in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from bot.library import Library
from bot.search.english import STOP_WORDS
from bot.search.found import KINDS, Kind
from bot.search.names import STOP_RARITY, Names
from bot.search.numbering import Numbering
from bot.search.rarity import rarities
from bot.search.speller import Speller
from bot.search.tables import Floats, Keyed, Lists, Numbers, Strings
from bot.search.words import spoken, tokens

_MOST_WEIGHT = 2**23 - 1
_MOST_RANK = 255
"""What fits together in 32 bits: a weight, and a place in the editor's list."""


class Listing:
    """The names of a library while they are read."""

    def __init__(self, library: Library, numbering: Numbering) -> None:
        self._numbering = numbering
        self._phrases: dict[tuple[str, int], tuple[str, int]] = {}
        self._kinds = array("B")
        self._ids: list[str] = []
        self._labels: list[str] = []
        self._weights = array("I")
        self._read(library)
        self._order = sorted(self._phrases)
        self._contents = [_content(key) for key, _ in self._order]
        self._words = [[numbering.number(word) for word in content] for content in self._contents]

    @property
    def owners(self) -> list[tuple[Kind, str]]:
        """What has names, in order: its kind and its id."""
        return [(KINDS[kind], id_) for kind, id_ in zip(self._kinds, self._ids, strict=True)]

    @property
    def words_by_owner(self) -> list[list[list[str]]]:
        """The names of each owner, word by word."""
        names: list[list[list[str]]] = [[] for _ in self._ids]
        for (_, owner), content in zip(self._order, self._contents, strict=True):
            names[owner].append(content)
        return names

    def finish(self, places: Numbers) -> Names:
        """The names, their words by their `places` in the lexicon."""
        order = self._order
        exact: dict[str, list[int]] = {}
        by_owner: list[list[int]] = [[] for _ in self._ids]
        for number, (key, owner) in enumerate(order):
            exact.setdefault(key.replace(" ", ""), []).append(number)
            by_owner[owner].append(number)
        flat = Lists.of(self._words)
        words = Lists(flat.offsets, places[flat.array])
        phrase_of = np.repeat(np.arange(len(order), dtype=np.uint32), np.diff(words.offsets))
        by_word = Lists.inverted(words.array, phrase_of, len(places))
        rarity_of = rarities(np.diff(by_word.offsets), len(order))
        rarity_of[[places[number] for number in map(self._numbering.known, STOP_WORDS) if number >= 0]] = STOP_RARITY
        weights = np.frombuffer(self._weights, dtype=np.uint32)
        owners = np.array([owner for _, owner in order], dtype=np.uint32)
        rank = np.array([self._phrases[entry][1] for entry in order], dtype=np.uint32)
        keys = Keyed.of(exact)
        return Names(
            Strings.of(self._phrases[entry][0] for entry in order),
            Strings.of(key for key, _ in order),
            owners,
            (rank == 0).astype(np.uint8),
            rank,
            np.minimum(weights[owners], _MOST_WEIGHT) << 8 | (_MOST_RANK - np.minimum(rank, _MOST_RANK)),
            keys,
            Speller.of(keys.keys),
            words,
            by_word,
            rarity_of,
            _summed(words, rarity_of),
            _summed(words, np.where(rarity_of > STOP_RARITY, rarity_of, 0)),
            Lists.of(by_owner),
            np.frombuffer(self._kinds, dtype=np.uint8),
            Strings.of(self._ids),
            Strings.of(self._labels),
            weights,
        )

    def _read(self, library: Library) -> None:
        for document in library.documents.values():
            aliases = (document.label, document.short, *document.aliases)
            self._add(Kind.DOCUMENT, document.id, document.label, aliases, len(document.sentences))
        for topic in library.topics.values():
            weight = sum(len(claims) for claims in topic.claims.values())
            self._add(Kind.TOPIC, topic.id, topic.name, (topic.name, *topic.aliases), weight)
        for person in library.people.values():
            self._add(Kind.PERSON, person.id, person.name, (person.name, *person.aliases), len(person.mentions))
        for claim in library.claims.values():
            self._add(Kind.CLAIM, claim.id, claim.statement, claim.aliases, len(claim.quotations))

    def _add(self, kind: Kind, id_: str, label: str, aliases: Iterable[str], weight: int) -> None:
        owner = len(self._ids)
        self._kinds.append(KINDS.index(kind))
        self._ids.append(id_)
        self._labels.append(label)
        self._weights.append(weight)
        for rank, phrase in enumerate((id_, *aliases)):
            if key := spoken(phrase):
                self._phrases.setdefault((key, owner), (phrase, rank))


def _content(phrase: str) -> list[str]:
    """The words of a name, each once."""
    return list(dict.fromkeys(token.form for token in tokens(phrase) if not token.compound))


def _summed(lists: Lists, values: Floats) -> Floats:
    """The sum of the values of each list's members."""
    sums = np.zeros(len(lists.array) + 1, dtype=np.float64)
    np.cumsum(values[lists.array], out=sums[1:])
    summed: Floats = (sums[lists.offsets[1:]] - sums[lists.offsets[:-1]]).astype(np.float32)
    return summed
