"""The stand-in's gateway, as a client sees it on its websocket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.adapters.discord.standin import gateway
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import village

INTENTS = gateway.GUILDS | gateway.GUILD_MESSAGES | gateway.DIRECT_MESSAGES

Socket = aiohttp.ClientWebSocketResponse


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn.open() as standin:
        yield standin


@asynccontextmanager
async def connected(standin: StandIn) -> AsyncIterator[Socket]:
    """A websocket that has had its HELLO."""
    async with aiohttp.ClientSession() as session, session.ws_connect(standin.gateway_url) as socket:
        assert (await socket.receive_json())["op"] == gateway.HELLO
        yield socket


async def identify(socket: Socket, standin: StandIn, **changes: object) -> None:
    data = {"token": standin.world.token, "intents": INTENTS, "properties": {}} | changes
    await socket.send_json({"op": gateway.IDENTIFY, "d": data})


async def event(socket: Socket, name: str) -> dict[str, Any]:
    """The next event of a name."""
    while True:
        received = await socket.receive_json()
        if received["t"] == name:
            data: dict[str, Any] = received["d"]
            return data


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"shard": [2, 2]}, 4010),
        ({"intents": 1 << 60}, 4013),
        ({"intents": gateway.MESSAGE_CONTENT}, 4014),
        ({"intents": gateway.MEMBERS}, 4014),
    ],
)
async def test_who_identifies_wrongly_is_closed_with_discords_code(
    standin: StandIn, changes: dict[str, object], code: int
) -> None:
    async with connected(standin) as socket:
        await identify(socket, standin, **changes)
        assert (await socket.receive()).data == code


async def test_who_does_not_keep_to_the_protocol_is_closed_with_discords_code(standin: StandIn) -> None:
    codes = []
    for sent in ("no JSON", '{"op": 99}', '{"op": 8}'):
        async with connected(standin) as socket:
            if "99" in sent:
                await identify(socket, standin)
                await event(socket, "GUILD_CREATE")
            await socket.send_str(sent)
            codes.append((await socket.receive()).data)
    assert codes == [4002, 4001, 4003]


@pytest.mark.parametrize(("granted", "read"), [(False, ""), (True, "Secret")])
async def test_what_messages_say_is_told_where_it_was_granted_or_concerns_the_bot(granted: bool, read: str) -> None:
    place = village(grants_content=granted)
    wanted = INTENTS | (gateway.MESSAGE_CONTENT if granted else 0)
    async with StandIn.open(place) as standin, connected(standin) as socket:
        await identify(socket, standin, intents=wanted)
        await event(socket, "GUILD_CREATE")
        mention = f"<@{standin.world.bot.id}> hello"
        said = [(place.channel, "Secret"), (place.channel, mention), (standin.mei.direct, "Direct")]
        for channel, content in said:
            standin.mei.write(channel, content)
        told = [(await event(socket, "MESSAGE_CREATE"))["content"] for _ in said]
    assert told == [read, mention, "Direct"]


async def test_each_shard_is_told_of_its_own_servers(standin: StandIn) -> None:
    next_door = standin.world.guild("Next door")
    expected = {(guild.id >> 22) % 2: str(guild.id) for guild in (standin.village.guild, next_door)}
    told = {}
    for number in (0, 1):
        async with connected(standin) as socket:
            await identify(socket, standin, shard=[number, 2])
            told[number] = (await event(socket, "GUILD_CREATE"))["id"]
    assert told == expected


async def test_what_was_not_asked_for_is_not_told(standin: StandIn) -> None:
    async with connected(standin) as socket:
        await identify(socket, standin, intents=gateway.DIRECT_MESSAGES)
        await event(socket, "READY")
        standin.mei.write(standin.village.channel, f"<@{standin.world.bot.id}> hello")
        standin.mei.write(standin.mei.direct, "Direct")
        assert (await event(socket, "MESSAGE_CREATE"))["content"] == "Direct"


async def test_who_comes_back_is_told_what_it_missed_and_nothing_twice(standin: StandIn) -> None:
    async with connected(standin) as socket:
        await identify(socket, standin)
        ready = await event(socket, "READY")
        await event(socket, "GUILD_CREATE")
        standin.gateway.abort()
    for content in ("One", "Two"):
        standin.mei.write(standin.mei.direct, content)
    async with connected(standin) as socket:
        again = {"token": standin.world.token, "session_id": ready["session_id"], "seq": 3}
        await socket.send_json({"op": gateway.RESUME, "d": again})
        received = [await socket.receive_json() for _ in range(2)]
    assert [(one["s"], one["t"]) for one in received] == [(4, "MESSAGE_CREATE"), (5, "RESUMED")]
    assert received[0]["d"]["content"] == "Two"


async def test_a_session_that_is_over_cannot_be_resumed(standin: StandIn) -> None:
    async with connected(standin) as socket:
        again = {"token": standin.world.token, "session_id": "unknown", "seq": 1}
        await socket.send_json({"op": gateway.RESUME, "d": again})
        received = await socket.receive_json()
    assert (received["op"], received["d"]) == (gateway.INVALID_SESSION, False)


async def test_a_heartbeat_is_acknowledged_unless_it_is_to_be_ignored(standin: StandIn) -> None:
    async with connected(standin) as socket:
        await socket.send_json({"op": gateway.HEARTBEAT, "d": None})
        assert (await socket.receive_json())["op"] == gateway.ACK
        standin.gateway.acknowledges = False
        await socket.send_json({"op": gateway.HEARTBEAT, "d": None})
        standin.gateway.reconnect()
        assert (await socket.receive_json())["op"] == gateway.RECONNECT
