"""Slash commands, their completion, and message menus, made of what `COMMANDS` declares."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

import discord
from discord import app_commands

from adapters.discord.places import Interaction
from bot.app import Suggestion
from bot.commands import COMMANDS
from bot.declaration import Access, Command, Param

MOST_CHOICES = 25
"""Discord: choices of an option, and completions of a value."""
LONGEST_CHOICE = 100
"""Discord: characters of a choice's name, and of its value."""
_LONGEST_DESCRIPTION = 100

Run = Callable[[Interaction, Command, dict[str, str]], Awaitable[None]]
Suggest = Callable[[Interaction, Command, Param, str], Awaitable[tuple[Suggestion, ...]]]
RunMenu = Callable[[Interaction, Command, discord.Message], Awaitable[None]]

_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=True)


def declare(tree: app_commands.CommandTree[Any], run: Run, suggest: Suggest, run_menu: RunMenu) -> None:
    """Put every declared command into a tree."""
    for command in COMMANDS.values():
        tree.add_command(_slash(command, run, suggest))
        if command.menu:
            tree.add_command(_menu(command, run_menu))


def _slash(command: Command, run: Run, suggest: Suggest) -> app_commands.Command[Any, ..., Any]:
    async def callback(interaction: Interaction, **typed: str | None) -> None:
        await run(interaction, command, {name: words for name, words in typed.items() if words is not None})

    callback.__signature__ = inspect.Signature(list(_parameters(command)))  # type: ignore[attr-defined] # discord.py reads the options off it
    described = {param.name: _described(param.description) for param in command.params}
    if described:
        callback = app_commands.describe(**described)(callback)
    declared: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=command.name,
        description=_described(command.summary),
        callback=callback,
        allowed_contexts=_CONTEXTS,
        allowed_installs=_INSTALLS,
    )
    if command.access is Access.ORGANISERS:
        declared.default_permissions = discord.Permissions(manage_guild=True)
    for param in command.params:
        if not _is_closed(param):
            declared.autocomplete(param.name)(_completer(command, param, suggest))
    return declared


def _parameters(command: Command) -> Iterator[inspect.Parameter]:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    yield inspect.Parameter("interaction", kind, annotation=discord.Interaction)
    for param in command.params:
        annotation: Any = str
        if _is_closed(param):
            choices = [app_commands.Choice(name=choice, value=choice) for choice in param.choices]
            annotation = app_commands.Transform[str, _OneOf(choices)]
        if param.required:
            yield inspect.Parameter(param.name, kind, annotation=annotation)
        else:
            yield inspect.Parameter(param.name, kind, annotation=annotation, default=None)


class _OneOf(app_commands.Transformer):
    """An option that takes one of a few values, as they are."""

    def __init__(self, choices: list[app_commands.Choice[str]]) -> None:
        self._choices = choices

    @property
    def choices(self) -> list[app_commands.Choice[int | float | str]]:
        return list(self._choices)  # type: ignore[arg-type] # discord.py's own list is invariant

    async def transform(self, interaction: Interaction, value: Any, /) -> str:  # noqa: ARG002  # discord.py's signature
        return str(value)


def _is_closed(param: Param) -> bool:
    """Whether all that a parameter takes can be listed, so that Discord itself offers and checks it."""
    return 0 < len(param.choices) <= MOST_CHOICES


def _completer(
    command: Command, param: Param, suggest: Suggest
) -> Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    """A callback of exactly the two parameters that discord.py takes."""

    async def complete(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = await suggest(interaction, command, param, current)
        # An id that Discord would not take back is not offered: it can still be typed. Nor is one twice,
        # as that of a topic and of a person: whichever is picked, the same words are asked.
        offered: dict[str, Suggestion] = {}
        for one in found:
            if 0 < len(one.value) <= LONGEST_CHOICE:
                offered.setdefault(one.value, one)
        best = list(offered.values())[:MOST_CHOICES]
        return [app_commands.Choice(name=_label(one), value=one.value) for one in best]

    return complete


def _label(suggestion: Suggestion) -> str:
    """What a completion is called: a choice's name may not be empty, and has its limit."""
    label = " ".join(suggestion.label.split())
    is_told = label.casefold() in ("", suggestion.value.casefold().replace("-", " "), suggestion.value.casefold())
    # The id first: it is what somebody types the next time.
    label = suggestion.value if is_told else f"{suggestion.value}: {label}"
    return label if len(label) <= LONGEST_CHOICE else label[: LONGEST_CHOICE - 1].rstrip() + "…"


def _described(summary: str) -> str:
    return summary if len(summary) <= _LONGEST_DESCRIPTION else summary[: _LONGEST_DESCRIPTION - 1].rstrip() + "…"


def _menu(command: Command, run_menu: RunMenu) -> app_commands.ContextMenu:
    async def callback(interaction: Interaction, message: discord.Message) -> None:
        await run_menu(interaction, command, message)

    callback.__annotations__ = {"interaction": discord.Interaction, "message": discord.Message}
    return app_commands.ContextMenu(
        name=command.menu, callback=callback, allowed_contexts=_CONTEXTS, allowed_installs=_INSTALLS
    )
