"""Many libraries over time: what is old goes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.loading import LibraryError, open_library
from tests.loading.compiled.ground import kept
from tests.loading.toy import LIBRARY, Toy


def made_long_ago(file: Path, seconds: float) -> None:
    os.utime(file, (time.time() - seconds,) * 2)


def test_the_oldest_are_swept_away_when_a_ninth_comes(cache: Path) -> None:
    cache.mkdir(parents=True)
    for age in range(10):
        for kind in (".compiled", ".index", ".lock"):
            file = cache / f"{age}{kind}"
            file.write_bytes(b"an older library")
            made_long_ago(file, 1000 * (age + 1))
    (cache / "not-mine.txt").write_text("mine", encoding="utf-8")

    library, _ = open_library(LIBRARY, cache)

    for kind in (".compiled", ".index", ".lock"):
        names = sorted(file.name for file in cache.glob(f"*{kind}") if not file.name.startswith(library.hash[:32]))
        assert names == [f"{age}{kind}" for age in range(7)]
    assert len(list(cache.glob("*.compiled"))) == 8
    assert (cache / "not-mine.txt").exists()


def test_what_a_killed_program_left_is_swept_away_and_what_another_is_writing_is_not(cache: Path) -> None:
    cache.mkdir(parents=True)
    left_over, being_written = cache / ".new-left", cache / ".new-being-written"
    left_over.write_bytes(b"half a libr")
    being_written.write_bytes(b"half a libr")
    made_long_ago(left_over, 2 * 24 * 3600)

    open_library(LIBRARY, cache)

    assert not left_over.exists()
    assert being_written.exists()


def test_what_lies_beside_no_library_is_swept_away_in_time(cache: Path, toy: Toy) -> None:
    toy.replace("topics/wreck.yaml", "name: ", "nome: ")
    with pytest.raises(LibraryError):
        open_library(toy.folder, cache)
    (cache / "lost.index").write_bytes(b"its library found no room")
    (cache / "being-made.index").write_bytes(b"its library is being written")
    alone = [*cache.glob("*.lock"), cache / "lost.index"]
    for file in alone:
        made_long_ago(file, 2 * 24 * 3600)

    library, _ = open_library(LIBRARY, cache)

    assert [file for file in alone if file.exists()] == []
    assert (cache / "being-made.index").exists()
    assert kept(cache).name.startswith(library.hash[:32])
