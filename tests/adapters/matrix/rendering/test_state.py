"""What messages carry: any state comes back as it was, and nothing else is ever taken for one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.matrix import state
from adapters.matrix.state import State, Turn
from bot.groups import FULL, SHORT

MARKS = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
LINES = st.text(min_size=1, max_size=200).filter(state.fits)
PAGES = st.tuples(st.integers(1, 9_999), st.integers(1, 9_999)).map(sorted)
STATES = st.builds(
    lambda mark, line, pages, length, picks, turns: State(
        mark, line, pages[0], pages[1], length, picks, dict(zip(turns, picks, strict=False))
    ),
    MARKS,
    LINES,
    PAGES,
    st.sampled_from([FULL, SHORT]),
    st.dictionaries(st.integers(1, 999), LINES, max_size=12),
    st.permutations(list(Turn)),
)
WRITTEN = {
    "version": 1,
    "library": "4ab5f1",
    "line": "topics",
    "page": 1,
    "last": 2,
    "length": "full",
    "picks": {"1": "claim zhenbao"},
}
SENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
"""Whatever JSON holds."""


@given(STATES)
def test_a_message_gives_back_the_state_that_it_was_sent_with(given_state: State) -> None:
    assert state.decode(json.loads(json.dumps(state.encode(given_state)))) == given_state


def test_it_can_be_read_in_the_event() -> None:
    assert state.encode(State("4ab5f1", "topics", 1, 2, FULL, {1: "claim zhenbao"})) == WRITTEN
    assert state.decode(WRITTEN) == State("4ab5f1", "topics", 1, 2, FULL, {1: "claim zhenbao"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", 2),
        ("version", True),
        ("version", "1"),
        ("library", ""),
        ("library", "4ab5f1" * 3),
        ("library", "../etc"),
        ("library", 7),
        ("line", ""),  # there is a second page, which nothing could give
        ("line", "x" * 2_001),
        ("line", " topics"),
        ("line", "a\0b"),
        ("line", "half a pair \ud83d"),
        ("line", ["topics"]),
        ("page", 0),
        ("page", -1),
        ("page", 3),
        ("page", 1.0),
        ("page", True),
        ("last", 10_000),
        ("last", 10**30),
        ("last", None),
        ("length", "long"),
        ("length", ["full"]),
        ("picks", None),
        ("picks", ["claim zhenbao"]),
        ("picks", {"0": "claim zhenbao"}),
        ("picks", {"-1": "claim zhenbao"}),
        ("picks", {"1000": "claim zhenbao"}),
        ("picks", {"٣": "claim zhenbao"}),
        ("picks", {"1": ""}),
        ("picks", {"1": None}),
        ("picks", {"1": "x" * 2_001}),
        ("picks", {str(number): "topics" for number in range(1, 1_001)}),
    ],
)
def test_what_none_of_ours_carries_is_none(name: str, value: object) -> None:
    assert state.decode({**WRITTEN, name: value}) is None


@pytest.mark.parametrize("name", WRITTEN)
def test_nor_is_what_lacks_something(name: str) -> None:
    assert state.decode({key: value for key, value in WRITTEN.items() if key != name}) is None


@pytest.mark.parametrize("value", [None, [], "next", {}, {"next": 2}, {"next": True}, {"next": "1"}, {"forth": 1}])
def test_names_that_lead_nowhere_are_left_out(value: object) -> None:
    found = state.decode({**WRITTEN, "called": value})
    assert found is not None
    assert found.called == {}


@given(SENT)
@example([])
@example("topics")
def test_whatever_somebody_sends_is_read_without_harm(value: object) -> None:
    assert state.decode(value) is None


@given(st.sampled_from(list(WRITTEN)), SENT)
def test_also_where_only_a_part_of_it_is_not_ours(name: str, value: Any) -> None:
    found = state.decode({**WRITTEN, name: value})
    assert found is None or state.encode(found) == {**WRITTEN, name: value}


@given(st.integers(1, 10))
def test_a_number_has_a_key_that_is_read_as_the_number_with_and_without_colour(number: int) -> None:
    key = state.key_of(number)
    assert key is not None
    assert key in state.KEYS
    for written in (key, key.replace("\ufe0f", ""), str(number), f" {number}. ", f"{number})", f"#{number}"):
        assert state.read_key(written) == number


def test_above_ten_there_are_no_keys_but_replies() -> None:
    assert state.key_of(0) is state.key_of(11) is None
    assert state.read_key("11") == 11
    assert state.read_key("999") == 999


@pytest.mark.parametrize("written", ["◀", "◀\ufe0f", "previous", "Back", " PREVIOUS "])
def test_back(written: str) -> None:
    assert state.read_key(written) is Turn.PREVIOUS


@pytest.mark.parametrize("written", ["▶", "▶\ufe0f", "next", "Next", "next\n"])
def test_forth(written: str) -> None:
    assert state.read_key(written) is Turn.NEXT


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0",
        "👍",
        "2 of them",
        "1000",
        "-1",
        "1.5",
        "٣",
        "²",
        "next please",
        "9" * 5_000,
        "\ufe0f",
        "\u20e3",
        ".",
        "2.\u20e3",
    ],
)
def test_other_reactions_and_replies_are_none_of_ours(written: str) -> None:
    assert state.read_key(written) is None


def test_at_most_five_reactions_are_offered_those_that_turn_first() -> None:
    picks = dict.fromkeys(range(1, 13), "topics")
    assert state.offered(State("a", "topics", 1, 1, FULL, picks)) == ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣")
    assert state.offered(State("a", "topics", 2, 3, FULL, picks)) == ("◀️", "▶️", "1️⃣", "2️⃣", "3️⃣")
    assert state.offered(State("a", "topics", 1, 3, FULL, {1: "topics"})) == ("▶️", "1️⃣")
    assert state.offered(State("a", "topics", 3, 3)) == ("◀️",)
    assert state.offered(State("a", "topics")) == ()
