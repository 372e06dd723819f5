"""The search index of a library: the way in for everything that searches.

What searches (`Engine`) is loaded when it is first asked: a program that opens a
claim by its id does without.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from bot.library import Library
from bot.model import Reference
from bot.search.found import Completion, Found, NameMatch

if TYPE_CHECKING:
    from bot.search.engine import Engine
    from bot.search.operators import Filters


class Index:
    """Finds sentences by words, and claims, topics, people and documents by name.

    `restore` gives the engine, once: where it was kept on disk, that is the time to read it.
    """

    __slots__ = ("_engine", "_library", "_lock", "_restore")

    def __init__(self, library: Library, restore: Callable[[], Engine]) -> None:
        self._library = library
        self._restore = restore
        self._engine: Engine | None = None
        self._lock = _thread.allocate_lock()  # `threading` takes a hundredth of the time of an answer to load

    @classmethod
    def build(cls, library: Library, progress: Callable[[int, int], None] | None = None) -> Index:
        """Read a library. This takes seconds for 100,000 sentences; `progress` is told how many of how many are read."""
        from bot.search.engine import Engine

        engine = Engine.build(library, progress)
        return cls(library, lambda: engine)

    @property
    def engine(self) -> Engine:
        """What searches: plain data, which can be kept on disk."""
        if self._engine is None:
            with self._lock:  # threads that ask first at the same time wait for one
                if self._engine is None:
                    self._engine = self._restore()
        return self._engine

    def sentences(self, query: str, *, limit: int = 25, documents: Collection[str] = ()) -> Found:
        """The sentences that answer a query, best first. `documents` are the ids of those that are searched; none is all."""
        return self.engine.find(query, limit, documents, self._library)

    def search(self, words: str, filters: Filters, *, limit: int = 25, documents: Collection[str] = ()) -> Found:
        """The sentences that answer a search with operators: see `bot.search.operators.read`.

        What documents are called in `filters` is for the caller to find out; `documents` are the ids that are meant.
        """
        return self.engine.find(words, limit, documents, self._library, filters)

    def sharing(self, text: str, *, limit: int = 25) -> tuple[Reference, ...]:
        """The sentences that share most words with a text, letter for letter but for case and marks; best first."""
        return self.engine.sharing(text, limit)

    def named(self, query: str, kinds: Collection[str]) -> tuple[NameMatch, ...]:
        """The claims, topics, people and documents that are called exactly so, but for case, hyphens and an article."""
        return self.engine.exact_matches(query, kinds)

    def names(self, query: str, kinds: Collection[str], *, limit: int = 25) -> tuple[NameMatch, ...]:
        """The claims, topics, people and documents that are called so, exactly or nearly, surest first."""
        return self.engine.name_matches(query, kinds, limit)

    def complete(self, typed: str, kinds: Collection[str], *, limit: int = 25) -> tuple[Completion, ...]:
        """What words may become while they are typed: exact names first, then beginnings, then what is near."""
        return self.engine.complete(typed, kinds, limit)
