"""Where answers go: how wide it is, whether it shows colours, and lines written to it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from adapters.cli.render.lines import Line, Style, line_width
from adapters.cli.render.text import plain
from adapters.cli.streams import put

if TYPE_CHECKING:
    from rich.segment import Segments

_LOOKS = {
    Style.HEADING: "bold",
    Style.BAR: "cyan",
    Style.MARK: "bold underline",
    Style.ATTRIBUTION: "cyan",
    Style.LABEL: "bold",
    Style.NOTE_LABEL: "bold yellow",
    Style.NOTE: "yellow",
    Style.ADDED: "bold green",
    Style.LEFT_OUT: "bold red",
    Style.COMMAND: "bold",
    Style.ASIDE: "dim",
}
"""How a colour terminal shows a style. No meaning rests on it: the words and signs alone say everything."""

_NARROWEST, _WIDEST = 20, 200
_USUAL = os.terminal_size((80, 24))


@dataclass(frozen=True, slots=True)
class Screen:
    """A stream to write to, and what is known of what shows it."""

    stream: TextIO
    columns: int = _USUAL.columns
    rows: int = _USUAL.lines
    is_terminal: bool = False
    is_coloured: bool = False

    @property
    def bar(self) -> str:
        """What stands before a quotation: a bar, or what comes near it in the stream's encoding."""
        return "│ " if can_write(self.stream, "│") else "| "

    def write(self, lines: Sequence[Line]) -> None:
        """Write lines, in colour where the screen has any."""
        put(self.stream, self._in_colour(lines) if self.is_coloured else plain(lines))

    def _in_colour(self, lines: Sequence[Line]) -> str:
        from rich.console import Console

        # Of its own accord it would ask the environment again; that has been done.
        console = Console(file=self.stream, force_terminal=True, color_system="standard", no_color=False)
        if console.legacy_windows:  # knows no escape sequences: rich calls the system instead
            console.print(in_rich(lines), soft_wrap=True, end="")
            return ""
        with console.capture() as captured:
            console.print(in_rich(lines), soft_wrap=True, end="")
        return captured.get()

    def is_filled_by(self, lines: Sequence[Line]) -> bool:
        """Whether the lines, with a prompt under them, are more than the screen shows at once."""
        return sum(max(1, -(-line_width(line) // self.columns)) for line in lines) >= self.rows


def look(stream: TextIO, environment: Mapping[str, str]) -> Screen:
    """What there is to know of a stream. NO_COLOR, FORCE_COLOR, TERM, COLUMNS and LINES are obeyed."""
    is_terminal = stream.isatty()
    size = _size(stream) if is_terminal else _USUAL
    return Screen(
        stream,
        columns=min(max(_number(environment.get("COLUMNS")) or size.columns, _NARROWEST), _WIDEST),
        rows=_number(environment.get("LINES")) or size.lines,
        is_terminal=is_terminal,
        is_coloured=_is_coloured(is_terminal, environment),
    )


def is_dumb(environment: Mapping[str, str]) -> bool:
    """Whether the terminal only writes line after line."""
    return environment.get("TERM", "").casefold() in ("dumb", "unknown")


def _is_coloured(is_terminal: bool, environment: Mapping[str, str]) -> bool:
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return is_terminal and not is_dumb(environment)


def _size(stream: TextIO) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return _USUAL
    return os.terminal_size((size.columns or _USUAL.columns, size.lines or _USUAL.lines))


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdecimal() else 0


def can_write(stream: TextIO, text: str) -> bool:
    """Whether the stream's encoding has all signs of a text."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def in_rich(lines: Sequence[Line]) -> Segments:
    """The lines as rich prints them."""
    from rich.segment import Segment, Segments
    from rich.style import Style as Look

    looks = {style: Look.parse(look) for style, look in _LOOKS.items()}
    end = Segment.line()
    return Segments(
        [segment for line in lines for segment in (*(Segment(text, looks.get(style)) for text, style in line), end)]
    )
