"""The program, run in this process, on the toy library."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.cli.__main__ import main
from adapters.places import cache_folder
from bot.app import App
from bot.loading import open_library

LIBRARY = Path(__file__).parents[2] / "library"


@dataclass(frozen=True)
class Ran:
    """How a run of the program ended, and what it wrote."""

    code: int
    out: str
    err: str


class Stream(io.TextIOWrapper):
    """A standard stream in memory, of a terminal or not."""

    def __init__(self, content: bytes = b"", *, encoding: str = "utf-8", is_terminal: bool = False) -> None:
        self.bytes = io.BytesIO(content)
        self.is_terminal = is_terminal
        super().__init__(self.bytes, encoding=encoding, newline="\n")

    def isatty(self) -> bool:
        return self.is_terminal

    def written(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the toy library is compiled, once for all tests and before any: on a busy machine the first would show the bar."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(folder))
        open_library(LIBRARY, cache_folder(os.environ))
    return folder


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path) -> pytest.MonkeyPatch:
    """The environment of somebody who has set nothing but the toy library."""
    for name in list(os.environ):
        if name.startswith("CATENA_") or name in (
            "NO_COLOR",
            "FORCE_COLOR",
            "COLUMNS",
            "LINES",
            "PAGER",
            "LESS",
            "TERM",
        ):
            monkeypatch.delenv(name)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(cache))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CATENA_LIBRARY", str(LIBRARY))
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.fixture
def app(cache: Path) -> App:
    """The toy library, ready to answer."""
    return App(*open_library(LIBRARY, cache))


@pytest.fixture
def catena(environment: pytest.MonkeyPatch) -> Run:
    """Runs `catena` with words, and with bytes on standard input."""

    def run(*words: str, stdin: bytes = b"", encoding: str = "utf-8", is_terminal: bool = False) -> Ran:
        out, err = (Stream(encoding=encoding, is_terminal=is_terminal) for _ in range(2))
        environment.setattr(sys, "stdin", Stream(stdin))
        environment.setattr(sys, "stdout", out)
        environment.setattr(sys, "stderr", err)
        code = main(words)
        return Ran(int(code), out.written(), err.written())

    return run
