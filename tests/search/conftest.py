"""The two libraries that search is tried on: the toy one, and the two documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import bot
from bot.library import Library
from bot.loading import load
from bot.search import Found, Index

ROOT = Path(bot.__file__).parent.parent


@pytest.fixture(scope="session")
def toy() -> Library:
    return load(ROOT / "tests" / "library")


@pytest.fixture(scope="session")
def toy_index(toy: Library) -> Index:
    return Index.build(toy)


@pytest.fixture(scope="session")
def library() -> Library:
    return load(ROOT / "content" / "khrushchev")


@pytest.fixture(scope="session")
def index(library: Library) -> Index:
    return Index.build(library)


@pytest.fixture(scope="session")
def first(index: Index) -> Callable[[str], str]:
    """The reference of the best sentence for a query, or "" where search declines."""

    def first(query: str) -> str:
        matches = index.sentences(query).matches
        return str(matches[0].reference) if matches else ""

    return first


@pytest.fixture(scope="session")
def marked(library: Library) -> Callable[[Found], list[str]]:
    """The words that are marked in the best sentence."""

    def marked(found: Found) -> list[str]:
        match = found.matches[0]
        text = library.documents[match.reference.document].text
        return [text[start:end] for start, end in match.marks]

    return marked
