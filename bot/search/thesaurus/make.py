"""How `words.npz` was made: `python -m bot.search.thesaurus.make WORDNET GLOVE`.

WORDNET is a folder with the database files of WordNet 3.0 (`data.noun` and so
on; package wordnet-base in Debian). GLOVE is a text file of word vectors, one
word a line with its numbers, commonest word first (GloVe 6B, 100 dimensions:
Pennington, Socher and Manning 2014; public domain).

Three things are taken. From WordNet: synonyms, words for a kind of the same
thing, adjectives near in meaning, derived words, second names of places and
people. From GloVe: the order of words by how common they are; and for each
common word those whose company is most alike, so that "Kremlin" leads to
"Moscow", which no dictionary says.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.search.english import STOP_WORDS, spelling, stem
from bot.search.tables import Lists, Strings
from bot.search.thesaurus import DATA, STEPS

Floats = NDArray[np.float32]
Kin = dict[str, dict[str, float]]

# How near two words are, by what joins them. Ranks, held against the judged queries of tests/judged: from half to one
# and a half times these, the figures there hardly move.
_SYNONYM = 0.55
_SAME_NAME = 0.7
"""A second name of a place or a person, in the first sense of both: "Peking", "Beijing". Not quite sure: "Russia" is
given as one for the USSR."""
_SIMILAR = 0.5
_DERIVED = 0.55
_KIND_OF = 0.45
_COMPANY = 0.5
"""Times the cosine. Words in the same company may be opposites, so it is trusted least."""

_SENSES = 3
"""Of a word's senses, commonest first, those that are read: the others mislead more often than they lead."""
_VECTORS = 40_000
"""Words whose company is compared; the rarer ones have vectors of chance."""
_KNOWN = 60_000
"""Words whose place by frequency is kept (what fits two bytes)."""
_COMPANIONS = 40
_LEAST_COSINE = 0.4
_COMMON_DIRECTIONS = 3
"""All vectors share a few directions that say how common a word is and not what it means; they are taken out (Mu and
Viswanath 2018)."""
_MOST_KIN = 60
_WORD = re.compile(r"[a-z]{3,}")


def _add(kin: Kin, one: str, other: str, near: float) -> None:
    if one != other:
        kin[one][other] = max(near, kin[one].get(other, 0.0))
        kin[other][one] = max(near, kin[other].get(one, 0.0))


class _WordNet:
    """The database files: synsets with their words and pointers (wndb(5WN))."""

    def __init__(self, folder: Path) -> None:
        self.synsets: dict[tuple[str, str], tuple[list[str], list[tuple[str, tuple[str, str], int, int]]]] = {}
        self.sense: dict[tuple[str, str, str], int] = {}
        for part, name in (("n", "noun"), ("v", "verb"), ("a", "adj"), ("r", "adv")):
            for fields in self._lines(folder / f"data.{name}"):
                self._synset(part, fields)
            for fields in self._lines(folder / f"index.{name}"):
                count = int(fields[2])
                for place, offset in enumerate(fields[-count:]):
                    self.sense[fields[0], part, offset] = place

    @staticmethod
    def _lines(path: Path) -> Iterator[list[str]]:
        for line in path.read_text(encoding="ascii").splitlines():
            if not line.startswith("  "):  # the licence
                yield line.partition(" | ")[0].split()

    def _synset(self, part: str, fields: list[str]) -> None:
        count = int(fields[3], 16)
        words = [fields[4 + 2 * number].partition("(")[0] for number in range(count)]
        at = 4 + 2 * count
        pointers = []
        for number in range(int(fields[at])):
            symbol, offset, target, ends = fields[at + 1 + 4 * number : at + 5 + 4 * number]
            key = ("a" if target == "s" else target, offset)
            source_word, target_word = ends[:2], ends[2:]
            pointers.append((symbol, key, int(source_word, 16), int(target_word, 16)))
        self.synsets[part, fields[0]] = (words, pointers)

    def usual(self, key: tuple[str, str]) -> list[str]:
        """The words of a synset of which it is one of the commonest senses."""
        words = self.synsets[key][0]
        return [word for word in words if self.sense.get((word.lower(), *key), _SENSES) < _SENSES]

    def kin(self) -> Kin:
        kin: Kin = defaultdict(dict)
        for key, (words, pointers) in self.synsets.items():
            usual = self.usual(key)
            for at, word in enumerate(usual):
                for other in usual[at + 1 :]:
                    named = all(one[0].isupper() and not self.sense[one.lower(), *key] for one in (word, other))
                    _add(kin, word.lower(), other.lower(), _SAME_NAME if named else _SYNONYM)
            for symbol, target, source_word, target_word in pointers:
                if symbol in ("+", "\\") and source_word:
                    other = self.synsets[target][0][target_word - 1]
                    _add(kin, words[source_word - 1].lower(), other.lower(), _DERIVED)
                elif symbol in ("&", "@"):
                    near = _SIMILAR if symbol == "&" else _KIND_OF
                    for word in usual:
                        for other in self.usual(target):
                            _add(kin, word.lower(), other.lower(), near)
        return kin


