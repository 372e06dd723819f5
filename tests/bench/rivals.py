"""What somebody would use instead: each with its defaults, as its manual has it.

None of them keeps the texts. Libraries are imported where an engine is made, so
that a process holds only the one it measures.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from tests.bench.engine import Engine, Hit

_WORD = re.compile(r"\w+")


class Scan(Engine):
    """rapidfuzz compares the query with every text; both in small letters and without marks, which is best for it."""

    needs_text = True
    patience = 20.0
    scorer: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        from rapidfuzz import fuzz, process, utils

        self._scorer: Callable[..., float] = getattr(fuzz, self.scorer)
        self._extract = process.extract
        self._plain = utils.default_process

    def read(self, texts: Iterable[str]) -> None:
        self.texts = [self._plain(text) for text in texts]

    def build(self, folder: Path) -> None:
        """There is nothing to build."""

    def open(self, folder: Path) -> None:
        """There is nothing to open."""

    def ask(self, words: str, limit: int) -> list[Hit]:
        found = self._extract(self._plain(words), self.texts, scorer=self._scorer, limit=limit)
        return [(number, score) for _, score, number in found if score > 0]


class WRatio(Scan):
    label = "rapidfuzz WRatio"
    scorer = "WRatio"


class TokenSetRatio(Scan):
    label = "rapidfuzz token_set_ratio"
    scorer = "token_set_ratio"


class PartialRatio(Scan):
    label = "rapidfuzz partial_ratio"
    scorer = "partial_ratio"


class Fts(Engine):
    """SQLite's full-text search: a table without contents, any of the words, ranked by its bm25."""

    tokenizer: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self._database: sqlite3.Connection | None = None

    def build(self, folder: Path) -> None:
        database = sqlite3.connect(folder / "fts.db")
        database.execute(f"CREATE VIRTUAL TABLE texts USING fts5(words, content='', tokenize='{self.tokenizer}')")
        with database:
            database.executemany("INSERT INTO texts (rowid, words) VALUES (?, ?)", enumerate(self.texts))
        database.close()

    def open(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts.db")

    def ask(self, words: str, limit: int) -> list[Hit]:
        assert self._database is not None
        if not (sought := self.sought(words)):
            return []
        found = self._database.execute(
            "SELECT rowid, -rank FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{word}"' for word in sought), limit),
        )
        return list(found)

    def close(self) -> None:
        if self._database is not None:
            self._database.close()

    def sought(self, words: str) -> list[str]:
        """What is looked up for the words of a query."""
        return list(dict.fromkeys(_WORD.findall(words)))


class FtsPorter(Fts):
    label = "SQLite FTS5 porter, OR"
    tokenizer = "porter unicode61"


class FtsTrigram(Fts):
    label = "SQLite FTS5 trigram, OR"
    tokenizer = "trigram"

    def sought(self, words: str) -> list[str]:
        plain = " ".join(_WORD.findall(words.lower()))
        return list(dict.fromkeys(plain[at : at + 3] for at in range(len(plain) - 2)))


class Tantivy(Engine):
    """tantivy with its English stemmer; any of the words, ranked by its BM25. No correction of typos."""

    label = "tantivy, stemmed"

    def __init__(self) -> None:
        super().__init__()
        import tantivy

        self._tantivy = tantivy
        self._index: Any = None
        self._searcher: Any = None

    def build(self, folder: Path) -> None:
        builder = self._tantivy.SchemaBuilder()
        builder.add_text_field("words", stored=False, tokenizer_name="en_stem")
        builder.add_integer_field("number", fast=True)
        index = self._tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer()
        for number, text in enumerate(self.texts):
            writer.add_document(self._tantivy.Document(words=text, number=number))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self._index = self._tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def ask(self, words: str, limit: int) -> list[Hit]:
        if not (sought := " ".join(_WORD.findall(words.lower()))):  # AND, OR and NOT in capitals would be commands
            return []
        query = self._index.parse_query(sought, ["words"])
        hits = self._searcher.search(query, limit, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [(number, score) for number, (score, _) in zip(numbers, hits, strict=True)]


class Bm25s(Engine):
    """bm25s with its English stop words and the Snowball stemmer."""

    label = "bm25s, stemmed"

    def __init__(self) -> None:
        super().__init__()
        import bm25s
        import Stemmer

        self._bm25s = bm25s
        self._stemmer = Stemmer.Stemmer("english")
        self._retriever: Any = None
        self._size = 0

    def build(self, folder: Path) -> None:
        tokens = self._bm25s.tokenize(
            list(self.texts), stopwords="en", stemmer=self._stemmer.stemWords, show_progress=False
        )
        retriever = self._bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        retriever.save(str(folder))
        (folder / "size.json").write_text(json.dumps(len(tokens.ids)), encoding="utf-8")

    def open(self, folder: Path) -> None:
        self._retriever = self._bm25s.BM25.load(str(folder))
        self._size = json.loads((folder / "size.json").read_text(encoding="utf-8"))

    def ask(self, words: str, limit: int) -> list[Hit]:
        tokens = self._bm25s.tokenize(
            [words], stopwords="en", stemmer=self._stemmer.stemWords, return_ids=False, show_progress=False
        )
        if not tokens[0]:
            return []
        numbers, scores = self._retriever.retrieve(tokens, k=min(limit, self._size), show_progress=False)
        found = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        return [(number, score) for number, score in found if score > 0]
