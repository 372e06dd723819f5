"""A day of a thousand groups in a few minutes, and a flood of one of them.

What is compressed is the waiting: each simulated hour every group asks once, as fast as they
can one after the other, and then the clock of the program is put forward by an hour (what
hangs on the clock happens: digests, sweeps). Requests, answers, sockets and the store are real.
"""

from __future__ import annotations

import asyncio
import gc
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.app import App
from tests.adapters.discord.standin.acting import Actor
from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import Channel, village
from tests.adapters.matrix.homeserver.asking import room_with
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.serve.ground import Serving, serving

SERVERS, ROOMS, HOURS = 950, 50, 24
DIGESTS = 100
_AT_ONCE = 4
_SETTLES = 1.0
"""Seconds for which nobody asks, between two hours."""

pytestmark = pytest.mark.slow


def lines(app: App) -> list[tuple[str, str, str]]:
    """What groups ask: a command, its parameter, and the words for it."""
    library = app.library
    return [
        *(("claim", "words", name) for name in library.claims),
        *(("perspectives", "topic", name) for name in library.topics),
        *(("who", "name", name) for name in library.people),
        *(("search", "words", words) for words in ("joint fleet", "border", "cult of personality", "reform", "corn")),
        *(("read", "reference", f"survey {number}") for number in range(3, 13)),
    ]


def percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def memory(process: int) -> float:
    """Resident memory in MiB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


async def tasks(catena: Serving) -> int:
    """The tasks of the program's event loop, once nothing is under way."""
    found = re.search(r"^catena_tasks ([\d.]+)$", await catena.metrics(), re.MULTILINE)
    assert found is not None
    return int(float(found[1]))


async def test_a_day_of_a_thousand_groups(
    homeserver: Synapse, bot: str, mei: Person, data: Path, tmp_path: Path, app: App
) -> None:
    at_random = random.Random(24)
    small = village(grants_content=True)
    guilds = [small.world.guild(f"group {number}") for number in range(SERVERS)]
    channels = [small.world.channel(guild, "reading") for guild in guilds]
    asked = lines(app)
    shift = tmp_path / "shift"
    shift.write_text("0")
    env = {"SHIFTED_BY": str(shift)}
    taken: list[tuple[float, int, float]] = []
    async with (
        StandIn.open(small, judges=False) as standin,
        serving(standin, homeserver.url, bot, mei, data, env) as catena,
    ):
        rooms = [await room_with(mei, bot) for _ in range(ROOMS)]
        owners = {channel.id: standin.actor(guild.owner) for channel, guild in zip(channels, guilds, strict=True)}
        for number, channel in enumerate(channels[:DIGESTS]):
            await owners[channel.id].slash(channel, "digest", time=f"{number % 24:02}:30 utc")
        gate = asyncio.Semaphore(_AT_ONCE)
        for hour in range(HOURS):
            times: list[float] = []

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
            shift.write_text(str(3_600 * min(hour + 1, 23)))  # a day later, questions count as too old
            await asyncio.sleep(_SETTLES)
            gc.collect()
            gc.freeze()  # what people said is kept on this side, and must not be looked through ever longer
            taken.append((memory(catena.process.pid), await tasks(catena), percentile(times, 0.99)))
        assert "error" not in catena.process.stderr
    said = "; ".join(f"{size:.1f} MiB, {count} tasks, p99 {late * 1000:.0f} ms" for size, count, late in taken)
    first, last = taken[0], taken[-1]
    assert last[0] / first[0] - 1 <= 0.05, said
    assert last[1] <= first[1] + 5, said
    early, late = ([late for _, _, late in part] for part in (taken[1:7], taken[-6:]))
    assert percentile(late, 0.5) <= 1.5 * percentile(early, 0.5), said


async def test_a_flood_from_one_group_slows_no_other(data: Path, app: App) -> None:
    small = village()
    flooding, calm = small.world.guild("loud"), small.world.guild("calm")
    loud, quiet = small.world.channel(flooding, "loud"), small.world.channel(calm, "quiet")
    asked = lines(app)
    async with StandIn.open(small, judges=False) as standin:
        env = {"CATENA_LIMIT_GROUP": "120/minute"}
        async with running(standin, data=data, env=env):
            flooder, reader = standin.actor(flooding.owner), standin.actor(calm.owner)

            async def times(number: int) -> list[float]:
                found: list[float] = []
                for command, param, words in asked[:number]:
                    began = time.perf_counter()
                    await reader.slash(quiet, command, **{param: words})
                    found.append(time.perf_counter() - began)
                    await asyncio.sleep(0.02)
                return found

            await times(60)  # once, so that both measure the same
            alone = await times(60)
            is_over = asyncio.Event()

            async def flood() -> None:
                while not is_over.is_set():  # about a hundred a second
                    await asyncio.gather(
                        asyncio.sleep(0.5),
                        *(flooder.slash(loud, "search", words=f"border {number}") for number in range(50)),
                    )

            flooding_on = asyncio.create_task(flood())
            beside = await times(60)
            is_over.set()
            await flooding_on
    said = f"p50 {percentile(alone, 0.5) * 1000:.1f} → {percentile(beside, 0.5) * 1000:.1f} ms, p99 {percentile(alone, 0.99) * 1000:.1f} → {percentile(beside, 0.99) * 1000:.1f} ms"
    assert percentile(beside, 0.99) < 0.5, said
