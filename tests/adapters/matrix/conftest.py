"""The program on a homeserver, and more people in its rooms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.conftest import unused
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.program import Program, running
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.matrix.homeserver.wire import Wire


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
