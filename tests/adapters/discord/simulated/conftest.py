"""The real client in a simulated Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.discord import responding
from bot.app import App
from bot.loading import open_library
from tests.adapters.discord.simulated.stage import Stage, staged
from tests.adapters.discord.simulated.supplement import grant_message_content

LIGHTHOUSE = Path(__file__).parents[3] / "library"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no answer become one that takes long because the machine stalls. Less than what settles is waited for."""
    monkeypatch.setattr(responding, "THINKS_FOR", 20.0)


@pytest.fixture(scope="session")
def lighthouse() -> App:
    """Another library, about a lighthouse."""
    return App(*open_library(LIGHTHOUSE, None))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where the bot keeps what it keeps."""
    return f"sqlite:///{tmp_path / 'catena.sqlite3'}"


@pytest.fixture
async def stage(app: App, url: str) -> AsyncIterator[Stage]:
    """The server and its bot; at the end, all that the bot sent is judged, and it raised nothing."""
    async with staged([app], url) as stage:
        yield stage
    stage.env.raise_errors()
    stage.assert_sound()


@pytest.fixture
async def reader(app: App, url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The same, where the bot was granted the text of messages."""
    grant_message_content(monkeypatch)
    async with staged([app], url) as stage:
        assert stage.bot.client.reads_messages
        yield stage
    stage.env.raise_errors()
    stage.assert_sound()
