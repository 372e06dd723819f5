"""The words of a text and of a query in the form in which search compares them.

Offsets are code points into the text that was given. A compound ("de-Stalinization",
or two words that a document runs together, "waveThe") gives its parts, and then
itself written as one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.search.english import spelling
from bot.text import fold

# Marks that belong to the letter before them and that Python's \w does not hold: Unicode blocks of combining
# marks, the vowel signs of Hebrew, Arabic, the Indic scripts and Thai, joiners and the soft hyphen.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
    "\u0e31-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200d\u2060\ufeff"
)
_WORD = re.compile(rf"\w[\w{_MARKS}]*(?:['’]\w[\w{_MARKS}]*)*")
_CHUNK = re.compile(rf"{_WORD.pattern}(?:[-‐‑–]{_WORD.pattern})*")
_TWO_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z][^\W\d_A-Z])")
# Scripts that set no space between words: kana, Han with its extensions. Thai is left whole.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
# Romance words that lean on the next one: what follows the apostrophe is the word.
_LEANING = re.compile(r"\A(?:l|d|j|m|n|s|t|c|qu|un|dell|all|nell)'(?=..)")

_KEPT_FORMS = 65_536
"""A text has the same words again and again: this is about what a language has of common ones."""


_LONGEST_KEPT = 64
"""Letters of what is kept; nobody types a longer word again."""


class Token(NamedTuple):
    """A word: its place, and the form in which it is compared. A compound repeats words that came before it."""

    start: int
    end: int
    form: str
    compound: bool = False


def tokens(text: str, *, split_unspaced: bool = True) -> Iterator[Token]:
    """The words of a text in order, every compound also as one word after its parts.

    A run of a script without spaces gives its pairs of signs, or stays whole.
    """
    for found in _CHUNK.finditer(text):
        start = found.start()
        chunk = found.group()
        words = chunk_tokens if len(chunk) <= _LONGEST_KEPT else chunk_tokens.__wrapped__
        for begin, end, form, compound in words(chunk, split_unspaced):
            yield Token(start + begin, start + end, form, compound)


@lru_cache(maxsize=_KEPT_FORMS)
def chunk_tokens(chunk: str, split_unspaced: bool = True) -> tuple[Token, ...]:
    """The words of a chunk, their places counted from its beginning."""
    found: list[Token] = []
    for word in _WORD.finditer(chunk.replace("_", "-")):
        if word.group().isascii() and word.group()[1:].islower():
            found.append(Token(word.start(), word.end(), form(word.group())))
        else:
            found += _parts(word.group(), word.start(), split_unspaced)
    if len(found) > 1:
        found += _whole(found)
    return tuple(found)


@lru_cache(maxsize=_KEPT_FORMS)
def form(word: str) -> str:
    """The form in which a single word is compared: folded, without its possessive, in one English spelling."""
    folded = fold(word)
    if "'" in folded:
        folded = folded.removesuffix("'s")
        folded = _LEANING.sub("", folded, count=1).replace("'", "")
    return spelling(folded) if folded.isascii() else folded


def spoken(text: str) -> str:
    """A name as names are compared: folded words with single spaces, without hyphens, apostrophes and other signs."""
    return " ".join(_WORD.findall(fold(text).replace("_", " ").replace("'", "")))


def begin_alike(word: str, other: str) -> int:
    """How many letters two words have in common at their beginning."""
    count = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        count += 1
    return count


def unspaced_run(word: str) -> bool:
    """Whether a word is of a script that sets no spaces, so that its pairs of signs are its words."""
    return bool(word) and not word.isascii() and _UNSPACED.fullmatch(word) is not None


def pairs(run: str) -> list[str]:
    """The overlapping pairs of signs of an unspaced run: what such scripts are commonly indexed by."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _parts(word: str, start: int, split_unspaced: bool) -> Iterator[Token]:
    for piece_start, piece in _pieces(word, start):
        if not (split_unspaced and unspaced_run(piece)):
            if piece_form := form(piece):
                yield Token(piece_start, piece_start + len(piece), piece_form)
            continue
        for at, pair in enumerate(pairs(piece)):
            yield Token(piece_start + at, piece_start + at + len(pair), fold(pair))


def _pieces(word: str, start: int) -> Iterator[tuple[int, str]]:
    cuts = {0, len(word)}
    cuts.update(found.start() for found in _TWO_RUN_TOGETHER.finditer(word))
    if not word.isascii():
        for found in _UNSPACED.finditer(word):
            cuts.update(found.span())
    places = sorted(cuts)
    for begin, end in pairwise(places):
        yield start + begin, word[begin:end]


def _whole(compound: list[Token]) -> Iterator[Token]:
    if not any(unspaced_run(part.form) for part in compound):
        yield Token(
            compound[0].start, compound[-1].end, spelling("".join(part.form for part in compound)), compound=True
        )
