"""`catena --help` and `catena --version`."""

from __future__ import annotations

from adapters.cli import phrases
from bot.commands import COMMANDS


def version() -> str:
    """The name and number of what is installed."""
    from importlib import metadata

    try:
        number = metadata.version(phrases.PROGRAM)
    except metadata.PackageNotFoundError:
        number = phrases.NOT_INSTALLED
    return f"{phrases.PROGRAM} {number}\n"


def help_text() -> str:
    """How to use the program, with every command that is declared."""
    usages = {command.usage: command.summary for command in COMMANDS.values()}
    room = max(map(len, usages))
    commands = "\n".join(f"  {usage:<{room}}  {summary}" for usage, summary in usages.items())
    return phrases.HELP.format(commands=commands)
