"""A query and a library → for each word of the query, the sentences that have it, and how surely.

A word is met by words of the text that it may mean, by what an editor noted,
and by names: a name that the query speaks whole leads to the sentences of
whatever it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from bot.search.found import Kind
from bot.search.meaning import WRITTEN_OTHERWISE, meanings
from bot.search.names import Names
from bot.search.owners import Owners
from bot.search.query import Query, QueryWord, Weight
from bot.search.rarity import rarity
from bot.search.sentences import Sentences
from bot.search.speaking import near, written

# How far a name stands for the sentences of what it names, from 0 to 1; more where the sentence has one of its
# names in its own words. Ranks: a claim's sentences were chosen one by one, a topic's come with their claims.
_TRUST = {Kind.CLAIM.value: 0.85, Kind.PERSON.value: 0.85, Kind.TOPIC.value: 0.78}
_NAMED = 0.1
_NAMED_AGAIN = 0.02
_LONGEST_QUESTION = 32
"""Words beyond which a query is a remembered passage, found by its own words: what it names among them adds nothing."""
_MOST_NAMED = 3

_SURE = 0.75
"""How surely each word of a name must be meant for the name to be meant: one slip in a word of four letters."""
_DOUBTFUL = 0.7
"""A word of which nothing surer than this is known may be two words run together, or a first name."""
_FRAME_WEIGHT = 0.3
"""Words that frame a question decide between sentences that are alike in all else."""
_FIRST_NAME_WEIGHT = 0.02
"""A first name that the library does not state is no reason to decline the surname."""
_LOOKED_UP = 5_000
"""Sentences after which those that only have the commoner words of a query are left out: they would not come first."""
_MOST_NAMED_WORDS = 3
_SHORTEST_PART = 3


@dataclass
class Sought:
    """A word of a query: what it weighs, the words it may mean, and the sentences that have it, each with how surely."""

    word: QueryWord
    meanings: list[dict[int, float]]
    """What must be met: one set of words that may be meant, or one for each pair of signs."""
    weight: float = 0.0
    terms: dict[int, float] = field(default_factory=dict)
    sentences: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for terms in self.meanings:
            self.terms.update(terms)
        self.surest = max(self.terms.values(), default=0.0)
        """How sure the likeliest of its meanings is."""


@dataclass(frozen=True)
class Naming:
    """A name in a query: whose it is, the words of the query that speak it, and the sentences it leads to."""

    phrase: int
    owner: int
    words: dict[int, float]
    sentences: dict[int, int]
    """How many of its owner's names each of them has in its own words."""


@dataclass(frozen=True)
class Matched:
    """A query's words with their sentences, and the names in it."""

    sought: list[Sought]
    namings: list[Naming]


def match(query: Query, sentences: Sentences, names: Names, owners: Owners) -> Matched:
    """Look up every word of a query."""
    sought = [Sought(word, meanings=meanings(sentences.lexicon, word.forms)) for word in query.sought]
    _join(sought, sentences)
    namings = _namings(query, names, owners) if len(query.words) <= _LONGEST_QUESTION else []
    in_part = _look_up(sought, sentences, set().union(*(naming.sentences for naming in namings)))
    for naming in namings:
        _follow(naming, names.kinds[naming.owner], sought)
    for word in sought:
        count = in_part.get(word.word, len(word.sentences))
        word.weight = rarity(count, len(sentences)) * (_FRAME_WEIGHT if word.word.weight is Weight.FRAME else 1)
    _forgive_first_names(sought, namings, names)
    return Matched(sought, namings)


def _look_up(sought: list[Sought], sentences: Sentences, candidates: set[int]) -> dict[QueryWord, int]:
    """Find the sentences of each word, rarest first; the counts of those that were only looked for in candidates."""
    in_part: dict[QueryWord, int] = {}
    looked_up = 0
    for count, word in sorted(((_count(word, sentences), word) for word in sought), key=lambda entry: entry[0]):
        if looked_up and looked_up + count > _LOOKED_UP:
            in_part[word.word] = count
            _look_up_word(word, sentences, candidates)
        else:
            _look_up_word(word, sentences, None)
            candidates.update(word.sentences)
        looked_up += count
    return in_part


def _count(word: Sought, sentences: Sentences) -> int:
    """About how many sentences have a word: some are counted twice."""
    count = sum(sentences.text.count(term) + sentences.notes.count(term) for term in word.terms)
    return min(count, len(sentences))


