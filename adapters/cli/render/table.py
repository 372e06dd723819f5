"""Rows for a terminal: columns where they fit, and otherwise an entry for each row.

A cell is wrapped only in the last column, so that a row is read in its order,
aloud too.
"""

from __future__ import annotations

from collections.abc import Sequence

from adapters.cli.render.calling import called
from adapters.cli.render.lines import Line, Span, Style, said, width, wrap
from adapters.showing import labels
from bot.reply import Rows

_GAP = 2
_WIDEST = 120
_LEAST = 24
"""Cells that the last column needs to be worth wrapping."""


def table(block: Rows, columns: int, prose: int, program: str) -> list[Line]:
    """The lines of a table, at most `columns` wide; what is no table is at most `prose` wide."""
    lines = wrap([said(block.title, Style.HEADING)], prose) if block.title else []
    names, rows, pattern = block.columns, block.rows, _pattern(block)
    if block.commands and not pattern:
        names = (*names, labels.OPEN_WITH)
        rows = tuple((*row, called(command, program)) for row, command in zip(rows, block.commands, strict=True))
    cells = [[said(cell) for cell in row] for row in rows]
    heads = [said(name, Style.LABEL) for name in names]
    fitting = in_columns([heads, *cells], columns)
    if fitting is not None:
        lines += fitting
    else:
        for row in cells:
            lines += _as_entry(names, row, prose)
    if pattern not in ("", f"<{names[0]}>"):
        lines += wrap([said(" ".join(filter(None, (labels.OPEN, program, pattern))), Style.ASIDE)], prose)
    return lines


def in_columns(rows: Sequence[Sequence[Span]], columns: int) -> list[Line] | None:
    """Rows of cells side by side; None where there is no room for them."""
    widths = [max(width(cell.text) for cell in column) for column in zip(*rows, strict=True)]
    margin = sum(widths[:-1]) + _GAP * (len(widths) - 1)
    room = min(columns, _WIDEST) - margin
    if room < min(widths[-1], _LEAST):
        return None
    lines: list[Line] = []
    for row in rows:
        padded = [
            Span(cell.text + " " * (cells - width(cell.text) + _GAP), cell.style)
            for cell, cells in zip(row[:-1], widths, strict=False)
        ]
        lines += wrap(row[-1:], margin + room, tuple(padded), (Span(" " * margin),) if margin else ())
    return lines


def _pattern(block: Rows) -> str:
    """`claim <claim>`, where what opens each row can be read off one of its columns; or nothing."""
    for place, name in enumerate(block.columns):
        cells = [row[place] for row in block.rows]
        for keys in (cells, [cell.partition(" ")[0] for cell in cells]):
            pairs = list(zip(block.commands, keys, strict=False))
            verbs = {command.removesuffix(key) for command, key in pairs}
            if len(verbs) == 1 and all(key and command.endswith(key) for command, key in pairs):
                return f"{verbs.pop()}<{name}>"
    return ""


def _as_entry(names: Sequence[str], row: Sequence[Span], prose: int) -> list[Line]:
    """`1956 · what: the secret report · at: ¶5.1`."""
    spans = [Span(row[0].text, Style.LABEL)]
    for name, cell in zip(names[1:], row[1:], strict=True):
        if cell.text:
            spans += [said(f" · {name}: ", Style.ASIDE), cell]
    return wrap(spans, prose, (), (Span(" " * _GAP),))
