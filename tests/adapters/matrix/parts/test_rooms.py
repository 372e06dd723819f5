"""What is known of a room that its state has changed in."""

from __future__ import annotations

from adapters.matrix.encryption import Encryption, source_of
from adapters.matrix.places import is_organiser
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import Wire
from tests.adapters.matrix.parts.bodies import BOB, BOT, MEI, ROOM, joined, made, state

STRANGER = "@stranger:example.org"


async def test_who_may_do_it_no_longer_is_no_organiser_any_more(wire: Wire, encryption: Encryption) -> None:
    rooms = Rooms(wire, encryption, BOT)

    async def has(users: dict[str, int], **levels: object) -> None:
        content = {"users": users, "state_default": 50, **levels}
        response = await encryption.receive(joined(state("m.room.power_levels", content), before=made()))
        for event in response.rooms.join[ROOM].timeline.events:
            rooms.note(ROOM, source_of(event))

    def may_choose(user: str) -> bool:
        return is_organiser(encryption.rooms[ROOM], rooms.creators(ROOM), user)

    await has({MEI: 100, BOB: 50})
    assert (may_choose(MEI), may_choose(BOB), may_choose(STRANGER)) == (True, True, False)
    await has({MEI: 100})
    assert (may_choose(MEI), may_choose(BOB), may_choose(STRANGER)) == (True, False, False)
    await has({MEI: 100}, events={"m.room.name": 0})
    assert may_choose(STRANGER)
    await has({MEI: 100}, events={})
    assert not may_choose(STRANGER)
