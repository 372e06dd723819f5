"""How a word sounds, roughly, whatever script or transcription it is written in.

"Хрущёв", "Chruschtschow" and "Khrushchev" have one sound: letters that
transcriptions from Russian confuse are put together (b and p, d and t, g and k,
v, w and f, all sibilants, all vowels, and j and y with them). "赫鲁晓夫" has
the same bones: its consonants alone, as Chinese sets vowels between them, and
has one of r and l.
"""

from __future__ import annotations

import re

# Longest first: how German, Polish, French and English write the sibilants and kh.
_CLUSTERS = (
    ("schtsch", "s"), ("shch", "s"), ("tsch", "s"), ("tch", "s"), ("sch", "s"), ("szcz", "s"), ("dzh", "s"),
    ("zh", "s"), ("kh", "h"), ("sh", "s"), ("ch", "s"), ("ts", "s"), ("tz", "s"), ("cz", "s"), ("sz", "s"), ("dz", "s"),
    ("ng", "n"), ("gh", "k"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "k"),
)  # fmt: skip
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bp", "p"), **dict.fromkeys("dt", "t"), **dict.fromkeys("gkc", "k"), **dict.fromkeys("fvw", "f"),
        **dict.fromkeys("szxq", "s"), **dict.fromkeys("aeiouyj", "a"), "'": "",
    }
)  # fmt: skip
_TO_BONES = str.maketrans("r", "l", "a")
_REPEATED = re.compile(r"(.)\1+")
_SOFT_C = re.compile(r"c(?=[eiy])")
_GERMAN_CH = re.compile(r"(?<!s)ch(?!t?s)")
_ONLY_LETTERS = re.compile(r"[^a-z]+")


def latin(word: str) -> str:
    """A word in plain Latin letters, as anyascii transcribes it."""
    if word.isascii():
        return word
    from anyascii import anyascii  # here, because most queries are in Latin letters

    return _ONLY_LETTERS.sub("", anyascii(word).casefold())


def sounds(word: str) -> tuple[str, ...]:
    """The sounds a word may have: `ch` is also how German writes kh, and `x` is ks as well as Chinese s."""
    plain = latin(word)
    found = {_sound(plain): None}
    if "ch" in plain:
        found[_sound(_GERMAN_CH.sub("kh", plain))] = None
    if "x" in plain:
        found[_sound(plain.replace("x", "ks"))] = None
    return tuple(found)


def bones(sound: str) -> str:
    """The consonants of a sound alone, r and l in one."""
    return _REPEATED.sub(r"\1", sound.translate(_TO_BONES))


def _sound(plain: str) -> str:
    for cluster, sound in _CLUSTERS:
        plain = plain.replace(cluster, sound)
    plain = _SOFT_C.sub("s", plain).translate(_CLASSES)
    return _REPEATED.sub(r"\1", plain)
