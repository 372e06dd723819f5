"""Dates as people type them."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.dates import FIRST_DAY, LAST_DAY, Precision, Span, in_words, parse
from bot.typed_dates import typed


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("1956", "1956"),
        (" in 1956 ", "1956"),
        ("１９５６", "1956"),
        ("1956\u200b", "1956"),
        ("c. 1956", "1956"),
        ("about 1956", "1956"),
        ("1956?", "1956"),
        ("5 March 1953", "1953-03-05"),
        ("5 march 53", "1953-03-05"),
        ("5th March 1953", "1953-03-05"),
        ("the 5th of March, 1953", "1953-03-05"),
        ("5. March 1953", "1953-03-05"),
        ("March 5, 1953", "1953-03-05"),
        ("MARCH 5TH, 1953", "1953-03-05"),
        ("25 Feb. 1956", "1956-02-25"),
        ("Sept 3 1956", "1956-09-03"),
        ("1953-03-05", "1953-03-05"),
        ("1953-3-5", "1953-03-05"),
        ("1953/03/05", "1953-03-05"),
        ("1953 03 05", "1953-03-05"),
        ("5.3.1953", "1953-03-05"),
        ("5/3/53", "1953-03-05"),
        ("25/02/1956", "1956-02-25"),
        ("March 1953", "1953-03"),
        ("mar. 1953", "1953-03"),
        ("March of 1953", "1953-03"),
        ("march 53", "1953-03"),
        ("1953-03", "1953-03"),
        ("1953 03", "1953-03"),
        ("May 1953", "1953-05"),
        ("the 1960s", "196X"),
        ("1960's", "196X"),
        ("1960’s", "196X"),
        ("in the late 1950s", "195X"),
        ("mid-1950s", "195X"),
        ("196x", "196X"),
        ("the 20th century", "19XX"),
        ("21st century", "20XX"),
        ("1st century", "00XX"),
        ("1956-1964", "1956/1964"),
        ("1956–1964", "1956/1964"),
        ("1956 — 64", "1956/1964"),
        ("1956-64", "1956/1964"),
        ("1956/1964", "1956/1964"),
        ("1956 to 1964", "1956/1964"),
        ("from 1956 until 1964", "1956/1964"),
        ("between 1956 and 1964", "1956/1964"),
        ("1950s-1960s", "1950/1969"),
        ("1950s to 1964", "1950/1964"),
        ("March 1953 to 25 February 1956", "1953-03/1956-02-25"),
        ("1953-03-05 - 1956-02-25", "1953-03-05/1956-02-25"),
        ("../1964", "../1964"),
        ("before 1964", "../1964"),
        ("until March 1953", "../1953-03"),
        ("1953/..", "1953/.."),
        ("since 1953", "1953/.."),
        ("after the 1950s", "1950/.."),
    ],
)
def test_a_date_is_read_as_people_type_it(words: str, edtf: str) -> None:
    assert typed(words) == parse(edtf)


def test_a_year_with_a_month_is_a_month_and_no_range() -> None:
    assert typed("1910-12").precision is Precision.MONTH
    assert typed("1910-13") == parse("1910/1913")


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "zhenbao",
        "march",
        "5 March",
        "ma 1956",
        "5 Marsh 1953",
        "30 February 1956",
        "31 April 1956",
        "0 March 1953",
        "13.13.1956",
        "1964-1956",
        "1964 to 1956",
        "0th century",
        "since",
        "to",
        "the the",
        "/",
        "1956-",
        "12345",
        "\ud800",
        "1" * 100_000,
        "the " * 25_000,
    ],
    ids=lambda words: ascii(words[:20]),
)
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed(words)


@given(st.dates())
def test_a_day_is_found_however_it_is_typed(day: datetime.date) -> None:
    span = Span((day.year, day.month, day.day), (day.year, day.month, day.day), Precision.DAY)
    month, year = calendar.month_name[day.month], f"{day.year:04}"

    assert parse(day.isoformat()) == span
    for words in (
        f"{day.day} {month} {year}",
        f"{month} {day.day}, {year}",
        f"{day.day}.{day.month}.{year}",
        f"{year}-{day.month}-{day.day}",
        in_words(day.isoformat()),
    ):
        assert typed(words) == span, words


@given(st.dates(), st.dates())
def test_a_range_of_days_holds_its_ends_and_is_read_from_its_own_words(
    one: datetime.date, other: datetime.date
) -> None:
    assume(one != other)
    first, last = sorted((one, other))

    span = parse(f"{first.isoformat()}/{last.isoformat()}")

    assert parse(first.isoformat()).lies_in(span)
    assert parse(last.isoformat()).lies_in(span)
    assert span.overlaps(parse(first.isoformat()))
    assert typed(in_words(f"{first.isoformat()}/{last.isoformat()}")) == span
    with pytest.raises(ValueError, match="ends before it begins"):
        parse(f"{last.isoformat()}/{first.isoformat()}")


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.from_regex(r"[0-9X/.?~% -]{0,24}", fullmatch=True)))
@example("0000-00-00")
@example("00XX/..")
@example("٠٠٠٠")
@example("99 century")
def test_any_words_are_a_date_or_a_plain_refusal(words: str) -> None:
    try:
        span = typed(words)
    except ValueError:
        return
    assert FIRST_DAY <= span.first <= span.last <= LAST_DAY
