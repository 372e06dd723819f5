"""What tests of adapters share: the two documents, compiled once; a small Discord; a homeserver with people on it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App
from bot.loading import open_library
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import village
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse

CONTENT = Path(__file__).parents[2] / "content" / "khrushchev"


def unused(name: str) -> str:
    """A user name that nobody has."""
    return f"{name}-{uuid.uuid4().hex[:8]}"


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
    """A small server on a stand-in for Discord, where Discord grants the bot the text of messages."""
    async with StandIn.open(village(grants_content=True)) as standin:
        yield standin


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Synapse]:
    """One homeserver; nobody may stop it, or fill it with more than a test needs."""
    synapse = Synapse(tmp_path_factory.mktemp("synapse"))
    await synapse.start()
    yield synapse
    await synapse.stop()


@pytest.fixture
async def bot(homeserver: Synapse) -> str:
    """An account for the bot."""
    return await homeserver.register(unused("catena"))


@pytest.fixture
async def mei(homeserver: Synapse) -> AsyncIterator[Person]:
    """A member of a reading group, who makes its rooms."""
    name = await homeserver.register(unused("mei"))
    async with Person.open(homeserver.url, name) as person:
        yield person
