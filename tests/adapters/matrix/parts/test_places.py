"""Where something was asked, and who may choose there."""

from __future__ import annotations

import pytest
from nio import MatrixRoom

from adapters.matrix.encryption import Encryption
from adapters.matrix.places import (
    DEFAULTS,
    creators_of,
    is_direct,
    is_organiser,
    may_send_state,
    own_name,
    place_of,
    predecessor_of,
)
from bot.groups import ON, Place
from tests.adapters.matrix.parts.bodies import BOB, BOT, MEI, ROOM, joined, made, member, state

CAROL = "@carol:example.org"


async def room(encryption: Encryption, *events: dict[str, object]) -> MatrixRoom:
    """A room with such state, as the library knows it."""
    await encryption.receive(joined(before=list(events)))
    return encryption.rooms[ROOM]


def test_a_room_is_a_group_of_its_own() -> None:
    assert place_of(ROOM) == Place("matrix", ROOM, ROOM)
    assert place_of(ROOM) != place_of("!other:example.org")


def test_where_nothing_was_chosen_commands_begin_with_a_prefix() -> None:
    assert DEFAULTS == {"prefix": ON}


# ── A conversation with the bot ──────────────────────────────────────────────
async def test_two_in_a_room_without_a_name(encryption: Encryption) -> None:
    assert is_direct(await room(encryption, member(MEI), member(BOT)))


async def test_somebody_who_left_does_not_count(encryption: Encryption) -> None:
    assert is_direct(await room(encryption, member(MEI), member(BOT), member(BOB, "leave", "join")))


async def test_three_are_a_group(encryption: Encryption) -> None:
    assert not is_direct(await room(encryption, member(MEI), member(BOT), member(BOB)))


async def test_a_room_with_a_name_is_a_group_before_anybody_comes(encryption: Encryption) -> None:
    assert not is_direct(await room(encryption, member(MEI), member(BOT), state("m.room.name", {"name": "Reading"})))


async def test_a_group_that_grows(encryption: Encryption) -> None:
    found = await room(encryption, member(MEI), member(BOT))
    assert is_direct(found)
    await encryption.receive(joined(member(BOB)))
    assert not is_direct(found)


# ── What the bot is called ───────────────────────────────────────────────────
async def test_the_bot_s_name_in_a_room(encryption: Encryption) -> None:
    found = await room(encryption, member(MEI), member(BOT, name="Reading Bot"))
    assert own_name(found, BOT) == "Reading Bot"


async def test_a_bot_without_a_name(encryption: Encryption) -> None:
    found = await room(encryption, member(MEI), member(BOT))
    assert own_name(found, BOT) == ""
    assert own_name(found, "@nobody:example.org") == ""


# ── Who may choose ───────────────────────────────────────────────────────────
async def test_who_may_rename_the_room_may_choose_for_it(encryption: Encryption) -> None:
    found = await room(encryption, *made())
    assert is_organiser(found, frozenset(), MEI)
    assert not is_organiser(found, frozenset(), BOB)
    assert not is_organiser(found, frozenset(), "@nobody:example.org")


async def test_a_room_that_lets_everybody_rename_it(encryption: Encryption) -> None:
    found = await room(encryption, *made())
    await encryption.receive(joined(state("m.room.power_levels", {"events": {"m.room.name": 0}, "state_default": 50})))
    assert is_organiser(found, frozenset(), BOB)
    assert not may_send_state(found, frozenset(), BOB, "m.room.topic")


async def test_in_a_conversation_with_the_bot_everybody_may_choose(encryption: Encryption) -> None:
    levels = state("m.room.power_levels", {"users": {BOT: 100}, "state_default": 50})
    assert is_organiser(await room(encryption, member(MEI), member(BOT), levels), frozenset(), MEI)


@pytest.mark.parametrize(("version", "may"), [("1", False), ("10", False), ("11", False), ("12", True), ("13", True)])
async def test_who_made_a_room_stands_above_all_levels_since_version_12(
    encryption: Encryption, version: str, may: bool
) -> None:
    found = await room(encryption, *made(version, creator=CAROL))
    assert is_organiser(found, frozenset({CAROL}), CAROL) is may
    assert may_send_state(found, frozenset({CAROL}), CAROL, "m.room.anything") is may


@pytest.mark.parametrize("version", ["org.example.12", "", "12.1", "-12"])
async def test_an_experimental_room_version(encryption: Encryption, version: str) -> None:
    created = state("m.room.create", {"room_version": version}, CAROL)
    found = await room(encryption, created, *made()[1:])
    assert not is_organiser(found, frozenset({CAROL}), CAROL)


def test_who_made_a_room() -> None:
    assert creators_of(state("m.room.create", {}, MEI)) == {MEI}
    assert creators_of(state("m.room.create", {"additional_creators": [BOB, 3, None]}, MEI)) == {MEI, BOB}


@pytest.mark.parametrize("content", [None, 3, [], {"additional_creators": BOB}, {"additional_creators": {BOB: 1}}])
def test_a_creation_of_another_form(content: object) -> None:
    assert creators_of(state("m.room.create", content, MEI)) == {MEI}
    assert creators_of({"content": content}) == frozenset()


def test_which_room_it_follows() -> None:
    assert predecessor_of({"predecessor": {"room_id": "!old:example.org", "event_id": "$1"}}) == "!old:example.org"


@pytest.mark.parametrize("predecessor", [None, 3, "!old:example.org", [], {}, {"room_id": None}, {"room_id": ["!old"]}])
def test_a_predecessor_of_another_form(predecessor: object) -> None:
    assert predecessor_of({"predecessor": predecessor}) == ""
