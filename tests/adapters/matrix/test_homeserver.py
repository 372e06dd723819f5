"""The ground that the other tests stand on: a server that is real, people who hear all, and a wire that breaks where it is told to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.adapters.conftest import unused
from tests.adapters.matrix.homeserver import person
from tests.adapters.matrix.homeserver.person import Event, Person, first_answer, relation
from tests.adapters.matrix.homeserver.program import Program
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.matrix.homeserver.wire import SEND, SYNC, Wire


def bodies(events: list[Event]) -> list[str]:
    return [event["content"]["body"] for event in events]


# ── The server ───────────────────────────────────────────────────────────────


async def test_a_server_that_is_started_again_has_all_it_had(tmp_path: Path) -> None:
    """And it limits what it is told to, and nothing else."""
    synapse = Synapse(tmp_path / "synapse", {"rc_message": {"per_second": 0.01, "burst_count": 3}})
    await synapse.start()
    try:
        name, address = await synapse.register(unused("mei")), synapse.url
        async with Person.open(synapse.url, name) as mei:
            room = await mei.create_room()
            await mei.say(room, "before")
            await synapse.stop()
            with pytest.raises(aiohttp.ClientConnectionError):
                await mei.events(room)
            await synapse.start()
            assert synapse.url == address
            for _ in range(3):
                await mei.say(room, "after")
            assert bodies(await mei.messages(room, mei.user)) == ["before", "after", "after", "after"]
            with pytest.raises(AssertionError, match="M_LIMIT_EXCEEDED"):
                await mei.say(room, "too much")
    finally:
        await synapse.stop()


async def test_administrators_are_some_and_others_are_none(homeserver: Synapse, mei: Person) -> None:
    admin = await homeserver.register(unused("admin"), is_admin=True)
    async with Person.open(homeserver.url, admin) as one:
        for who, status in ((one, 200), (mei, 403)):
            url = f"{homeserver.url}/_synapse/admin/v2/users/{mei.user}"
            async with who.session.get(url, headers={"Authorization": f"Bearer {who.token}"}) as response:
                assert response.status == status


# ── People ───────────────────────────────────────────────────────────────────


async def test_what_people_do_stands_in_the_room(mei: Person, bob: Person) -> None:
    room = await mei.create_room(bob.user)
    await bob.join(room)
    asked = await mei.say(room, "first", mentions=[bob.user])
    replied = await bob.say(room, "second", reply_to=asked)
    threaded = await bob.say(room, "third", thread=asked)
    await mei.edit(room, asked, "first, mended")
    await mei.react(room, replied, "👍")
    await bob.redact(room, threaded)
    by_id = {event["event_id"]: event for event in await mei.events(room)}
    assert by_id[asked]["content"]["m.mentions"] == {"user_ids": [bob.user]}
    assert relation(by_id[replied]) == {"m.in_reply_to": {"event_id": asked}}
    assert by_id[threaded]["content"] == {}
    assert await mei.current(room, asked) == "first, mended"
    assert bodies(await mei.messages(room, mei.user)) == ["first"]
    assert bodies(await mei.messages(room, bob.user)) == ["second"]
    await mei.kick(room, bob.user)
    assert await mei.members(room) == {mei.user}


async def test_messages_are_in_order_over_many_pages(mei: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "PAGE", 3)
    room = await mei.create_room()
    said = [await mei.say(room, str(number)) for number in range(10)]
    assert [event["event_id"] for event in await mei.messages(room, mei.user)] == said


async def test_what_does_not_come_is_said_with_what_came(mei: Person) -> None:
    room = await mei.create_room()
    asked = await mei.say(room, "is anybody there?")
    began = time.monotonic()
    with pytest.raises(AssertionError, match=r"an answer did not come in 2 s.*is anybody there\?"):
        await mei.answer_to(room, asked, seconds=2)
    assert time.monotonic() - began < person.PATIENCE
    # One's own words are no answer, nor is a reply that is no notice.
    await mei.say(room, "I am", reply_to=asked)
    assert first_answer(await mei.events(room), asked) is None


async def test_secret_people_hear_each_other_in_order_and_others_hear_nothing(
    homeserver: Synapse, ada: SecretPerson
) -> None:
    """More than a client is told at once, unless it asks for it."""
    name = await homeserver.register(unused("eve"))
    async with SecretPerson.open(homeserver.url, name) as eve, Person.open(homeserver.url, ada.user) as other_device:
        room = await ada.create_room(eve.user)
        await eve.client.join(room)
        await ada.knows(room, eve.user)
        await eve.knows(room, ada.user)
        async with eve.deaf():
            said = [await ada.say(room, str(number)) for number in range(30)]
        await eve.send(room, "m.room.message", {"msgtype": "m.notice", "body": "heard", **_reply(said[0])})
        assert (await ada.answer_to(room, said[0]))["content"]["body"] == "heard"
        async with asyncio.timeout(20):
            while len(eve.heard(room)) < 31:  # noqa: ASYNC110  # nio tells nobody
                await asyncio.sleep(0.05)
        assert bodies(eve.heard(room)) == [*map(str, range(30)), "heard"]
        told = [event for event in await other_device.events(room) if event["event_id"] in said]
        assert [event["type"] for event in told] == ["m.room.encrypted"] * 30


def _reply(event: str) -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event}}}


# ── The wire ─────────────────────────────────────────────────────────────────


@pytest.fixture
async def behind(wire: Wire, mei: Person) -> AsyncIterator[Person]:
    """mei, whose other device is behind the wire."""
    async with Person.open(wire.url, mei.user) as person:
        yield person


async def test_a_wire_that_is_whole_changes_nothing(wire: Wire, behind: Person, mei: Person) -> None:
    room = await behind.create_room(name="Ünïcode / %2F + and ?")
    said = await behind.say(room, "äöü " + "x" * 30_000)
    heard = [(event["event_id"], event["content"]) for event in await behind.events(room)]
    assert heard == [(event["event_id"], event["content"]) for event in await mei.events(room)]
    assert heard[-1] == (said, {"msgtype": "m.text", "body": "äöü " + "x" * 30_000})
    assert (await behind.state(room, "m.room.name"))["name"] == "Ünïcode / %2F + and ?"
    # A key that has to be quoted arrives as it was.
    await behind.set_state(room, "org.example/a b", "key/with?all %2F+#of it", {"is": "kept"})
    assert await mei.state(room, "org.example/a b", "key/with?all %2F+#of it") == {"is": "kept"}
    assert wire.count(SEND, method="PUT") == 1
    # What the server refuses, it refuses here as well.
    with pytest.raises(AssertionError, match="M_FORBIDDEN"):
        await behind.ask("GET", "/rooms/!nowhere:localhost/messages", dir="b")


async def test_a_long_poll_waits_and_ends_with_the_news(wire: Wire, behind: Person, mei: Person) -> None:
    room = await mei.create_room()
    since = (await behind.ask("GET", "/sync"))["next_batch"]
    waiting = asyncio.create_task(behind.ask("GET", "/sync", since=since, timeout="20000"))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    said = await mei.say(room, "news")
    async with asyncio.timeout(15):
        told = await waiting
    assert told["rooms"]["join"][room]["timeline"]["events"][-1]["event_id"] == said


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (502, "<html>Bad Gateway</html>", {"Content-Type": "text/html"}),
        (429, '{"errcode": "M_LIMIT_EXCEEDED"}', {"Retry-After": "1"}),
        (401, '{"errcode": "M_UNKNOWN_TOKEN"}', {}),
        (200, '{"broken', {}),
    ],
)
async def test_a_fault_is_as_it_was_told_as_often_as_it_was_told(
    wire: Wire, behind: Person, status: int, body: str, headers: dict[str, str]
) -> None:
    fault = wire.fault(SYNC, times=2, status=status, body=body, headers=headers)
    for _ in range(2):
        async with behind.session.get(f"{wire.url}/_matrix/client/v3/sync") as response:
            assert (response.status, await response.text()) == (status, body)
            assert headers.items() <= dict(response.headers).items()
    assert await behind.ask("GET", "/sync")
    assert fault.seen == 2
    assert wire.count(SYNC) == 3


async def test_a_fault_until_it_is_mended_touches_nothing_else(wire: Wire, behind: Person) -> None:
    room = await behind.create_room()
    wire.fault(SEND, times=None, drops=True)
    for _ in range(3):
        with pytest.raises(aiohttp.ClientConnectionError):
            await behind.say(room, "dropped")
    assert await behind.messages(room, behind.user) == []
    wire.mend()
    await behind.say(room, "whole")
    assert bodies(await behind.messages(room, behind.user)) == ["whole"]


async def test_what_hangs_hangs_until_it_is_mended(wire: Wire, behind: Person) -> None:
    wire.fault(SYNC, hangs=True)
    asking = asyncio.create_task(behind.ask("GET", "/sync"))
    await asyncio.sleep(0.5)
    assert not asking.done()
    wire.mend()
    await asking  # dropped, and asked again by aiohttp, which does so once
    assert wire.count(SYNC) == 2


@pytest.mark.parametrize("lost", [{"drops": True}, {"status": 502}])
async def test_what_arrives_is_there_although_the_answer_is_lost(
    wire: Wire, behind: Person, lost: dict[str, Any]
) -> None:
    room = await behind.create_room()
    fault = wire.fault(SEND, times=2, arrives=True, **lost)  # aiohttp tries once more where a connection drops
    with pytest.raises((aiohttp.ClientError, AssertionError)):
        await behind.say(room, "arrived")
    assert fault.seen >= 1
    assert bodies(await behind.messages(room, behind.user)) == ["arrived"]


async def test_what_is_late_is_late(wire: Wire, behind: Person) -> None:
    room = await behind.create_room()
    wire.fault(SEND, delay=0.5)
    began = time.monotonic()
    await behind.say(room, "late")
    assert time.monotonic() - began >= 0.5
    assert bodies(await behind.messages(room, behind.user)) == ["late"]


async def test_an_answer_to_sync_can_be_made_another_one(wire: Wire, behind: Person) -> None:
    def emptied(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "rooms": {}}

    await behind.create_room()
    assert (await behind.ask("GET", "/sync"))["rooms"]
    wire.edit_sync = emptied
    assert (await behind.ask("GET", "/sync"))["rooms"] == {}


async def test_a_server_that_is_gone_is_a_bad_gateway(tmp_path: Path) -> None:
    async with (
        Wire.open(Synapse(tmp_path).url) as wire,
        aiohttp.ClientSession() as session,
        session.get(f"{wire.url}/_matrix/client/versions") as response,
    ):
        assert response.status == 502


# ── The program ──────────────────────────────────────────────────────────────


async def test_the_program_can_be_started_again_and_keeps_what_it_said(catena: Program) -> None:
    first = catena.process.pid
    assert catena.memory() > 20 * 2**20
    assert 0 < catena.cpu_seconds() < 60
    await catena.kill()
    await catena.start()
    assert catena.process.pid != first
    assert catena.log.count('"connected"') == 2
    assert catena.process.stderr.count('"connected"') == 1


async def test_the_program_can_stand_still(catena: Program) -> None:
    catena.pause()
    await asyncio.sleep(0.2)  # what it was just at ends first
    before = catena.cpu_seconds()
    await asyncio.sleep(0.5)
    assert catena.cpu_seconds() == before
    catena.resume()
    code, _ = await catena.terminate()
    assert code == 0


async def test_a_program_that_ends_instead_of_connecting_is_not_waited_for(
    homeserver: Synapse, bot: str, data: Path
) -> None:
    program = Program(homeserver.url, bot, data, {"CATENA_MATRIX_PASSWORD": "wrong"})
    with pytest.raises(AssertionError, match=r"(?s)it ended with 78.*refuses the bot's name or password"):
        await program.start()
    await program.kill()
