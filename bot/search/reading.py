"""A library → its sentences, each with its own words and with those of the editor's notes on it.

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
from bot.search.english import STOP_WORDS
from bot.search.meaning import make_lexicon
from bot.search.query import MONTHS
from bot.search.sentences import TRUST_STEPS, Sentences
from bot.search.tables import Lists
from bot.search.words import tokens

# How far a word of the editor's speaks for the sentence, from 0 to 1, where a word of its own counts 1. Ranks, set
# before any query was seen: a person's other names are the person, and an inferred date is a date; a word that
# replaces another one in an editor's alias may stand for it; a single word out of a name or a statement only hints
# (whole names are weighed in `matching`).
BY_PERSON = 0.95
BY_DATE = 0.85
BY_SUBSTITUTE = 0.8
BY_CLAIM = 0.6
BY_TOPIC = 0.5

_NEVER = frozenset({SentenceRole.NOTICE, SentenceRole.FRAGMENT})
_SHORTEST_FRAME = 2
"""Words that two aliases must share for the rest of them to be the same: "collapse of the …"."""
_LONGEST_SUBSTITUTE = 3
_LONGEST_WORD = 65_535
"""What fits the table of lengths; a longer "word" is marked in part."""

Phrase = tuple[str, ...]


def read(library: Library) -> tuple[Sentences, dict[Reference, int]]:
    """The sentences of a library that can be found, and the number of each."""
    reading = _Reading(library)
    for document in library.documents.values():
        for sentence in document.sentences:
            if sentence.twin_of is None and sentence.role not in _NEVER:
                reading.sentence(document, sentence)
    for claim in library.claims.values():
        reading.claim(claim)
    for topic in library.topics.values():
        reading.topic(topic)
    for person in library.people.values():
        reading.person(person)
    reading.substitutes()
    return reading.finish(), reading.numbers


@dataclass
class _Reading:
    """The sentences while they are read."""

    library: Library
    numbers: dict[Reference, int] = field(default_factory=dict)
    contents: list[Phrase] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("I"))
    lengths: array[int] = field(default_factory=lambda: array("H"))
    behind: array[int] = field(default_factory=lambda: array("B"))
    having: dict[str, list[int]] = field(default_factory=dict)
    """The sentences each word stands in."""
    notes: dict[str, dict[int, float]] = field(default_factory=dict)
    replaced: dict[str, list[str]] = field(default_factory=dict)
    common: set[str] = field(default_factory=set)
    """Words that were seen with a small first letter: no names."""

    def sentence(self, document: Document, sentence: Sentence) -> None:
        number = self.numbers[sentence.reference] = len(self.contents)
        text = document.text[sentence.start : sentence.end]
        content = []
        for token in tokens(text):
            content.append(token.form)
            self.starts.append(sentence.start + token.start)
            self.lengths.append(min(token.end - token.start, _LONGEST_WORD))
            if text[token.start].islower():
                self.common.add(token.form)
        self.contents.append(tuple(content))
        self.behind.append(sentence.role is not SentenceRole.PROSE)
        for word in dict.fromkeys(content):
            self.having.setdefault(word, []).append(number)

    def claim(self, claim: Claim) -> None:
        places = self._places(quotation.passage.reference for quotation in claim.quotations)
        self._note([*claim.aliases, *claim.places, claim.statement], places, BY_CLAIM)
        self.common.update(token.form for token in tokens(claim.statement) if claim.statement[token.start].islower())
        for date in claim.dates:
            self._note(_date_words(date.edtf), self._places([date.at]), BY_DATE)

    def topic(self, topic: Topic) -> None:
        claims = [self.library.claims[id_] for ids in topic.claims.values() for id_ in ids]
        places = self._places(quotation.passage.reference for claim in claims for quotation in claim.quotations)
        self._note([topic.name, *topic.aliases], places, BY_TOPIC)

    def person(self, person: Person) -> None:
        places = self._places(person.mentions)
        for name in (person.name, *person.aliases):
            places += self._with_phrase(_words(name))
        self._note(person.aliases, places, BY_PERSON)

    def substitutes(self) -> None:
        """Learn from aliases alike but for one word: "collapse of the USSR", "collapse of the Soviet Union".

        Where the documents have not the one, the other may stand for it.
        """
        aliases = [claim.aliases for claim in self.library.claims.values()]
        aliases += [topic.aliases for topic in self.library.topics.values()]
        for names in aliases:
            phrases = [_words(name) for name in names]
            for phrase in phrases:
                for word, other in self._substitutes(phrase, phrases):
                    places = self._with_phrase(other)
                    self._note([word], places, BY_SUBSTITUTE)
                    if places and " ".join(other) not in self.replaced.setdefault(word, []):
                        self.replaced[word].append(" ".join(other))

    def finish(self) -> Sentences:
        added = self.notes.keys() - self.having.keys()
        vocabulary = self.having.keys() | added
        names = self.having.keys() | {
            word for word in added if word.isascii()
        }  # editors' words in other scripts are any
        lexicon = make_lexicon(vocabulary, names - self.common, added)
        number_of = {word: number for number, word in enumerate(lexicon.words)}
        notes = [sorted(self.notes.get(word, {}).items()) for word in lexicon.words]
        documents = list(self.library.documents)
        place_of = {document: place for place, document in enumerate(documents)}
        return Sentences(
            lexicon,
            documents,
            array("I", (place_of[reference.document] for reference in self.numbers)),
            array("I", (reference.paragraph for reference in self.numbers)),
            array("I", (reference.sentence or 0 for reference in self.numbers)),
            self.behind,
            Lists.of(self.having.get(word, ()) for word in lexicon.words),
            Lists.of([sentence for sentence, _ in entries] for entries in notes),
            array("B", (round(trust * TRUST_STEPS) for entries in notes for _, trust in entries)),
            Lists.of([number_of[word] for word in content] for content in self.contents),
            self.starts,
            self.lengths,
            self.replaced,
        )

    def _note(self, texts: Iterable[str], places: list[int], trust: float) -> None:
        for word in {token.form for text in texts for token in tokens(text)} - STOP_WORDS:
            at = self.notes.setdefault(word, {})
            for place in places:
                at[place] = max(trust, at.get(place, 0.0))

    def _places(self, references: Iterable[Reference]) -> list[int]:
        originals = dict.fromkeys(self.library.original(reference) for reference in references)
        return [self.numbers[reference] for reference in originals if reference in self.numbers]

    def _with_phrase(self, phrase: Phrase) -> list[int]:
        if not phrase or any(word not in self.having for word in phrase):
            return []
        rarest = min((self.having[word] for word in phrase), key=len)
        return [number for number in rarest if holds(self.contents[number], phrase)]

    def _substitutes(self, phrase: Phrase, others: list[Phrase]) -> Iterator[tuple[str, Phrase]]:
        if len(phrase) <= _SHORTEST_FRAME:
            return
        for at, word in enumerate(phrase):
            if word in self.having:
                continue
            before, after = phrase[:at], phrase[at + 1 :]
            for other in others:
                middle = other[at : len(other) - len(after)]
                framed = other[:at] == before and other[len(other) - len(after) :] == after
                if framed and word not in middle and 1 <= len(middle) <= _LONGEST_SUBSTITUTE:
                    yield word, middle


def holds(content: Iterable[object], phrase: Iterable[object]) -> bool:
    """Whether the words of a phrase stand one after the other in a content."""
    words, sought = tuple(content), tuple(phrase)
    return any(words[at : at + len(sought)] == sought for at in range(len(words) - len(sought) + 1))


def _words(text: str) -> Phrase:
    return tuple(token.form for token in tokens(text) if not token.compound)


def _date_words(edtf: str) -> list[str]:
    year, *rest = edtf.rstrip("?~%").partition("/")[0].split("-")
    month = int(rest[0]) if rest and rest[0].isdecimal() else 0
    return [year.replace("X", "0") + "s" if "X" in year else year, *MONTHS[month - 1 : month]]
