"""An index can be kept and restored: it is plain data, which nothing changes, and answers as before."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.library import Library
from bot.search import Index, filing
from bot.search.engine import Engine

QUERIES = ("oyl", "forty barrels", "1871", "灯塔石", "who says the keeper was asleep", "unheard of", "")
KINDS = ("claim", "topic", "person", "document")


def values(value: object, name: str = "engine") -> Iterator[tuple[str, object]]:
    """All that an engine is made of: itself and the values of its fields, but for what it only remembers."""
    yield name, value
    if is_dataclass(value):
        for field in fields(value):
            if field.init:
                yield from values(getattr(value, field.name), f"{name}.{field.name}")


def written(engine: Engine) -> bytes:
    file = io.BytesIO()
    filing.write(engine, "0" * 64, file)
    return file.getvalue()


def test_a_restored_index_answers_alike(toy: Library, toy_index: Index, tmp_path: Path) -> None:
    (tmp_path / "toy.index").write_bytes(written(toy_index.engine))

    restored = Index(toy, lambda: filing.read(tmp_path / "toy.index", "0" * 64))

    for query in QUERIES:
        found, again = toy_index.sentences(query), restored.sentences(query)
        assert again == found
        assert [match.look() for match in again.matches] == [match.look() for match in found.matches]
        assert restored.sharing(query) == toy_index.sharing(query)
        assert restored.named(query, KINDS) == toy_index.named(query, KINDS)
        assert restored.names(query, KINDS) == toy_index.names(query, KINDS)
        assert restored.complete(query, KINDS) == toy_index.complete(query, KINDS)


def test_it_is_made_of_plain_data(toy_index: Index) -> None:
    for name, value in values(toy_index.engine):
        if is_dataclass(value):
            assert type(value).__module__.startswith("bot.search."), name
        else:
            assert type(value) is np.ndarray, name
            assert value.ndim == 1, name
            assert not value.dtype.hasobject, name


def test_nothing_in_it_can_be_exchanged(toy_index: Index) -> None:
    for _, value in values(toy_index.engine):
        if is_dataclass(value):
            with pytest.raises(FrozenInstanceError):
                setattr(value, fields(value)[0].name, None)


def test_questions_leave_it_as_it_was(toy: Library) -> None:
    index = Index.build(toy)
    before = written(index.engine)

    for query in QUERIES:
        index.sentences(query)
        index.sharing(query)
        index.named(query, KINDS)
        index.names(query, KINDS)
        index.complete(query, KINDS)

    assert written(index.engine) == before


def test_it_is_not_loaded_before_it_is_asked(toy: Library, toy_index: Index) -> None:
    loaded: list[str] = []

    def restore() -> Engine:
        loaded.append("once")
        return toy_index.engine

    index = Index(toy, restore)
    assert not loaded
    index.sentences("oil")
    index.names("oil", ("topic",))
    index.complete("oi", ("topic",))
    assert loaded == ["once"]


def test_what_could_not_be_loaded_is_asked_for_again(toy: Library, toy_index: Index) -> None:
    answers: list[Any] = [OSError("no more open files"), toy_index.engine]

    def restore() -> Engine:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        engine: Engine = answer
        return engine

    index = Index(toy, restore)
    with pytest.raises(OSError, match="no more open files"):
        index.sentences("oil")
    assert index.sentences("oil") == toy_index.sentences("oil")
