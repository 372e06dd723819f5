"""Several processes on one PostgreSQL, and clocks that go wrong: each digest is posted once."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.adapters.database.postgresql import shared
from tests.adapters.discord.reading import shown
from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import Channel
from tests.adapters.serve.ground import PATIENCE, is_done, let_be_due

HEADING = "Claim of the day, "
DIGESTS = 200
HOUR = 3_600


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
    with server.connect(url.rpartition("/")[2]) as store:
        store.execute("UPDATE digests SET due_at = %s, try_at = %s", [int(time.time()) + 15] * 2)
    async with (
        running(standin, data=tmp_path / "first", env=env) as one,
        running(standin, data=tmp_path / "second", env=env, sessions=2) as other,
    ):
        async with asyncio.timeout(3 * PATIENCE):
            while sum(len(digests(channel)) for channel in channels) < DIGESTS:  # noqa: ASYNC110  # it is counted here alone
                await asyncio.sleep(0.1)
        await asyncio.sleep(15)  # and none comes after that
        shares = [process.stderr.count("a digest was posted") for process in (one, other)]
    assert [len(digests(channel)) for channel in channels] == [1] * DIGESTS
    assert sum(shares) == DIGESTS
    assert min(shares) > 0, "both took part"


async def test_a_clock_that_is_set_back_and_forward_an_hour(standin: StandIn, data: Path, tmp_path: Path) -> None:
    channel = standin.village.channel
    shift = tmp_path / "shift"
    shift.write_text("0")
    env = {"SHIFTED_BY": str(shift), "CATENA_LIMIT_USER": "3/hour"}
    async with running(standin, data=data, env=env) as process:
        await standin.organiser.slash(channel, "digest", time="09:00 utc")
        let_be_due(data, str(channel.id))
        await is_done(data, str(channel.id))
        for _ in range(3):
            assert not (await standin.mei.slash(channel, "claim", words="zhenbao")).ephemeral
        refused = await standin.mei.slash(channel, "claim", words="zhenbao")
        wait = shown(refused.message.text)  # type: ignore[union-attr]
        shift.write_text(str(-HOUR))
        later = await standin.mei.slash(channel, "claim", words="zhenbao")
        assert shown(later.message.text)[:60] == wait[:60]  # type: ignore[union-attr]
        await asyncio.sleep(12)  # it looks every ten seconds
        shift.write_text(str(HOUR))
        await asyncio.sleep(12)
        assert process.exit_code is None
        assert "error" not in process.stderr
    assert len(digests(channel)) == 1
    standin.assert_sound()
