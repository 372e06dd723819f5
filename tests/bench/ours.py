"""All of the benchmark that knows our own engine: change it here when the engine changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import bot
from bot.library import Library, Parts
from bot.loading import load
from bot.model import Document, Person, Reference, Sentence
from bot.search import Found, Index, Kind, Match, matching, meaning, numerals, ranking, seeking
from bot.search.filing import read, write
from bot.search.operators import read as read_operators
from tests.bench.engine import Engine, Hit
from tests.judged.scoring import Excerpt

LABEL = "ours"
CONTENT = Path(bot.__file__).parent.parent / "content" / "khrushchev"
"""The two documents of the judged queries."""
_SENTENCES = 50
"""Sentences of a generated document."""
_PARAGRAPH = 5
_KEPT = "engine.index"

Ask = Callable[[str], Found]
"""A query for sentences → the answer, of ten matches at the most."""


class _Kept(Engine):
    """Our index, kept on disk without the library that it was made from."""

    label = LABEL
    patience = 300.0
    needs_text = True

    def __init__(self) -> None:
        super().__init__()
        load_all()
        self._library: Library | None = None
        self._index: Index | None = None

    def build(self, folder: Path) -> None:
        assert self._library is not None
        keep(Index.build(self._library), folder)

    def open(self, folder: Path) -> None:
        assert self._library is not None
        self._index = restored(self._library, folder)


class Ours(_Kept):
    """Our search for sentences."""

    def read(self, texts: Iterable[str]) -> None:
        self._library = library_of(texts)

    def ask(self, words: str, limit: int) -> list[Hit]:
        assert self._index is not None
        matches = self._index.sentences(words, limit=limit).matches
        return [(number_of(match.reference), match.score) for match in matches]


class OurNames(_Kept):
    """Our completion of names: those of people, in a library of one short document."""

    def read(self, texts: Iterable[str]) -> None:
        people = tuple(Person(f"p{number}", name, "") for number, name in enumerate(texts))
        documents = library_of(["Nothing."]).parts.documents
        self._library = Library(Parts("bench", "Bench", 1, "", documents, people=people))

    def ask(self, words: str, limit: int) -> list[Hit]:
        assert self._index is not None
        completions = self._index.complete(words, (Kind.PERSON,), limit=limit)
        return [(int(completion.id[1:]), float(-rank)) for rank, completion in enumerate(completions)]


def load_all() -> None:
    """Import whatever answering needs, so that it is in memory before anything is counted, whatever the size."""
    index = Index.build(library_of(["Nothing is here."]))
    index.sentences("nothing", limit=1)
    index.complete("nothing", tuple(Kind), limit=1)


def library_of(texts: Iterable[str]) -> Library:
    """A library of the texts: each is a sentence, five are a paragraph, fifty a document."""
    remaining = iter(texts)
    documents: list[Document] = []
    while batch := list(islice(remaining, _SENTENCES)):
        documents.append(_document(f"d{len(documents)}", batch))
    return Library(Parts("bench", "Bench", 1, "", tuple(documents)))


def number_of(reference: Reference) -> int:
    """The number of the text that has a reference in a library of `library_of`."""
    assert reference.sentence is not None
    within = (reference.paragraph - 1) * _PARAGRAPH + reference.sentence - 1
    return int(reference.document[1:]) * _SENTENCES + within


def keep(index: Index, folder: Path) -> None:
    """Write an index to disk."""
    with (folder / _KEPT).open("wb") as file:
        write(index.engine, "", file)


def restored(library: Library, folder: Path) -> Index:
    """The index that `keep` has written, ready to answer."""
    engine = read(folder / _KEPT, "")
    return Index(library, lambda: engine)


def variants() -> Mapping[str, Ask]:
    """Our search with one part left out at a time, by what is left out; for the table of what each part is worth."""
    return {"nothing": fresh_ask(), **{name: _without(*left_out) for name, left_out in _LEFT_OUT.items()}}


_LEFT_OUT: Mapping[str, tuple[tuple[Any, str, Any], ...]] = {
    "words akin in meaning": ((seeking, "akin", lambda *_: {}),),
    "how common a word is in English": ((seeking, "says_much", lambda _: 1.0),),
    "word families": ((meaning, "_add_family", lambda *_: None), (meaning, "_add_translated", lambda *_: None)),
    "inflections": ((meaning, "_add_inflected", lambda *_: None),),
    "corrections of misspellings": ((meaning, "_add_misspelled", lambda *_: None),),
    "sounds of names": ((meaning, "_add_sounding", lambda *_: None),),
    "other writings of numbers": ((numerals, "others", lambda _: ()),),
    "names that lead to sentences": ((matching.Matched, "_namings", lambda *_: []),),
    "words that stand together": ((ranking, "_TOGETHER", 0.0),),
    "the length of a sentence": ((ranking, "_LONG", 0.0),),
    "headings and references behind": ((ranking, "_BEHIND", 1.0),),
}
"""The parts, each as what is put in its place: where, the name, and what does nothing."""


def _without(*left_out: tuple[Any, str, Any]) -> Ask:
    ask = fresh_ask()

    def without(words: str) -> Found:
        with ExitStack() as stack:
            for place, name, nothing in left_out:
                stack.enter_context(patch.object(place, name, nothing))
            return ask(words)

    return without


@cache
def judged_library() -> Library:
    """The library of the judged queries."""
    return load(CONTENT)


def judged_texts() -> Mapping[Reference, str]:
    """Its sentences, in order."""
    library = judged_library()
    return {
        sentence.reference: library.cut(sentence.passage)
        for document in library.documents.values()
        for sentence in document.sentences
    }


def excerpt(reference: Reference) -> Excerpt:
    """Where a sentence of that library stands, as the scorer wants it."""
    sentence = judged_library().sentence(reference)
    assert sentence is not None
    return reference.document, sentence.start, sentence.end


def excerpts(matches: Iterable[Match]) -> list[Excerpt]:
    """Where the sentences that were found there stand."""
    return [excerpt(match.reference) for match in matches]


def fresh_ask(limit: int = 10) -> Ask:
    """Our search of that library, with an index of its own that nobody has asked yet."""
    index = Index.build(judged_library())
    return lambda words: index.search(*read_operators(words), limit=limit)


def _document(id_: str, texts: Sequence[str]) -> Document:
    sentences = []
    start = 0
    for number, text in enumerate(texts):
        paragraph, place = divmod(number, _PARAGRAPH)
        sentences.append(Sentence(Reference(id_, paragraph + 1, place + 1), start, start + len(text)))
        start += len(text) + 1
    return Document(
        id=id_,
        label=id_,
        short=id_,
        voice=id_,
        text=" ".join(texts),
        sha256="",
        metadata={},
        sentences=tuple(sentences),
    )
