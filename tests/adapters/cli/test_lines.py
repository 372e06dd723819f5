"""Wrapping: lines fit, and nothing of the text is lost or changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cli.render.lines import Line, Span, Style, line_width, quoted, said, width, wrap

words = st.text(st.sampled_from([*"abc ,.-\n", "守", "。", "「", "é", "\u0301", "🙂", "\xa0", "–"]), max_size=80)


def shown(lines: list[Line]) -> list[str]:
    return ["".join(span.text for span in line) for line in lines]


@given(st.lists(words, max_size=4), st.integers(4, 40))
def test_every_line_fits_and_nothing_is_lost(pieces: list[str], limit: int) -> None:
    lines = wrap([quoted(piece) for piece in pieces], limit, (Span("│ "),), (Span("  "),))
    assert all(line_width(line) <= limit for line in lines)
    inside = [line[2:] for line in shown(lines)]
    assert "".join("".join(inside).replace(" ", "").split("\n")) == "".join(pieces).replace(" ", "").replace("\n", "")


@given(words.filter(lambda text: "\n" not in text))
def test_what_fits_on_a_line_is_that_line(text: str) -> None:
    assert shown(wrap([quoted(text)], 200)) == [text.rstrip(" ")]


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 40, ["one  two"]),
        ("one\ntwo", 40, ["one", "two"]),
        ("one\n\ntwo", 40, ["one", "", "two"]),
        ("  indented", 40, ["  indented"]),
        ("a\xa0b c", 3, ["a\xa0b", "c"]),
        ("incomprehensibilities", 10, ["incomprehe", "nsibilitie", "s"]),
        ("守灯人没有睡着。", 6, ["守灯人", "没有睡", "着。"]),
        ("守灯人「没有」睡着", 8, ["守灯人", "「没有」", "睡着"]),
        ("", 8, [""]),
    ],
)
def test_lines_end_where_a_reader_expects(text: str, limit: int, lines: list[str]) -> None:
    assert shown(wrap([quoted(text)], limit)) == lines


def test_a_style_goes_on_over_the_end_of_a_line() -> None:
    lines = wrap([quoted("one "), quoted("two three", Style.MARK), quoted(" four")], 8)
    assert lines == [
        (Span("one ", Style.QUOTATION), Span("two", Style.MARK)),
        (Span("three", Style.MARK),),
        (Span("four", Style.QUOTATION),),
    ]


def test_signs_of_two_cells_are_counted_so() -> None:
    assert [width("abc"), width("守灯人"), width("e\u0301"), width("–“”¶│")] == [3, 6, 1, 5]


def test_what_somebody_typed_stays_on_its_line() -> None:
    assert said("a\n│ b").text == "a │ b"
