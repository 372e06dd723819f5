"""A library → the names of all that is in it."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from bot.library import Library
from bot.search.english import STOP_WORDS
from bot.search.found import Kind
from bot.search.meaning import make_lexicon
from bot.search.names import STOP_RARITY, Names
from bot.search.rarity import rarity
from bot.search.speller import Speller
from bot.search.tables import Keyed, Lists
from bot.search.words import spoken, tokens


def read_names(library: Library, proven: Container[str] = ()) -> Names:
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


@dataclass
class _Draft:
    """The names while they are read."""

    phrases: dict[tuple[str, int], tuple[str, bool, int]] = field(default_factory=dict)
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
        for rank, phrase in enumerate((id_, *aliases)):
            if key := spoken(phrase):
                self.phrases.setdefault((key, owner), (phrase, rank == 0, rank))

    def finish(self, proven: Container[str]) -> Names:
        order = sorted(self.phrases)
        contents = [_content(key) for key, _ in order]
        vocabulary = {word for content in contents for word in content}
        transcribed = {word for word in vocabulary if word.isascii() or word in proven}
        lexicon = make_lexicon(vocabulary, transcribed, {word for word in vocabulary if word not in proven})
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
            array("I", (self.phrases[entry][2] for entry in order)),
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
    return STOP_RARITY if word in STOP_WORDS else rarity(count, among)
