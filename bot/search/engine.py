"""What searches: the sentences, the names and who owns them, ready to be kept on disk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.library import Library
from bot.model import Reference
from bot.search.found import Completion, Found, NameMatch
from bot.search.matching import match
from bot.search.names import Names
from bot.search.naming import completions, exact_matches, name_matches
from bot.search.owners import Owners
from bot.search.query import Query
from bot.search.ranking import rank
from bot.search.sentences import Sentences
from bot.search.sharing import sharing


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Engine:
    """The one that `Index` asks, and describes.

    It is immutable, and made of nothing but frozen values, lists and arrays, so
    that it can be kept on disk and restored without being built again.
    """

    _sentences: Sentences
    _names: Names
    _owners: Owners

    @classmethod
    def build(cls, library: Library) -> Engine:
        """Read a library."""
        from bot.search.listing import read_names  # here, because a program that restores an engine reads no library
        from bot.search.reading import read

        sentences, numbers = read(library)
        names = read_names(library, sentences.proven())
        return cls(sentences, names, Owners.of(library, names, sentences, numbers))

    def sentences(self, query: str, limit: int, documents: Collection[str]) -> Found:
        """See `Index.sentences`."""
        parsed = Query.parse(query)
        if not parsed.words or not len(self._sentences):
            return Found(searched=len(parsed.words), cut_short=parsed.cut_short)
        among = frozenset(number for number, id_ in enumerate(self._sentences.documents) if id_ in documents)
        matched = match(parsed, self._sentences, self._names, self._owners)
        return rank(parsed, matched, self._sentences, self._names, limit, among if documents else None)

    def sharing(self, text: str, limit: int) -> tuple[Reference, ...]:
        """See `Index.sharing`."""
        return sharing(self._sentences, text, limit)

    def exact_matches(self, query: str, kinds: Collection[str]) -> tuple[NameMatch, ...]:
        """See `Index.named`."""
        return exact_matches(self._names, query, kinds)

    def name_matches(self, query: str, kinds: Collection[str], limit: int) -> tuple[NameMatch, ...]:
        """See `Index.names`."""
        return name_matches(self._names, query, kinds, limit)

    def complete(self, typed: str, kinds: Collection[str], limit: int) -> tuple[Completion, ...]:
        """See `Index.complete`."""
        return completions(self._names, typed, kinds, limit)
