"""What searches: the words, the sentences, the names and who owns them, ready to be kept on disk."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from bot.library import Library
from bot.model import Reference
from bot.search.filtering import in_documents, in_years, with_phrase, with_word
from bot.search.found import Completion, Decision, Found, Look, Match, NameMatch
from bot.search.lexicon import Lexicon
from bot.search.listing import Listing
from bot.search.marking import Marker
from bot.search.matching import Matched
from bot.search.meaning import make_lexicon
from bot.search.names import Names
from bot.search.naming import completions, exact_matches, name_matches
from bot.search.numbering import Numbering
from bot.search.operators import Filters
from bot.search.owners import Owners
from bot.search.query import Query
from bot.search.ranking import rank
from bot.search.reading import Progress, Reading
from bot.search.sentences import Sentences
from bot.search.sharing import sharing
from bot.search.tables import Numbers

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Engine:
    """The one that `Index` asks, and describes.

    It is immutable, and made of nothing but frozen values and arrays, so that it
    can be kept on disk and be read where it lies.
    """

    lexicon: Lexicon
    sentences: Sentences
    names: Names
    owners: Owners

    @classmethod
    def build(cls, library: Library, progress: Progress | None = None) -> Engine:
        """Read a library."""
        with _no_collection():
            return cls._build(library, progress)

    @classmethod
    def _build(cls, library: Library, progress: Progress | None) -> Engine:
        numbering = Numbering()
        reading = Reading(library, numbering, progress)
        listing = Listing(library, numbering)
        words = numbering.words()
        unproven = set(words[reading.proven :])
        # Words of editors in other scripts may be anything, those in Latin letters are looked up as names as well.
        names = {word for word in words if word.isascii() or word not in unproven} - numbering.common
        lexicon = make_lexicon(words, names, unproven)
        places = numbering.places(lexicon.words)
        sentences = reading.finish(lexicon, places)
        return cls(lexicon, sentences, listing.finish(places), Owners.of(library, listing, reading))

    def find(
        self, query: str, limit: int, documents: Collection[str], library: Library, filters: Filters = NO_FILTERS
    ) -> Found:
        """See `Index.sentences` and `Index.search`."""
        parsed = Query.parse(query)
        among, inexact = self._among(filters, documents)
        passed = None if among is None else len(among)
        nothing = Found(searched=len(parsed.words), cut_short=parsed.cut_short, inexact=inexact, passed=passed)
        if not len(self.sentences) or (among is not None and not len(among)):
            return nothing
        if not parsed.words:
            return self._all_of(among[:limit], nothing) if filters.years and among is not None else nothing
        matched = Matched(parsed, self.lexicon, self.sentences, self.names, self.owners)
        found = rank(parsed, matched, Marker(matched, self.names, library), limit, among)
        return replace(found, inexact=inexact, passed=passed)

    def _all_of(self, numbers: Numbers, nothing: Found) -> Found:
        """The answer to filters without words: sentences as their documents have them."""
        matches = tuple(
            Match(self.sentences.reference(number), 1.0, 1.0, 1.0, 0.0, _no_look) for number in numbers.tolist()
        )
        return replace(nothing, decision=Decision.ANSWER, matches=matches)

    def _among(self, filters: Filters, documents: Collection[str]) -> tuple[Numbers | None, tuple[str, ...]]:
        """The sentences that pass, None for all; and the phrases that no sentence has, which are sought as words."""
        passing: list[Numbers] = []
        if documents:
            passing.append(in_documents(self.sentences, documents))
        inexact: list[str] = []
        for phrase in filters.phrases:
            having = with_phrase(self.lexicon, self.sentences, phrase)
            if len(having):
                passing.append(having)
            else:
                inexact.append(phrase)
        if filters.years:
            dated = [in_years(self.lexicon, self.sentences, span) for _, span in filters.years]
            passing.append(np.unique(np.concatenate(dated)))
        without = [with_word(self.lexicon, self.sentences, words) for words in filters.without]
        without += [in_years(self.lexicon, self.sentences, span) for _, span in filters.other_years]
        if not passing and not without:
            return None, tuple(inexact)
        among = passing[0] if passing else np.arange(len(self.sentences), dtype=np.uint32)
        for found in passing[1:]:
            among = np.intersect1d(among, found, assume_unique=True)
        for found in without:
            among = np.setdiff1d(among, found, assume_unique=True)
        return among, tuple(inexact)

    def sharing(self, text: str, limit: int) -> tuple[Reference, ...]:
        """See `Index.sharing`."""
        return sharing(self.lexicon, self.sentences, text, limit)

    def exact_matches(self, query: str, kinds: Collection[str]) -> tuple[NameMatch, ...]:
        """See `Index.named`."""
        return exact_matches(self.names, query, kinds)

    def name_matches(self, query: str, kinds: Collection[str], limit: int) -> tuple[NameMatch, ...]:
        """See `Index.names`."""
        return name_matches(self.names, self.lexicon, query, kinds, limit)

    def complete(self, typed: str, kinds: Collection[str], limit: int) -> tuple[Completion, ...]:
        """See `Index.complete`."""
        return completions(self.names, self.lexicon, typed, kinds, limit)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without looks for garbage: they would go through a million words again and again, and there is none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _no_look() -> Look:
    return Look((), ())
