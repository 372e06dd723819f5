"""docs/commands.md, written from the declarations: `python -m adapters.cli.docs [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from adapters.settings import DEFAULT_LIBRARY
from bot.commands import COMMANDS
from bot.declaration import Command
from bot.examples import fill_in
from bot.handlers.phrases import full_stop
from bot.library import Library
from bot.loading import load

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def page(commands: Mapping[str, Command], library: Library) -> str:
    """The page: every command with its parameters and examples."""
    lines = [
        "# Commands",
        "",
        "Written from the declarations in `bot/commands.py` by `make docs`; change them there. The same commands work",
        "everywhere: `catena claim zhenbao` in a shell, `claim zhenbao` at Catena's prompt, with `!` or `/` before it if",
        "you like. Words are taken as typed: quotation marks and apostrophes are text.",
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


def _meaning(description: str, choices: tuple[str, ...]) -> str:
    return f"{description}: {', '.join(choices)}" if choices else description


def main() -> int:
    """Write the page; with --check, only say whether it is current."""
    current = page(COMMANDS, load(DEFAULT_LIBRARY))
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(current, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == current:
        print("docs/commands.md is current")
        return 0
    print("docs/commands.md is not what the declarations say: run make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
