"""A query, taken apart into the words that are searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from bot.search.english import FRAME_WORDS, STOP_WORDS
from bot.search.words import tokens, unspaced_run

MOST_CHARACTERS = 4_000
"""What is read of a query: longer than any sentence somebody pastes (Discord's longest message)."""
MOST_WORDS = 64
"""What is searched of it: an expanded word costs up to 0.2 ms, and an answer may take 50."""

MONTHS = "january february march april may june july august september october november december".split()
_MONTH_OF = {name: number for number, name in enumerate(MONTHS, 1)} | {
    name[:3]: number for number, name in enumerate(MONTHS, 1) if name != "may"
}
_MONTH_OF |= {"sept": 9}
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>0?[1-9]|1[0-2])(?:-(?P<day>\d{1,2}))?\b")
_NUMERIC = re.compile(
    r"\b(?P<day>0?[1-9]|[12]\d|3[01])(?P<mark>[./-])\s?(?P<month>0?[1-9]|[12]\d|3[01])(?P=mark)\s?(?P<year>\d{4}|\d{2})\b"
)
_SHORT_YEAR = re.compile(r"(?<!\d)['’](?P<year>\d{2})(?P<decade>s?)\b")
_AFTER_MONTH = re.compile(r"(?P<year>\d{2})")
_DECADE = re.compile(r"\b(?P<decade>\d{2,3}0)[-'’]s\b")
_QUESTION_MARK = re.compile("[?？؟]")
_FIGURE = re.compile(r"\d")
_COUNTED = frozenset("long many much often far".split())
"""After "how" they ask for a number, and the answer need not have them."""
QUESTION_WORDS = frozenset(
    """
    who whom whose what when where why how which did does do is was were are has have had can could would will should
    """.split()
)
"""With which an English question begins (Quirk et al., A Comprehensive Grammar of English, 11.4 to 11.14)."""
_LONGEST_MONTH = 31
_CENTURIES = (19, 18, 20)
"""In which a year of two figures is looked for, in this order: most of what study groups read is of the twentieth."""


class Weight(Enum):
    """What a word of a query counts for."""

    CONTENT = auto()
    FRAME = auto()
    """It says what kind of answer is wanted; a text need not have it."""
    STOP = auto()


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of a query: the forms it may have in a text (the first is as typed), and what it counts for."""

    typed: str
    forms: tuple[str, ...]
    weight: Weight


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a query in order."""

    words: tuple[QueryWord, ...]
    cut_short: bool = False
    is_question: bool = False
    """Whether it has a question mark."""

    @property
    def sought(self) -> tuple[QueryWord, ...]:
        """The words that count: without stop words, unless there is nothing else."""
        return tuple(word for word in self.words if word.weight is not Weight.STOP) or self.words

    @classmethod
    def parse(cls, typed: str) -> Query:
        """Take a query apart. Anything may be typed; what holds no word gives an empty query."""
        text = typed[:MOST_CHARACTERS]
        if not _FIGURE.search(text):
            return cls._of(_words(text), typed)
        text = _DECADE.sub(r"\g<decade>s", _SHORT_YEAR.sub(r" 19\g<year>\g<decade>", text))
        words: list[QueryWord] = []
        begin = 0
        for found in sorted([*_ISO.finditer(text), *_NUMERIC.finditer(text)], key=lambda found: found.start()):
            if found.start() < begin:
                continue
            words += _words(text[begin : found.start()])
            words += _date(found)
            begin = found.end()
        words += _words(text[begin:])
        return cls._of(words, typed)

    @classmethod
    def _of(cls, words: list[QueryWord], typed: str) -> Query:
        kept = _first(words)
        return cls(kept, kept != tuple(words) or len(typed) > MOST_CHARACTERS, bool(_QUESTION_MARK.search(typed)))


def _words(text: str) -> list[QueryWord]:
    found: list[QueryWord] = []
    after_month = False
    for token in islice((token for token in tokens(text, split_unspaced=False) if not token.compound), MOST_WORDS + 1):
        typed = text[token.start : token.end]
        forms: tuple[str, ...] = (token.form,)
        if after_month and _AFTER_MONTH.fullmatch(typed) and int(typed) > _LONGEST_MONTH:
            forms = _years(typed)
        counted = bool(found) and found[-1].forms[0] == "how" and token.form in _COUNTED
        after_month = token.form in _MONTH_OF or (after_month and token.form.isdecimal())
        if token.form in _MONTH_OF and token.form not in MONTHS:
            forms = (token.form, MONTHS[_MONTH_OF[token.form] - 1])
        found.append(QueryWord(typed, forms, Weight.FRAME if counted else _weight(token.form)))
    return found


def _first(words: list[QueryWord]) -> tuple[QueryWord, ...]:
    """As many words as are searched; a run without spaces counts as many as it has pairs of signs."""
    left = MOST_WORDS
    kept: list[QueryWord] = []
    for word in words:
        run = word.forms[0]
        left -= len(run) if unspaced_run(run) else 1
        if left < 0 and kept:
            break
        kept.append(word if left >= 0 else QueryWord(word.typed, (run[:MOST_WORDS],), word.weight))
    return tuple(kept)


def _weight(word: str) -> Weight:
    if word in STOP_WORDS or (len(word) == 1 and word.isascii() and not word.isdecimal()):
        return Weight.STOP
    return Weight.FRAME if word in FRAME_WORDS else Weight.CONTENT


def _date(found: re.Match[str]) -> list[QueryWord]:
    month, day, year = int(found["month"]), int(found["day"] or 0), found["year"]
    groups = found.groupdict()
    months, days = [month], [day]
    if groups.get("mark") == "/":  # read both ways: 5/3 is 5 March and May 3
        months, days = [month, day], [day, month]
    names = tuple(MONTHS[number - 1] for number in months if 1 <= number <= 12)
    words = [QueryWord(year, (year,) if len(year) == 4 else _years(year), Weight.CONTENT)]
    if names:
        words.insert(0, QueryWord(names[0].capitalize(), names, Weight.CONTENT))
    if any(days):
        words.insert(0, QueryWord(str(day), tuple(str(number) for number in days), Weight.CONTENT))
    return words


def _years(figures: str) -> tuple[str, ...]:
    return tuple(f"{century}{figures}" for century in _CENTURIES)
