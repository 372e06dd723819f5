"""Several programs open a library at the same time."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock, Timeout

from bot.loading import LibraryError, compiled, open_library
from tests.loading.compiled.ground import (
    LIBRARY_AND_INDEX,
    OPEN_AND_TELL,
    REPOSITORY,
    TELL,
    answers,
    half,
    kept,
    left,
    opens_without_compiling,
    put,
)
from tests.loading.toy import LIBRARY, Toy

OPEN_TOGETHER = f"""
import os, sys, time
from pathlib import Path
from bot.loading import compiling
from bot.search import filing
from bot.search.engine import Engine

here = Path(sys.argv[3])
stops = sys.argv[4]

def note(what):
    with (here / "log").open("a") as log:
        log.write(what + "\\n")

def wait_for(name):
    began = time.monotonic()
    while not (here / name).exists():
        if time.monotonic() - began > 60:
            sys.exit(name + " did not come")
        time.sleep(0.002)

def stop(step):
    if step == stops:
        (here / "stopped").touch()
        wait_for("go on")

really_compile, really_build, really_write, really_replace = (
    compiling.compile_folder, Engine.build, filing.write, os.replace
)

def compile_folder(files):
    note("compiled")
    stop("compiling")
    time.sleep(0.1)  # so that the others come while it is done
    return really_compile(files)

def build(*given):
    note("indexed")
    stop("indexing")
    time.sleep(0.1)
    return really_build(*given)

def write(engine, library_hash, file):
    file.write(b"CATENA, half of it")
    file.flush()
    stop("writing the index")
    file.seek(0)
    file.truncate()
    really_write(engine, library_hash, file)

def replace(old, new):
    stop("writing the library" if str(new).endswith(".compiled") else "placing the index")
    really_replace(old, new)

