"""Where the bot goes, and where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import unquote

import pytest

from adapters.matrix.encryption import Encryption
from adapters.matrix.membership import Invites, Membership, invitations
from adapters.matrix.places import place_of
from adapters.matrix.rooms import Rooms
from adapters.matrix.syncing import Batch
from adapters.matrix.wire import Wire
from bot.groups import Place
from tests.adapters.matrix.parts.bodies import BOT, MEI, ROOM, invited, joined, left, made, state
from tests.adapters.matrix.parts.scripted import DROP, Answer, Homeserver, refused
from tests.adapters.matrix.parts.waiting import until

pytestmark = pytest.mark.usefixtures("short_waits")

STRANGER = "@stranger:elsewhere.org"
NEXT = "!next:example.org"


@pytest.mark.parametrize(
    ("policy", "own", "elsewhere"),
    [
        (("everybody",), True, True),
        (("server",), True, False),
        ((), False, False),
        ((MEI,), True, False),
        (("elsewhere.org",), False, True),
        ((MEI, "elsewhere.org"), True, True),
        (("example",), False, False),
        (("org",), False, False),
        (("",), False, False),
    ],
)
def test_whose_invitations_are_accepted(policy: tuple[str, ...], own: bool, elsewhere: bool) -> None:
    invites = Invites(policy)
    assert (invites.accepts(MEI, BOT), invites.accepts(STRANGER, BOT)) == (own, elsewhere)


def test_an_invitation_of_nobody_is_for_everybody_alone() -> None:
    assert Invites(("everybody",)).accepts("", BOT)
    assert not any(Invites(policy).accepts("", BOT) for policy in (("server",), (MEI,), ("example.org",)))


class World:
    """The bot's coming and going, with a homeserver that a test scripts."""

    def __init__(self, scripted: Homeserver, wire: Wire, encryption: Encryption, policy: tuple[str, ...]) -> None:
        self.scripted = scripted
        self.encryption = encryption
        self.rooms = Rooms(wire, encryption, BOT)
        self.moved: list[tuple[Place, Place]] = []
        self._coming: list[asyncio.Task[None]] = []
        self.membership = Membership(wire, self.rooms, BOT, Invites(policy), self._move)

    async def _move(self, old: Place, new: Place) -> None:
        self.moved.append((old, new))

    async def hears(self, body: Mapping[str, Any]) -> None:
        batch = Batch(await self.encryption.receive(body), body, "s1")
        self.membership.see(batch)
        self._coming += [
            asyncio.create_task(self.membership.come(room, inviter)) for room, inviter in invitations(batch, BOT)
        ]

    async def close(self) -> None:
        for task in self._coming:
            task.cancel()
        await asyncio.gather(*self._coming, return_exceptions=True)
        await self.membership.close()

    @property
    def asked(self) -> list[str]:
        """What the homeserver was asked for, in short: `POST join !room`."""
        return [
            " ".join([one.method, *unquote(one.path).strip("/").removeprefix("rooms/").split("/")])
            for one in self.scripted.asked
        ]

    async def comes_to(self, *asked: str) -> None:
        """Wait until the homeserver was asked for that, and a moment longer."""
        await until(lambda: len(self.scripted.asked) >= len(asked))
        await asyncio.sleep(0.05)
        assert self.asked == list(asked)


@pytest.fixture
async def world(scripted: Homeserver, wire: Wire, encryption: Encryption) -> AsyncIterator[World]:
    """Everybody's invitations are accepted."""
    world = World(scripted, wire, encryption, ("everybody",))
    yield world
    await world.close()


@pytest.fixture
async def wary(scripted: Homeserver, wire: Wire, encryption: Encryption) -> AsyncIterator[World]:
    """Those of the own server are accepted."""
    world = World(scripted, wire, encryption, ("server",))
    yield world
    await world.close()


# ── Invitations ──────────────────────────────────────────────────────────────
async def test_an_invitation_is_accepted(world: World) -> None:
    world.scripted.says("POST", "/join/*", Answer({"room_id": ROOM}))
    await world.hears(invited(ROOM, STRANGER))
    await world.comes_to(f"POST join {ROOM}")


