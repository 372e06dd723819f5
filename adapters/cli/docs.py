"""What the documentation shows of the program, written by the program: `python -m adapters.cli.docs [--check]`.

docs/commands.md comes from the declarations, docs/answer.svg is a real answer.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from adapters.cli.render import text
from adapters.cli.screen import in_rich
from adapters.settings import DEFAULT_LIBRARY
from bot.app import App
from bot.commands import COMMANDS
from bot.declaration import Command
from bot.examples import fill_in
from bot.handlers.phrases import full_stop
from bot.library import Library
from bot.loading import open_library

FOLDER = Path(__file__).parents[2] / "docs"
SHOWN = "claim zhenbao"
_COLUMNS = 80
# rich's own frame names fonts at an address; this one takes what the reader's system has.
_FRAME = """\
<svg class="answer" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def page(commands: Mapping[str, Command], library: Library) -> str:
    """docs/commands.md: every command with its parameters and examples."""
    lines = [
        "# Commands",
        "",
        "Written from the declarations in `bot/commands.py` by `make docs`; change them there. The same commands work",
        "everywhere: `catena claim zhenbao` in a shell, `claim zhenbao` at Catena's prompt, with `!` or `/` before it if",
        "you like. Words are taken as typed: quotation marks and apostrophes are text, but for `search`.",
    ]
    for command in commands.values():
        lines += ["", f"## `{command.usage}`", "", full_stop(command.summary)]
        if command.details:
            lines += ["", command.details]
        if command.params:
            lines += ["", "| parameter | meaning |", "|---|---|"]
            lines += [f"| `{param.name}` | {_meaning(param.description, param.choices)} |" for param in command.params]
        lines += ["", "| example | shows |", "|---|---|"]
        lines += [f"| `{fill_in(example.words, library)}` | {example.shows} |" for example in command.examples]
    return "\n".join(lines) + "\n"


def picture(app: App) -> str:
    """docs/answer.svg: an answer as a terminal shows it."""
    console = Console(file=io.StringIO(), record=True, width=_COLUMNS + 2, force_terminal=True)
    lines = text.render(app.respond_to(SHOWN), app.library, text.Page(_COLUMNS, "catena", "│ "))
    console.print(in_rich(lines), soft_wrap=True, end="")
    return console.export_svg(title=f"catena {SHOWN}", code_format=_FRAME, unique_id="catena")


def _meaning(description: str, choices: tuple[str, ...]) -> str:
    return f"{description}: {', '.join(choices)}" if choices else description


def main() -> int:
    """Write both; with --check, only say whether they are current."""
    app = App(*open_library(DEFAULT_LIBRARY))
    wanted = {"commands.md": page(COMMANDS, app.library), "answer.svg": picture(app)}
    stale = [name for name, content in wanted.items() if not _is(FOLDER / name, content)]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/{name} is not what the program says: run make docs", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
    return 0


def _is(path: Path, content: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == content


if __name__ == "__main__":
    sys.exit(main())
