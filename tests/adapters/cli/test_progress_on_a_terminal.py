"""The bar while a library is read, on a terminal: when it is seen, what it says, and that nothing of it is left."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("not on Windows", allow_module_level=True)

from tests.adapters.cli.test_terminal import CTRL_C, Open, Terminal

AT_ONCE = "import adapters.cli.progress; adapters.cli.progress.PATIENCE = 0"
NEVER = "import adapters.cli.progress; adapters.cli.progress.PATIENCE = 3600"


def slowly(marks: Path) -> str:
    """A library that is long in reading: twice it waits until a test puts a mark into a folder."""
    return f"""
{AT_ONCE}
import pathlib, time
from adapters.cli import program
opened = program.open_library

def open_library(folder, cache, progress):
    for read in (0, 42, 99, 100):
        progress(read, 100)
        while read in (42, 100) and not pathlib.Path({str(marks)!r}, str(read)).exists():
            time.sleep(0.01)
    return opened(folder, cache)

program.open_library = open_library
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Opens the program where nothing was compiled before."""
    opened: list[Terminal] = []

    def open_terminal(*words: str, **options: Any) -> Terminal:
        places = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
        opened.append(Terminal(*words, **(places | options)))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def left(raw: bytes) -> list[str]:
    """The lines that a terminal shows in the end, of what was written to it."""
    written = re.sub(r"\x1b\[?[0-9;?]*$", "", raw.decode("utf-8", "replace"))
    lines, row, column = [""], 0, 0
    for found in re.finditer(r"\x1b\[([0-9;?]*)([A-Za-z])|[^\x1b]", written):
        number, control = found.groups()
        if control == "A":
            row -= int(number or 1)
        elif control == "K":
            assert number == "2"
            lines[row] = ""
        elif control is None and found.group() == "\r":
            column = 0
        elif control is None and found.group() == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif control is None:
            lines[row] = lines[row][:column].ljust(column) + found.group() + lines[row][column + 1 :]
            column += 1
    return [line.rstrip() for line in lines]


def is_cursor_shown(raw: bytes) -> bool:
    return raw.rfind(b"\x1b[?25h") >= raw.rfind(b"\x1b[?25l")


@pytest.mark.parametrize("columns", [28, 40, 100])
def test_it_is_seen_while_the_library_is_read_and_gone_when_the_answer_comes(
    terminal: Open, tmp_path: Path, columns: int
) -> None:
    screen = terminal("claim", "oil-was-short", columns=columns, first=slowly(tmp_path))
    screen.see("Reading the library …")
    screen.see("42 %")
    assert len(left(screen.raw)) == 1
    assert len(left(screen.raw)[0]) < min(columns, 50)
    (tmp_path / "42").touch()
    screen.see("Making its index …")
    (tmp_path / "100").touch()
    assert screen.end() == 0
    assert is_cursor_shown(screen.raw)
    again = terminal("claim", "oil-was-short", columns=columns, first=NEVER)
    assert again.end() == 0
    assert left(screen.raw) == left(again.raw)
    assert left(again.raw)[0].startswith("oil-was-short")


def test_without_colour_it_has_none(terminal: Open, tmp_path: Path) -> None:
    screen = terminal("topics", NO_COLOR="1", first=slowly(tmp_path))
    screen.see("42 %")
    (tmp_path / "42").touch()
    (tmp_path / "100").touch()
    assert screen.end() == 0
    assert not re.search(rb"\x1b\[[0-9;]*m", screen.raw)


def test_ctrl_c_ends_it(terminal: Open, tmp_path: Path) -> None:
    screen = terminal("claim", "oil-was-short", first=slowly(tmp_path))
    screen.see("42 %")
    screen.type(CTRL_C)
    assert screen.end() == 130
    assert is_cursor_shown(screen.raw)
    assert [line for line in left(screen.raw) if line.replace("^C", "")] == []


@pytest.mark.parametrize(
    ("words", "variables"),
    [(("--format", "json"), {}), (("--plain",), {}), ((), {"TERM": "dumb"})],
    ids=["JSON", "plain", "dumb"],
)
def test_it_is_not_drawn_where_it_would_disturb(
    terminal: Open, words: tuple[str, ...], variables: dict[str, str]
) -> None:
    screen = terminal("claim", "oil-was-short", *words, first=AT_ONCE, **variables)
    assert screen.end() == 0
    assert b"\x1b" not in screen.raw
    assert "Reading" not in screen.shown
    assert "index" not in screen.shown


def test_standard_output_alone_is_no_place_for_it(terminal: Open, tmp_path: Path) -> None:
    screen = terminal("topics", first=f"{AT_ONCE}; sys.stderr = open({str(tmp_path / 'errors')!r}, 'w')")
    assert screen.end() == 0
    assert "index" not in screen.shown
    assert (tmp_path / "errors").read_text() == ""


def test_a_small_library_is_there_before_anybody_wonders(terminal: Open) -> None:
    screen = terminal("claim", "oil-was-short", NO_COLOR="1", first=NEVER)
    assert screen.end() == 0
    assert b"\x1b" not in screen.raw


def test_a_library_that_is_compiled_is_read_without_it(terminal: Open) -> None:
    for first in (NEVER, AT_ONCE):
        screen = terminal("claim", "oil-was-short", NO_COLOR="1", first=first)
        assert screen.end() == 0
        assert b"\x1b" not in screen.raw


def test_a_damaged_index_is_made_again_before_ones_eyes(terminal: Open, tmp_path: Path) -> None:
    first = terminal("search", "oil", NO_COLOR="1", first=NEVER)
    assert first.end() == 0
    [index] = tmp_path.glob("catena/*.index")
    index.write_bytes(index.read_bytes()[:100])
    screen = terminal("search", "oil", NO_COLOR="1", first=AT_ONCE)
    assert screen.end() == 0
    assert "Making its index …" in screen.shown
    assert left(screen.raw) == left(first.raw)


def test_in_a_conversation_the_index_is_made_again_without_it_while_one_types(terminal: Open, tmp_path: Path) -> None:
    assert terminal("topics", first=NEVER).end() == 0
    [index] = tmp_path.glob("catena/*.index")
    index.write_bytes(b"")
    screen = terminal("chat", first=AT_ONCE)
    screen.see("catena>")
    screen.type("claim oil-w\t")
    screen.see("oil-was-short")
    screen.type("\r")
    screen.see("│ ")
    screen.see("catena>")
    screen.type("exit\r")
    assert screen.end() == 0
    assert "Making" not in screen.shown
