"""A generated corpus: sentences whose words are as frequent, as many and as long as those of English.

The function words have their real shares. The other words follow a law of
Zipf that is flat at first and steep later (Mandelbrot's), over an endless
vocabulary: so the number of distinct words grows with the size of the corpus
(Heaps' law), and most of them occur once. Words are drawn one by one: sentences
have no grammar and no topic.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.bench import spelling

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST, LONGEST, MEAN = 5, 40, 20
"""Words of a sentence."""
_AT_ONCE = 20_000
"""Sentences drawn together; the same for every size, so that a small corpus is the beginning of a large one."""
_RANK_FLAT, _RANK_STEEP = 60.0, 0.62
"""Where Zipf's law bends, and its exponent above 1."""
_RAREST = 10**15
_FUNCTION = sum(spelling.FUNCTION_WORDS.values()) / 1e6
_PERSON, _PLACE, _YEAR, _NUMBER = 0.025, 0.015, 0.008, 0.008
"""Shares of the running words."""
_COMMA = 0.06
_LAST_YEAR, _YEARS_BACK = 2020, 60.0

# What a token is, in the last digit of its key; what follows the token is decided by the digit before.
_KINDS = 6
_WORD_IS, _FUNCTION_IS, _PERSON_IS, _PLACE_IS, _YEAR_IS, _NUMBER_IS = range(_KINDS)


def write(path: Path, count: int, seed: int) -> None:
    """Write `count` sentences to a file, one on each line."""
    with path.open("w", encoding="ascii") as file:
        for sentence in sentences(count, seed):
            file.write(sentence + "\n")


def read(path: Path) -> Iterator[str]:
    """The sentences of a file that `write` has written."""
    with path.open(encoding="ascii") as file:
        for line in file:
            yield line.rstrip("\n")


def sentences(count: int, seed: int) -> Iterator[str]:
    """`count` sentences, the same for the same seed; fewer are the first of more."""
    spelled: dict[int, str] = {}
    for chunk in range(-(-count // _AT_ONCE)):
        random = np.random.default_rng([seed, chunk])
        lengths = np.clip(random.gamma(5.0, MEAN / 5.0, _AT_ONCE).round(), SHORTEST, LONGEST).astype(np.int64)
        tokens = _tokens(random, int(lengths.sum()), spelled)
        ends = np.cumsum(lengths).tolist()
        start = 0
        for end in ends[: count - chunk * _AT_ONCE]:
            sentence = " ".join(tokens[start:end]).rstrip(",")
            yield f"{sentence[0].upper()}{sentence[1:]}."
            start = end


def names(count: int, seed: int) -> list[str]:
    """`count` names of people, all different."""
    random = np.random.default_rng([seed, 1])
    found: dict[str, None] = {}
    while len(found) < count:
        ranks = random.integers(0, 2**40, count)
        found |= dict.fromkeys(spelling.person(rank, full=True) for rank in ranks.tolist())
    return list(found)[:count]


def _tokens(random: np.random.Generator, count: int, spelled: dict[int, str]) -> list[str]:
    """Running words, some with a comma. `spelled` keeps how each key is spelled."""
    keys = (_keys(random, count) * 2) + (random.random(count) < _COMMA)
    distinct, places = np.unique(keys, return_inverse=True)
    for key in distinct.tolist():
        if key not in spelled:
            spelled[key] = _spell(key)
    words = np.array([spelled[key] for key in distinct.tolist()], dtype=object)
    tokens: list[str] = words[places].tolist()
    return tokens


def _keys(random: np.random.Generator, count: int) -> NDArray[np.int64]:
    """What each running word is, as one number: `payload * _KINDS + kind`."""
    shares = np.cumsum([_FUNCTION, _PERSON, _PLACE, _YEAR, _NUMBER])
    kinds = np.searchsorted(shares, random.random(count), side="right")
    counts = np.array(list(spelling.FUNCTION_WORDS.values()), dtype=float)
    form = random.integers(0, 10, count)
    years = np.maximum(_LAST_YEAR - random.exponential(_YEARS_BACK, count), 1000).astype(np.int64)
    choices = [
        (_FUNCTION_IS, random.choice(len(counts), count, p=counts / counts.sum())),
        (_PERSON_IS, _ranks(random, count) * 2 + (form < 4)),
        (_PLACE_IS, _ranks(random, count)),
        (_YEAR_IS, years),
        (_NUMBER_IS, (10 ** (4.5 * random.random(count))).astype(np.int64)),
        (_WORD_IS, _ranks(random, count) * 10 + form),
    ]
    keys: NDArray[np.int64] = np.choose(kinds, [payload * _KINDS + kind for kind, payload in choices])
    return keys


def _ranks(random: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Ranks from 0 on, after the law of Zipf and Mandelbrot."""
    ranks = _RANK_FLAT * ((1 - random.random(count)) ** (-1 / _RANK_STEEP) - 1)
    return np.minimum(ranks, _RAREST).astype(np.int64)


def _spell(key: int) -> str:
    key, comma = divmod(key, 2)
    payload, kind = divmod(key, _KINDS)
    if kind == _WORD_IS:
        spelled = spelling.word(*divmod(payload, 10))
    elif kind == _FUNCTION_IS:
        spelled = _FUNCTION_WORDS[payload]
    elif kind == _PERSON_IS:
        spelled = spelling.person(payload // 2, full=bool(payload % 2))
    elif kind == _PLACE_IS:
        spelled = spelling.place(payload)
    else:
        spelled = f"{payload:,}" if kind == _NUMBER_IS else str(payload)
    return f"{spelled}," if comma else spelled


_FUNCTION_WORDS = ["I" if word == "i" else word for word in spelling.FUNCTION_WORDS]
