"""Everything in a library that has a name, found by its id, by its names, or nearly."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from bot.library import Library
from bot.search.english import STOP_WORDS
from bot.search.found import Kind
from bot.search.lexicon import Lexicon
from bot.search.query import Query
from bot.search.rarity import rarity
from bot.search.speller import Speller, allowed_edits
from bot.search.tables import Keyed, Lists
from bot.search.words import spoken, tokens

_ARTICLES = ("the ", "a ", "an ")
_STOP_RARITY = 0.25
"""What "of" or "own" weighs in a name: little beside the rarest word there is, but more than nothing."""


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


@dataclass(frozen=True, slots=True)
class Names:
    """Ids, names and aliases ("phrases") by number, and whose they are.

    `phrases` are as the editor wrote them, `spoken` in the form for matching,
    sorted; `exact` leads from a phrase without anything but letters and figures
    to those that are so; `words` are the words of each phrase and `by_word` the
    phrases of each word, `rarity` what the words weigh; `by_owner` are the
    phrases of each owner. `kinds`, `ids`, `labels` and `weights` are those of the
    owners, by their number.
    """

    phrases: list[str]
    spoken: list[str]
    owner: array[int]
    is_id: array[int]
    exact: Keyed
    speller: Speller
    lexicon: Lexicon
    words: Lists
    by_word: Lists
    rarity: array[float]
    by_owner: Lists
    kinds: list[str]
    ids: list[str]
    labels: list[str]
    weights: array[int]

    @classmethod
    def of(cls, library: Library, proven: Container[str] = ()) -> Names:
        """The names of a library. `proven` are the words of its documents: editors also list misspellings."""
        draft = _Draft()
        for document in library.documents.values():
            aliases = (document.label, document.short, *document.aliases)
            draft.add(Kind.DOCUMENT, document.id, document.label, aliases, len(document.sentences))
        for topic in library.topics.values():
            weight = sum(len(claims) for claims in topic.claims.values())
            draft.add(Kind.TOPIC, topic.id, topic.name, (topic.name, *topic.aliases), weight)
        for person in library.people.values():
            draft.add(Kind.PERSON, person.id, person.name, (person.name, *person.aliases), len(person.mentions))
        for claim in library.claims.values():
            draft.add(Kind.CLAIM, claim.id, claim.statement, claim.aliases, len(claim.quotations))
        return draft.finish(proven)

    def written(self, typed: str) -> tuple[int, ...]:
        """The phrases that are the words as typed, but for case, spaces, hyphens and a leading article."""
        plain = spoken(typed)
        found = tuple(self.exact[plain.replace(" ", "")])
        for article in _ARTICLES:
            if not found and plain.startswith(article):
                found = tuple(self.exact[plain[len(article) :].replace(" ", "")])
        return found

    def near(self, query: Query) -> Iterator[Shared]:
        """The phrases that share words with a query, each with how far, in no order."""
        units = [
            (place, terms) for place, word in enumerate(query.sought) for terms in self.lexicon.meanings(word.forms)
        ]
        weights = [self._weight(terms) for _, terms in units]
        hits: dict[int, dict[int, tuple[int, float]]] = {}
        for number, (_, terms) in enumerate(units):
            for term, sure in terms.items():
                for phrase in self.by_word[term]:
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
            yield self._phrase(phrase, recall, at.values(), words)

    def _phrase(self, phrase: int, recall: float, hits: Iterable[tuple[int, float]], words: dict[int, float]) -> Shared:
        matched: dict[int, float] = {}
        for term, sure in hits:
            matched[term] = max(sure, matched.get(term, 0.0))
        whole = sum(self.rarity[term] for term in self.words[phrase]) or 1.0
        precision = sum(self.rarity[term] * sure for term, sure in matched.items()) / whole
        complete = all(term in matched for term in self.words[phrase] if self.rarity[term] > _STOP_RARITY)
        return Shared(phrase, recall, min(1.0, precision), complete, words)

    def _weight(self, terms: dict[int, float]) -> float:
        """What a word of a query weighs: as much as the likeliest of the words it may mean."""
        return self.rarity[max(terms, key=terms.__getitem__)] if terms else rarity(0, len(self.phrases))

    def misspelled(self, typed: str) -> Iterator[tuple[int, float]]:
        """The phrases that are a slip or two away from the words as typed, spaces apart, each with how sure that is."""
        plain = spoken(typed).replace(" ", "")
        edits = allowed_edits(plain)
        if edits:
            for key, distance in self.speller.near(plain, self.exact.keys, edits):
                for phrase in self.exact.lists[key]:
                    yield phrase, 1 - distance / max(len(plain), len(self.exact.keys[key]))


@dataclass
class _Draft:
    """The names while they are read."""

    phrases: dict[tuple[str, int], tuple[str, bool]] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    weights: array[int] = field(default_factory=lambda: array("I"))

    def add(self, kind: Kind, id_: str, label: str, aliases: Iterable[str], weight: int) -> None:
        owner = len(self.ids)
        self.kinds.append(kind.value)
        self.ids.append(id_)
        self.labels.append(label)
        self.weights.append(weight)
        for phrase, is_id in ((id_, True), *((alias, False) for alias in aliases)):
            if key := spoken(phrase):
                self.phrases.setdefault((key, owner), (phrase, is_id))

    def finish(self, proven: Container[str]) -> Names:
        order = sorted(self.phrases)
        contents = [_content(key) for key, _ in order]
        vocabulary = {word for content in contents for word in content}
        lexicon = Lexicon.of(vocabulary, vocabulary, {word for word in vocabulary if word not in proven})
        words = [[lexicon.find(word) for word in content] for content in contents]
        by_word: list[list[int]] = [[] for _ in lexicon.words]
        exact: dict[str, list[int]] = {}
        for number, (key, _) in enumerate(order):
            exact.setdefault(key.replace(" ", ""), []).append(number)
            for word in words[number]:
                by_word[word].append(number)
        by_owner: list[list[int]] = [[] for _ in self.ids]
        for number, (_, owner) in enumerate(order):
            by_owner[owner].append(number)
        keys = Keyed.of(exact)
        return Names(
            [self.phrases[entry][0] for entry in order],
            [key for key, _ in order],
            array("I", (owner for _, owner in order)),
            array("B", (self.phrases[entry][1] for entry in order)),
            keys,
            Speller.of(keys.keys),
            lexicon,
            Lists.of(words),
            Lists.of(by_word),
            array("f", (_rarity(word, len(by_word[at]), len(order)) for at, word in enumerate(lexicon.words))),
            Lists.of(by_owner),
            self.kinds,
            self.ids,
            self.labels,
            self.weights,
        )


def _content(phrase: str) -> list[str]:
    return list(dict.fromkeys(token.form for token in tokens(phrase) if not token.compound))


def _rarity(word: str, count: int, among: int) -> float:
    return _STOP_RARITY if word in STOP_WORDS else rarity(count, among)