async def test_an_invitation_is_declined(wary: World) -> None:
    wary.scripted.says("POST", "/rooms/*", Answer())
    await wary.hears(invited(ROOM, STRANGER))
    await wary.comes_to(f"POST {ROOM} leave")


async def test_who_may_invite_is_who_did_and_not_who_named_the_room(wary: World) -> None:
    """Whoever invites writes the rest of what stands beside the invitation, too."""
    body = invited(ROOM, STRANGER)
    events = body["rooms"]["invite"][ROOM]["invite_state"]["events"]
    mine = {"type": "m.room.member", "sender": MEI, "content": {"membership": "invite"}}
    events[:0] = [
        {**mine, "state_key": "@other:example.org"},
        {**mine, "state_key": BOT, "content": {"membership": "leave"}},
    ]
    wary.scripted.says("POST", "/rooms/*", Answer())
    await wary.hears(body)
    await wary.comes_to(f"POST {ROOM} leave")


@pytest.mark.parametrize("content", [[], {}, {"membership": 3}, "invite", {"membership": ["invite"]}])
async def test_an_invitation_of_another_form_is_nobody_s(wary: World, content: object) -> None:
    wary.scripted.says("POST", "/rooms/*", Answer())
    await wary.hears(invited(ROOM, MEI, content))
    await wary.comes_to(f"POST {ROOM} leave")


async def test_a_server_that_is_busy_is_asked_again(world: World) -> None:
    busy = refused(502, "M_UNKNOWN"), DROP, DROP, refused(429, "M_LIMIT_EXCEEDED"), Answer({"room_id": ROOM})
    world.scripted.says("POST", "/join/*", *busy)
    await world.hears(invited(ROOM))
    await world.comes_to(*[f"POST join {ROOM}"] * 5)


async def test_a_withdrawn_invitation_is_let_be(world: World) -> None:
    world.scripted.says("POST", "/join/*", refused(403, "M_FORBIDDEN"))
    await world.hears(invited(ROOM))
    await world.hears(left(ROOM))
    await world.comes_to(f"POST join {ROOM}")


async def test_a_server_that_is_away_for_long_loses_no_invitation(world: World) -> None:
    world.scripted.says("POST", "/join/*", *[refused(502, "M_UNKNOWN")] * 12, Answer({"room_id": ROOM}))
    await world.hears(invited(ROOM))
    await world.comes_to(*[f"POST join {ROOM}"] * 13)


async def test_invited_again_after_it_was_sent_away(world: World) -> None:
    world.scripted.says("POST", "/join/*", Answer({"room_id": ROOM}))
    await world.hears(joined(before=made()))
    await world.hears(left(ROOM))
    assert world.rooms.known(ROOM) is None
    await world.hears(invited(ROOM))
    await world.comes_to(f"POST join {ROOM}")


async def test_a_room_that_takes_long_holds_up_no_other(world: World) -> None:
    world.scripted.says("POST", "/join/%21large*", Answer(after=60))
    world.scripted.says("POST", "/join/!large*", Answer(after=60))
    world.scripted.says("POST", "/join/*", Answer({"room_id": ROOM}))
    await world.hears(invited("!large:example.org"))
    await world.hears(invited(ROOM))
    await world.comes_to("POST join !large:example.org", f"POST join {ROOM}")
    async with asyncio.timeout(30):
        await world.close()


# ── Who made a room ──────────────────────────────────────────────────────────
async def test_who_made_a_room_is_known_while_the_bot_is_in_it(world: World) -> None:
    await world.hears(joined(before=made("12", additional_creators=[STRANGER])))
    assert world.rooms.creators(ROOM) == {MEI, STRANGER}
    await world.hears(left(ROOM))
    assert world.rooms.creators(ROOM) == frozenset()


async def test_a_message_that_calls_itself_a_creation_makes_nobody_a_creator(world: World) -> None:
    await world.hears(joined(before=made("12")))
    fake = state("m.room.create", {"additional_creators": [STRANGER]}, STRANGER)
    del fake["state_key"]
    await world.hears(joined(fake))
    assert world.rooms.creators(ROOM) == {MEI}


