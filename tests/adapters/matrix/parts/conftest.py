"""A scripted homeserver, and the way to it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.matrix.encryption import Encryption
from adapters.matrix.session import Session
from adapters.matrix.wire import Wire
from adapters.runtime.supervision import Backoff
from tests.adapters.matrix.parts.bodies import BOT
from tests.adapters.matrix.parts.scripted import Homeserver

SESSION = Session(BOT, "ABCDEF", "secret")


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried again soon."""

    def delay(backoff: Backoff, failures: int) -> float:
        return 0.01

    monkeypatch.setattr(Backoff, "delay", delay)


@pytest.fixture
async def scripted() -> AsyncIterator[Homeserver]:
    """A homeserver that knows nothing yet."""
    homeserver = Homeserver()
    await homeserver.start()
    yield homeserver
    await homeserver.stop()


@pytest.fixture
async def wire(scripted: Homeserver) -> AsyncIterator[Wire]:
    """The way to it, for whoever holds the token `secret`."""
    wire = Wire(scripted.url, "secret")
    yield wire
    await wire.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def new_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the keys of a new device, which takes a moment to make."""
    path = tmp_path_factory.mktemp("keys") / "ABCDEF.db"
    await Encryption(Wire("http://127.0.0.1:1"), SESSION, path).close()
    return path


@pytest.fixture
async def encryption(wire: Wire, tmp_path: Path, new_keys: Path) -> AsyncIterator[Encryption]:
    """What a new device knows: no rooms yet."""
    encryption = Encryption(wire, SESSION, Path(shutil.copy(new_keys, tmp_path)))
    yield encryption
    await encryption.close()
