"""The program on a stand-in for Discord, with the real two documents."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from bot.loading import open_library
from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import village

CONTENT = Path(__file__).parents[3] / "content" / "khrushchev"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what is compiled of the two documents, so that no test waits for it."""
    folder = tmp_path_factory.mktemp("compiled")
    open_library(CONTENT, folder)
    return folder


@pytest.fixture(scope="session")
def app(compiled: Path) -> App:
    """The same documents, to know what an answer should hold."""
    return App(*open_library(CONTENT, compiled))


@pytest.fixture
def data(tmp_path: Path, compiled: Path) -> Path:
    """Where the program keeps what it keeps."""
    folder = tmp_path / "data"
    shutil.copytree(compiled, folder / "cache")
    return folder


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    """A small server, where Discord grants the bot the text of messages."""
    async with StandIn.open(village(grants_content=True)) as standin:
        yield standin


@pytest.fixture
async def catena(standin: StandIn, data: Path) -> AsyncIterator[Process]:
    """The program, connected, its commands registered."""
    async with running(standin, "discord", data=data) as process:
        yield process
