"""Numbers are found in any writing."""

import pytest

from bot.search.numerals import others


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("nine", "9"),
        ("9", "nine"),
        ("15", "15th"),
        ("fifteenth", "15th"),
        ("twentieth", "20th"),
        ("20th", "twentieth"),
        ("20th", "20"),
        ("21", "21st"),
        ("2", "2nd"),
        ("113", ""),
        ("xx", "20th"),
        ("xiv", "14"),
        ("sixties", "1960s"),
        ("60s", "1960s"),
    ],
)
def test_other_writings(typed: str, written: str) -> None:
    assert (written in others(typed)) == bool(written)


@pytest.mark.parametrize("word", ["", "i", "x", "mix", "report", "1956", "1960s", "nineteen-eighty", "珍宝", "١٩٥٦"])
def test_what_has_no_other_writing(word: str) -> None:
    assert others(word) == ()
