"""Whose choice holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.groups import SETTINGS, Choices, Place, Source, prefix_of, settle

_LENGTHS = st.sampled_from(["", "full", "short", "gone"])


def test_nobody_chose() -> None:
    assert settle("prefix", Choices()) == settle("prefix", Choices({}, {}))
    settled = settle("prefix", Choices())
    assert (settled.value, settled.by) == ("off", Source.DEFAULT)


def test_the_nearest_choice_holds() -> None:
    both = Choices(channel={"length": "short"}, group={"length": "full"})
    assert settle("length", both).by is Source.CHANNEL
    assert settle("length", both).value == "short"
    assert settle("length", Choices(group={"length": "short"})).by is Source.GROUP
    assert settle("length", both, argument="full").by is Source.ARGUMENT


def test_a_library_that_is_not_offered_any_more_is_passed_over_and_named() -> None:
    choices = Choices(channel={"library": "gone"}, group={"library": "toy"})
    settled = settle("library", choices, libraries=("khrushchev", "toy"))
    assert (settled.value, settled.by) == ("toy", Source.GROUP)
    assert settled.passed_over == ((Source.CHANNEL, "gone"),)
    assert settle("library", choices, libraries=("khrushchev",)).value == "khrushchev"


def test_a_prefix_of_one_s_own_is_chosen_like_any_other() -> None:
    settled = settle("prefix", Choices(channel={"prefix": "hello"}, group={"prefix": "c!"}))
    assert (settled.value, settled.by) == ("c!", Source.GROUP)
    assert settled.passed_over == ((Source.CHANNEL, "hello"),)


def test_a_platform_s_default_holds_where_nobody_chose() -> None:
    defaults = {"prefix": "on"}
    settled = settle("prefix", Choices(), defaults=defaults)
    assert (settled.value, settled.by) == ("on", Source.DEFAULT)
    assert settle("prefix", Choices(group={"prefix": "off"}), defaults=defaults).value == "off"
    assert settle("length", Choices(), defaults=defaults).value == "full"


@pytest.mark.parametrize(("value", "prefix"), [("off", ""), ("on", "!"), ("?", "?"), ("c!", "c!")])
def test_what_commands_begin_with(value: str, prefix: str) -> None:
    assert prefix_of(value) == prefix


@given(_LENGTHS, _LENGTHS, _LENGTHS)
def test_the_first_valid_one_of_argument_channel_group_and_default(argument: str, channel: str, group: str) -> None:
    settled = settle("length", Choices({"length": channel}, {"length": group}), argument=argument)
    valid = [value for value in (argument, channel, group) if value in SETTINGS["length"].values]
    assert settled.value == (valid[0] if valid else "full")
    assert (settled.by is Source.DEFAULT) == (not valid)
    assert all(value == "gone" for _, value in settled.passed_over)


def test_a_setting_that_is_not_declared_is_a_fault() -> None:
    with pytest.raises(KeyError):
        settle("colour", Choices())


def test_a_place_is_whole() -> None:
    with pytest.raises(ValueError, match="needs its platform"):
        Place("discord", "", "1")
