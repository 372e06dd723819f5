"""Dates in EDTF: which days they may mean, and how people write them.

Read is the part of EDTF (ISO 8601-2:2019, levels 0 and 1) that libraries use:
`1956`, `1956-02`, `1956-02-25`, `196X`, `20XX`, intervals such as `1956/1964`,
`../1964` and `1953/..`, each with an optional `?`, `~` or `%`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.text import fold

FIRST_YEAR, LAST_YEAR = 1, 9999
_FIRST_DAY, _LAST_DAY = (FIRST_YEAR, 1, 1), (LAST_YEAR, 12, 31)

_DATE = re.compile(r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?[?~%]?")
_MONTHS = "January February March April May June July August September October November December".split()
# What is typed is matched folded: in small letters, with plain quotation marks and hyphens and single blanks.
_LEADING = re.compile(r"^(?:(?:in|on|of|the|from|between|about|around|circa|ca?\.?|early|mid|late)[ -])+")
_OPEN = re.compile(r"(?P<word>since|after|before|until|till) (?P<date>.+)")
_YEARS = re.compile(r"(\d{4}|\d{3}0s) ?(?:-|to|and|until|/) ?(?:the )?(\d{4}|\d{2}|\d{3}0s)")
_YEAR_AND_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_RANGE = re.compile(r"(?P<first>.+?) (?:to|and|until|till|-) (?P<last>.+)")
_NAMED_MONTH = re.compile(
    r"(?:(?P<before>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?)?(?P<month>[a-z]{3,9})\.? (?:of )?"
    r"(?:(?P<after>\d{1,2})(?:st|nd|rd|th)? )?(?P<year>\d{4}|\d{2})"
)

Day = tuple[int, int, int]


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Span:
    """The days a date may mean, both ends included. An open end is the first or last day there is."""

    first: Day
    last: Day
    precision: Precision

    def overlaps(self, other: Span) -> bool:
        return self.first <= other.last and other.first <= self.last

    def lies_in(self, other: Span) -> bool:
        return other.first <= self.first and self.last <= other.last

    @property
    def is_long(self) -> bool:
        """Whether it is longer than a year."""
        return self.last[0] > self.first[0]

    @property
    def anchor(self) -> Span:
        """The days it names: itself, but of an interval with an open end the end that is not open."""
        if self.precision is not Precision.INTERVAL:
            return self
        if self.first == _FIRST_DAY:
            return Span((self.last[0], 1, 1), self.last, Precision.YEAR)
        if self.last == _LAST_DAY:
            return Span(self.first, (self.first[0], 12, 31), Precision.YEAR)
        return self


def parse(edtf: str) -> Span:
    """The span of an EDTF date. Raises ValueError for what is none, or is outside the part read here."""
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        if start in ("", "..") and end in ("", ".."):
            raise ValueError(f"“{edtf}” has no end at all")
        first = _FIRST_DAY if start in ("", "..") else _date(start).first
        last = _LAST_DAY if end in ("", "..") else _date(end).last
        if first > last:
            raise ValueError(f"“{edtf}” ends before it begins")
        return Span(first, last, Precision.INTERVAL)
    return _date(edtf)


def typed(words: str) -> Span:
    """The span of a date as people type it: `1956`, `5 March 1953`, `march 53`, `the 1960s`, `1956-64`, or EDTF.

    A year of two digits is one of the twentieth century, which the documents
    are about more often than not. Raises ValueError for what is no date.
    """
    plain = " ".join(fold(words).replace(",", " ").split())
    if found := _OPEN.fullmatch(plain):
        return _open(found["word"], _point(found["date"]))
    plain = _LEADING.sub("", plain)
    # `1956-07` could be a month or a range; it is a month, as in EDTF.
    if (found := _YEARS.fullmatch(plain)) and not _YEAR_AND_MONTH.fullmatch(plain):
        first, last = found.groups()
        last = first[:2] + last if len(last) == 2 else last
        return _between(words, _point(first), _point(last))
    if found := _RANGE.fullmatch(plain):
        return _between(words, _point(found["first"]), _point(found["last"]))
    return _point(plain)


def _open(word: str, span: Span) -> Span:
    if word in ("since", "after"):
        return Span(span.first, _LAST_DAY, Precision.INTERVAL)
    return Span(_FIRST_DAY, span.last, Precision.INTERVAL)


def _between(words: str, start: Span, end: Span) -> Span:
    if start.first > end.last:
        raise ValueError(f"“{words}” ends before it begins")
    return Span(start.first, end.last, Precision.INTERVAL)


def _point(words: str) -> Span:
    """A day, month, year, decade or century as people type it; or EDTF."""
    plain = _LEADING.sub("", words)
    if found := re.fullmatch(r"(\d{3})0'?s", plain):
        return _date(found.group(1) + "X")
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th) century", plain):
        return _date(f"{int(found.group(1)) - 1:02}XX")
    if found := _NAMED_MONTH.fullmatch(plain):
        day = found["before"] or found["after"]
        return _date(f"{_year(found['year'])}-{_month(found['month']):02}" + (f"-{int(day):02}" if day else ""))
    if found := re.fullmatch(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4}|\d{2})", plain):
        return _date(f"{_year(found['year'])}-{int(found['month']):02}-{int(found['day']):02}")
    if found := re.fullmatch(r"(?P<year>\d{4})[-./ ](?P<month>\d{1,2})[-./ ](?P<day>\d{1,2})", plain):
        return _date(f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}")
    if found := re.fullmatch(r"(\d{4}) (\d{2})", plain):
        return _date("-".join(found.groups()))
    return parse(plain.upper())


def _month(name: str) -> int:
    for number, month in enumerate(_MONTHS, start=1):
        if month.casefold().startswith(name):
            return number
    raise ValueError(f"“{name}” is no month")


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else f"19{digits}"


def _date(edtf: str) -> Span:
    found = _DATE.fullmatch(edtf)
    if found is None:
        raise ValueError(f"“{edtf}” is no date (EDTF: 1956, 1956-02-25, 196X, ../1964)")
    year, month, day = found["year"], found["month"], found["day"]
    if "X" in year:
        if month is not None:
            raise ValueError(f"“{edtf}” gives a month in an open year")
        low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
        precision = Precision.DECADE if year.count("X") == 1 else Precision.CENTURY
        return Span((max(low, FIRST_YEAR), 1, 1), (high, 12, 31), precision)
    number = int(year)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ValueError(f"“{edtf}” is no year")
    if month is None:
        return Span((number, 1, 1), (number, 12, 31), Precision.YEAR)
    if not 1 <= int(month) <= 12:
        raise ValueError(f"“{edtf}” has no such month")
    length = calendar.monthrange(number, int(month))[1]
    if day is None:
        return Span((number, int(month), 1), (number, int(month), length), Precision.MONTH)
    if not 1 <= int(day) <= length:
        raise ValueError(f"“{edtf}” has no such day")
    whole = (number, int(month), int(day))
    return Span(whole, whole, Precision.DAY)


def in_words(edtf: str) -> str:
    """A date as people read it: `5 March 1953`, `the 1960s`, `from 1953` where its end is open."""
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        if start in ("", ".."):
            return f"by {in_words(end)}"
        if end in ("", ".."):
            return f"from {in_words(start)}"
        return f"{in_words(start)} to {in_words(end)}"
    plain = edtf.rstrip("?~%")
    about = "about " if edtf != plain else ""
    if "X" in plain:
        decade = plain.replace("X", "0")
        return about + (f"the {decade}s" if plain.count("X") == 1 else f"the {_ordinal(int(decade[:2]) + 1)} century")
    pieces = plain.split("-")
    if len(pieces) == 3:
        return f"{about}{int(pieces[2])} {_MONTHS[int(pieces[1]) - 1]} {pieces[0]}"
    if len(pieces) == 2:
        return f"{about}{_MONTHS[int(pieces[1]) - 1]} {pieces[0]}"
    return about + plain


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
