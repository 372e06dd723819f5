"""The search index of a library: what is built once, kept, and asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.library import Library
from bot.model import Reference
from bot.search.found import Completion, Found, NameMatch
from bot.search.matching import match
from bot.search.names import Names
from bot.search.naming import completions, name_matches
from bot.search.owners import Owners
from bot.search.query import Query
from bot.search.ranking import rank
from bot.search.sentences import Sentences
from bot.search.sharing import sharing


@dataclass(frozen=True, slots=True)
class Index:
    """Finds sentences by words, and claims, topics, people and documents by name.

    It is immutable, and made of nothing but frozen values, lists and arrays, so
    that it can be kept on disk and restored without being built again.
    """

    _sentences: Sentences
    _names: Names
    _owners: Owners

    @classmethod
    def build(cls, library: Library) -> Index:
        """Read a library. This takes seconds for 100,000 sentences."""
        from bot.search.reading import read  # here, because a program that restores an index reads none

        sentences, numbers = read(library)
        names = Names.of(library, sentences.proven())
        return cls(sentences, names, Owners.of(library, names, sentences, numbers))

    def sentences(self, query: str, *, limit: int = 25, documents: Collection[str] = ()) -> Found:
        """The sentences that answer a query, best first. `documents` are the ids of those that are searched; none is all."""
        parsed = Query.parse(query)
        if not parsed.words or not len(self._sentences):
            return Found(searched=len(parsed.words), cut_short=parsed.cut_short)
        among = frozenset(number for number, id_ in enumerate(self._sentences.documents) if id_ in documents)
        matched = match(parsed, self._sentences, self._names, self._owners)
        return rank(parsed, matched, self._sentences, self._names, limit, among if documents else None)

    def sharing(self, text: str, *, limit: int = 25) -> tuple[Reference, ...]:
        """The sentences that share most words with a text, letter for letter but for case and marks; best first."""
        return sharing(self._sentences, text, limit)

    def names(self, query: str, kinds: Collection[str], *, limit: int = 25) -> tuple[NameMatch, ...]:
        """The claims, topics, people and documents that are called so, exactly or nearly, surest first."""
        return name_matches(self._names, query, kinds, limit)

    def complete(self, typed: str, kinds: Collection[str], *, limit: int = 25) -> tuple[Completion, ...]:
        """What words may become while they are typed: exact names first, then beginnings, then what is near."""
        return completions(self._names, typed, kinds, limit)