# ── Rooms that move ──────────────────────────────────────────────────────────
def moved(to: object = NEXT) -> dict[str, Any]:
    return state("m.room.tombstone", {"body": "We moved", "replacement_room": to})


def follows(earlier: str = ROOM) -> Answer:
    """What the following room says of itself."""
    return Answer({"room_version": "12", "predecessor": {"room_id": earlier}})


JOINING, LOOKING, LEAVING = f"POST join {NEXT}", f"GET {NEXT} state m.room.create", f"POST {NEXT} leave"


async def test_the_bot_follows_a_room_and_takes_its_choices_along(world: World) -> None:
    world.scripted.says("POST", "/join/*", Answer({"room_id": NEXT}))
    world.scripted.says("GET", "/rooms/*", follows())
    await world.hears(joined(before=made()))
    await world.hears(joined(moved()))
    await world.comes_to(JOINING, LOOKING)
    assert set(world.scripted.asked[0].query.values()) == {"example.org"}
    await world.hears(joined(before=made("12", predecessor={"room_id": ROOM}), room=NEXT))
    await until(lambda: bool(world.moved))
    assert world.moved == [(place_of(ROOM), place_of(NEXT))]


async def test_it_was_invited_before_the_room_moved(world: World) -> None:
    await world.hears(joined(before=made()))
    await world.hears(joined(before=made("12", predecessor={"room_id": ROOM}), room=NEXT))
    await asyncio.sleep(0.05)
    assert world.moved == [], "until the room itself says so, anybody could say that it follows"
    await world.hears(joined(moved()))
    await until(lambda: bool(world.moved))
    assert world.moved == [(place_of(ROOM), place_of(NEXT))]
    assert world.asked == []


async def test_nobody_points_the_bot_anywhere(world: World) -> None:
    world.scripted.says("POST", "/join/*", Answer({"room_id": NEXT}))
    world.scripted.says("GET", "/rooms/*", follows("!another:example.org"))
    world.scripted.says("POST", "/rooms/*", Answer())
    await world.hears(joined(before=made()))
    await world.hears(joined(moved()))
    await world.comes_to(JOINING, LOOKING, LEAVING)
    assert world.moved == []


async def test_nobody_takes_another_room_s_choices(world: World) -> None:
    await world.hears(joined(before=made()))
    await world.hears(joined(before=made("12", STRANGER, predecessor={"room_id": ROOM}), room=NEXT))
    await asyncio.sleep(0.05)
    assert world.moved == []


async def test_a_server_that_is_away_for_a_moment_loses_no_room(world: World) -> None:
    world.scripted.says("POST", "/join/*", Answer({"room_id": NEXT}))
    world.scripted.says("GET", "/rooms/*", refused(502, "M_UNKNOWN"), DROP, DROP, follows())
    world.scripted.says("POST", "/rooms/*", Answer())
    await world.hears(joined(before=made()))
    await world.hears(joined(moved()))
    await asyncio.sleep(0.5)
    assert LEAVING not in world.asked


async def test_a_room_that_the_bot_may_not_follow(world: World) -> None:
    world.scripted.says("POST", "/join/*", refused(403, "M_FORBIDDEN"))
    await world.hears(joined(before=made()))
    await world.hears(joined(moved()))
    await world.comes_to(JOINING)
    world.scripted.says("POST", "/join/*", Answer({"room_id": NEXT}))
    await world.hears(invited(NEXT))
    await world.comes_to(JOINING, JOINING)


@pytest.mark.parametrize("to", [None, 3, ["!next"], {}])
async def test_a_tombstone_of_another_form(world: World, to: object) -> None:
    await world.hears(joined(before=made()))
    await world.hears(joined(moved(to)))
    await asyncio.sleep(0.05)
    assert world.asked == []
    assert world.rooms.known(ROOM) is not None


async def test_a_message_that_calls_itself_a_tombstone(world: World) -> None:
    fake = moved()
    del fake["state_key"]
    await world.hears(joined(before=made()))
    await world.hears(joined(fake))
    await asyncio.sleep(0.05)
    assert world.asked == []
