"""Coming and going: invitations, rooms that are left, moved or encrypted, and who may choose in them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.adapters.matrix.homeserver.person import Event, Person, answered, first_answer
from tests.adapters.matrix.homeserver.program import Program, running
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import Synapse

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
QUIET = 1.5
"""Seconds after which what did not come will not come."""


def words(event: Event) -> str:
    return str(event["content"]["body"])


async def is_in(mei: Person, room: str, user: str) -> None:
    """Wait until somebody is in a room."""
    async with asyncio.timeout(20):
        while user not in await mei.members(room):  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.05)


async def test_what_was_written_before_it_came_is_not_answered(mei: Person, catena: Program) -> None:
    room = await mei.create_room()
    before = [await mei.say(room, "!claim zhenbao") for _ in range(3)]
    await mei.invite(room, catena.user)
    await is_in(mei, room, catena.user)
    asked = await mei.say(room, "!claim zhenbao")
    await mei.answer_to(room, asked)
    await asyncio.sleep(QUIET)
    assert answered(await mei.events(room), catena.user) == [asked]
    # Nor is it answered when it is edited now.
    await mei.edit(room, before[0], "!topics")
    await mei.hear(room, "!claim zhenbao")
    assert first_answer(await mei.events(room), before[0]) is None


async def test_it_comes_back_when_it_is_invited_again(mei: Person, catena: Program) -> None:
    room = await mei.create_room(catena.user)
    await is_in(mei, room, catena.user)
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    await mei.kick(room, catena.user)
    while_away = await mei.say(room, "!claim zhenbao")
    await mei.invite(room, catena.user)
    await is_in(mei, room, catena.user)
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    assert first_answer(await mei.events(room), while_away) is None


async def test_an_invitation_that_is_withdrawn_does_no_harm(mei: Person, catena: Program) -> None:
    catena.pause()
    withdrawn = await mei.create_room(catena.user)
    await mei.kick(withdrawn, catena.user)
    room = await mei.create_room(catena.user)
    catena.resume()
    await is_in(mei, room, catena.user)
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    assert catena.user not in await mei.members(withdrawn)


async def test_it_moves_with_an_upgraded_room_and_takes_the_choices_along(mei: Person, catena: Program) -> None:
    room = await mei.create_room(catena.user, version="11")
    await is_in(mei, room, catena.user)
    await mei.hear(room, "!settings prefix ?")
    following = await mei.upgrade(room, "12")
    await mei.invite(following, catena.user)
    await is_in(mei, following, catena.user)
    answer = await mei.hear(following, "?claim zhenbao")
    assert ZHENBAO in words(answer)


async def test_a_room_that_only_says_it_has_moved_leads_it_nowhere(mei: Person, bob: Person, catena: Program) -> None:
    room = await mei.create_room(catena.user)
    await is_in(mei, room, catena.user)
    foreign = await bob.create_room()
    await bob.set_state(foreign, "m.room.join_rules", "", {"join_rule": "public"})
    await mei.set_state(room, "m.room.tombstone", "", {"body": "moved", "replacement_room": foreign})
    await asyncio.sleep(QUIET)
    async with asyncio.timeout(10):
        while catena.user in await bob.members(foreign):  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.05)


async def test_who_made_a_room_of_version_12_may_choose_in_it(mei: Person, bob: Person, catena: Program) -> None:
    room = await mei.create_room(catena.user, version="12")
    await mei.invite(room, bob.user)
    await bob.join(room)
    await is_in(mei, room, catena.user)
    assert mei.user not in (await mei.state(room, "m.room.power_levels")).get("users", {})
    assert "is now short" in words(await mei.hear(room, "!settings length short"))
    assert "Only organisers" in words(await bob.hear(room, "!settings length full"))
    # Made organiser, bob may; and still may when the program has been started again.
    levels = await mei.state(room, "m.room.power_levels")
    await mei.set_state(room, "m.room.power_levels", "", {**levels, "users": {bob.user: 50}})
    assert "is now full" in words(await bob.hear(room, "!settings length full"))
    await catena.kill()
    await catena.start()
    assert "is now short" in words(await mei.hear(room, "!settings length short"))
    assert "is now full" in words(await bob.hear(room, "!settings length full"))


async def test_encryption_that_is_switched_on_is_followed(mei: Person, ada: SecretPerson, catena: Program) -> None:
    room = await mei.create_room(catena.user, ada.user)
    await is_in(mei, room, catena.user)
    await ada.client.join(room)
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    await mei.encrypt_room(room)
    await ada.knows(room, catena.user)
    answer = await ada.hear(room, "!claim zhenbao")
    assert ZHENBAO in words(answer)
    last = [event for event in await mei.events(room) if event["sender"] == catena.user][-1]
    said = [event["type"] for event in await mei.events(room) if event["sender"] == catena.user]
    assert "m.room.encrypted" in said, last


async def test_invitations_of_others_are_declined_where_they_are_listed(
    homeserver: Synapse, mei: Person, bob: Person, bot: str, data: Path
) -> None:
    async with running(homeserver.url, bot, data, {"CATENA_MATRIX_INVITES": mei.user}) as program:
        declined = await bob.create_room(program.user)
        accepted = await mei.create_room(program.user)
        await is_in(mei, accepted, program.user)
        async with asyncio.timeout(20):
            while (await bob.state(declined, "m.room.member", program.user))["membership"] != "leave":  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.05)
        assert "CATENA_MATRIX_INVITES" in program.log


async def test_commands_are_described_where_that_is_wanted_and_allowed(
    homeserver: Synapse, mei: Person, bot: str, data: Path
) -> None:
    kind = "org.matrix.msc4391.command_description"
    async with running(homeserver.url, bot, data, {"CATENA_MATRIX_COMMANDS": "on"}) as program:
        closed = await mei.create_room(program.user)
        await is_in(mei, closed, program.user)
        allowed = await mei.create_room(program.user, levels={"events": {kind: 0}})
        await is_in(mei, allowed, program.user)

        async def described(room: str) -> list[str]:
            return sorted(event["content"]["command"] for event in await mei.states(room) if event["type"] == kind)

        async with asyncio.timeout(20):
            while "verify" not in await described(allowed):  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.05)
        sent = await mei.send(
            allowed,
            "m.room.message",
            {
                "msgtype": "m.text",
                "body": "/claim zhenbao",
                "m.mentions": {"user_ids": [program.user]},
                "org.matrix.msc4391.command": {"command": "claim", "arguments": {"words": "zhenbao"}},
            },
        )
        assert ZHENBAO in words(await mei.answer_to(allowed, sent))
        assert await described(closed) == []
