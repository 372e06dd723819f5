"""A library → its sentences, each with its own words and with those of the editor's notes on it.

A sentence is found by its own words, and less surely by what an editor wrote
about it: the names and statements of its claims, the names of their topics, the
other names of the people in it, the dates it was given.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.library import Library
from bot.model import Claim, Person, Reference, SentenceRole, Topic
from bot.search.english import STOP_WORDS
from bot.search.lexicon import Lexicon
from bot.search.numbering import Numbering
from bot.search.query import MONTHS
from bot.search.sentences import TRUST_STEPS, Noted, Sentences
from bot.search.tables import Floats, Keyed, Lists, Numbers, Strings
from bot.search.words import tokens

Progress = Callable[[int, int], None]
"""Told now and then how many of how many sentences were read."""

# How far a word of the editor's speaks for the sentence, from 0 to 1, where a word of its own counts 1. Ranks, set
# before any query was seen: a person's other names are the person, and an inferred date is a date; a word that
# replaces another one in an editor's alias may stand for it; a single word out of a name or a statement only hints
# (whole names are weighed in `matching`).
BY_PERSON = 0.95
BY_DATE = 0.85
BY_SUBSTITUTE = 0.8
BY_CLAIM = 0.6
BY_TOPIC = 0.5

_SHORTEST_FRAME = 2
"""Words that two aliases must share for the rest of them to be the same: "collapse of the …"."""
_LONGEST_SUBSTITUTE = 3

_TOLD_EVERY = 4_096

Phrase = tuple[str, ...]


class Reading:
    """The sentences of a library while they are read: first their words, then, by these, what editors connect with them."""

    def __init__(self, library: Library, numbering: Numbering, progress: Progress | None = None) -> None:
        self._library = library
        self._numbering = numbering
        self._document = array("I")
        self._paragraph = array("I")
        self._number = array("I")
        self._behind = array("B")
        self._first = [0]
        """Where each document's sentences begin."""
        self._places_of_documents = {id_: place for place, id_ in enumerate(library.documents)}
        pieces, offsets = self._read_sentences(numbering, progress)
        self._flat, begins = numbering.words_of(pieces)
        self._offsets: Numbers = begins[offsets]
        self.proven = len(numbering)
        """Words with a number below this stand in a document."""
        for text in self._editors_texts():
            numbering.add(_words(text))
        for claim in library.claims.values():
            small = (token.form for token in tokens(claim.statement) if claim.statement[token.start].islower())
            numbering.common.update(small)
            numbering.add(word for date in claim.dates for word in _date_words(date.edtf))

    def finish(self, lexicon: Lexicon, places: Numbers) -> Sentences:
        """The sentences, their words by their `places` in the lexicon."""
        self._lexicon = lexicon
        self._words = Lists(self._offsets, places[self._flat])
        sentence_of = np.repeat(np.arange(len(self._document), dtype=np.uint32), np.diff(self._offsets))
        self._text = Lists.inverted(self._words.array, sentence_of, len(places))
        self._notes: dict[int, dict[int, float]] = {}
        self._replaced: dict[str, list[str]] = {}
        self._read_editors_words()
        entries = [(word, place, trust) for word, at in self._notes.items() for place, trust in at.items()]
        words = np.array([word for word, _, _ in entries], dtype=np.uint32)
        noted = np.array([place for _, place, _ in entries], dtype=np.uint32)
        trusts = np.array([round(trust * TRUST_STEPS) for _, _, trust in entries], dtype=np.uint8)
        phrases = sorted({phrase for found in self._replaced.values() for phrase in found})
        number_of = {phrase: number for number, phrase in enumerate(phrases)}
        return Sentences(
            Strings.of(self._library.documents),
            np.array(self._document, dtype=np.uint32),
            np.array(self._paragraph, dtype=np.uint32),
            np.array(self._number, dtype=np.uint32),
            np.array(self._behind, dtype=np.uint8),
            _longer(np.diff(self._offsets)),
            self._words,
            self._text,
            _noted(words, noted, trusts, len(places)),
            _noted(noted, words, trusts, len(self._document)),
            Keyed.of({word: [number_of[phrase] for phrase in found] for word, found in self._replaced.items()}),
            Strings.of(phrases),
        )

    def number(self, reference: Reference) -> int:
        """The number of the sentence at a reference, or of the one it prints again; -1 where it cannot be found."""
        place = self._library.original(reference)
        at = self._places_of_documents.get(place.document, -1)
        if at < 0 or place.sentence is None:
            return -1
        low, high = self._first[at], self._first[at + 1]
        found = bisect_left(range(high), (place.paragraph, place.sentence), lo=low, key=self._place)
        return found if found < high and self._place(found) == (place.paragraph, place.sentence) else -1

    def numbers(self, references: Iterable[Reference]) -> list[int]:
        """The numbers of sentences, each once, without those that cannot be found."""
        return [number for number in dict.fromkeys(map(self.number, references)) if number >= 0]

    def with_phrase(self, phrase: Sequence[str]) -> list[int]:
        """The sentences that have the words of a phrase one after the other."""
        words = self._known(phrase)
        if not words:
            return []
        rarest = min(words, key=self._text.count)
        return [number for number in self._text[rarest].tolist() if holds(self._words[number].tolist(), words)]

    def with_words(self, phrase: Iterable[str]) -> set[int]:
        """The sentences that have all words of a phrase, in whatever order."""
        words = self._known(phrase)
        return set.intersection(*(set(self._text[word].tolist()) for word in words)) if words else set()

    def _known(self, phrase: Iterable[str]) -> list[int]:
        """The words of a phrase, if the documents have them all."""
        words = list(phrase)
        if not all(0 <= self._numbering.known(word) < self.proven for word in words):
            return []
        return [self._lexicon.find(word) for word in words]

    def _read_sentences(self, numbering: Numbering, progress: Progress | None) -> tuple[Numbers, Numbers]:
        """What lies between the spaces of all sentences, and where in it each sentence begins."""
        flat, offsets = array("I"), array("I", [0])
        read, total = 0, sum(len(document.sentences) for document in self._library.documents.values())
        for place, document in enumerate(self._library.documents.values()):
            text = document.text
            found = [
                one
                for one in document.sentences
                if one.twin_of is None and one.role is not SentenceRole.NOTICE and one.role is not SentenceRole.FRAGMENT
            ]
            for number, sentence in enumerate(found):
                flat.extend(numbering.read(text[sentence.start : sentence.end]))
                offsets.append(len(flat))
                if progress is not None and number % _TOLD_EVERY == _TOLD_EVERY - 1:
                    progress(read + number, total)
            self._document.extend([place] * len(found))
            self._paragraph.extend([sentence.reference.paragraph for sentence in found])
            self._number.extend([sentence.reference.sentence or 0 for sentence in found])
            self._behind.extend([sentence.role is not SentenceRole.PROSE for sentence in found])
            self._first.append(len(self._document))
            read += len(document.sentences)
            if progress is not None:
                progress(read, total)
        return np.array(flat, dtype=np.uint32), np.array(offsets, dtype=np.uint32)

    def _editors_texts(self) -> Iterator[str]:
        """All that editors wrote by which sentences are found."""
        for claim in self._library.claims.values():
            yield from (*claim.aliases, *claim.places, claim.statement)
        for topic in self._library.topics.values():
            yield from (topic.name, *topic.aliases)
        for person in self._library.people.values():
            yield from (person.name, *person.aliases)

    def _place(self, number: int) -> tuple[int, int]:
        return self._paragraph[number], self._number[number]

    def _read_editors_words(self) -> None:
        for claim in self._library.claims.values():
            self._claim(claim)
        for topic in self._library.topics.values():
            self._topic(topic)
        for person in self._library.people.values():
            self._person(person)
        self._substitutes()

    def _claim(self, claim: Claim) -> None:
        places = self.numbers(quotation.passage.reference for quotation in claim.quotations)
        self._note([*claim.aliases, *claim.places, claim.statement], places, BY_CLAIM)
        for date in claim.dates:
            self._note(_date_words(date.edtf), self.numbers([date.at]), BY_DATE)

    def _topic(self, topic: Topic) -> None:
        claims = [self._library.claims[id_] for ids in topic.claims.values() for id_ in ids]
        places = self.numbers(quotation.passage.reference for claim in claims for quotation in claim.quotations)
        self._note([topic.name, *topic.aliases], places, BY_TOPIC)

    def _person(self, person: Person) -> None:
        places = self.numbers(person.mentions)
        for name in (person.name, *person.aliases):
            places += self.with_phrase(phrase_of(name))
            places += self.with_phrase(tuple(_words(name)))
        self._note(person.aliases, places, BY_PERSON)

    def _substitutes(self) -> None:
        """Learn from aliases alike but for one word: "collapse of the USSR", "collapse of the Soviet Union".

        Where the documents have not the one, the other may stand for it.
        """
        aliases = [claim.aliases for claim in self._library.claims.values()]
        aliases += [topic.aliases for topic in self._library.topics.values()]
        for names in aliases:
            phrases = [phrase_of(name) for name in names]
            for phrase in phrases:
                for word, other in self._substitutes_in(phrase, phrases):
                    places = self.with_phrase(other)
                    self._note([word], places, BY_SUBSTITUTE)
                    if places and " ".join(other) not in self._replaced.setdefault(word, []):
                        self._replaced[word].append(" ".join(other))

    def _substitutes_in(self, phrase: Phrase, others: list[Phrase]) -> Iterator[tuple[str, Phrase]]:
        if len(phrase) <= _SHORTEST_FRAME:
            return
        for at, word in enumerate(phrase):
            if self._known([word]):
                continue
            before, after = phrase[:at], phrase[at + 1 :]
            for other in others:
                middle = other[at : len(other) - len(after)]
                framed = other[:at] == before and other[len(other) - len(after) :] == after
                if framed and word not in middle and 1 <= len(middle) <= _LONGEST_SUBSTITUTE:
                    yield word, middle

    def _note(self, texts: Iterable[str], places: list[int], trust: float) -> None:
        for word in {word for text in texts for word in _words(text)} - STOP_WORDS:
            at = self._notes.setdefault(self._lexicon.find(word), {})
            for place in places:
                at[place] = max(trust, at.get(place, 0.0))


