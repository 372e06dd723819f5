"""Which words of a vocabulary a word that somebody typed may mean.

A query is compared with the vocabulary word by word, never with whole passages:
a slip in one word then costs nothing in the others. Each word that may be meant
comes with how sure that is, from 0 to 1.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence

from bot.search import numerals
from bot.search.english import ENDINGS, related, stem
from bot.search.lexicon import Lexicon
from bot.search.sounds import bones, sounds
from bot.search.speller import Speller, allowed_edits
from bot.search.tables import Keyed, prefixed
from bot.search.words import begin_alike, pairs, unspaced_run

# How sure it is that the word is meant, by the way it was found. Ranks, not measurements: an inflection is the
# word; a word written apart or as a number nearly so; a name in another transcription is a good guess; a word
# of the same family is a fair one. Slips count by the share of letters that are right (see _misspelled).
INFLECTED = 0.9
WRITTEN_OTHERWISE = 0.95
SOUNDS_ALIKE = 0.9
SAME_BONES = 0.8
DERIVED = 0.8
FAMILY = 0.9

_OTHER_FIRST_LETTER = 0.9
"""The first letter is wrong in less than one misspelling of ten (Pollock and Zamora 1984)."""
_SHORTEST_SOUND = 4
"""Letters of a sound, and consonants of its bones, below which too many words share them."""
_SHORTEST_BONES = 3
_SHORTEST_ROOT = 5
"""Letters that two words of a family share at the least ("separat-ist", "separat-ism")."""
_ROOT_SHARE = 0.6
"""... and the share of the longer one that they make up."""


def make_lexicon(vocabulary: Iterable[str], names: Collection[str] = (), unproven: Collection[str] = ()) -> Lexicon:
    """Make a lexicon of words.

    `names` are those that are only names: transcriptions are of these. What is `unproven` (an editor's
    list of common misspellings, say) does not keep a word from being corrected as well.
    """
    words = sorted(set(vocabulary))
    stems: dict[str, list[int]] = {}
    by_sound: dict[str, list[int]] = {}
    by_bones: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        stems.setdefault(stem(word), []).append(number)
        if word not in names or not word.isalpha() or unspaced_run(word):
            continue
        for sound in sounds(word):
            if len(sound) >= _SHORTEST_SOUND:
                by_sound.setdefault(sound, []).append(number)
            if len(bones(sound)) >= _SHORTEST_BONES:
                by_bones.setdefault(bones(sound), []).append(number)
    by_stem = Keyed.of(stems)
    stem_of = array("I", bytes(4 * len(words)))
    for place in range(len(by_stem.keys)):
        for number in by_stem.lists[place]:
            stem_of[number] = place
    known = array("B", (word not in unproven for word in words))
    return Lexicon(words, known, stem_of, by_stem, Keyed.of(by_sound), Keyed.of(by_bones), Speller.of(words))


def meanings(lexicon: Lexicon, forms: Sequence[str]) -> list[dict[int, float]]:
    """What a word of a query may mean that has one of several forms: all of these must be met.

    It is one set of words, but for a run of a script without spaces: that is met by its pairs of signs, or,
    where the library has none of them, by the names that sound alike.
    """
    run = forms[0]
    if unspaced_run(run):
        found = [expand(lexicon, pair) for pair in pairs(run)]
        if any(found):
            return found
    merged: dict[int, float] = {}
    for form in forms:
        for number, sure in expand(lexicon, form).items():
            _add(merged, (number,), sure)
    return [merged]


def expand(lexicon: Lexicon, word: str) -> dict[int, float]:
    """The words that may be meant by a word, each with how sure that is."""
    found: dict[int, float] = {}
    number = lexicon.find(word)
    if number >= 0:
        found[number] = 1.0
        _add_inflected(lexicon, found, word, lexicon.stems.lists[lexicon.stem_of[number]])
    elif word.isalpha():
        _add_inflected(lexicon, found, word, lexicon.stems[stem(word)])
    for other in numerals.others(word):
        if (number := lexicon.find(other)) >= 0:
            _add(found, (number,), WRITTEN_OTHERWISE)
    if not word.isalpha():
        return found
    _add_family(lexicon, found, word)
    if not any(sure >= INFLECTED and lexicon.known[number] for number, sure in found.items()):
        _add_misspelled(lexicon, found, word)
        _add_sounding(lexicon, found, word)
    return found


def _add_inflected(lexicon: Lexicon, found: dict[int, float], word: str, numbers: Iterable[int]) -> None:
    for number in numbers:
        other = lexicon.words[number]
        _add(found, (number,), INFLECTED + (1 - INFLECTED) * begin_alike(word, other) / max(len(word), len(other)))


def _add_family(lexicon: Lexicon, found: dict[int, float], word: str) -> None:
    for other in related(word):
        _add(found, lexicon.stems[stem(other)], DERIVED)
    if len(word) < _SHORTEST_ROOT:
        return
    for number in prefixed(lexicon.words, word[:_SHORTEST_ROOT]):
        other = lexicon.words[number]
        shared = begin_alike(word, other)
        longer = max(len(word), len(other))
        if shared >= _ROOT_SHARE * longer:
            share = shared / longer
            akin = _is_ending(word[shared:]) and _is_ending(other[shared:])
            _add(found, (number,), FAMILY * ((1 + share) / 2 if akin else share))


def _add_misspelled(lexicon: Lexicon, found: dict[int, float], word: str) -> None:
    edits = allowed_edits(word)
    if edits:
        for number, distance in lexicon.speller.near(word, lexicon.words, edits):
            other = lexicon.words[number]
            sure = 1 - distance / max(len(word), len(other))
            _add(found, (number,), sure if word[0] == other[0] else sure * _OTHER_FIRST_LETTER)


def _add_sounding(lexicon: Lexicon, found: dict[int, float], word: str) -> None:
    for sound in sounds(word):
        if len(sound) >= _SHORTEST_SOUND:
            _add(found, lexicon.sounds[sound], SOUNDS_ALIKE)
        if unspaced_run(word) and len(sound) >= _SHORTEST_BONES:
            _add(found, lexicon.bones[bones(sound)], SAME_BONES)


def _add(found: dict[int, float], numbers: Iterable[int], sure: float) -> None:
    for number in numbers:
        if sure > found.get(number, 0.0):
            found[number] = sure


def _is_ending(letters: str) -> bool:
    return not letters or letters in ENDINGS
