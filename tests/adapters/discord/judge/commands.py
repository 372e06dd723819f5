"""The rules for application commands that Discord's description leaves out (Discord: Application Commands)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.adapters.discord.judge.lengths import length, outside, repeated

SLASH, USER, MESSAGE = 1, 2, 3
_SUBCOMMAND, _SUBCOMMAND_GROUP, _STRING = 1, 2, 3
_MOST_COMMANDS = {SLASH: 100, USER: 15, MESSAGE: 15}
_MOST_OPTIONS = 25
_MOST_CHOICES = 25
_MOST_CHARACTERS = 8_000
"""Names, descriptions and values of a command, its options and choices together."""


def judge_commands(commands: list[dict[str, Any]]) -> list[str]:
    """What Discord has against a whole set of commands: the body of PUT /applications/{id}/commands."""
    said = [problem for command in commands for problem in judge_command(command)]
    for kind, most in _MOST_COMMANDS.items():
        names = [str(command.get("name")) for command in commands if (command.get("type") or SLASH) == kind]
        if len(names) > most:
            said.append(f"{len(names)} commands of type {kind}; {most} are taken")
        said.extend(f"two commands are called {name!r}" for name in repeated(names))
    return said


def judge_command(command: dict[str, Any]) -> list[str]:
    """What Discord has against one command."""
    name, kind = command.get("name"), command.get("type") or SLASH
    where = f"command {name!r}"
    said: list[str] = []
    if kind == SLASH:
        said.extend(_name(where, name))
        said.extend(outside(f"{where}: description", command.get("description"), 1, 100))
        said.extend(_options(where, command.get("options") or []))
    else:
        said.extend(outside(f"{where}: name", name, 1, 32))
        if isinstance(name, str) and name != name.strip():
            said.append(f"{where}: its name begins or ends with a space")
        if command.get("description"):
            said.append(f"{where}: a menu has no description")
        if command.get("options"):
            said.append(f"{where}: a menu has no options")
    emptied = [key for key in ("contexts", "integration_types") if command.get(key) == []]
    said.extend(f"{where}: {key} is empty, so that nobody could use it" for key in emptied)
    if _characters(command) > _MOST_CHARACTERS:
        said.append(f"{where}: {_characters(command)} characters in all; {_MOST_CHARACTERS} are taken")
    return said


def _name(where: str, name: object) -> Iterator[str]:
    if not isinstance(name, str) or not 1 <= length(name) <= 32:
        yield f"{where}: a name has 1 to 32 characters"
    elif not all(character in "-_'" or _is_letter_or_number(character) for character in name):
        yield f"{where}: a name consists of letters, numbers, “-”, “_” and “'”"
    elif name != name.lower():
        yield f"{where}: a name is in lower case"


def _is_letter_or_number(character: str) -> bool:
    """Whether ^[-_'\\p{L}\\p{N}]+$ takes it."""
    return bool(re.fullmatch(r"[^\W_]", character))


def _options(where: str, options: list[dict[str, Any]]) -> Iterator[str]:
    if len(options) > _MOST_OPTIONS:
        yield f"{where}: {len(options)} options; {_MOST_OPTIONS} are taken"
    for name in repeated([str(option.get("name")) for option in options]):
        yield f"{where}: two options are called {name!r}"
    kinds = {option.get("type") in (_SUBCOMMAND, _SUBCOMMAND_GROUP) for option in options}
    if len(kinds) > 1:
        yield f"{where}: has subcommands, and options beside them"
    was_optional = False
    for option in options:
        inner = f"{where}, option {option.get('name')!r}"
        yield from _name(inner, option.get("name"))
        yield from outside(f"{inner}: description", option.get("description"), 1, 100)
        if option.get("required") and was_optional:
            yield f"{inner}: is required, and comes after one that is not"
        was_optional = was_optional or not option.get("required")
        yield from _options(inner, option.get("options") or [])
        yield from _choices(inner, option)


def _choices(where: str, option: dict[str, Any]) -> Iterator[str]:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        yield f"{where}: has choices and completion"
    yield from judge_choices(where, choices, is_text=option.get("type") == _STRING)
    values = [repr(choice.get("value")) for choice in choices]
    for name in repeated([str(choice.get("name")) for choice in choices]):
        yield f"{where}: two choices are called {name!r}"
    for value in repeated(values):
        yield f"{where}: two choices have the value {value}"


def judge_choices(where: str, choices: list[dict[str, Any]], *, is_text: bool) -> Iterator[str]:
    """What Discord has against choices, declared ones or those of a completion."""
    if len(choices) > _MOST_CHOICES:
        yield f"{where}: {len(choices)} choices; {_MOST_CHOICES} are taken"
    for choice in choices:
        yield from outside(f"{where}: a choice's name", choice.get("name"), 1, 100)
        if is_text or isinstance(choice.get("value"), str):
            yield from outside(f"{where}: a choice's value", choice.get("value"), 1, 100)


def _characters(part: dict[str, Any]) -> int:
    own = sum(length(part[key]) for key in ("name", "description", "value") if isinstance(part.get(key), str))
    inner = [*(part.get("options") or []), *(part.get("choices") or [])]
    return own + sum(_characters(one) for one in inner)
