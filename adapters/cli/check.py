"""`catena check`: what is wrong with a library, what its editor may want to look at, and what no claim quotes."""

from __future__ import annotations

from pathlib import Path

from adapters.cli import phrases
from adapters.cli.arguments import Format
from adapters.cli.exits import Exit
from adapters.cli.output import Output
from adapters.cli.render.lines import Line, Style, said, quoted, wrap
from adapters.cli.screen import Screen
from bot.library import Library, Parts
from bot.loading import Inspection, inspect
from bot.problems import Problem
from bot.reply import Outcome, Paragraph, Reply, Rows

_NO_LIBRARY = Library(Parts(name="", title="", format=0, hash="", documents=()))


def check(folder: Path, output: Output) -> Exit:
    """Look through a library folder and print the findings. NOTHING (1) where there is an error."""
    inspection = inspect(folder)
    if output.format is Format.TEXT:
        output.screen.write(_lines(folder, inspection, output.screen))
    else:
        output.show(_reply(folder, inspection), inspection.library or _NO_LIBRARY)
    return Exit.NOTHING if inspection.problems else Exit.FOUND


def _lines(folder: Path, inspection: Inspection, columns: int) -> list[Line]:
    """A finding a line, however long, so that other tools can read them."""
    lines = [(said(str(problem)),) for problem in inspection.problems]
    ...
