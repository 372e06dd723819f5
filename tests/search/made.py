"""Libraries made for one test: of a few sentences, people and topics."""

from __future__ import annotations

from collections.abc import Iterable

from bot.library import Library, Parts
from bot.model import Document, Person, Reference, Relation, Sentence, Topic
from bot.search import Index


def document(*sentences: str) -> Document:
    """A document of one paragraph."""
    found, begin = [], 0
    for number, sentence in enumerate(sentences, start=1):
        found.append(Sentence(Reference("made", 1, number), begin, begin + len(sentence)))
        begin += len(sentence) + 1
    return Document("made", "Made", "made", "nobody", " ".join(sentences), "0" * 64, {}, tuple(found))


def person(id_: str, name: str, aliases: Iterable[str] = (), mentions: int = 0) -> Person:
    """Somebody of whom so much is known."""
    places = tuple(Reference("somewhere", paragraph, 1) for paragraph in range(1, mentions + 1))
    return Person(id_, name, "nothing else is stated", tuple(aliases), places)


def topic(id_: str, name: str, aliases: Iterable[str] = ()) -> Topic:
    return Topic(id_, name, Relation.ONE_DOCUMENT, {}, tuple(aliases))


def library(*things: Document | Person | Topic) -> Library:
    return Library(
        Parts(
            "made",
            "Made",
            1,
            "0" * 64,
            tuple(thing for thing in things if isinstance(thing, Document)),
            topics=tuple(thing for thing in things if isinstance(thing, Topic)),
            people=tuple(thing for thing in things if isinstance(thing, Person)),
        )
    )


def index(*things: Document | Person | Topic) -> Index:
    return Index.build(library(*things))
