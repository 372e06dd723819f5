"""A word of a query → what may meet it in a library, and what that is worth.

It is met by words of the text that it may mean and by what an editor noted of a
sentence. What was worked out for a word is kept: a group asks for the same words
again and again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.search.lexicon import Lexicon
from bot.search.meaning import SURE, WRITTEN_OTHERWISE, akin, meanings, says_much
from bot.search.names import Names
from bot.search.query import QueryWord, Weight
from bot.search.rarity import rarities, rarity
from bot.search.retrieval import Line
from bot.search.sentences import TRUST_STEPS, Sentences
from bot.search.speaking import phrases_of
from bot.search.tables import Floats, Numbers

DOUBTFUL = 0.7
"""A word of which nothing surer than this is known may be two words run together, or a first name."""
_FRAME_WEIGHT = 0.5
"""Words that frame a question decide between sentences that are alike in all else."""
_SHORTEST_PART = 3
_KEPT = 2_048
_LONGEST_KEPT = 4_096
"""Words that are kept, and sentences up to which what was worked out for one is: 60 MB at the very most, mostly one."""


@dataclass(frozen=True, eq=False)
class Slot:
    """Something that must be met: what may meet it, each word of the lexicon with its worth; and the sentences that do."""

    share: float
    terms: NDArray[np.int64]
    worth: Floats
    line: Line


@dataclass(frozen=True, eq=False)
class Sought:
    """A word of a query in a library. Not to be changed: it is kept.

    `terms` are the words it may mean, each with how surely, and `surest` is the
    likeliest of these. All `slots` must be met: there is one, but for a run of a
    script without spaces, which has one for each pair of signs. `split` are two
    words that it may be when written apart. `names` are those of the terms that
    are surely meant and are in a name.
    """

    word: QueryWord
    terms: dict[int, float]
    surest: float
    weight: float
    slots: tuple[Slot, ...]
    split: tuple[tuple[int, int], ...]
    names: dict[int, float]
    named: Line
    """The names that have one of these, as `speaking.phrases_of` gives them."""

    @property
    def is_content(self) -> bool:
        return self.word.weight is Weight.CONTENT

    def times(self, factor: float) -> Sought:
        """The same word, weighing so many times as much."""
        slots = tuple(
            replace(
                slot,
                worth=slot.worth * np.float32(factor),
                line=Line(slot.line.members, slot.line.worth * np.float32(factor)),
            )
            for slot in self.slots
        )
        return replace(self, weight=self.weight * factor, slots=slots)


def seek(
    word: QueryWord, lexicon: Lexicon, sentences: Sentences, names: Names, also: frozenset[int] = frozenset()
) -> Sought:
    """What may meet a word. `also` are words of the lexicon that it makes up together with its neighbour."""
    key = (word.forms, word.weight, also)
    found: Sought | None = sentences.sought.get(key)
    if found is None:
        found = _seek(word, lexicon, sentences, names, also)
        if sum(len(slot.line) for slot in found.slots) <= _LONGEST_KEPT:
            if len(sentences.sought) >= _KEPT:
                sentences.sought.clear()
            sentences.sought[key] = found
    return found if found.word == word else replace(found, word=word)  # the same word, typed otherwise


def _seek(word: QueryWord, lexicon: Lexicon, sentences: Sentences, names: Names, also: frozenset[int]) -> Sought:
    sets = meanings(lexicon, word.forms)
    for term, near in akin(lexicon, word.forms[0]).items():
        sets[0].setdefault(term, near)
    for joined in also:
        sets[0][joined] = WRITTEN_OTHERWISE
    terms = {term: sure for found in sets for term, sure in found.items()}
    surest = max(terms.values(), default=0.0)
    split = _split(word, lexicon, sentences) if surest < DOUBTFUL else ()
    having_both = np.concatenate([with_both(sentences, *pair) for pair in split]) if split else None
    # A word weighs by how rare what it surely means is in the library, and by how much it says in any text.
    count = sum(sentences.text.count(term) for term, sure in terms.items() if sure >= SURE)
    count += 0 if having_both is None else len(having_both)
    factor = says_much(word.forms[0]) * (_FRAME_WEIGHT if word.weight is Weight.FRAME else 1.0)
    weight = factor * rarity(min(count, len(sentences)), len(sentences))
    slots = []
    for found in sets:
        slot = _slot(found, weight, factor, 1 / len(sets), sentences)
        if having_both is not None:
            worth = np.full(len(having_both), WRITTEN_OTHERWISE * weight, dtype=np.float32)
            slot = replace(slot, line=Line.of([slot.line.members, having_both], [slot.line.worth, worth]))
        slots.append(slot)
    named = {term: terms[term] for term in names.having(terms) if terms[term] >= SURE}
    return Sought(
        word,
        terms,
        WRITTEN_OTHERWISE if split else surest,
        weight,
        tuple(slots),
        split,
        named,
        phrases_of(names, named),
    )


def _slot(terms: dict[int, float], weight: float, factor: float, share: float, sentences: Sentences) -> Slot:
    """Words that are only hints are worth no more than they say themselves."""
    numbers = np.array(list(terms), dtype=np.int64)
    sure = np.array(list(terms.values()), dtype=np.float32)
    own = np.float32(factor) * rarities(sentences.text.counts(numbers), len(sentences))
    each = np.where(sure >= SURE, np.float32(weight), np.minimum(np.float32(weight), own))
    worth = sure * each * np.float32(share)
    return Slot(share, numbers, worth, _line(numbers, worth, sentences))


def _line(terms: NDArray[np.int64], worth: Floats, sentences: Sentences) -> Line:
    """The sentences that have some words, or of which an editor noted them, each with what that is worth."""
    text, notes, trust = sentences.text, sentences.notes.lists, sentences.notes.trust
    own, noted = list(text.runs(terms)), list(notes.runs(terms))
    members = [text.members[begin:end] for _, begin, end in own]
    members += [notes.members[begin:end] for _, begin, end in noted]
    places = [at for at, _, _ in (*own, *noted)]
    lengths = [end - begin for _, begin, end in (*own, *noted)]
    each = np.repeat(worth[places], lengths) if places else np.zeros(0, dtype=np.float32)
    if noted:
        trusts = np.concatenate([trust[begin:end] for _, begin, end in noted])
        each[len(each) - len(trusts) :] *= trusts / np.float32(TRUST_STEPS)
    return (
        Line.of(members, [each])
        if len(members) == 1
        else Line(np.concatenate(members) if members else np.zeros(0, dtype=np.uint32), each)
    )


def with_both(sentences: Sentences, left: int, right: int) -> Numbers:
    """The sentences that have both of two words."""
    return np.intersect1d(sentences.text[left], sentences.text[right], assume_unique=True)


def _split(word: QueryWord, lexicon: Lexicon, sentences: Sentences) -> tuple[tuple[int, int], ...]:
    """Two words run together ("jointfleet"), where both stand in one sentence."""
    form = word.forms[0]
    if not form.isalpha():
        return ()
    cuts = range(_SHORTEST_PART, len(form) - _SHORTEST_PART + 1)
    pairs = ((lexicon.find(form[:cut]), lexicon.find(form[cut:])) for cut in cuts)
    return tuple(
        (left, right) for left, right in pairs if left >= 0 <= right and len(with_both(sentences, left, right))
    )
