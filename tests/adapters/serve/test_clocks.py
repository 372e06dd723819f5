"""The clock of the day goes wrong: no digest comes twice for it, none is lost, and nobody is locked out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.adapters.discord.reading import shown
from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.serve.ground import PATIENCE, Clock, Serving, serving

HEADING = "Claim of the day, "
MINUTE, HOUR, DAY = 60, 3_600, 86_400
LOOKS = 12.0
"""Seconds after which the program has looked again what is due."""


async def came(catena: Serving) -> tuple[int, int]:
    """How many digests stand on Discord, and how many on Matrix."""
    on_discord = [message for message in catena.standin.village.channel.said if HEADING in message.text]
    events = await catena.mei.events(catena.room)
    on_matrix = [event for event in events if HEADING in str(event["content"].get("body", ""))]
    return len(on_discord), len(on_matrix)


async def come(catena: Serving, number: int) -> None:
    """Wait until so many stand on both."""
    async with asyncio.timeout(PATIENCE):
        while min(await came(catena)) < number:  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_digests_of_a_clock_that_is_set_forward_and_back(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path, tmp_path: Path
) -> None:
    clock = Clock(tmp_path / "clock")
    async with serving(standin, homeserver.url, bot, mei, data, clock.env) as catena:
        at = f"{datetime.now(UTC) + timedelta(minutes=20):%H:%M} utc"
        await standin.organiser.slash(standin.village.channel, "digest", time=at)
        await mei.hear(catena.room, f"!digest {at}")
        await asyncio.sleep(LOOKS)
        assert await came(catena) == (0, 0)
        clock.put(HOUR)  # over the time it was planned for
        await come(catena, 1)
        for ahead in (0, -HOUR, 30 * MINUTE, HOUR):  # its time comes a second time
            clock.put(ahead)
            await catena.asks_on_discord()
            await catena.asks_on_matrix()
            await asyncio.sleep(LOOKS)
            assert await came(catena) == (1, 1), f"{ahead} s ahead"
        clock.put(DAY + HOUR)
        await come(catena, 2)
        clock.put(0)
        await asyncio.sleep(LOOKS)
        assert await came(catena) == (2, 2)
        await catena.asks_on_discord()
        await catena.asks_on_matrix()
        assert '"level": "error"' not in catena.process.stderr
        assert catena.process.exit_code is None
    standin.assert_sound()


async def test_a_limit_goes_by_no_clock_of_the_day(standin: StandIn, data: Path, tmp_path: Path) -> None:
    clock, channel = Clock(tmp_path / "clock"), standin.village.channel
    async with running(standin, data=data, env={**clock.env, "CATENA_LIMIT_USER": "3/hour"}):
        for _ in range(3):
            assert not (await standin.mei.slash(channel, "claim", words="zhenbao")).ephemeral
        for ahead in (0, -HOUR, HOUR):
            clock.put(ahead)
            refused = await standin.mei.slash(channel, "claim", words="zhenbao")
            assert "Ask again in 20 minutes" in shown(refused.message.text)  # type: ignore[union-attr]
            assert not (await standin.organiser.slash(channel, "topics")).ephemeral
            clock.put(0)
    standin.assert_sound()


@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
async def test_an_organiser_is_heard_whatever_the_clock_says(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path, tmp_path: Path, ahead: int
) -> None:
    clock = Clock(tmp_path / "clock")
    async with serving(standin, homeserver.url, bot, mei, data, clock.env) as catena:
        clock.put(ahead)
        assert "is now short" in await catena.settings("length short")
        said = await mei.hear(catena.room, "!settings length short")
        assert "is now short" in said["content"]["body"]
