"""What is wrong with a library, as its editor reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.problems import LibraryError, Problem


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("a.yaml", 3, "dates[0].at", "it is wrong", "mend it"), "a.yaml:3 dates[0].at: it is wrong; mend it"),
        (Problem("a.yaml", 3, "", "it is wrong", "mend it"), "a.yaml:3: it is wrong; mend it"),
        (Problem("a.yaml", 0, "", "it is missing", "add it"), "a.yaml: it is missing; add it"),
        (Problem("a.yaml", 1, "x", "it is odd", "look again", is_suggestion=True), "a.yaml:1 x: it is odd; look again"),
    ],
)
def test_a_problem_is_a_place_what_is_wrong_and_what_to_do(problem: Problem, line: str) -> None:
    assert str(problem) == line


def test_what_a_file_holds_cannot_break_out_of_its_line() -> None:
    problem = Problem("claims/\udcff.yaml", 1, "a\nb", "“\x1b[2J\u202eevil\u00a0” is no id", "use letters: é, 灯, 🕯")

    assert str(problem) == (r"claims/\udcff.yaml:1 a\nb: “\x1b[2J\u202eevil\xa0” is no id; use letters: é, 灯, 🕯")


@given(*[st.text(st.characters(exclude_categories=()))] * 4)
def test_a_problem_is_always_one_line_that_can_be_printed(file: str, key: str, wrong: str, remedy: str) -> None:
    line = str(Problem(file, 1, key, wrong, remedy))

    assert line.isprintable()
    assert line.encode("utf-8").decode("utf-8") == line


def test_the_problems_of_a_library_are_in_the_order_of_their_places() -> None:
    later = Problem("b.yaml", 2, "x", "wrong", "mend it")
    second_line = Problem("a.yaml", 10, "x", "wrong", "mend it")
    first_line = Problem("a.yaml", 9, "x", "wrong", "mend it")

    error = LibraryError("library", [later, second_line, first_line])

    assert error.problems == (first_line, second_line, later)
    assert (str(error), error.folder) == ("library: 3 problems", "library")
