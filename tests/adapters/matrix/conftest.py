"""A homeserver for all tests of a process, and for each test its own bot and people."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App
from bot.loading import open_library
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.program import Program, running
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.matrix.homeserver.wire import Wire

CONTENT = Path(__file__).parents[3] / "content" / "khrushchev"


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


@pytest.fixture
async def bob(homeserver: Synapse) -> AsyncIterator[Person]:
    """Another member."""
    name = await homeserver.register(unused("bob"))
    async with Person.open(homeserver.url, name) as person:
        yield person


@pytest.fixture
async def ada(homeserver: Synapse) -> AsyncIterator[SecretPerson]:
    """A member whose rooms are encrypted."""
    name = await homeserver.register(unused("ada"))
    async with SecretPerson.open(homeserver.url, name) as person:
        yield person


@pytest.fixture
async def catena(homeserver: Synapse, bot: str, data: Path) -> AsyncIterator[Program]:
    """The program, connected."""
    async with running(homeserver.url, bot, data) as program:
        yield program


@pytest.fixture
async def wire(homeserver: Synapse) -> AsyncIterator[Wire]:
    """A way to the homeserver that can be made to fail."""
    async with Wire.open(homeserver.url) as wire:
        yield wire


@pytest.fixture
async def wired(wire: Wire, bot: str, data: Path) -> AsyncIterator[Program]:
    """The program behind the wire, connected."""
    async with running(wire.url, bot, data) as program:
        yield program