def _look_up_word(word: Sought, sentences: Sentences, among: Collection[int] | None) -> None:
    for terms in word.meanings:
        share = 1 / len(word.meanings)
        found = _having(sentences, terms, among)
        if len(word.meanings) == 1:
            word.sentences.update(found)
            continue
        for sentence, sure in found.items():
            word.sentences[sentence] = word.sentences.get(sentence, 0.0) + sure * share
    if word.surest < _DOUBTFUL:
        _split(word, sentences)


def _having(sentences: Sentences, terms: dict[int, float], among: Collection[int] | None) -> dict[int, float]:
    """The sentences that have any of some words, each with how surely; only those among some, where these are given."""
    found: dict[int, float] = {}
    for term in sorted(terms, key=terms.__getitem__):
        having: Iterable[int] = sentences.text[term]
        if among is not None:
            having = set(having).intersection(among)
        found.update(dict.fromkeys(having, terms[term]))
    for term, sure in terms.items():
        for sentence, trust in sentences.noted(term):
            if sure * trust > found.get(sentence, 0.0) and (among is None or sentence in among):
                found[sentence] = sure * trust
    return found


def _split(word: Sought, sentences: Sentences) -> None:
    """Two words run together ("jointfleet") are met where both stand."""
    form = word.word.forms[0]
    for cut in range(_SHORTEST_PART, len(form) - _SHORTEST_PART + 1) if form.isalpha() else ():
        left, right = sentences.lexicon.find(form[:cut]), sentences.lexicon.find(form[cut:])
        if left < 0 or right < 0:
            continue
        both = set(sentences.text[left]).intersection(sentences.text[right])
        if both:
            word.surest = WRITTEN_OTHERWISE
            word.terms.update({left: WRITTEN_OTHERWISE, right: WRITTEN_OTHERWISE})
            word.sentences.update(dict.fromkeys(both, WRITTEN_OTHERWISE))


def _join(sought: list[Sought], sentences: Sentences) -> None:
    """Two words that the text writes as one ("co existence") are both met by it."""
    for left, right in pairwise(sought):
        joined = sentences.lexicon.find(left.word.forms[0] + right.word.forms[0])
        if joined >= 0:
            for word in (left, right):
                word.terms[joined] = WRITTEN_OTHERWISE
                word.meanings[0][joined] = WRITTEN_OTHERWISE


def _namings(query: Query, names: Names, owners: Owners) -> list[Naming]:
    """The names that a query speaks whole; of those of one owner in the same words, the surest."""
    typed = " ".join(word.typed for word in query.words)
    spoken = [(phrase, dict.fromkeys(range(len(query.sought)), 1.0)) for phrase in written(names, typed)]
    spoken += [
        (shared.number, shared.words)
        for shared in near(names, query)
        if shared.complete and min(shared.words.values()) >= _SURE
    ]
    best: dict[tuple[int, frozenset[int]], tuple[int, dict[int, float]]] = {}
    for phrase, words in spoken:
        owner = names.owner[phrase]
        if names.kinds[owner] in _TRUST:
            key = (owner, frozenset(words))
            if key not in best or sum(words.values()) > sum(best[key][1].values()):
                best[key] = (phrase, words)
    return [Naming(phrase, owner, words, dict(owners[owner])) for (owner, _), (phrase, words) in best.items()]


def _follow(naming: Naming, kind: str, sought: list[Sought]) -> None:
    for place, sure in naming.words.items():
        found = sought[place].sentences
        for sentence, count in naming.sentences.items():
            bonus = _NAMED + _NAMED_AGAIN * (min(count, _MOST_NAMED) - 1) if count else 0.0
            trusted = sure * min(1.0, _TRUST[kind] + bonus)
            if trusted > found.get(sentence, 0.0):
                found[sentence] = trusted


def _forgive_first_names(sought: list[Sought], namings: Iterable[Naming], names: Names) -> None:
    """Before the name of a person, a word that the library does not have is taken for a first name."""
    last = len(sought) - 1
    if not 0 < last < _MOST_NAMED_WORDS:
        return
    person = Kind.PERSON.value
    if any(names.kinds[naming.owner] == person and naming.words.keys() == {last} for naming in namings):
        for word in sought[:last]:
            if word.surest < _DOUBTFUL:
                word.weight *= _FIRST_NAME_WEIGHT
