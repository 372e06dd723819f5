"""Each test with a store of its own: in a file, and on a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.database.opening import Database, open_database
from tests.adapters.database.postgresql import shared


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What holds of every store is tested on both; what looks into the file, on that alone."""
    if "kind" in metafunc.fixturenames:
        kinds = ["sqlite"] if "file" in metafunc.fixturenames else ["sqlite", "postgresql"]
        metafunc.parametrize("kind", kinds, indirect=True)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file that a store on SQLite is in."""
    return tmp_path / "kept" / "catena.sqlite3"


@pytest.fixture
def url(kind: str, tmp_path: Path) -> str:
    """The address of a store that is not made yet."""
    return shared().fresh() if kind == "postgresql" else f"sqlite:///{tmp_path / 'kept' / 'catena.sqlite3'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A store, open."""
    database = await open_database(url)
    yield database
    await database.close()
