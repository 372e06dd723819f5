"""Asking for a line: with completion and history where the terminal can, plainly where it cannot."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli import phrases
from adapters.cli.streams import put
from adapters.places import make_private
from bot.app import App

if TYPE_CHECKING:
    from prompt_toolkit.history import History
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

HISTORY = "history"


def ask_plainly() -> str:
    """Ask for a line and draw nothing: for screen readers, dumb terminals and pipes."""
    put(sys.stdout, phrases.PROMPT)
    try:
        line = sys.stdin.readline() if sys.stdin is not None else ""
    except KeyboardInterrupt:
        put(sys.stdout, "\n")
        raise
    if not line:
        put(sys.stdout, "\n")
        raise EOFError
    return line


def line_editor(
    app: App,
    folder: Path | None,
    *,
    is_coloured: bool = True,
    source: Input | None = None,
    target: Output | None = None,
) -> Callable[[], str]:
    """Asks with Tab for completions, and the arrow keys for what was asked before.

    `folder` keeps the history; None, or one that cannot be written, keeps none.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output.color_depth import ColorDepth

    from adapters.cli.completing import CommandCompleter

    session: PromptSession[str] = PromptSession(
        phrases.PROMPT,
        completer=CommandCompleter(app),
        complete_while_typing=False,
        reserve_space_for_menu=6,
        history=_history(folder),
        color_depth=None if is_coloured else ColorDepth.DEPTH_1_BIT,
        input=source,
        output=target,
    )
    return session.prompt


def _history(folder: Path | None) -> History:
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class LastingHistory(FileHistory):
        """Keeps what it can: a disk that is full later on is no reason to stop."""

        def store_string(self, string: str) -> None:
            with contextlib.suppress(OSError, UnicodeError):
                super().store_string(string)

    if folder is None or not make_private(folder):
        return InMemoryHistory()
    path = folder / HISTORY
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        return InMemoryHistory()
    return LastingHistory(path)
