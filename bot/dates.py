"""Dates in EDTF: which days they may mean, and how people read them.

Read is the part of EDTF (ISO 8601-2:2019, levels 0 and 1) that libraries use:
`1956`, `1956-02`, `1956-02-25`, `196X`, `20XX`, intervals such as `1956/1964`,
`../1964` and `1953/..`, each with an optional `?`, `~` or `%`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 1, 9999
FIRST_DAY, LAST_DAY = (FIRST_YEAR, 1, 1), (LAST_YEAR, 12, 31)

_DATE = re.compile(r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?[?~%]?")
MONTHS = "January February March April May June July August September October November December".split()

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
        if self.first == FIRST_DAY:
            return Span((self.last[0], 1, 1), self.last, Precision.YEAR)
        if self.last == LAST_DAY:
            return Span(self.first, (self.first[0], 12, 31), Precision.YEAR)
        return self


def parse(edtf: str) -> Span:
    """The span of an EDTF date. Raises ValueError for what is none, or is outside the part read here."""
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        if start in ("", "..") and end in ("", ".."):
            raise ValueError(f"“{edtf}” has no end at all")
        first = FIRST_DAY if start in ("", "..") else _date(start).first
        last = LAST_DAY if end in ("", "..") else _date(end).last
        if first > last:
            raise ValueError(f"“{edtf}” ends before it begins")
        return Span(first, last, Precision.INTERVAL)
    return _date(edtf)


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
    length = _length(number, int(month))
    if day is None:
        return Span((number, int(month), 1), (number, int(month), length), Precision.MONTH)
    if not 1 <= int(day) <= length:
        raise ValueError(f"“{edtf}” has no such day")
    whole = (number, int(month), int(day))
    return Span(whole, whole, Precision.DAY)


def _length(year: int, month: int) -> int:
    """The days of a month in the Gregorian calendar, as EDTF reckons."""
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


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
        return f"{about}{int(pieces[2])} {MONTHS[int(pieces[1]) - 1]} {pieces[0]}"
    if len(pieces) == 2:
        return f"{about}{MONTHS[int(pieces[1]) - 1]} {pieces[0]}"
    return about + plain


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
