"""A day of a thousand groups in a few minutes, and a flood of one of them.

What is compressed is the waiting: each simulated hour every group asks once, as fast as they
can one after the other, and then the clock of the program is put forward by an hour (what
hangs on the clock happens: digests, sweeps). Requests, answers, sockets and the store are real.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import re
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.app import App
from tests.adapters.conftest import unused
from tests.adapters.discord.standin.acting import Actor
from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import Channel, village
from tests.adapters.matrix.homeserver.asking import room_with
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.serve.ground import Clock, Serving, serving

SERVERS, ROOMS, HOURS = 950, 50, 24
DIGESTS = 100
_AT_ONCE = 4
_SETTLES = 1.0
"""Seconds for which nobody asks, between two hours."""
FLOOD, _EVERY = 50, 0.5
"""Questions of the flood, and how many seconds after the last ones they come."""


@dataclass(frozen=True, slots=True)
class Hour:
    """After a simulated hour: memory in MiB, tasks of the event loop once nothing is under way; and what the hour took.

    `times` is how long each slash answer took, as who asked waited, and `worked` how long the program's own threads ran
    for all questions of the hour, both in seconds.
    """

    memory: float
    tasks: int
    times: Sequence[float]
    worked: float


@dataclass(frozen=True, slots=True)
class Flood:
    """How long a calm group waits, in seconds: alone, and while another one asks a hundred times a second."""

    alone: Sequence[float]
    beside: Sequence[float]


Program = Callable[[StandIn], AbstractAsyncContextManager[Process]]
"""Runs a program beside a stand-in for Discord, for as long as a block lasts."""


def without_limits(data: Path) -> Program:
    """Catena, which answers all that it is asked."""
    env = {"CATENA_LIMIT_GROUP": "off", "CATENA_LIMIT_USER": "off"}
    return lambda standin: running(standin, data=data, env=env)


async def a_day(homeserver: Synapse, data: Path, clock: Clock, app: App) -> list[Hour]:
    """A day of a thousand groups. `clock` is the program's."""
    at_random = random.Random(24)
    small = village(grants_content=True)
    guilds = [small.world.guild(f"group {number}") for number in range(SERVERS)]
    channels = [small.world.channel(guild, "reading") for guild in guilds]
    asked = _questions(app)
    hours: list[Hour] = []
    bot, name = await homeserver.register(unused("catena")), await homeserver.register(unused("mei"))
    async with (
        Person.open(homeserver.url, name) as mei,
        StandIn.open(small, judges=False) as standin,
        serving(standin, homeserver.url, bot, mei, data, clock.env) as catena,
    ):
        rooms = [await room_with(mei, bot) for _ in range(ROOMS)]
        owners = {channel.id: standin.actor(guild.owner) for channel, guild in zip(channels, guilds, strict=True)}
        for number, channel in enumerate(channels[:DIGESTS]):
            await owners[channel.id].slash(channel, "digest", time=f"{number % 24:02}:30 utc")
        gate = asyncio.Semaphore(_AT_ONCE)
        for hour in range(HOURS):
            times: list[float] = []
            before = worked(catena.process.pid)

            async def on_discord(channel: Channel, asker: Actor, times: list[float] = times) -> None:
                command, param, words = at_random.choice(asked)
                async with gate:
                    began = time.perf_counter()
                    answer = await asker.slash(channel, command, **{param: words})
                    times.append(time.perf_counter() - began)
                    assert answer.message is not None

            async def on_matrix(room: str) -> None:
                command, _, words = at_random.choice(asked)
                await mei.hear(room, f"!{command} {words}", 60)

            await asyncio.gather(
                *(on_discord(channel, owners[channel.id]) for channel in channels), *map(on_matrix, rooms)
            )
            took = worked(catena.process.pid) - before
            clock.put(3_600 * (hour + 1))
            await asyncio.sleep(_SETTLES)
            gc.collect()
            gc.freeze()  # what people said is kept on this side, and must not be looked through ever longer
            hours.append(Hour(memory(catena.process.pid), await _tasks(catena), times, took))
        assert "error" not in catena.process.stderr
    return hours


async def a_flood(program: Program, app: App) -> Flood:
    """What a flood of one group does to another one that asks `/claim` now and then."""
    small = village()
    flooding, calm = small.world.guild("loud"), small.world.guild("calm")
    loud, quiet = small.world.channel(flooding, "loud"), small.world.channel(calm, "quiet")
    async with StandIn.open(small, judges=False) as standin, program(standin):
        flooder, reader = standin.actor(flooding.owner), standin.actor(calm.owner)

        async def waits() -> list[float]:
            found: list[float] = []
            for name in list(app.library.claims)[:100]:
                began = time.perf_counter()
                answer = await reader.slash(quiet, "claim", words=name)
                found.append(time.perf_counter() - began)
                assert answer.message is not None
                await asyncio.sleep(0.02)
            return found

        await waits()  # once, so that both measure the same
        alone = await waits()
        is_over = asyncio.Event()

        async def flood() -> None:
            while not is_over.is_set():
                more = (flooder.slash(loud, "claim", words=f"border {number}") for number in range(FLOOD))
                await asyncio.gather(asyncio.sleep(_EVERY), *more)

        flooding_on = asyncio.create_task(flood())
        beside = await waits()
        is_over.set()
        await flooding_on
    return Flood(alone, beside)


def percentile(times: Sequence[float], share: float) -> float:
    """The time that such a share of all is within."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def memory(process: int) -> float:
    """Resident memory in MiB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def worked(process: int) -> float:
    """Seconds for which the threads of a process have run (Linux)."""
    user, system = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _questions(app: App) -> list[tuple[str, str, str]]:
    """What groups ask: a command, its parameter, and the words for it."""
    library = app.library
    return [
        *(("claim", "words", name) for name in library.claims),
        *(("perspectives", "topic", name) for name in library.topics),
        *(("who", "name", name) for name in library.people),
        *(("search", "words", words) for words in ("joint fleet", "border", "cult of personality", "reform", "corn")),
        *(("read", "reference", f"survey {number}") for number in range(3, 13)),
    ]


async def _tasks(catena: Serving) -> int:
    found = re.search(r"^catena_tasks ([\d.]+)$", await catena.metrics(), re.MULTILINE)
    assert found is not None
    return int(float(found[1]))
