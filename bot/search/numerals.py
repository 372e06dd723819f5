"""Numbers in their several writings: "nine" and "9", "twentieth", "20th" and "XX", "sixties" and "1960s"."""

from __future__ import annotations

import re

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_ONES += ["seventeen", "eighteen", "nineteen"]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_CARDINALS = {word: number for number, word in enumerate(_ONES)} | _TENS
_IRREGULAR = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
_ORDINALS = (
    {word + "th": number for word, number in _CARDINALS.items()}
    | {word[:-1] + "ieth": number for word, number in _TENS.items()}
    | _IRREGULAR
)
_DECADES = {word[:-1] + "ies": number for word, number in _TENS.items()}
_WORD_OF = {number: word for word, number in _CARDINALS.items()}
_ORDINAL_OF = {number: word for word, number in _ORDINALS.items()}
_FIGURES = re.compile(r"(\d{1,4})(st|nd|rd|th|s)?")
_ROMAN = re.compile(r"(?=[ivxl]{2})(xl|l?x{0,3})(ix|iv|v?i{0,3})")
_SIGNS = {"i": 1, "v": 5, "x": 10, "l": 50}


def others(word: str) -> tuple[str, ...]:
    """The other writings of a number, as words of a text may have them; nothing for what is no number."""
    if word in _CARDINALS:
        return (str(_CARDINALS[word]),)
    if word in _ORDINALS:
        return (_ordinal(_ORDINALS[word]),)
    if word in _DECADES:
        return tuple(f"{century}{_DECADES[word]}s" for century in (19, 18, 20))
    if _ROMAN.fullmatch(word):
        number = _value(word)
        return (str(number), _ordinal(number), _ORDINAL_OF.get(number, ""))
    found = _FIGURES.fullmatch(word)
    if found is None:
        return ()
    number, ending = int(found[1]), found[2]
    if ending == "s":
        return tuple(f"{century}{number}s" for century in (19, 18, 20)) if len(found[1]) == 2 else ()
    if ending:
        return (_ORDINAL_OF.get(number, ""), str(number))
    return (_WORD_OF.get(number, ""), _ordinal(number)) if number < 100 else ()


def _value(roman: str) -> int:
    values = [_SIGNS[sign] for sign in roman]
    return sum(
        -value if any(later > value for later in values[place + 1 :]) else value for place, value in enumerate(values)
    )


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
