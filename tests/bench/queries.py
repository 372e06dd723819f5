"""Queries made from a generated corpus, of the same makes as the judged ones.

Each knows the sentences that answer it: those that have all the words it was
made from. A query of the kind `nothing` has words that are nowhere in the corpus.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import corpus, spelling

NOTHING = "nothing"
_SAMPLE = 100_000
"""Sentences in which words are counted; more would tell no more of the frequent ones."""
_FRAGMENT = (6, 10)
_QUESTIONS = (
    "what did {} say about the {}?",
    "when did {} {} happen?",
    "why was the {} {}?",
    "who {} the {}?",
    "how many {} were {}?",
    "what was wrong with {} and {}?",
)
_KINDS = ("keyword", "typo", "fragment", "wordorder", "name", "year", "question", NOTHING)
_SHARES = (60, 60, 60, 40, 40, 20, 60, 60)
"""How many of 400 queries are of each kind."""


@dataclass(frozen=True)
class Query:
    """`sources` are the numbers of the sentences that answer it, from 0; none where there is nothing to find."""

    kind: str
    words: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Draft:
    """A query and the words that a sentence must have to answer it."""

    kind: str
    words: str
    meant: frozenset[str]


class _Maker:
    """Makes queries from a few sentences of a corpus."""

    def __init__(self, sample: Sequence[str], size: int, chance: random.Random) -> None:
        counts: Counter[str] = Counter()
        for sentence in sample:
            counts.update(set(words_of(sentence)))
        scale = size / len(sample)
        most = max(4, min(size // 500, 2000))
        self._chance = chance
        self._sample = sample
        self._counts = counts
        self._middling = {
            word
            for word, count in counts.items()
            if 2 <= count * scale <= most and word.isalpha() and word not in spelling.FUNCTION_WORDS
        }
        self._unknown = 0

    def make(self, kind: str) -> _Draft:
        """A query of a kind, from a sentence that allows it."""
        make: Callable[[Sequence[str]], _Draft | None] = getattr(self, f"_{kind}")
        while True:
            words = [word.strip(",.") for word in self._chance.choice(self._sample).split()]
            if (draft := make(words)) is not None:
                return draft

    def _keyword(self, words: Sequence[str]) -> _Draft | None:
        chosen = self._choose(words, self._chance.randint(1, 3))
        return _draft("keyword", chosen, chosen) if chosen else None

    def _typo(self, words: Sequence[str]) -> _Draft | None:
        chosen = self._choose(words, self._chance.randint(1, 3), shortest=5)
        if not chosen:
            return None
        misspelled = [misspell(word, self._chance) for word in chosen]
        kept = self._chance.randint(0, len(chosen) - 1)  # one of several is often right
        return _draft("typo", [*chosen[:kept], *misspelled[kept:]], chosen)

    def _fragment(self, words: Sequence[str]) -> _Draft | None:
        length = self._chance.randint(*_FRAGMENT)
        if len(words) < length:
            return None
        start = self._chance.randrange(len(words) - length + 1)
        fragment = [word.lower() for word in words[start : start + length]]
        wrong = self._chance.sample(range(length), 2)
        typed = list(fragment)
        typed[wrong[0]] = misspell(fragment[wrong[0]], self._chance)
        typed[wrong[1]] = self._chance.choice(self._chance.choice(self._sample).split()).strip(",.").lower()
        right = [word for at, word in enumerate(fragment) if at not in wrong]
        rare = [word for word in right if word not in spelling.FUNCTION_WORDS]
        return _draft("fragment", typed, rare) if len(rare) >= 2 else None

    def _wordorder(self, words: Sequence[str]) -> _Draft | None:
        rare = [word.lower() for word in dict.fromkeys(words) if word.lower() not in spelling.FUNCTION_WORDS]
        if len(rare) < 4:
            return None
        chosen = self._chance.sample(rare, self._chance.randint(3, min(5, len(rare))))
        return _draft("wordorder", chosen, chosen)

    def _name(self, words: Sequence[str]) -> _Draft | None:
        places = [at for at, word in enumerate(words) if at and word[0].isupper() and word != "I"]
        if not places:
            return None
        at = self._chance.choice(places)
        name = [word for word in words[at : at + 2] if word[0].isupper() and word != "I"]
        return _draft("name", name, [word.lower() for word in name])

    def _year(self, words: Sequence[str]) -> _Draft | None:
        years = [word for word in words if len(word) == 4 and word.isdigit() and word < "2021"]
        if not years:
            return None
        chosen = [years[0], *self._choose(words, self._chance.randint(0, 1))]
        return _draft("year", chosen, chosen)

    def _question(self, words: Sequence[str]) -> _Draft | None:
        chosen = self._choose(words, 2)
        if len(chosen) < 2:
            return None
        typed = self._chance.choice(_QUESTIONS).format(*chosen)
        return _Draft("question", typed, frozenset(chosen))

    def _nothing(self, words: Sequence[str]) -> _Draft | None:
        chosen: list[str] = []
        wanted = self._chance.randint(1, 3)
        while len(chosen) < wanted:
            self._unknown += 1
            if (word := spelling.unknown(self._unknown)) not in self._counts:
                chosen.append(word)
        return _draft(NOTHING, chosen, chosen)

    def _choose(self, words: Sequence[str], count: int, *, shortest: int = 3) -> list[str]:
        """Some words of middling frequency, in the order in which they stand; fewer, or none, where there are not as many."""
        fit = [word.lower() for word in words if word.lower() in self._middling and len(word) >= shortest]
        chosen = set(self._chance.sample(sorted(set(fit)), min(count, len(set(fit)))))
        return [word for word in dict.fromkeys(fit) if word in chosen]


def make(sentences: Path, size: int, count: int, seed: int) -> list[Query]:
    """About `count` queries for the `size` sentences of a file, in random order. This reads the file twice."""
    chance = random.Random(seed)
    step = max(1, size // _SAMPLE)
    sample = [sentence for at, sentence in enumerate(corpus.read(sentences)) if at % step == 0]
    maker = _Maker(sample, size, chance)
    drafts = [  # what is meant to be nowhere and stands outside the sample is dropped below
        maker.make(kind)
        for kind, share in zip(_KINDS, _SHARES, strict=True)
        for _ in range(max(1, round(share * count / sum(_SHARES))))
    ]
    chance.shuffle(drafts)
    places = _places(corpus.read(sentences), {word for draft in drafts for word in draft.meant})
    return [
        Query(draft.kind, draft.words, tuple(sorted(set.intersection(*(places[word] for word in draft.meant)))))
        for draft in drafts
        if draft.kind != NOTHING or not any(places[word] for word in draft.meant)
    ]


def write(path: Path, queries: Iterable[Query]) -> None:
    """Write queries to a file, one on each line."""
    lines = [json.dumps([query.kind, query.words, query.sources]) for query in queries]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path: Path) -> list[Query]:
    """The queries of a file that `write` has written."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Query(kind, words, tuple(sources)) for kind, words, sources in lines]


def words_of(sentence: str) -> list[str]:
    """The words of a generated sentence, in small letters."""
    return sentence.lower().replace(",", "").rstrip(".").split()


def misspell(word: str, chance: random.Random) -> str:
    """A word with one letter too many, too few, wrong or in the wrong place; its first letter stands."""
    if len(word) < 3:
        return word + word[-1]
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    spelled = chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
        )
    )
    return spelled if spelled != word else word[:at] + word[at + 1 :]


def _draft(kind: str, typed: Iterable[str], meant: Iterable[str]) -> _Draft:
    return _Draft(kind, " ".join(typed), frozenset(word.replace(",", "") for word in meant))


def _places(sentences: Iterable[str], wanted: set[str]) -> dict[str, set[int]]:
    """The sentences in which each of some words stands."""
    places: dict[str, set[int]] = {word: set() for word in wanted}
    for number, sentence in enumerate(sentences):
        for word in wanted.intersection(words_of(sentence)):
            places[word].add(number)
    return places
