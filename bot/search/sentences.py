"""The sentences of a library with the words by which each is found.

A sentence is found by its own words, and less surely by what an editor wrote
about it: the names and statements of its claims, the names of their topics, the
other names of the people in it, the dates it was given.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.library import Library
from bot.model import Claim, Document, Person, Reference, Sentence, SentenceRole, Topic
from bot.search.lexicon import Lexicon
from bot.search.query import MONTHS
from bot.search.tables import Lists
from bot.search.words import form, tokens

# How far a word of the editor's speaks for the sentence, from 0 to 1, where a word of its own counts 1. Ranks: a
# person's other names are the person; a claim's names were written for its sentences; its statement, places and
# inferred dates describe them; a topic's names hold for several claims.
BY_PERSON = 0.95
BY_CLAIM = 0.85
BY_DATE = 0.85
BY_STATEMENT = 0.6
BY_TOPIC = 0.6

_IN_FRONT = frozenset({SentenceRole.PROSE})
_NEVER = frozenset({SentenceRole.NOTICE, SentenceRole.FRAGMENT})
_STEPS = 255
"""A trust between 0 and 1 is kept in one byte."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences that can be found, by number, with the words that lead to each.

    `text` has, for each word of the lexicon, the sentences it stands in;
    `notes` those an editor connects it with, and `trust` how far, in steps.
    `words`, `starts` and `lengths` are the words of all sentences in order.
    """

    lexicon: Lexicon
    documents: list[str]
    document: array[int]
    paragraph: array[int]
    number: array[int]
    behind: array[int]
    text: Lists
    notes: Lists
    trust: array[int]
    words: Lists
    starts: array[int]
    lengths: array[int]

    @classmethod
    def of(cls, library: Library) -> Sentences:
        draft = _Draft(library)
        draft.read_documents()
        draft.read_notes()
        return draft.finish()

    def numbers(self) -> dict[Reference, int]:
        """The number of the sentence at each reference."""
        return {self.reference(sentence): sentence for sentence in range(len(self))}

    def __len__(self) -> int:
        return len(self.document)

    def reference(self, sentence: int) -> Reference:
        """The reference of a sentence."""
        return Reference(self.documents[self.document[sentence]], self.paragraph[sentence], self.number[sentence])

    def trusted(self, word: int) -> Iterator[tuple[int, float]]:
        """The sentences that an editor connects with a word, each with how far."""
        low, high = self.notes.offsets[word], self.notes.offsets[word + 1]
        for place in range(low, high):
            yield self.notes.members[place], self.trust[place] / _STEPS


@dataclass
class _Draft:
    """The sentences while they are read."""

    library: Library
    references: list[Reference] = field(default_factory=list)
    behind: array[int] = field(default_factory=lambda: array("B"))
    contents: list[list[tuple[str, int, int]]] = field(default_factory=list)
    places: dict[Reference, int] = field(default_factory=dict)
    notes: dict[tuple[str, int], float] = field(default_factory=dict)
    common: set[str] = field(default_factory=set)
    """Words seen with a small first letter: no names."""

    def read_documents(self) -> None:
        for document in self.library.documents.values():
            for sentence in document.sentences:
                if sentence.twin_of is None and sentence.role not in _NEVER:
                    self._read_sentence(document, sentence)

    def read_notes(self) -> None:
        for claim in self.library.claims.values():
            places = self._places(quotation.passage.reference for quotation in claim.quotations)
            self._note_claim(claim, places)
        for topic in self.library.topics.values():
            self._note_topic(topic)
        for person in self.library.people.values():
            self._note_person(person)

    def finish(self) -> Sentences:
        own = {form for content in self.contents for form, _, _ in content}
        added = {form for form, _ in self.notes} - own
        lexicon = Lexicon.of(own | added, (own | added) - self.common, added)
        count = len(lexicon.words)
        text: list[list[int]] = [[] for _ in range(count)]
        words = [[lexicon.find(form) for form, _, _ in content] for content in self.contents]
        for sentence, content in enumerate(words):
            for word in dict.fromkeys(content):
                text[word].append(sentence)
        notes: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        for (noted, place), trust in self.notes.items():
            notes[lexicon.find(noted)].append((place, round(trust * _STEPS)))
        documents = list(self.library.documents)
        return Sentences(
            lexicon,
            documents,
            array("I", (documents.index(reference.document) for reference in self.references)),
            array("I", (reference.paragraph for reference in self.references)),
            array("I", (reference.sentence or 0 for reference in self.references)),
            self.behind,
            Lists.of(text),
            Lists.of([[place for place, _ in sorted(entries)] for entries in notes]),
            array("B", (trust for entries in notes for _, trust in sorted(entries))),
            Lists.of(words),
            array("I", (start for content in self.contents for _, start, _ in content)),
            array("H", (min(length, 65_535) for content in self.contents for _, _, length in content)),
        )

    def _read_sentence(self, document: Document, sentence: Sentence) -> None:
        self.places[sentence.reference] = len(self.references)
        self.references.append(sentence.reference)
        self.behind.append(sentence.role not in _IN_FRONT)
        text = document.text[sentence.start : sentence.end]
        content = list(tokens(text))
        self.contents.append([(token.form, sentence.start + token.start, token.end - token.start) for token in content])
        self._read_case(text)

    def _read_case(self, text: str) -> None:
        self.common.update(token.form for token in tokens(text) if text[token.start].islower())

    def _note_claim(self, claim: Claim, places: list[int]) -> None:
        self._note(claim.aliases, places, BY_CLAIM)
        self._note([claim.statement, *claim.places], places, BY_STATEMENT)
        self._read_case(claim.statement)
        for date in claim.dates:
            self._note([_date_words(date.edtf)], self._places([date.at]), BY_DATE)

    def _note_topic(self, topic: Topic) -> None:
        claims = [self.library.claims[id_] for ids in topic.claims.values() for id_ in ids]
        places = self._places(quotation.passage.reference for claim in claims for quotation in claim.quotations)
        self._note([topic.name, *topic.aliases], places, BY_TOPIC)

    def _note_person(self, person: Person) -> None:
        names = [{token.form for token in tokens(name)} for name in (person.name, *person.aliases)]
        places = self._places(person.mentions)
        for place, content in enumerate(self.contents):
            words = {word for word, _, _ in content}
            if any(name <= words for name in names):
                places.append(place)
        self._note(person.aliases, places, BY_PERSON)

    def _note(self, texts: Iterable[str], places: list[int], trust: float) -> None:
        for word in {token.form for text in texts for token in tokens(text)}:
            for place in places:
                key = (word, place)
                if trust > self.notes.get(key, 0.0):
                    self.notes[key] = trust

    def _places(self, references: Iterable[Reference]) -> list[int]:
        originals = dict.fromkeys(self.library.original(reference) for reference in references)
        return [self.places[reference] for reference in originals if reference in self.places]


def _date_words(edtf: str) -> str:
    year, *rest = edtf.rstrip("?~%").split("/")[0].split("-")
    month = MONTHS[int(rest[0]) - 1] if rest and rest[0].isdecimal() and 1 <= int(rest[0]) <= 12 else ""
    return f"{year.replace('X', '0') + 's' if 'X' in year else year} {month}"