compiling.compile_folder, Engine.build, filing.write, os.replace = compile_folder, staticmethod(build), write, replace
(here / f"ready {{os.getpid()}}").touch()
if stops == "no":
    wait_for("start")
{OPEN_AND_TELL}
"""
"""Opens a library when it is told to, notes what it makes, and stops where it is told to until it may go on."""


class Programs:
    """Programs that open the toy library with the same cache."""

    def __init__(self, cache: Path, here: Path) -> None:
        here.mkdir()
        self.cache, self.here = cache, here
        self.running: list[subprocess.Popen[str]] = []

    def begin(self, stops: str = "no") -> subprocess.Popen[str]:
        """Start one that opens the library when it is told to, or one that stops on its way."""
        program = subprocess.Popen(
            [sys.executable, "-c", OPEN_TOGETHER, str(LIBRARY), str(self.cache), str(self.here), stops],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self.running.append(program)
        return program

    def wait_for(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not happened():
            assert time.monotonic() < deadline, "it did not come"
            assert all(program.poll() in (None, 0) for program in self.running), "one of them failed"
            time.sleep(0.002)

    def wait_until_one_stopped(self) -> None:
        self.wait_for((self.here / "stopped").exists)

    def start(self, count: int) -> None:
        """When so many are ready, tell all of them to open the library."""
        self.wait_for(lambda: len(list(self.here.glob("ready *"))) == count)
        (self.here / "start").touch()

    def go_on(self) -> None:
        (self.here / "go on").touch()

    def told(self) -> list[str]:
        """What all that still run say in the end."""
        told = [program.communicate(timeout=60) for program in self.running]
        assert [program.returncode for program in self.running] == [0] * len(told)
        assert {errors for _, errors in told} == {""}
        return [output for output, _ in told]

    def kill(self, program: subprocess.Popen[str]) -> None:
        program.kill()
        program.communicate()
        self.running.remove(program)

    def made(self) -> list[str]:
        log = self.here / "log"
        return sorted(log.read_text(encoding="utf-8").split("\n")[:-1]) if log.exists() else []


@pytest.fixture
def programs(cache: Path, tmp_path: Path) -> Iterator[Programs]:
    programs = Programs(cache, tmp_path / "here")
    yield programs
    for program in programs.running:
        program.kill()
        program.communicate()


@pytest.fixture(scope="module")
def alone() -> str:
    """What a program says when there is no other, and no cache."""
    library, index = open_library(LIBRARY)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(TELL, {"library": library, "index": index})  # noqa: S102  # what the programs run as well
    assert "keeper" in told.getvalue()
    return told.getvalue()


@pytest.mark.parametrize("count", [2, 5])
def test_programs_that_open_a_library_at_the_same_time_compile_it_once(
    programs: Programs, count: int, alone: str, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(count):
        programs.begin()
    programs.start(count)

    assert programs.told() == [alone] * count
    assert programs.made() == ["compiled", "indexed"]
    assert left(programs.cache) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(programs.cache, monkeypatch)) == fresh


def test_programs_that_find_no_good_index_at_the_same_time_make_it_once(
    programs: Programs, filled: Path, alone: str, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(kept(filled, ".index"), half(kept(filled, ".index").read_bytes()))
    programs.begin()
    programs.begin()
    programs.start(2)

    assert programs.told() == [alone] * 2
    assert programs.made() == ["indexed"]
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_a_program_waits_while_another_is_writing_and_finds_what_it_wrote(programs: Programs, alone: str) -> None:
    programs.begin("writing the index")
    programs.wait_until_one_stopped()
    waits = programs.begin()
    programs.start(2)
    with pytest.raises(subprocess.TimeoutExpired):
        waits.wait(0.3)
    (being_written,) = left(programs.cache)
    assert being_written.startswith(".new-"), "no other program sees half an index"

    programs.go_on()

    assert programs.told() == [alone] * 2
    assert programs.made() == ["compiled", "indexed"]
    assert left(programs.cache) == LIBRARY_AND_INDEX


def at_once(lock: FileLock, really_acquire: Callable[..., Any] = FileLock.acquire) -> Any:
    """Get a lock, or fail where it has to be waited for."""
    try:
        return really_acquire(lock, timeout=0)
    except Timeout:
        pytest.fail("it is waited for")


@pytest.mark.parametrize("step", ["writing the index", "writing the library"])
def test_a_program_that_is_killed_keeps_nobody_waiting(
    programs: Programs, step: str, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = programs.begin(step)
    programs.wait_until_one_stopped()
    (lock,) = programs.cache.glob("*.lock")
    with pytest.raises(Timeout), FileLock(lock, timeout=0):
        pass

    programs.kill(killed)

    with monkeypatch.context() as patch:
        patch.setattr(FileLock, "acquire", at_once)
        assert answers(open_library(LIBRARY, programs.cache)) == fresh
    assert [name for name in left(programs.cache) if not name.startswith(".new-")] == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(programs.cache, monkeypatch)) == fresh


def test_who_waits_for_a_program_that_is_killed_goes_on(programs: Programs, alone: str) -> None:
    killed = programs.begin("compiling")
    programs.wait_until_one_stopped()
    waits = programs.begin()
    programs.start(2)
    with pytest.raises(subprocess.TimeoutExpired):
        waits.wait(0.3)

    programs.kill(killed)

    assert programs.told() == [alone]
    assert programs.made() == ["compiled", "compiled", "indexed"], "by the one that was killed, and by the other"


@pytest.mark.parametrize("found", ["nothing", "a library without its index"])
def test_a_program_that_never_lets_go_is_not_waited_for_for_ever(
    filled: Path, fresh: object, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_WAITED", 0.01)
    lock = kept(filled).with_suffix(".lock")
    kept(filled, ".index").unlink()
    if found == "nothing":
        kept(filled).unlink()

    with FileLock(lock):
        assert answers(open_library(LIBRARY, filled)) == fresh

    assert left(filled) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_nothing_stays_locked(cache: Path, toy: Toy) -> None:
    library, index = open_library(LIBRARY, cache)
    assert index.sentences("oil").matches
    with FileLock(kept(cache).with_suffix(".lock"), timeout=0):
        pass

    put(kept(cache, ".index"), b"damaged")
    _, index = open_library(LIBRARY, cache)
    assert index.sentences("oil").matches
    with FileLock(kept(cache).with_suffix(".lock"), timeout=0):
        pass

    toy.replace("topics/wreck.yaml", "name: ", "nome: ")
    for _ in range(2):
        with pytest.raises(LibraryError):
            open_library(toy.folder, cache)
    for lock in cache.glob("*.lock"):
        with FileLock(lock, timeout=0):
            pass
    assert library.hash == open_library(LIBRARY, cache)[0].hash
