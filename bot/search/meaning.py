"""Which words of a vocabulary a word that somebody typed may mean.

A query is compared with the vocabulary word by word, never with whole passages:
a slip in one word then costs nothing in the others. Each word that may be meant
comes with how sure that is, from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from bot.search import numerals
from bot.search.english import ENDINGS, FRAME_WORDS, STOP_WORDS, related, stem, stems
from bot.search.foreign import in_english, is_international
from bot.search.lexicon import Lexicon
from bot.search.sounds import bones, latin, sounds
from bot.search.speller import Speller, allowed_edits
from bot.search.tables import Keyed, Strings
from bot.search.thesaurus import thesaurus
from bot.search.words import begin_alike, pairs, unspaced_run

# How sure it is that the word is meant, by the way it was found. Ranks, not measurements: an inflection is the
# word; a word written apart or as a number nearly so; a name in another transcription is a good guess; a word
# of the same family is a fair one. Slips count by the share of letters that are right (see _add_misspelled),
# words akin in meaning by what the thesaurus says of them.
INFLECTED = 0.9
WRITTEN_OTHERWISE = 0.95
SOUNDS_ALIKE = 0.9
SAME_BONES = 0.8
DERIVED = 0.8
FAMILY = 0.9

SURE = 0.75
"""From here a word is meant: one slip in a word of four letters. What is less sure is a hint."""
HINTED = 0.58
"""A word of which a sentence has less than this is missing from it."""
_OTHER_FIRST_LETTER = 0.9
"""The first letter is wrong in less than one misspelling of ten (Pollock and Zamora 1984)."""
_REAL_WORD = 0.75
"""Common English words are rarely slips for another word: one misspelling in four makes a real word (Mitton 1996)."""
_COMMON = 30_000
"""What counts as a common word: about the vocabulary of an educated reader."""
_MOST_CORRECTIONS = 16
"""Corrections of one word that are looked at, the nearest; large vocabularies have hundreds of short words two slips away."""
_SHORTEST_SOUND = 4
"""Letters of a sound, and consonants of its bones, below which too many words share them."""
_SHORTEST_BONES = 3
_SHORTEST_ROOT = 5
"""Letters that two words of a family share at the least ("separat-ist", "separat-ism")."""
_ROOT_SHARE = 0.6
"""... and the share of the longer one that they make up."""
_SHORTEST_AKIN = 3
_KEPT = 4_096
"""Words whose meanings are kept: a kilobyte each."""


def make_lexicon(vocabulary: Iterable[str], names: Collection[str] = (), unproven: Collection[str] = ()) -> Lexicon:
    """Make a lexicon of words.

    `names` are those that are only names: transcriptions are of these, and of words that most languages share. What
    is `unproven` (an editor's list of common misspellings, say) does not keep a word from being corrected as well.
    """
    words = sorted(set(vocabulary))
    by_stem: dict[str, list[int]] = {}
    by_sound: dict[str, list[int]] = {}
    by_bones: dict[str, list[int]] = {}
    roots = stems(words)
    for number, (word, root) in enumerate(zip(words, roots, strict=True)):
        by_stem.setdefault(root, []).append(number)
        if not word.isalpha() or unspaced_run(word) or not (word in names or is_international(word)):
            continue
        for sound in sounds(word):
            if len(sound) >= _SHORTEST_SOUND:
                by_sound.setdefault(sound, []).append(number)
            if len(bones(sound)) >= _SHORTEST_BONES:
                by_bones.setdefault(bones(sound), []).append(number)
    place_of = {root: place for place, root in enumerate(sorted(by_stem))}
    stem_of = np.fromiter((place_of[root] for root in roots), dtype=np.uint32, count=len(words))
    english = np.array([place_of.get(root, -1) for root in thesaurus().stems], dtype=np.int32)
    known = np.array([word not in unproven for word in words], dtype=np.uint8)
    table = Strings.of(words)
    return Lexicon(
        table,
        known,
        stem_of,
        Keyed.of(by_stem),
        Keyed.of(by_sound),
        Keyed.of(by_bones),
        Speller.of(table),
        english,
    )


def meanings(lexicon: Lexicon, forms: Sequence[str]) -> list[dict[int, float]]:
    """What a word of a query may mean that has one of several forms: all of these must be met.

    It is one set of words, but for a run of a script without spaces: that is met by its pairs of signs, or,
    where the library has none of them, by the names that sound alike.
    """
    run = forms[0]
    if unspaced_run(run):
        found = [dict(expand(lexicon, pair)) for pair in pairs(run)]
        if any(found):
            return found
    merged: dict[int, float] = dict(expand(lexicon, run))
    for form in forms[1:]:
        for number, sure in expand(lexicon, form).items():
            _add(merged, (number,), sure)
    return [merged]


def expand(lexicon: Lexicon, word: str) -> dict[int, float]:
    """The words that may be meant by a word, each with how sure that is. Not to be changed: it is kept."""
    found = lexicon.expanded.get(word)
    if found is None:
        if len(lexicon.expanded) >= _KEPT:
            lexicon.expanded.clear()
        found = lexicon.expanded[word] = _expand(lexicon, word)
    return found


def _expand(lexicon: Lexicon, word: str) -> dict[int, float]:
    found: dict[int, float] = {}
    number = lexicon.find(word)
    if number >= 0:
        found[number] = 1.0
        _add_inflected(lexicon, found, word, lexicon.stems.lists[int(lexicon.stem_of[number])].tolist())
    elif word.isalpha():
        _add_inflected(lexicon, found, word, lexicon.stems[stem(word)])
    for other in numerals.others(word):
        if (number := lexicon.find(other)) >= 0:
            _add(found, (number,), WRITTEN_OTHERWISE)
    if not word.isalpha():
        return found
    _add_family(lexicon, found, word)
    _add_translated(lexicon, found, word)
    if not any(sure >= INFLECTED and lexicon.known[number] for number, sure in found.items()):
        _add_misspelled(lexicon, found, word)
        _add_sounding(lexicon, found, word)
    return found


def commonness(word: str) -> int:
    """The place of a word in a list of English words by how common they are, from 0; `_COMMON` for all that are rarer."""
    known = thesaurus()
    number = known.find(stem(word))
    return min(int(known.rank[number]), _COMMON) if number >= 0 else _COMMON


def says_much(word: str) -> float:
    """How much a word says in any text, from 0 to 1: "turn" little, "despot" much.

    It is the square of the share that the logarithm of its place among English words by frequency has: Zipf's law
    makes that its information, roughly.
    """
    return (math.log(commonness(word) + 10) / math.log(_COMMON + 10)) ** 2 if word.isascii() else 1.0


def _add_inflected(lexicon: Lexicon, found: dict[int, float], word: str, numbers: Iterable[int]) -> None:
    for number in numbers:
        other = lexicon.words[number]
        _add(found, (number,), INFLECTED + (1 - INFLECTED) * begin_alike(word, other) / max(len(word), len(other)))


def _add_family(lexicon: Lexicon, found: dict[int, float], word: str) -> None:
    for other in related(word):
        _add(found, lexicon.stems[stem(other)], DERIVED)
    if len(word) < _SHORTEST_ROOT:
        return
    root = max(_SHORTEST_ROOT, math.ceil(_ROOT_SHARE * len(word)))
    beginning = lexicon.words.prefixed(word[:root])
    for number, other in enumerate(lexicon.words[beginning.start : beginning.stop], start=beginning.start):
        shared = begin_alike(word, other)
        longer = max(len(word), len(other))
        if shared >= _ROOT_SHARE * longer:
            share = shared / longer
            akin = _is_ending(word[shared:]) and _is_ending(other[shared:])
            _add(found, (number,), FAMILY * ((1 + share) / 2 if akin else share))


def _add_translated(lexicon: Lexicon, found: dict[int, float], word: str) -> None:
    """Words that most languages share, with another ending: "Kollektivierung", "коллективизация"."""
    for other in in_english(latin(word)):
        for sound in sounds(other):
            if len(sound) >= _SHORTEST_SOUND:
                _add(found, lexicon.sounds[sound], SOUNDS_ALIKE)


def _add_misspelled(lexicon: Lexicon, found: dict[int, float], word: str) -> None:
    edits = allowed_edits(word)
    if not edits:
        return
    trust = _REAL_WORD if word.isascii() and commonness(word) < _COMMON else 1.0
    corrections: list[tuple[float, int]] = []
    for number, distance in lexicon.speller.near(word, lexicon.words, edits):
        other = lexicon.words[number]
        sure = trust * (1 - distance / max(len(word), len(other)))
        corrections.append((sure if word[0] == other[0] else sure * _OTHER_FIRST_LETTER, number))
    for sure, number in sorted(corrections, reverse=True)[:_MOST_CORRECTIONS]:
        _add(found, (number,), sure)


def _add_sounding(lexicon: Lexicon, found: dict[int, float], word: str) -> None:
    if word.isascii() and commonness(word) < _COMMON:
        return  # "Mars" is no transcription of "March"
    for sound in sounds(word):
        if len(sound) >= _SHORTEST_SOUND:
            _add(found, lexicon.sounds[sound], SOUNDS_ALIKE)
        if unspaced_run(word) and len(sound) >= _SHORTEST_BONES:
            _add(found, lexicon.bones[bones(sound)], SAME_BONES)


def akin(lexicon: Lexicon, word: str) -> dict[int, float]:
    """Words that mean about the same as a word, or that keep the same company, each with how near they are: hints."""
    found: dict[int, float] = {}
    if not word.isascii() or len(word) < _SHORTEST_AKIN or word in STOP_WORDS or word in FRAME_WORDS:
        return found
    known = thesaurus()
    number = known.find(stem(word))
    if number < 0:
        return found
    kin, nearness = known.kin(number)
    places = lexicon.english[kin]
    here = places >= 0
    for place, near in zip(places[here].tolist(), nearness[here].tolist(), strict=True):
        _add(found, lexicon.stems.lists[place].tolist(), near)
    return found


def _add(found: dict[int, float], numbers: Iterable[int], sure: float) -> None:
    for number in numbers:
        if sure > found.get(number, 0.0):
            found[number] = sure


def _is_ending(letters: str) -> bool:
    return not letters or letters in ENDINGS
