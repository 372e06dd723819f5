"""The real documents, and the small library of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.loading import open_library

CONTENT = Path(__file__).parents[4] / "content" / "khrushchev"
TESTED = Path(__file__).parents[3] / "library"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """The two documents."""
    return App(*open_library(CONTENT, tmp_path_factory.mktemp("compiled")))


@pytest.fixture(scope="session")
def apps(app: App, tmp_path_factory: pytest.TempPathFactory) -> tuple[App, ...]:
    """Both libraries."""
    return app, App(*open_library(TESTED, tmp_path_factory.mktemp("tested")))
