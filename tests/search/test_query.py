"""A query is taken apart, whatever is typed."""

import pytest

from bot.search.query import MOST_WORDS, Query, Weight


def forms(typed: str) -> list[tuple[str, ...]]:
    return [word.forms for word in Query.parse(typed).words]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("March 5 1953", [("march",), ("5",), ("1953",)]),
        ("5.3.1953", [("5",), ("march",), ("1953",)]),
        ("5.3.53", [("5",), ("march",), ("1953", "1853", "2053")]),
        ("5/3/1953", [("5", "3"), ("march", "may"), ("1953",)]),
        ("1953-03-05", [("05",), ("march",), ("1953",)]),
        ("1956-02", [("february",), ("1956",)]),
        ("march 53", [("march",), ("1953", "1853", "2053")]),
        ("5 mar 53", [("5",), ("mar", "march"), ("1953", "1853", "2053")]),
        ("march 15", [("march",), ("15",)]),
        ("'68", [("1968",)]),
        ("the '60s", [("the",), ("1960s",)]),
        ("1960-s", [("1960s",)]),
        ("1956-1964", [("1956",), ("1964",)]),
        ("99.99.99", [("99",), ("99",), ("99",)]),
        ("15 republics", [("15",), ("republics",)]),
    ],
)
def test_dates(typed: str, expected: list[tuple[str, ...]]) -> None:
    found = [tuple(form.removeprefix("0") for form in forms) for forms in forms(typed)]
    assert found == [tuple(form.removeprefix("0") for form in forms) for forms in expected]


def test_stop_words_count_only_alone() -> None:
    assert [word.typed for word in Query.parse("who is the Keeper").sought] == ["Keeper"]
    assert [word.typed for word in Query.parse("to be or not").sought] == ["to", "be", "or", "not"]


def test_words_that_frame_a_question_weigh_less() -> None:
    weights = {word.typed: word.weight for word in Query.parse("opinions on how long the report").words}
    assert weights["opinions"] is weights["long"] is Weight.FRAME
    assert weights["report"] is Weight.CONTENT


def test_long_queries_are_cut_short_and_say_so() -> None:
    query = Query.parse("word " * 30_000)
    assert query.cut_short
    assert len(query.words) == MOST_WORDS
    assert not Query.parse("word " * MOST_WORDS).cut_short


@pytest.mark.parametrize("typed", ["", " ", "\x00\x1b[31m", "🕯️🕯️", "\ud83d", "«»", "\u202e\u2066"])
def test_what_holds_no_word(typed: str) -> None:
    assert Query.parse(typed).words in ((), Query.parse("31m").words)


def test_a_run_without_spaces_counts_by_its_signs() -> None:
    assert len(Query.parse("赫鲁晓夫 " * 40).words) == MOST_WORDS // 4
    query = Query.parse("赫鲁晓夫" * 300)
    assert query.words[0].forms == (("赫鲁晓夫" * 300)[:MOST_WORDS],)
    assert query.cut_short
