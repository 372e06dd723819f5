"""The nearest of a few names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.names import nearest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("serach", "search"),
        ("cliam", "claim"),
        ("perspectivs", "perspectives"),
        ("perspective", "perspectives"),
        ("topic", "topics"),
        ("documnt", "documents"),
        ("timline", "timeline"),
        ("verfy", "verify"),
        ("hlep", "help"),
        ("whom", "who"),
    ],
)
def test_a_misspelt_command_is_offered_first(typed: str, meant: str) -> None:
    assert nearest(typed, COMMANDS)[:1] == (meant,)


@pytest.mark.parametrize(
    "typed", ["", "xyzzy", "tiananmen", "灯塔", "!", "\ud800", "🕯️", "0" * 100_000], ids=lambda typed: ascii(typed[:9])
)
def test_what_is_like_no_name_offers_none(typed: str) -> None:
    assert nearest(typed, COMMANDS) == ()


def test_a_name_is_nearest_to_itself() -> None:
    for name in COMMANDS:
        assert nearest(name, COMMANDS)[0] == name


@given(st.text(st.characters(exclude_categories=())), st.lists(st.text(min_size=1), max_size=8), st.integers(1, 4))
def test_only_names_that_are_there_are_offered_and_no_more_than_asked(typed: str, names: list[str], limit: int) -> None:
    offered = nearest(typed, names, limit)

    assert set(offered) <= set(names)
    assert len(offered) <= limit