def _company(words: list[str], vectors: Floats) -> Kin:
    """The words whose company is most like that of each one."""
    kin: Kin = defaultdict(dict)
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred[: len(words) // 2], full_matrices=False)
    shared = directions[:_COMMON_DIRECTIONS]
    centred = centred - (centred @ shared.T) @ shared
    centred /= np.linalg.norm(centred, axis=1, keepdims=True) + 1e-9
    for begin in range(0, len(words), 2_000):
        cosines = centred[begin : begin + 2_000] @ centred.T
        nearest = np.argpartition(-cosines, _COMPANIONS + 1, axis=1)[:, : _COMPANIONS + 1]
        for row, others in enumerate(nearest):
            for other in others:
                if cosines[row, other] >= _LEAST_COSINE:
                    _add(kin, words[begin + row], words[other], _COMPANY * float(cosines[row, other]))
    return kin


def _read_vectors(path: Path) -> tuple[list[str], Floats]:
    words: list[str] = []
    rows: list[list[float]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, _, numbers = line.partition(" ")
            if _WORD.fullmatch(word) and word not in STOP_WORDS:
                words.append(word)
                if len(rows) < _VECTORS:
                    rows.append([float(number) for number in numbers.split()])
            if len(words) == _KNOWN:
                break
    return words, np.array(rows, dtype=np.float32)


def _by_stem(kins: Iterable[Kin], rank: dict[str, int]) -> Kin:
    found: Kin = defaultdict(dict)
    for kin in kins:
        for word, others in kin.items():
            one = stem(spelling(word))
            for other, near in others.items():
                two = stem(spelling(other))
                if one != two and one in rank and two in rank and near > found[one].get(two, 0.0):
                    found[one][two] = near
    return found


def make(wordnet: Path, glove: Path) -> None:
    """Write `words.npz`."""
    words, vectors = _read_vectors(glove)
    rank: dict[str, int] = {}
    for place, word in enumerate(words):
        rank.setdefault(stem(spelling(word)), place)
    kin = _by_stem([_WordNet(wordnet).kin(), _company(words[: len(vectors)], vectors)], rank)
    stems = sorted(rank)
    number = {stem: place for place, stem in enumerate(stems)}
    nearest = [sorted(kin[stem].items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST_KIN] for stem in stems]
    lists = Lists.of([number[other] for other, _ in others] for others in nearest)
    text = Strings.of(stems)
    np.savez(  # not compressed: it is read each time a program first searches
        DATA,
        text=text.text,
        places=text.places,
        rank=np.array([rank[stem] for stem in stems], dtype=np.uint16),
        offsets=lists.offsets,
        members=lists.array.astype(np.uint16),
        nearness=np.array([round(near * STEPS) for others in nearest for _, near in others], dtype=np.uint8),
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
