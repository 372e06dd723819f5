"""Caches with the toy library in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.library import Parts
from bot.loading import open_library
from tests.loading.compiled.ground import answers
from tests.loading.toy import LIBRARY, copied


@pytest.fixture(scope="session")
def fresh() -> tuple[Parts, object]:
    """The answers of the toy library when nothing is kept."""
    return answers(open_library(LIBRARY))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache that is yet to be made."""
    return tmp_path / "cache" / "catena"


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the toy library in it. Not to be changed."""
    cache = tmp_path_factory.mktemp("whole")
    open_library(LIBRARY, cache)
    return cache


@pytest.fixture
def filled(cache: Path, whole: Path) -> Path:
    """A cache with the toy library in it."""
    shutil.copytree(whole, cache)
    return cache


@pytest.fixture(scope="session")
def anothers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with another library in it."""
    folder = tmp_path_factory.mktemp("another")
    toy = copied(folder / "library")
    toy.replace("topics/wreck.yaml", "The wreck and the dark lamp", "The lost brig")
    open_library(toy.folder, folder / "cache")
    return folder / "cache"
