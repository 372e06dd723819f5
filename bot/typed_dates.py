"""Dates as people type them."""

from __future__ import annotations

import re

from bot.dates import FIRST_DAY, LAST_DAY, MONTHS, Precision, Span, parse
from bot.text import fold

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
        return Span(span.first, LAST_DAY, Precision.INTERVAL)
    return Span(FIRST_DAY, span.last, Precision.INTERVAL)


def _between(words: str, start: Span, end: Span) -> Span:
    if start.first > end.last:
        raise ValueError(f"“{words}” ends before it begins")
    return Span(start.first, end.last, Precision.INTERVAL)


def _point(words: str) -> Span:
    """A day, month, year, decade or century as people type it; or EDTF."""
    plain = _LEADING.sub("", words)
    if found := re.fullmatch(r"(\d{3})0'?s", plain):
        return parse(found.group(1) + "X")
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th) century", plain):
        return parse(f"{int(found.group(1)) - 1:02}XX")
    if found := _NAMED_MONTH.fullmatch(plain):
        day = found["before"] or found["after"]
        return parse(f"{_year(found['year'])}-{_month(found['month']):02}" + (f"-{int(day):02}" if day else ""))
    if found := re.fullmatch(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4}|\d{2})", plain):
        return parse(f"{_year(found['year'])}-{int(found['month']):02}-{int(found['day']):02}")
    if found := re.fullmatch(r"(?P<year>\d{4})[-./ ](?P<month>\d{1,2})[-./ ](?P<day>\d{1,2})", plain):
        return parse(f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}")
    if found := re.fullmatch(r"(\d{4}) (\d{2})", plain):
        return parse("-".join(found.groups()))
    return parse(plain.upper())


def _month(name: str) -> int:
    for number, month in enumerate(MONTHS, start=1):
        if month.casefold().startswith(name):
            return number
    raise ValueError(f"“{name}” is no month")


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else f"19{digits}"
