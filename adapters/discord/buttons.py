"""Buttons and menus that are pressed: their state stands in their custom_id, and nowhere else.

So they work after a restart, from another process, on an old message. What they
cannot survive is a change of the library that the message was cut from; then
they say so, and offer to ask anew.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Protocol

import discord
import structlog

from adapters.answering.answerer import Answer, Answerer
from adapters.answering.limits import TooManyError
from adapters.answering.shelf import mark
from adapters.discord import phrases, state
from adapters.discord.components import button
from adapters.discord.pages import notice
from adapters.discord.places import Interaction, is_organiser, place_of_interaction
from adapters.discord.responding import Responder
from adapters.runtime.under_way import UnderWay

_log = structlog.get_logger(__name__)

# Whatever version of this program made it: one that cannot be read says so, in place of Discord's “interaction failed”.
_ANY_SELECT = re.compile(r"c\d+:s:.+", re.DOTALL)
_ANY_BUTTON = re.compile(r"c\d+:(?!s:).+", re.DOTALL)


class Home(Protocol):
    """The client that a button belongs to."""

    answerer: Answerer
    under_way: UnderWay

    async def reply_to(self, interaction: Interaction, responder: Responder, answer: Answer) -> None:
        """Send an answer, and carry out what it wants done on Discord."""
        ...


class StateButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_ANY_BUTTON):
    """Any button of ours."""

    def __init__(self, item: discord.ui.Button[Any], carried: state.State | None) -> None:
        super().__init__(item)
        self._carried = carried

    @classmethod
    async def from_custom_id(
        cls,
        interaction: Interaction,  # noqa: ARG003  # discord.py's signature
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> StateButton:
        """The button as it was pressed."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, state.decode(match.string))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the page, or ask what the button asks."""
        await _press(interaction, self._carried)


class StateSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=_ANY_SELECT):
    """Any select of ours: what is picked is a command."""

    def __init__(self, item: discord.ui.Select[Any], carried: state.SelectState | None) -> None:
        super().__init__(item)
        self._carried = carried

    @classmethod
    async def from_custom_id(
        cls,
        interaction: Interaction,  # noqa: ARG003  # discord.py's signature
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> StateSelect:
        """The select as something was picked from it."""
        assert isinstance(item, discord.ui.Select)
        return cls(item, state.decode_select(match.string))

    async def callback(self, interaction: Interaction) -> None:
        """Ask what was picked."""
        values = self.item.values
        line = state.decode_line(values[0]) if values else None
        if self._carried is None or line is None:
            await _press(interaction, None)
        else:
            await _press(interaction, state.State(self._carried.library, line, length=self._carried.length))


async def _press(interaction: Interaction, carried: state.State | None) -> None:
    """Do what was pressed. A fault is told to whoever pressed, as that of a command is."""
    client: Home = interaction.client  # the one client that these items are added to
    responder = Responder(interaction)
    with client.under_way:
        try:
            if carried is None:
                await responder.show(notice(phrases.UNREADABLE), is_private=True)
            else:
                await _answer(interaction, client, responder, carried)
        except TooManyError as error:
            await responder.tell_of(error)
        except Exception as error:  # noqa: BLE001  # discord.py would tell nobody but its own log
            _log.exception("a button was not answered", interaction=interaction.id)
            await responder.tell_of(error)


async def _answer(interaction: Interaction, client: Home, responder: Responder, carried: state.State) -> None:
    place = place_of_interaction(interaction)
    app = client.answerer.shelf.marked(carried.library)
    if app is None:
        now = mark((await client.answerer.app_of(place)).library)
        await responder.show(_stale(replace(carried, library=now, page=1, turns=False)), is_private=True)
        return
    thinking = client.answerer.answer(
        carried.line, place, is_organiser=is_organiser(interaction), app=app, user=str(interaction.user.id)
    )
    if carried.turns:
        await responder.turn(thinking, carried.page, carried.length)
    else:
        await client.reply_to(interaction, responder, await responder.think(thinking))


def _stale(anew: state.State) -> discord.ui.LayoutView:
    custom_id = state.encode(anew)
    if custom_id is None:
        return notice(phrases.CHANGED)
    return notice(phrases.CHANGED, button(phrases.ASK_AGAIN, custom_id))
