"""The program on a terminal: what somebody sees there, key by key."""

from __future__ import annotations

import contextlib
import os
import re
import select
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.cli.conftest import LIBRARY

if sys.platform == "win32":
    pytest.skip("not on Windows", allow_module_level=True)

import fcntl
import termios

ROOT = Path(__file__).parents[3]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>78]|\r|\x07")
# The terminal becomes the one that controls the process, so that Ctrl-C is a signal where nothing reads keys.
START = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
{first}
from adapters.cli.__main__ import main
sys.exit(main())
"""
CTRL_C, CTRL_D = "\x03", "\x04"
PATIENCE = 120.0
"""Seconds; a hang and nothing else takes so long."""


class Terminal:
    """A terminal with the program in it."""

    def __init__(self, *words: str, rows: int = 24, columns: int = 80, first: str = "pass", **environment: str) -> None:
        try:
            self.screen, inside = os.openpty()
        except OSError:
            pytest.skip("this system has no terminal to open")
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
        variables |= {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "PAGER": "cat", "CATENA_LIBRARY": str(LIBRARY)}
        self.program = subprocess.Popen(
            [sys.executable, "-c", START.format(first=first), *words],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env=variables | environment,
            start_new_session=True,
            close_fds=True,
        )
        os.close(inside)
        self.raw = b""
        self.seen = 0

    def type(self, keys: str) -> None:
        os.write(self.screen, keys.encode())

    def see(self, words: str, seconds: float = PATIENCE) -> str:
        """Wait until words are on the screen, after those seen before; returns all that came with them."""
        end = time.monotonic() + seconds
        while words not in self.shown[self.seen :]:
            assert self._read(end - time.monotonic()), f"{words!r} was not seen, but {self.shown[self.seen :]!r}"
        start = self.seen
        self.seen = self.shown.index(words, start) + len(words)
        return self.shown[start : self.seen]

    def type_until(self, keys: str, words: str) -> None:
        """Type keys, again where nobody takes notice of them, until words are on the screen."""
        for _ in range(20):
            self.type(keys)
            with contextlib.suppress(AssertionError):
                self.see(words, 5)
                return
        self.see(words)

    def end(self, seconds: float = PATIENCE) -> int:
        """Wait until the program has ended; returns its exit code."""
        end = time.monotonic() + seconds
        while self._read(end - time.monotonic()):
            pass
        return self.program.wait(max(0.1, end - time.monotonic()))

    def has_ended(self, seconds: float) -> bool:
        """Wait so long at the most for the program to end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.program.wait(seconds)
        return self.program.returncode is not None

    @property
    def shown(self) -> str:
        return ESCAPES.sub("", self.raw.decode("utf-8", "replace"))

    def _read(self, seconds: float) -> bool:
        if not select.select([self.screen], [], [], max(0, seconds))[0]:
            return False
        with contextlib.suppress(OSError):  # Linux says so when the other side is closed
            found = os.read(self.screen, 65536)
            self.raw += found
            return bool(found)
        return False

    def close(self) -> None:
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait()
        os.close(self.screen)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path, cache: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def open_terminal(*words: str, **options: Any) -> Terminal:
        places = {"XDG_CACHE_HOME": str(cache), "HOME": str(cache), "XDG_STATE_HOME": str(tmp_path)}
        opened.append(Terminal(*words, **(places | options)))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def test_an_answer_is_in_colour(terminal: Open) -> None:
    screen = terminal("claim", "oil-was-short")
    assert screen.end() == 0
    assert b"\x1b[" in screen.raw
    assert "│ " in screen.shown


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_without_colour_nothing_is_missing(terminal: Open, variables: dict[str, str]) -> None:
    plain, coloured = (terminal("claim", "oil-was-short", **some) for some in (variables, {}))
    assert (plain.end(), coloured.end()) == (0, 0)
    assert b"\x1b" not in plain.raw
    assert plain.shown == coloured.shown


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lines_fit_the_terminal(terminal: Open, columns: int) -> None:
    screen = terminal("perspectives", "want-of-oil", columns=columns)
    assert screen.end() == 0
    longest = max(map(len, screen.shown.splitlines()))
    assert min(columns, 100) - 20 < longest <= min(columns, 100)


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_a_conversation(terminal: Open, kind: str) -> None:
    screen = terminal(TERM=kind)
    screen.see("The light of Skarholm")
    screen.see("catena>")
    screen.type("claim light\r")
    screen.see("Which one?")
    screen.see("catena>")
    screen.type("1\r")
    screen.see("│ ")
    screen.see("catena>")
    screen.type("claim li")
    time.sleep(0.5)  # a signal between the prompt and the read behind it is noticed at the next key only
    screen.type_until(CTRL_C, "catena>")
    screen.type("cliam light\r")
    screen.see("There is no command “cliam”.")
    screen.see("catena>")
    screen.type(CTRL_D)
    assert screen.end() == 0


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colour_a_search_says_what_it_matched(terminal: Open, variables: dict[str, str]) -> None:
    plain, coloured = (terminal("search", "oil", **some) for some in (variables, {}))
    assert (plain.end(), coloured.end()) == (0, 0)
    assert "  Matched: “oil”" in plain.shown
    assert b"\x1b[1;4moil\x1b[0m" in coloured.raw
    rest = [line for line in plain.shown.splitlines() if not line.startswith("  Matched: ")]
    assert rest == coloured.shown.splitlines()


def test_tab_shows_what_there_is(terminal: Open) -> None:
    screen = terminal("chat")
    screen.see("catena>")
    screen.type("per\t")
    screen.see("perspectives")
    screen.type("\r\r")
    screen.see("It lacks its topic")
    screen.type("exit\r")
    assert screen.end() == 0


def test_a_plain_conversation_draws_nothing(terminal: Open) -> None:
    screen = terminal("chat", "--plain")
    screen.see("catena>")
    screen.type("topics\r")
    screen.see("catena>")
    screen.type("search oil\r")
    screen.see("Matched: “oil”")
    screen.see("catena>")
    screen.type("quit\r")
    assert screen.end() == 0
    assert b"\x1b" not in screen.raw


@pytest.mark.skipif(shutil.which("less") is None, reason="this system has no less")
def test_a_long_answer_is_paged(terminal: Open) -> None:
    screen = terminal("perspectives", "want-of-oil", rows=8, PAGER="less", LESS="R")
    screen.see("Where they part")
    screen.see("\n:")
    screen.type(CTRL_C)  # ends neither the pager nor the program under it
    time.sleep(0.3)
    assert screen.program.poll() is None
    for _ in range(300):  # less forgets what is typed while it minds Ctrl-C
        screen.type("q")
        if screen.has_ended(0.2):
            break
    assert screen.end() == 0


@pytest.mark.parametrize("options", [{"PAGER": "no-such-pager"}, {"PAGER": ""}, {"PAGER": "less '"}])
def test_without_a_pager_a_long_answer_is_printed_whole(terminal: Open, options: dict[str, str]) -> None:
    screen = terminal("perspectives", "want-of-oil", rows=8, **options)
    assert screen.end() == 0
    assert "Where they part" in screen.shown
    assert "Next:" in screen.shown


def test_no_pager(terminal: Open) -> None:
    screen = terminal("--no-pager", "perspectives", "want-of-oil", rows=8, PAGER="false")
    assert screen.end() == 0
    assert "Next:" in screen.shown


def test_a_short_answer_is_not_paged(terminal: Open) -> None:
    screen = terminal("cite", "ledger 7.1", rows=50, PAGER="false")
    assert screen.end() == 0
    assert "ledger" in screen.shown
