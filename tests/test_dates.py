"""Dates in EDTF, as libraries write them."""

from __future__ import annotations

import calendar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.dates import Day, Precision, Span, in_words, parse

FIRST, LAST = (1, 1, 1), (9999, 12, 31)


@pytest.mark.parametrize(
    ("edtf", "first", "last", "precision"),
    [
        ("1956", (1956, 1, 1), (1956, 12, 31), Precision.YEAR),
        ("1956-02", (1956, 2, 1), (1956, 2, 29), Precision.MONTH),
        ("1957-02", (1957, 2, 1), (1957, 2, 28), Precision.MONTH),
        ("1956-02-25", (1956, 2, 25), (1956, 2, 25), Precision.DAY),
        ("196X", (1960, 1, 1), (1969, 12, 31), Precision.DECADE),
        ("19XX", (1900, 1, 1), (1999, 12, 31), Precision.CENTURY),
        ("000X", FIRST, (9, 12, 31), Precision.DECADE),
        ("1956/1964", (1956, 1, 1), (1964, 12, 31), Precision.INTERVAL),
        ("1956-02-25/1964-10", (1956, 2, 25), (1964, 10, 31), Precision.INTERVAL),
        ("../1964", FIRST, (1964, 12, 31), Precision.INTERVAL),
        ("/1964", FIRST, (1964, 12, 31), Precision.INTERVAL),
        ("1953/..", (1953, 1, 1), LAST, Precision.INTERVAL),
        ("1953/", (1953, 1, 1), LAST, Precision.INTERVAL),
        ("1956?", (1956, 1, 1), (1956, 12, 31), Precision.YEAR),
        ("1956-02~", (1956, 2, 1), (1956, 2, 29), Precision.MONTH),
        ("196X%", (1960, 1, 1), (1969, 12, 31), Precision.DECADE),
        ("1956?/1964~", (1956, 1, 1), (1964, 12, 31), Precision.INTERVAL),
    ],
)
def test_edtf_says_which_days_it_may_mean(edtf: str, first: Day, last: Day, precision: Precision) -> None:
    assert parse(edtf) == Span(first, last, precision)


@pytest.mark.parametrize(
    ("edtf", "why"),
    [
        ("", "is no date"),
        ("yesterday", "is no date"),
        ("56", "is no date"),
        ("12345", "is no date"),
        ("1956-2", "is no date"),
        ("1956-02-25T12:00", "is no date"),
        ("25.02.1956", "is no date"),
        (" 1956", "is no date"),
        ("1XXX", "is no date"),
        ("1956??", "is no date"),
        ("0000", "is no year"),
        ("1956-00", "has no such month"),
        ("1956-13", "has no such month"),
        ("1956-02-00", "has no such day"),
        ("1957-02-29", "has no such day"),
        ("196X-05", "a month in an open year"),
        ("1964/1956", "ends before it begins"),
        ("/", "has no end at all"),
        ("../..", "has no end at all"),
        ("1956/1957/1958", "is no date"),
    ],
)
def test_what_is_no_edtf_is_refused_and_named(edtf: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        parse(edtf)

    assert edtf.rpartition("/")[2] in str(refused.value)


@given(st.integers(1, 9999), st.integers(1, 12))
@example(1900, 2)
@example(2000, 2)
def test_a_month_has_the_days_of_the_calendar(year: int, month: int) -> None:
    last = calendar.monthrange(year, month)[1]

    assert parse(f"{year:04}-{month:02}").last == (year, month, last)
    assert parse(f"{year:04}-{month:02}-{last}").first == (year, month, last)
    with pytest.raises(ValueError, match="has no such day"):
        parse(f"{year:04}-{month:02}-{last + 1}")


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.from_regex(r"[0-9X/.?~% -]{0,24}", fullmatch=True)))
@example("0000-00-00")
@example("00XX/..")
@example("٠٠٠٠")
@example("99 century")
def test_any_words_are_a_date_or_a_plain_refusal(words: str) -> None:
    try:
        span = parse(words)
    except ValueError:
        return
    assert FIRST <= span.first <= span.last <= LAST


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1956", "1956"),
        ("1956-02", "February 1956"),
        ("1953-03-05", "5 March 1953"),
        ("196X", "the 1960s"),
        ("19XX", "the 20th century"),
        ("20XX", "the 21st century"),
        ("10XX", "the 11th century"),
        ("01XX", "the 2nd century"),
        ("02XX", "the 3rd century"),
        ("1956/1964", "1956 to 1964"),
        ("../1964", "by 1964"),
        ("1953/..", "from 1953"),
        ("1956~", "about 1956"),
        ("196X?", "about the 1960s"),
    ],
)
def test_a_date_in_words(edtf: str, words: str) -> None:
    assert in_words(edtf) == words


def test_a_span_knows_what_lies_in_it_and_what_touches_it() -> None:
    year, month, decade, next_year = parse("1956"), parse("1956-02"), parse("195X"), parse("1957")

    assert month.lies_in(year)
    assert not year.lies_in(month)
    assert year.overlaps(month)
    assert month.overlaps(year)
    assert not year.overlaps(next_year)
    assert (decade.is_long, year.is_long, month.is_long) == (True, False, False)


def test_an_open_interval_is_placed_by_the_end_it_names() -> None:
    assert parse("../1964").anchor == parse("1964")
    assert parse("1953/..").anchor == parse("1953")
    assert parse("1953/1964").anchor == parse("1953/1964")
    assert parse("196X").anchor == parse("196X")
