"""The program is killed at any moment: nothing that was said to be kept is lost, and no digest comes twice."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

import pytest

from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import Channel
from tests.adapters.serve.ground import all_done, let_be_due, let_go, settings_of

TIMES = 50
"""Kills of each kind."""
LENGTHS = ("short", "full")
HEADING = "Claim of the day, "

pytestmark = pytest.mark.slow


async def kill(process: Process) -> None:
    process.signal(signal.SIGKILL)
    await process.ended()


def now(said: str) -> str:
    """The length that `settings` tells."""
    (line,) = (line for line in said.splitlines() if line.startswith("**length**"))
    return next(value for value in LENGTHS if f"· {value} ·" in line)


@pytest.mark.parametrize("seed", [1956])
async def test_a_change_of_a_setting(standin: StandIn, data: Path, seed: int) -> None:
    at_random = random.Random(seed)
    kept = "full"
    for number in range(TIMES):
        wanted = LENGTHS[number % 2]
        async with running(standin, data=data) as process:
            changing = asyncio.create_task(settings_of(standin, f"length {wanted}"))
            await asyncio.sleep(at_random.uniform(0, 0.03))
            await kill(process)
            was_told = changing.done() and not changing.cancelled() and "is now" in changing.result()
            changing.cancel()
            await asyncio.gather(changing, return_exceptions=True)
        async with running(standin, data=data):
            found = now(await settings_of(standin))
        assert found in ({wanted} if was_told else {wanted, kept}), f"seed {seed}, kill {number}"
        kept = found


@pytest.mark.parametrize("seed", [1969])
async def test_a_digest(standin: StandIn, data: Path, seed: int) -> None:
    at_random = random.Random(seed)
    channels = [standin.world.channel(standin.village.guild, f"reading-{number}") for number in range(TIMES)]
    async with running(standin, data=data):
        for channel in channels:
            await standin.organiser.slash(channel, "digest", time="09:00 utc")
    for number, channel in enumerate(channels):
        let_be_due(data, str(channel.id))
        async with running(standin, data=data) as process:
            await asyncio.sleep(at_random.uniform(0, 1.2))  # it is posted within about a second
            await kill(process)
        let_go(data)
        channel.nonces.clear()  # Discord forgets them after minutes, and what stands in the channel is what counts
        async with running(standin, data=data):
            await all_done(data)
        assert len(digests(channel)) == 1, f"seed {seed}, kill {number}"
    assert [len(digests(channel)) for channel in channels] == [1] * TIMES
    standin.assert_sound()


def digests(channel: Channel) -> list[str]:
    return [message.text for message in channel.said if HEADING in message.text]
