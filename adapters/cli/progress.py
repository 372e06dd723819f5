"""A bar on the terminal while a library is read, where that takes long enough to wonder."""

from __future__ import annotations

import contextlib
from time import monotonic
from typing import TYPE_CHECKING, Self

from adapters.cli import phrases
from adapters.cli.screen import Screen, can_write

if TYPE_CHECKING:
    from threading import Timer

    from rich.console import RenderableType
    from rich.live import Live

PATIENCE = 0.5
"""Seconds for which nobody wonders."""
_A_SECOND = 8
"""How often it is drawn anew."""
_SHORTEST, _LONGEST = 3, 20
"""Cells of the bar. It grows no longer, so that a line which nothing may wrap fits most terminals."""
_SHARE = 4
"""Cells of `42 %`."""


class Progress:
    """Told by `open_library` how far it has come; draws that while somebody waits inside `with`.

    What it is told at another time (while a line is typed, Tab may need the index)
    draws nothing, and so does one without a screen.
    """

    def __init__(self, screen: Screen | None = None) -> None:
        self._screen = screen
        self._due: float | None = None
        self._read = self._total = 0
        self._timer: Timer | None = None
        self._live: Live | None = None

    def __enter__(self) -> Self:
        self._due = monotonic() + PATIENCE
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away, so that the answer stands in its place."""
        self._due = None
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            timer.join()  # it may be about to draw
        live, self._live = self._live, None
        if live is not None:
            with contextlib.suppress(OSError):
                live.stop()

    def __call__(self, read: int, total: int) -> None:
        """So many of so many sentences are read; of none, where nothing is known yet."""
        if self._screen is None or self._due is None:
            return
        self._read, self._total = read, total
        if self._live is not None or self._timer is not None:
            return
        left = self._due - monotonic()
        if left <= 0:
            self._show(self._screen)
            return
        from threading import Timer  # here, because an answer that takes no time needs none

        self._timer = Timer(left, self._show, [self._screen])
        self._timer.daemon = True
        self._timer.start()

    def _show(self, screen: Screen) -> None:
        from rich.console import Console
        from rich.live import Live

        # As in `Screen`: the environment has been asked.
        console = Console(
            file=screen.stream,
            force_terminal=True,
            force_interactive=True,
            color_system="standard" if screen.is_coloured else None,
            no_color=not screen.is_coloured,
        )
        self._live = Live(  # known before it is begun, so that whatever interrupts that, it is ended
            console=console,
            get_renderable=lambda: self._drawn(console.width, screen),
            refresh_per_second=_A_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with contextlib.suppress(OSError):
            self._live.start(refresh=True)

    def _drawn(self, columns: int, screen: Screen) -> RenderableType:
        """The words, a bar and a percentage; the bar runs to and fro where nobody knows how much is left."""
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        read, total = self._read, self._total
        is_known = read < total
        words = phrases.READING if is_known or not total else phrases.INDEXING
        if not can_write(screen.stream, words):
            words = words.rstrip(" …")
        share = phrases.share(read, total) if is_known else ""
        room = columns - len(words) - _SHARE - 3  # two gaps, and the last cell, behind which some begin a new line
        if room < _SHORTEST:
            return Text(f"{words} {share}", "dim", no_wrap=True, overflow="crop")
        bar = ProgressBar(
            total if is_known else None,
            read,
            width=min(_LONGEST, room),
            complete_style="cyan",
            finished_style="cyan",
            pulse_style="cyan",
        )
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_row(Text(words, "dim"), bar, Text(share.rjust(_SHARE), "dim"))
        return line
