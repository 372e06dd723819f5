"""What buttons and menus carry: any line comes back as it was, and nothing else is ever taken for one."""

from __future__ import annotations

import random
import string

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import state
from bot.groups import FULL, SHORT

LENGTHS = st.sampled_from([FULL, SHORT])
MARKS = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
WORDS = st.text("ab ch:='\"=<@\n\t\xa0\u200b\u3000\U0001f600кия中", max_size=120)
LINES = st.one_of(WORDS, st.text(max_size=200)).filter(lambda line: line == line.strip() and bool(line))
STATES = st.builds(state.State, MARKS, LINES, st.integers(1, 9_999), LENGTHS, st.booleans())


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(STATES)
def test_a_button_gives_back_the_line_that_it_was_made_of(given_state: state.State) -> None:
    custom_id = state.encode(given_state)
    if custom_id is None:
        assert units(given_state.line) > 60
        return
    assert state.decode(custom_id) == given_state
    assert state.TEMPLATE.fullmatch(custom_id)
    assert not state.SELECT_TEMPLATE.fullmatch(custom_id)
    assert 1 <= units(custom_id) <= 100


@given(STATES)
def test_discord_finds_nothing_in_a_buttons_state_that_it_would_change(given_state: state.State) -> None:
    custom_id = state.encode(given_state)
    if custom_id is not None:
        assert custom_id == custom_id.strip()
        assert custom_id.isprintable()


@given(MARKS, LENGTHS, st.integers(1, 999))
def test_a_menu_gives_back_its_library_and_length(library: str, length: str, number: int) -> None:
    carried = state.SelectState(library, length, number)
    custom_id = state.encode_select(carried)
    assert state.decode_select(custom_id) == carried
    assert state.SELECT_TEMPLATE.fullmatch(custom_id)
    assert not state.TEMPLATE.fullmatch(custom_id)
    assert units(custom_id) <= 100


@given(LINES)
def test_what_is_picked_from_a_menu_is_the_line_that_was_put_there(line: str) -> None:
    value = state.encode_line(line)
    if value is None:
        assert units(line) > 60
    else:
        assert state.decode_line(value) == line
        assert units(value) <= 100


@given(STATES, STATES)
def test_two_buttons_are_the_same_only_where_they_carry_the_same(one: state.State, other: state.State) -> None:
    ids = state.encode(one), state.encode(other)
    if None not in ids:
        assert (ids[0] == ids[1]) == (one == other)


def test_a_short_line_can_be_read_in_a_log() -> None:
    assert state.encode(state.State("4ab5f1", "claim zhenbao")) == "c1:a:4ab5f1:f1:claim zhenbao"
    turning = state.State("4ab5f1", "who yegorov", 2, SHORT, turns=True)
    assert state.encode(turning) == "c1:t:4ab5f1:s2:who yegorov"


def test_a_line_of_200_characters_fits_where_its_words_recur() -> None:
    line = "verify " + "the unified global communist party front " * 5
    custom_id = state.encode(state.State("4ab5f1", line.strip()))
    assert custom_id is not None
    assert state.decode(custom_id) == state.State("4ab5f1", line.strip())


def test_what_does_not_fit_is_told_and_not_cut() -> None:
    line = "verify " + "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=300))
    assert state.encode(state.State("4ab5f1", line)) is None
    assert state.encode_line(line) is None


def test_what_no_command_is_gets_no_button() -> None:
    for line in ("", " ", " topics", "topics\n", "half a pair \ud83d", "\udc00"):
        assert state.encode(state.State("4ab5f1", line)) is None, line
        assert state.encode_line(line) is None, line


def test_a_line_longer_than_any_command_gets_no_button_that_could_not_be_read_again() -> None:
    for line in ("a" * 10_000, "a" * 10_001, "a" * 60_000, "a" * 200_000, "\U0001f600" * 10_000):
        custom_id = state.encode(state.State("4ab5f1", line))
        if custom_id is not None:
            assert state.decode(custom_id) == state.State("4ab5f1", line)


@given(st.one_of(st.text(max_size=120), st.from_regex(r"c1:[ast]:\w{0,13}:[fsx]\d{0,5}:?.{0,20}", fullmatch=True)))
def test_any_other_custom_id_is_nobodys_and_breaks_nothing(custom_id: str) -> None:
    button, menu = state.decode(custom_id), state.decode_select(custom_id)
    assert button is None or state.TEMPLATE.fullmatch(custom_id)
    assert menu is None or state.SELECT_TEMPLATE.fullmatch(custom_id)
    assert button is None or menu is None


@given(st.text([chr(0x4E00 + number) for number in (0, 1, 2, 77, 4_096, 16_383)] + ["a", "\u9fff"], max_size=100))
def test_a_packed_line_that_somebody_made_up_breaks_nothing(packed: str) -> None:
    line = state.decode_line("=" + packed)
    assert line is None or line


def test_a_few_signs_never_unfold_to_more_than_memory_holds() -> None:
    bomb = state._pack("a" * 90_000)  # noqa: SLF001  # nothing public packs so much
    assert len(bomb) <= 100
    assert state.decode_line("=" + bomb) is None


def test_the_disabled_buttons_of_a_row_are_nobodys() -> None:
    for custom_id in ("c1:-:p", "c1:-:n", "c1:-:l"):
        assert state.decode(custom_id) is None
        assert state.decode_select(custom_id) is None
