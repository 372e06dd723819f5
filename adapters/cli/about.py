"""`catena --help` and `catena --version`."""

from __future__ import annotations

from adapters.cli import phrases
from bot.commands import COMMANDS


def number() -> str:
    """The number of the version that is installed."""
    from importlib import metadata

    try:
        return metadata.version(phrases.PROGRAM)
    except metadata.PackageNotFoundError:
        return phrases.NOT_INSTALLED


def version() -> str:
    """The name and number of what is installed."""
    return f"{phrases.PROGRAM} {number()}\n"


def help_text() -> str:
    """How to use the program, with every command that is declared."""
    usages = {command.usage: command.summary for command in COMMANDS.values()}
    room = max(map(len, usages))
    commands = "\n".join(f"  {usage:<{room}}  {summary}" for usage, summary in usages.items())
    return phrases.HELP.format(commands=commands)
