"""Messages whose keys come late, or never."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.database.post import Received
from adapters.matrix.darkness import WAITS, Cleared, Darkness
from adapters.matrix.encryption import Encryption
from adapters.matrix.reading import Dark, Message, read
from tests.adapters.matrix.parts.bodies import MEI, ROOM
from tests.adapters.matrix.parts.sealing import HOSTILE, Sealing


class Keys(Encryption):
    """Stands in for the library: it has the keys that a test gives it."""

    def __init__(self) -> None:
        self.have: set[str] = set()
        self.kind = "m.room.message"

    def decrypt(self, room_id: str, source: Mapping[str, Any]) -> dict[str, Any] | None:
        if source["content"]["session_id"] not in self.have:
            return None
        content = {"msgtype": "m.text", "body": f"words in {room_id}"}
        return {**source, "type": self.kind, "content": content}


class Clock:
    """A clock that a test puts forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def keys() -> Keys:
    """No keys yet."""
    return Keys()


@pytest.fixture
def clock() -> Clock:
    """Now."""
    return Clock()


@pytest.fixture
def darkness(keys: Keys, clock: Clock) -> Darkness:
    """Nothing dark yet."""
    return Darkness(keys, clock)


def dark(id_: str, session: str, room: str = "!room") -> tuple[Received, Dark]:
    source = {
        "type": "m.room.encrypted",
        "event_id": id_,
        "sender": MEI,
        "origin_server_ts": 5,
        "content": {"session_id": session},
    }
    return Received(room, id_, "dark", "{}"), Dark(id_, MEI, 5, source)


def said(found: list[Cleared]) -> list[tuple[str, str]]:
    """The messages by their id, and what they say; "" for what nobody waits for any longer."""
    return [(one.received.id, one.happening.text if isinstance(one.happening, Message) else "") for one in found]


def test_nothing_is_dark(darkness: Darkness) -> None:
    assert darkness.look() == []


def test_a_key_that_comes_late(darkness: Darkness, keys: Keys) -> None:
    darkness.add(*dark("$1", "A"))
    assert darkness.look() == []
    keys.have.add("A")
    assert said(darkness.look()) == [("$1", "words in !room")]
    assert darkness.look() == []


def test_a_key_that_never_comes_is_missed_once(darkness: Darkness, clock: Clock) -> None:
    darkness.add(*dark("$1", "A"))
    clock.now += WAITS - 0.1
    assert darkness.look() == []
    clock.now += 0.2
    (cleared,) = darkness.look()
    assert (cleared.received.id, cleared.dark.sender, cleared.stays_dark) == ("$1", MEI, True)
    clock.now += WAITS
    assert darkness.look() == []


def test_a_key_at_the_last_moment_counts(darkness: Darkness, keys: Keys, clock: Clock) -> None:
    darkness.add(*dark("$1", "A"))
    clock.now += 10 * WAITS
    keys.have.add("A")
    assert said(darkness.look()) == [("$1", "words in !room")]


def test_each_waits_for_its_own_time_and_its_own_key(darkness: Darkness, keys: Keys, clock: Clock) -> None:
    darkness.add(*dark("$1", "A"))
    clock.now += WAITS / 2
    darkness.add(*dark("$2", "B"))
    darkness.add(*dark("$3", "C", "!other"))
    keys.have.add("C")
    assert said(darkness.look()) == [("$3", "words in !other")]
    clock.now += WAITS / 2
    assert said(darkness.look()) == [("$1", "")]
    keys.have.add("B")
    assert said(darkness.look()) == [("$2", "words in !room")]


def test_one_key_opens_all_of_its_messages_in_order(darkness: Darkness, keys: Keys) -> None:
    for number in range(5):
        darkness.add(*dark(f"${number}", "A"))
    keys.have.add("A")
    assert [one.received.id for one in darkness.look()] == [f"${number}" for number in range(5)]


def test_what_turns_out_to_be_nobody_s_question(darkness: Darkness, keys: Keys) -> None:
    """It did not stay dark, and nobody is told that it did."""
    keys.kind = "m.sticker"
    keys.have.add("A")
    darkness.add(*dark("$1", "A"))
    (cleared,) = darkness.look()
    assert (cleared.happening, cleared.stays_dark) == (None, False)


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_inside_it_holds_up_no_other(encryption: Encryption, clock: Clock, name: str) -> None:
    """With the real library, which does not take everything."""
    darkness, sealing = Darkness(encryption, clock), Sealing()
    for source in (sealing.sealed(HOSTILE[name]), sealing.said("!claim zhenbao")):
        found = read(source)
        assert isinstance(found, Dark)
        darkness.add(Received(ROOM, found.id, "dark", "{}"), found)
    assert darkness.look() == []
    sealing.hand_over(encryption)
    assert "!claim zhenbao" in [words for _, words in said(darkness.look())]
    clock.now += 2 * WAITS
    darkness.look()
