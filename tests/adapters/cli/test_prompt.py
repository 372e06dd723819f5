"""Asking for a line with the line editor: keys in, lines out."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from adapters.cli.completing import CommandCompleter
from adapters.cli.prompt import HISTORY, line_editor
from bot.app import App

UP, ENTER, CTRL_C, CTRL_D = "\x1b[A", "\r", "\x03", "\x04"


@contextmanager
def editing(app: App, folder: Path | None) -> Iterator[tuple[PipeInput, Callable[[], str]]]:
    """Keys to type, and the line editor that reads them."""
    with create_pipe_input() as keys:
        yield keys, line_editor(app, folder, is_coloured=False, source=keys, target=DummyOutput())


def test_a_line(app: App) -> None:
    with editing(app, None) as (keys, ask):
        keys.send_text("claim light" + ENTER)
        assert ask() == "claim light"


def completions(app: App, line: str) -> dict[str, str]:
    """How the completer goes on with a line: the lines that it makes, each with what is shown beside it."""
    found = CommandCompleter(app).get_completions(Document(line), CompleteEvent(completion_requested=True))
    return {line[: len(line) + one.start_position] + one.text: one.display_meta_text for one in found}


def test_commands_are_completed_with_what_they_answer(app: App) -> None:
    found = completions(app, "per")
    assert list(found) == ["perspectives"]
    assert "where they part" in found["perspectives"]


def test_names_are_completed_out_of_the_library(app: App) -> None:
    assert "claim oil-was-short" in completions(app, "claim oil")
    assert "cite ledger 7.1 bibtex" in completions(app, "cite ledger 7.1 bib")


def test_nothing_completes_what_nothing_begins_with(app: App) -> None:
    assert completions(app, "xyzzy") == {}


def test_ctrl_c_gives_up_the_line_and_ctrl_d_leaves(app: App) -> None:
    with editing(app, None) as (keys, ask):
        keys.send_text("claim li" + CTRL_C)
        with pytest.raises(KeyboardInterrupt):
            ask()
        keys.send_text(CTRL_D)
        with pytest.raises(EOFError):
            ask()


def test_what_was_asked_can_be_called_up_the_next_day(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "catena"
    with editing(app, folder) as (keys, ask):
        keys.send_text("claim light" + ENTER)
        ask()
    with editing(app, folder) as (keys, ask):
        keys.send_text(UP + ENTER)
        assert ask() == "claim light"


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_the_history_is_its_owners_alone(app: App, tmp_path: Path) -> None:
    with editing(app, tmp_path / "state"):
        assert stat.S_IMODE(os.stat(tmp_path / "state").st_mode) == 0o700
        assert stat.S_IMODE(os.stat(tmp_path / "state" / HISTORY).st_mode) == 0o600


def test_a_history_that_cannot_be_kept_disturbs_nobody(app: App, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with editing(app, tmp_path / "file" / "state") as (keys, ask):
        keys.send_text("topics" + ENTER)
        assert ask() == "topics"
        keys.send_text(UP + ENTER)
        assert ask() == "topics"


def test_a_history_that_breaks_later_disturbs_nobody(app: App, tmp_path: Path) -> None:
    with editing(app, tmp_path) as (keys, ask):
        (tmp_path / HISTORY).unlink()
        (tmp_path / HISTORY).mkdir()
        keys.send_text("topics" + ENTER)
        assert ask() == "topics"
