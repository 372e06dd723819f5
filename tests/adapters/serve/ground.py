"""`catena serve` as it is, between a small Discord and a real homeserver."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import PASSWORD, free_port

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
"""What `claim zhenbao` quotes."""
PATIENCE = 60.0
"""Seconds; what never comes takes so long, and nothing else."""


@dataclass
class Serving:
    """The program that runs, and who asks it on both sides. `port` is that of its health and metrics."""

    process: Process
    standin: StandIn
    mei: Person
    room: str
    port: int

    async def asks_on_discord(self) -> None:
        """Ask something there, and get the answer."""
        answer = await self.standin.mei.slash(self.standin.village.channel, "claim", words="zhenbao")
        assert "zhenbao" in answer.message.text  # type: ignore[union-attr]

    async def asks_on_matrix(self, seconds: float = PATIENCE) -> None:
        """Ask something there, and get the answer."""
        answer = await self.mei.hear(self.room, "!claim zhenbao", seconds)
        assert ZHENBAO in answer["content"]["body"]

    async def ready(self) -> dict[str, Any]:
        """What `/readyz` says; with its status as `status`."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/readyz") as response,
        ):
            return {"status": response.status, **json.loads(await response.text())}

    async def metrics(self) -> str:
        """What `/metrics` says."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/metrics") as response,
        ):
            return await response.text()

    async def becomes_ready(self, *, is_ready: bool = True) -> None:
        """Wait until it says that it is, or is not."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    if (await self.ready())["ready"] is is_ready:
                        return
                except aiohttp.ClientError:
                    pass  # it is not there yet
                await asyncio.sleep(0.05)


def settings(homeserver: str, bot: str, port: int = 0) -> dict[str, str]:
    """What is set beside Discord's."""
    return {
        "CATENA_MATRIX_HOMESERVER": homeserver,
        "CATENA_MATRIX_USER": bot,
        "CATENA_MATRIX_PASSWORD": PASSWORD,
        **({"CATENA_HTTP": f"127.0.0.1:{port}"} if port else {}),
    }


@asynccontextmanager
async def serving(
    standin: StandIn,
    homeserver: str,
    bot: str,
    mei: Person,
    data: Path,
    env: Mapping[str, str] | None = None,
    *,
    waits: bool = True,
) -> AsyncIterator[Serving]:
    """Run it for as long as the block lasts. With `waits`, the block begins when both answer."""
    port = free_port()
    environment = {**settings(homeserver, bot, port), **(env or {})}
    async with running(standin, "serve", data=data, env=environment, waits=waits) as process:
        room = await mei.create_room(bot)
        found = Serving(process, standin, mei, room, port)
        if waits:
            await found.becomes_ready()
            await mei.wait_for(
                room, lambda events: any(one["sender"] == bot and "body" in one["content"] for one in events) or None
            )
        yield found


def let_be_due(data: Path, channel: str, **columns: object) -> None:
    """Let the digest of a channel be due now; whoever had it in hand has it no more."""
    values = {"due_at": int(time.time()) - 1, "try_at": int(time.time()) - 1, **columns}
    names = ", ".join(f"{name} = ?" for name in values)
    with closing(sqlite3.connect(data / "catena.sqlite3", timeout=30)) as store, store:
        store.execute(f"UPDATE digests SET {names} WHERE channel_id = ?", [*values.values(), channel])  # noqa: S608  # names of ours


def let_go(data: Path, channel: str) -> None:
    """Let whoever has the digest of a channel in hand be taken for dead, as minutes later."""
    with closing(sqlite3.connect(data / "catena.sqlite3", timeout=30)) as store, store:
        store.execute(
            "UPDATE digests SET try_at = 0 WHERE channel_id = ? AND tries > 0 AND due_at < ?",
            [channel, int(time.time())],
        )


async def is_done(data: Path, channel: str) -> None:
    """Wait until the store says that the digest of a channel was posted, and the next one is due on another day."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with closing(sqlite3.connect(data / "catena.sqlite3", timeout=30)) as store:
                (due_at,) = store.execute("SELECT due_at FROM digests WHERE channel_id = ?", [channel]).fetchone()
            if due_at > time.time():
                return
            await asyncio.sleep(0.05)
