"""What somebody in a room, or whoever can invite the bot, cannot do to others."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import vodozemac
from nio import Api

from tests.adapters.matrix.homeserver.person import Event, Person, answered, first_answer
from tests.adapters.matrix.homeserver.program import Program
from tests.adapters.matrix.homeserver.secret_person import SecretPerson

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
QUIET = 1.5
"""Seconds after which what did not come will not come."""
_ALGORITHMS = ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"]


def words(event: Event) -> str:
    return str(event["content"]["body"])


async def is_in(mei: Person, room: str, user: str) -> None:
    """Wait until somebody is in a room."""
    async with asyncio.timeout(20):
        while user not in await mei.members(room):  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.05)


def no_keys(user: str, device: str) -> dict[str, Any]:
    """Keys of a device that are none; a server takes them."""
    keys = {f"ed25519:{device}": "AAAA", f"curve25519:{device}": "AAAA"}
    signatures = {user: {f"ed25519:{device}": "AAAA"}}
    described = {"user_id": user, "device_id": device, "algorithms": _ALGORITHMS, "keys": keys}
    return {"device_keys": {**described, "signatures": signatures}}


def no_one_time_keys(user: str, device: str) -> dict[str, Any]:
    """A device that is sound, whose one-time keys are none."""
    account = vodozemac.Account()

    def signed(content: dict[str, Any]) -> dict[str, Any]:
        signature = account.sign(Api.to_canonical_json(content).encode()).to_base64()
        return {**content, "signatures": {user: {f"ed25519:{device}": signature}}}

    keys = {
        f"ed25519:{device}": account.ed25519_key.to_base64(),
        f"curve25519:{device}": account.curve25519_key.to_base64(),
    }
    return {
        "device_keys": signed({"user_id": user, "device_id": device, "algorithms": _ALGORITHMS, "keys": keys}),
        "one_time_keys": {"signed_curve25519:A": signed({"key": "A" * 43})},
        "fallback_keys": {"signed_curve25519:B": signed({"key": "A" * 43, "fallback": True})},
    }


@pytest.mark.parametrize("keys", [no_keys, no_one_time_keys])
async def test_a_device_with_keys_that_are_none_harms_nobody_else(
    ada: SecretPerson, mei: Person, bob: Person, catena: Program, keys: Any
) -> None:
    await bob.ask("POST", "/keys/upload", keys(bob.user, bob.device))
    room = await ada.create_room(catena.user)
    await ada.knows(room, catena.user)
    await ada.hear(room, "!claim zhenbao")
    mine = await bob.create_room(catena.user, is_encrypted=True)
    await is_in(bob, mine, catena.user)
    await bob.say(mine, "!claim zhenbao")
    assert ZHENBAO in words(await ada.hear(room, "!claim zhenbao"))
    plain = await mei.create_room(catena.user)
    await is_in(mei, plain, catena.user)
    assert ZHENBAO in words(await mei.hear(plain, "!claim zhenbao"))
    await catena.kill()
    await catena.start()
    assert ZHENBAO in words(await ada.hear(room, "!claim zhenbao"))
    assert ZHENBAO in words(await mei.hear(plain, "!claim zhenbao"))


async def test_nobody_edits_what_another_one_asked(mei: Person, bob: Person, catena: Program) -> None:
    """The server lets anybody say so; who reads along sees the first words still."""
    room = await mei.create_room(catena.user)
    await mei.invite(room, bob.user)
    await bob.join(room)
    await is_in(mei, room, catena.user)
    asked = await mei.say(room, "!claim zhenbao")
    answer = await mei.answer_to(room, asked)
    await bob.edit(room, asked, "!topics")
    await bob.edit(room, asked, "never mind")
    chat = await mei.say(room, "hello")
    await bob.edit(room, chat, "!topics")
    await bob.hear(room, "!documents")
    await asyncio.sleep(QUIET)
    assert ZHENBAO in await mei.current(room, answer["event_id"])
    assert first_answer(await mei.events(room), chat) is None


async def test_nobody_edits_an_encrypted_question_in_the_clear(
    ada: SecretPerson, homeserver: Any, catena: Program
) -> None:
    room = await ada.create_room(catena.user)
    await ada.knows(room, catena.user)
    asked = await ada.say(room, "!claim zhenbao")
    answer = await ada.answer_to(room, asked)
    async with Person.open(homeserver.url, ada.user) as in_the_clear:  # as a server on the way could
        await in_the_clear.edit(room, asked, "never mind")
        await ada.hear(room, "!topics")
        assert (await in_the_clear.ask("GET", f"/rooms/{room}/event/{answer['event_id']}"))["content"]


async def test_an_id_that_no_server_can_look_up_holds_up_no_question(mei: Person, catena: Program) -> None:
    room = await mei.create_room(catena.user)
    await is_in(mei, room, catena.user)
    odd = [await mei.say(room, "1", reply_to="$" + "x" * size) for size in (300, 30_000)]
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    assert not set(odd) & set(answered(await mei.events(room), catena.user))


async def test_nobody_has_the_bot_say_hello_in_a_room_of_others(mei: Person, bob: Person, catena: Program) -> None:
    room = await mei.create_room(catena.user)
    await is_in(mei, room, catena.user)
    foreign = await bob.create_room()
    await bob.set_state(foreign, "m.room.join_rules", "", {"join_rule": "public"})
    await mei.set_state(room, "m.room.tombstone", "", {"body": "moved", "replacement_room": foreign})
    await bob.wait_for(
        foreign,
        lambda events: (
            [
                one
                for one in events
                if one.get("state_key") == catena.user and one["content"].get("membership") == "leave"
            ]
            or None
        ),
        what="its leaving",
    )
    await catena.kill()
    await catena.start()
    await asyncio.sleep(QUIET)
    said = [
        one for one in await bob.events(foreign) if one["sender"] == catena.user and one["type"] == "m.room.message"
    ]
    assert said == []
