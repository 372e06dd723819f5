"""Two processes on one PostgreSQL: each digest is posted once."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.adapters.database.postgresql import shared
from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import Channel
from tests.adapters.serve.ground import PATIENCE

HEADING = "Claim of the day, "
DIGESTS = 200
LOOKS = 11.0
"""Seconds after which a process would have looked again what is due."""


def digests(channel: Channel) -> list[str]:
    return [message.text for message in channel.said if HEADING in message.text]


@pytest.mark.slow
async def test_two_processes_post_two_hundred_digests_once_each(
    standin: StandIn, tmp_path: Path, compiled: Path
) -> None:
    server = shared()
    url = server.fresh()
    env = {"CATENA_DATABASE_URL": url}
    channels = [standin.world.channel(standin.village.guild, f"reading-{number}") for number in range(DIGESTS)]
    async with running(standin, data=tmp_path / "first", env=env):
        for channel in channels:
            await standin.organiser.slash(channel, "digest", time="09:00 utc")
    async with (
        running(standin, data=tmp_path / "first", env=env) as one,
        running(standin, data=tmp_path / "second", env=env, sessions=2) as other,
    ):
        # Both stand still until both have to look, and then begin at once: else the first might post all of them.
        for process in (one, other):
            process.signal(signal.SIGSTOP)
        with server.connect(url.rpartition("/")[2]) as store:
            store.execute("UPDATE digests SET due_at = %s, try_at = %s", [int(time.time())] * 2)
        await asyncio.sleep(LOOKS)
        for process in (one, other):
            process.signal(signal.SIGCONT)
        async with asyncio.timeout(3 * PATIENCE):
            while sum(len(digests(channel)) for channel in channels) < DIGESTS:  # noqa: ASYNC110  # it is counted here alone
                await asyncio.sleep(0.1)
        await asyncio.sleep(LOOKS)  # and none comes after that
        shares = [process.stderr.count("a digest was posted") for process in (one, other)]
    assert [len(digests(channel)) for channel in channels] == [1] * DIGESTS
    assert sum(shares) == DIGESTS
    assert min(shares) > 0, "both took part"
