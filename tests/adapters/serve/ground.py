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

from tests.adapters.discord.reading import shown
from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import PASSWORD
from tests.adapters.ports import free_port

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

    async def settings(self, change: str = "") -> str:
        """What an organiser reads on Discord who asks for the settings, or changes one."""
        return await settings_of(self.standin, change)

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

    async def becomes_ready(self, *, is_ready: bool = True) -> dict[str, Any]:
        """Wait until it says that it is, or is not; what it says."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    if (told := await self.ready())["ready"] is is_ready:
                        return told
                except aiohttp.ClientError:
                    pass  # it is not there yet
                await asyncio.sleep(0.05)


async def settings_of(standin: StandIn, change: str = "") -> str:
    """What an organiser reads on Discord who asks for the settings, or changes one."""
    typed = {"change": change} if change else {}
    answer = await standin.organiser.slash(standin.village.channel, "settings", **typed)
    return shown(answer.message.text)  # type: ignore[union-attr]


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
    room: str = "",
    waits: bool = True,
) -> AsyncIterator[Serving]:
    """Run it for as long as the block lasts. With `waits`, the block begins when both answer.

    `room` is one that the bot is in already; else there is a new one.
    """
    port = free_port()
    environment = {**settings(homeserver, bot, port), **(env or {})}
    async with running(standin, "serve", data=data, env=environment, waits=waits) as process:
        found = Serving(process, standin, mei, room or await mei.create_room(bot), port)
        if waits:
            await found.becomes_ready()
            if not room:
                await greeted(mei, found.room, bot)
        yield found


async def greeted(mei: Person, room: str, bot: str) -> None:
    """Wait until the bot has come to a room, and said so."""
    await mei.wait_for(
        room, lambda events: any(one["sender"] == bot and "body" in one["content"] for one in events) or None, PATIENCE
    )


class Clock:
    """The clock of the day of a program that is started with `env`: right, until it is put forward or back."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.put(0)

    @property
    def env(self) -> dict[str, str]:
        """What such a program is told."""
        return {"SHIFTED_BY": str(self._file)}

    def put(self, seconds: int) -> None:
        """Let it be so many seconds ahead of the right time; below zero behind it."""
        written = self._file.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self._file)  # whoever reads meanwhile gets the one or the other, and never nothing


def let_be_due(data: Path, *channels: str, **columns: object) -> None:
    """Let the digests of some channels be due now; whoever had one in hand has it no more."""
    values = {"due_at": int(time.time()) - 1, "try_at": int(time.time()) - 1, **columns}
    names = ", ".join(f"{name} = ?" for name in values)
    with closing(_store(data)) as store, store:
        store.executemany(
            f"UPDATE digests SET {names} WHERE channel_id = ?",  # noqa: S608  # names of ours
            [(*values.values(), channel) for channel in channels],
        )


def let_go(data: Path) -> int:
    """Let whoever has a digest in hand be taken for dead, as minutes later. How many there were."""
    with closing(_store(data)) as store, store:
        begun = "UPDATE digests SET try_at = 0 WHERE tries > 0 AND due_at < ?"
        return store.execute(begun, [int(time.time())]).rowcount


def not_done(data: Path) -> set[str]:
    """The channels whose digest was due, and by the store is not posted yet."""
    with closing(_store(data)) as store:
        found = store.execute("SELECT channel_id FROM digests WHERE due_at <= ?", [int(time.time())])
        return {channel for (channel,) in found}


async def all_done(data: Path) -> None:
    """Wait until the store says that every digest was posted, and the next one is due on another day."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not_done(data):  # noqa: ASYNC110  # there is no event for what another process writes
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not posted after {PATIENCE:g} s: {not_done(data)}") from None


def _store(data: Path) -> sqlite3.Connection:
    return sqlite3.connect(data / "catena.sqlite3", timeout=30)
