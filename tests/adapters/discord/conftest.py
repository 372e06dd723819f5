"""The program on a stand-in for Discord, with the real two documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn


@pytest.fixture
async def catena(standin: StandIn, data: Path) -> AsyncIterator[Process]:
    """The program, connected, its commands registered."""
    async with running(standin, "discord", data=data) as process:
        yield process