def holds(content: Sequence[int], phrase: Sequence[int]) -> bool:
    """Whether the words of a phrase stand one after the other in a content."""
    length = len(phrase)
    return any(content[at] == phrase[0] and content[at : at + length] == phrase for at in range(len(content)))


def phrase_of(text: str) -> Phrase:
    """The words of a name, in order."""
    return tuple(token.form for token in tokens(text) if not token.compound)


def _words(text: str) -> Iterator[str]:
    return (token.form for token in tokens(text))


def _longer(lengths: Numbers) -> Floats:
    """How much longer than usual sentences of so many words are."""
    usual = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    longer: Floats = np.log(np.maximum(lengths, 1) / usual).astype(np.float32)
    return longer


def _noted(keys: Numbers, members: Numbers, trusts: NDArray[np.uint8], count: int) -> Noted:
    """For each key below `count` its members, in order, each with its trust."""
    order = np.lexsort((members, keys))
    offsets = np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=count))))
    return Noted(Lists(offsets.astype(np.uint32), members[order]), trusts[order])


def _date_words(edtf: str) -> list[str]:
    found: list[str] = []
    for day in edtf.split("/"):
        year, *rest = day.rstrip("?~%").split("-")
        if year.strip("."):  # an end may be open
            month = int(rest[0]) if rest and rest[0].isdecimal() else 0
            found += [year.replace("X", "0") + "s" if "X" in year else year, *MONTHS[month - 1 : month]]
    return found
