"""Bots with something to lose: a state folder and a store each, in a file or on a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.settings import Settings
from tests.adapters.backup.bots import Bot
from tests.adapters.database.postgresql import shared


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


def _bot(kind: str, state: Path) -> Bot:
    url = shared().fresh() if kind == "postgresql" else f"sqlite:///{state / 'catena.sqlite3'}"
    return Bot(Settings(libraries=(), state=state, cache=None, database_url=url))


@pytest.fixture
def bot(kind: str, tmp_path: Path) -> Bot:
    """A bot."""
    return _bot(kind, tmp_path / "here")


@pytest.fixture
def other(kind: str, tmp_path: Path) -> Bot:
    """One on another machine, with a store of the same kind."""
    return _bot(kind, tmp_path / "there")


@pytest.fixture
def mover(kind: str, tmp_path: Path) -> Bot:
    """One on another machine, with a store of the other kind."""
    return _bot("sqlite" if kind == "postgresql" else "postgresql", tmp_path / "elsewhere")
