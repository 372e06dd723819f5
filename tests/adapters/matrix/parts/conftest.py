"""A scripted homeserver, and the way to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.matrix.wire import Wire
from tests.adapters.matrix.parts.scripted import Homeserver


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
