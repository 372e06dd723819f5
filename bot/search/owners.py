"""Which sentences belong to what has a name: to a claim, a topic or a person."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from bot.library import Library
from bot.model import Reference
from bot.search.found import Kind
from bot.search.names import Names
from bot.search.sentences import Sentences
from bot.search.tables import Lists


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Owners:
    """The sentences of each owner of a name, and how many of its names each of them has in its own words."""

    sentences: Lists
    named: array[int]

    @classmethod
    def of(cls, library: Library, names: Names, sentences: Sentences, numbers: dict[Reference, int]) -> Owners:
        lists: list[list[int]] = []
        named = array("B")
        for owner, kind in enumerate(names.kinds):
            counts = dict.fromkeys(_quoted(library, kind, names.ids[owner], numbers), 0)
            phrases = [_in(sentences, names, phrase) for phrase in names.by_owner[owner]]
            if kind == Kind.PERSON:
                counts |= {number: 0 for found in phrases for number in found}
            for found in phrases:
                for number in found & counts.keys():
                    counts[number] += 1
            lists.append(list(counts))
            named.extend(min(count, 255) for count in counts.values())
        return cls(Lists.of(lists), named)

    def __getitem__(self, owner: int) -> Iterable[tuple[int, int]]:
        low, high = self.sentences.offsets[owner], self.sentences.offsets[owner + 1]
        return zip(self.sentences.members[low:high], self.named[low:high], strict=True)


def _quoted(library: Library, kind: str, id_: str, numbers: dict[Reference, int]) -> list[int]:
    references: list[Reference] = []
    if kind == Kind.CLAIM:
        references = [quotation.passage.reference for quotation in library.claims[id_].quotations]
    elif kind == Kind.TOPIC:
        claims = [library.claims[claim] for claims in library.topics[id_].claims.values() for claim in claims]
        references = [quotation.passage.reference for claim in claims for quotation in claim.quotations]
    elif kind == Kind.PERSON:
        references = list(library.people[id_].mentions)
    originals = (library.original(reference) for reference in references)
    return [numbers[reference] for reference in originals if reference in numbers]


def _in(sentences: Sentences, names: Names, phrase: int) -> set[int]:
    """The sentences that have all words of a phrase, in whatever order."""
    words = [sentences.lexicon.find(names.lexicon.words[word]) for word in names.words[phrase]]
    if not words or min(words) < 0:
        return set()
    return set.intersection(*(set(sentences.text[word]) for word in words))
