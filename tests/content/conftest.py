"""The two documents, asked as a user asks them."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot
from bot.app import App
from bot.loading import load
from bot.search import Index

CONTENT = Path(bot.__file__).parent.parent / "content" / "khrushchev"


@pytest.fixture(scope="session")
def app() -> App:
    library = load(CONTENT)
    return App(library, Index.build(library))
