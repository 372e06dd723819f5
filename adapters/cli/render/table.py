"""Rows for a terminal: a table where it fits, and otherwise an entry for each row.

A cell is wrapped only in the last column, so that a row is read in its order,
aloud too.
"""

from __future__ import annotations

from collections.abc import Sequence

from adapters.cli import phrases
from adapters.cli.render.calling import called
from adapters.cli.render.lines import Line, Span, Style, said, width, wrap
from bot.reply import Rows

_GAP = 2
_WIDEST = 120
_LEAST = 24
"""Cells that the last column needs to be worth wrapping."""


def table(block: Rows, columns: int, prose: int, program: str) -> list[Line]:
    """The lines of a table, at most `columns` wide; what is no table is at most `prose` wide."""
    lines = wrap([said(block.title, Style.HEADING)], prose) if block.title else []
    pattern = _pattern(block)
    names, rows = block.columns, block.rows
    if block.commands and not pattern:
        names = (*names, phrases.OPEN_WITH)
        rows = tuple((*row, called(command, program)) for row, command in zip(rows, block.commands, strict=True))
    heads = [said(name, Style.LABEL) for name in names]
    cells = [[said(cell) for cell in row] for row in rows]
    widths = [max(width(row[place].text) for row in [heads, *cells]) for place in range(len(heads))]
    room = min(columns, _WIDEST) - sum(widths[:-1]) - _GAP * (len(widths) - 1)
    if room >= min(widths[-1], _LEAST):
        for row in [heads, *cells]:
            lines += _in_columns(row, widths, room)
    else:
        for row in cells:
            lines += _as_entry(names, row, prose)
    if pattern and pattern != f"<{names[0]}>":
        lines += wrap([said(f"{phrases.OPEN} {called(pattern, program)}", Style.ASIDE)], prose)
    return lines


def _pattern(block: Rows) -> str:
    """`claim <claim>`, where what opens each row can be read off its first column; or nothing."""
    for keys in ([row[0] for row in block.rows], [row[0].partition(" ")[0] for row in block.rows]):
        pairs = list(zip(block.commands, keys, strict=False))
        verbs = {command.removesuffix(key) for command, key in pairs}
        if len(verbs) == 1 and all(command.endswith(key) for command, key in pairs):
            return f"{verbs.pop()}<{block.columns[0]}>"
    return ""


def _in_columns(row: Sequence[Span], widths: Sequence[int], room: int) -> list[Line]:
    padded = [
        Span(cell.text + " " * (cells - width(cell.text) + _GAP), cell.style)
        for cell, cells in zip(row[:-1], widths, strict=False)
    ]
    margin = sum(widths[:-1]) + _GAP * len(padded)
    return wrap(row[-1:], margin + room, tuple(padded), (Span(" " * margin),) if margin else ())


def _as_entry(names: Sequence[str], row: Sequence[Span], prose: int) -> list[Line]:
    indent = (Span(" " * _GAP),)
    lines = wrap([Span(row[0].text, Style.LABEL)], prose)
    for name, cell in zip(names[1:], row[1:], strict=True):
        if cell.text:
            lines += wrap([said(f"{name}: ", Style.ASIDE), cell], prose, indent, indent + indent)
    return lines
