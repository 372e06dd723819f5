"""Made-up English: how the words and names of a generated corpus are spelled.

A word is known by its rank (0 is the most frequent); its spelling follows from
the rank alone, so that a corpus of any size has the same words in the same places.
"""

from __future__ import annotations

import hashlib

FUNCTION_WORDS = {
    word: int(count)
    for word, count in (
        entry.split(":")
        for entry in """
        the:61847 of:29391 and:26817 to:25785 a:21626 in:18214 that:11100 it:10875 is:9982 was:9236 for:8412 he:6810
        be:6644 with:6575 on:6475 i:6100 by:5096 at:4790 you:4755 have:4735 are:4707 not:4626 this:4623 but:4577
        had:4452 they:4332 his:4285 from:4134 she:3801 which:3719 or:3707 we:3578 an:3430 were:3227 as:6500 do:2002
        been:2686 their:2608 has:2593 would:2551 there:2532 what:2493 will:2470 all:2436 if:2369 can:2354 her:2183
        who:2055 one:1962 so:1893 up:1795 them:1733 some:1712 when:1712 could:1683 him:1649 into:1634 its:1632
        then:1595 out:1542 my:1525 about:1524 did:1434 your:1383 now:1382 me:1364 no:1343 other:1336 only:1298
        more:1275 these:1254 also:1248 any:1220 very:1165 may:1135 than:1033 should:1027 how:1016 over:983 our:950
        us:923 between:903 many:902 after:888 before:868 being:862 because:852 those:826 such:763 through:743
        must:723 even:716 own:695 much:695 most:667 where:628 both:560 under:528 against:528 while:503 without:456
        during:440 though:245 upon:231 whose:198
        """.split()
    )
}
"""Function words with how many of a million running words they are, from counts of British English."""

# How a syllable begins, sounds and ends: what is more common in English stands here more often.
_ONSETS = [
    *"b c d f g h l m n p r s t v w".split() * 5,
    *"c d l m n p r s t".split() * 4,
    *"st tr pr br cr gr bl cl fl pl sp ch sh th sc str j k qu wh dr fr y".split(),
]
_VOWELS = [*"a e i o u".split() * 4, *"a e i o".split() * 3, *"ea ou ai ee oo ie io au".split()]
_CODAS = [*[""] * 6, *"n r l t s m d c n r l t p nt nd st rt ng ck rd ll ss".split()]
_DERIVED = "tion ment ism ity al ive ous able ic ist er ness ship ure ance ent ate ise ary ful".split()
_VERBS = ("ate", "ise")
_ADJECTIVES = ("al", "ive", "ous", "able", "ic", "ent", "ary", "ful")
_SURNAMES = "ov son sky berg in man ell ski ton ley ini sen ard ura ez wood iev ham stein enko".split()
_PLACES = "ton land burg ia ville ford shire grad stan mouth bridge holm".split()

# What a lexeme becomes in ten running words, by its part of speech.
_FORMS = {
    "noun": ("", "", "", "", "", "", "", "s", "s", "s"),
    "verb": ("", "", "", "s", "s", "ed", "ed", "ed", "ing", "ing"),
    "adjective": ("", "", "", "", "", "", "", "", "ly", "ly"),
}


def word(rank: int, form: int) -> str:
    """The content word of a rank, in one of its ten forms (0–9)."""
    random = _bytes("word", rank)
    stem = _syllables(random, _length(rank, random[0]))
    kind = ("noun", "noun", "verb", "adjective")[random[1] % 4]
    if rank > 200 and random[2] < 110:  # the frequent words of English are short, and not derived
        suffix = _DERIVED[random[3] % len(_DERIVED)]
        kind = "verb" if suffix in _VERBS else "adjective" if suffix in _ADJECTIVES else "noun"
        stem = _joined(stem, suffix)
    return inflected(stem, _FORMS[kind][form])


def person(rank: int, *, full: bool) -> str:
    """The surname of the person of a rank, or the first name with it."""
    random = _bytes("person", rank)
    surname = _joined(_syllables(random, 1 + random[0] % 2), _SURNAMES[random[1] % len(_SURNAMES)])
    if not full:
        return surname.capitalize()
    first = _bytes("first name", random[2] * random[3] // 256)  # some first names are much more common than others
    return f"{_syllables(first, 1 + first[0] % 2).capitalize()} {surname.capitalize()}"


def place(rank: int) -> str:
    """The name of the place of a rank."""
    random = _bytes("place", rank)
    name = _joined(_syllables(random, 1 + random[0] % 2), _PLACES[random[1] % len(_PLACES)])
    return name.capitalize()


def unknown(number: int) -> str:
    """A word that is made as the others are, but so long that it is most likely none of them, nor near one."""
    random = _bytes("unknown", number)
    return _joined(_syllables(random, 3 + random[0] % 2), _DERIVED[random[1] % len(_DERIVED)])


def inflected(stem: str, ending: str) -> str:
    """A stem with -s, -ed, -ing or -ly, spelled as English spells it."""
    if ending == "s" and stem.endswith(("s", "x", "ch", "sh")):
        return f"{stem}es"
    if stem.endswith("y") and stem[-2:-1] not in "aeou" and ending in ("s", "ed"):
        return f"{stem[:-1]}ies" if ending == "s" else f"{stem[:-1]}ied"
    if ending == "ly" and stem.endswith("ll"):
        return f"{stem}y"
    if ending in ("ed", "ing") and stem.endswith("e"):
        return stem[:-1] + ending
    return stem + ending


def _bytes(what: str, number: int) -> bytes:
    return hashlib.blake2b(f"{what} {number}".encode(), digest_size=24).digest()


def _length(rank: int, random: int) -> int:
    """Syllables before any suffix: the rarer a word, the longer."""
    if rank < 200:
        return 1 + random % 2
    if rank < 20_000:
        return 1 + (random % 8 > 1)
    return 2 + (random % 4 == 0)


def _syllables(random: bytes, count: int) -> str:
    parts = []
    for syllable in range(count):
        onset, vowel, coda = random[6 + 3 * syllable : 9 + 3 * syllable]
        parts += [_ONSETS[onset % len(_ONSETS)], _VOWELS[vowel % len(_VOWELS)]]
        if syllable == count - 1 or coda % 4 == 0:
            parts.append(_CODAS[coda % len(_CODAS)])
    spelled = "".join(parts)
    return spelled if len(spelled) > 2 else f"{spelled}n"


def _joined(stem: str, suffix: str) -> str:
    if stem[-1] in "aeiou" and suffix[0] in "aeiou":
        return stem.rstrip("aeiou") + suffix if len(stem.rstrip("aeiou")) > 1 else f"{stem}t{suffix}"
    return stem + suffix
