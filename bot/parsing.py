"""A line as typed → a command with its arguments, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.declaration import Command
from bot.text import fold

PREFIXES = "!/"


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command to answer: its name and its arguments, by parameter."""

    command: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Misuse:
    """A line that no command answers.

    `command` is the known command that lacks `missing`, or "" where `typed` is
    the name of none.
    """

    typed: str
    command: str = ""
    missing: str = ""


def parse(line: str, commands: Mapping[str, Command]) -> Invocation | Misuse:
    """Read `claim zhenbao`, `!claim zhenbao` or `/claim zhenbao`.

    Words are taken as typed: quotation marks and apostrophes are text here. A second
    parameter takes the last word, where that is one of its choices.
    """
    stripped = line.strip()
    name, _, rest = _split(stripped.lstrip(PREFIXES).strip() if stripped[:1] in PREFIXES else stripped)
    known = fold(name)
    command = commands.get(known)
    if command is None:
        return Misuse(name)
    return assign(command, rest.strip())


def written(invocation: Invocation, commands: Mapping[str, Command]) -> str:
    """The line that gives the same invocation again: `cite xu-lai 49.1 bibtex`."""
    params = commands[invocation.command].params
    words = (invocation.arguments[param.name] for param in params if param.name in invocation.arguments)
    return " ".join((invocation.command, *words))


def assign(command: Command, words: str) -> Invocation | Misuse:
    """Give the words behind a command's name to its parameters."""
    arguments: dict[str, str] = {}
    for param in reversed(command.params[1:]):
        head, _, last = words.rpartition(" ")
        choice = param.choice(last)
        if choice is not None and (head.strip() or not command.params[0].required):
            arguments[param.name] = choice
            words = head.strip()
    if command.params and words:
        arguments[command.params[0].name] = words
    elif command.params and command.params[0].required:
        return Misuse(words, command.name, command.params[0].name)
    return Invocation(command.name, arguments)


def _split(line: str) -> tuple[str, str, str]:
    pieces = line.split(maxsplit=1)
    return (pieces[0] if pieces else "", " ", pieces[1] if len(pieces) > 1 else "")
