"""What is known of a screen, from its stream and the environment."""

import pytest

from adapters.cli.screen import look
from tests.adapters.cli.conftest import Stream


@pytest.mark.parametrize(
    ("is_terminal", "environment", "is_coloured"),
    [
        (True, {}, True),
        (True, {"TERM": "xterm"}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (True, {"FORCE_COLOR": "0"}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(environment: dict[str, str], *, is_terminal: bool, is_coloured: bool) -> None:
    assert look(Stream(is_terminal=is_terminal), environment).is_coloured == is_coloured


@pytest.mark.parametrize(
    ("columns", "width"), [("", 80), ("60", 60), ("5", 20), ("9999", 200), ("wide", 80), ("-3", 80), ("²", 80)]
)
def test_width(columns: str, width: int) -> None:
    assert look(Stream(), {"COLUMNS": columns}).columns == width


def test_the_bar_is_what_the_stream_can_write() -> None:
    assert [look(Stream(encoding=name), {}).bar for name in ("utf-8", "cp437", "ascii", "latin-1")] == [
        "│ ",
        "│ ",
        "| ",
        "| ",
    ]
