"""Which sentences belong to what has a name: to a claim, a topic or a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.library import Library
from bot.model import Reference
from bot.search.found import Kind
from bot.search.listing import Listing
from bot.search.reading import Reading
from bot.search.tables import Lists, Numbers

_MOST = 255


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Owners:
    """The sentences of each owner of a name, and how many of its names each of them has in its own words."""

    sentences: Lists
    named: NDArray[np.uint8]

    @classmethod
    def of(cls, library: Library, listing: Listing, reading: Reading) -> Owners:
        """The sentences of all that has names in a listing."""
        lists: list[list[int]] = []
        named: list[int] = []
        for (kind, id_), names in zip(listing.owners, listing.words_by_owner, strict=True):
            counts = dict.fromkeys(reading.numbers(_quoted(library, kind, id_)), 0)
            having = [] if kind is Kind.DOCUMENT else [reading.with_words(name) for name in names]
            if kind is Kind.PERSON:
                counts |= {number: 0 for found in having for number in found}
            for found in having:
                for number in found & counts.keys():
                    counts[number] += 1
            lists.append(sorted(counts))
            named += [min(counts[number], _MOST) for number in sorted(counts)]
        return cls(Lists.of(lists), np.array(named, dtype=np.uint8))

    def __getitem__(self, owner: int) -> tuple[Numbers, NDArray[np.uint8]]:
        """The sentences of an owner, and how many of its names each has."""
        low, high = self.sentences.bounds(owner)
        return self.sentences.members[low:high], self.named[low:high]


def _quoted(library: Library, kind: Kind, id_: str) -> list[Reference]:
    match kind:
        case Kind.CLAIM:
            return [quotation.passage.reference for quotation in library.claims[id_].quotations]
        case Kind.TOPIC:
            claims = [library.claims[claim] for claims in library.topics[id_].claims.values() for claim in claims]
            return [quotation.passage.reference for claim in claims for quotation in claim.quotations]
        case Kind.PERSON:
            return list(library.people[id_].mentions)
        case Kind.DOCUMENT:
            return []
