"""An answer, sent where an interaction wants it: once, in time, to everybody or to the asker alone."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp
import discord
import structlog

from adapters.answering.answerer import Answer
from adapters.discord import phrases
from adapters.discord.pages import Pages, notice, render
from adapters.discord.places import Interaction
from bot.groups import FULL
from bot.reply import Reply

_log = structlog.get_logger(__name__)

THINKS_FOR = 1.5
"""Seconds after which Discord is told that the answer will take longer; after 3 it would give the interaction up."""
NOBODY = discord.AllowedMentions.none()
_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060
_MOST_FOLLOW_UPS = 5
"""Discord: messages after the first, where the bot is there by somebody's own installation alone."""
_WAITS = "waits"
"""Of an interaction: all that can be seen of its answer is that the bot thinks."""


class _Rendered:
    """Pages of replies, remembered for as long as the replies are: the same reply has the same pages."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, str, str], tuple[Reply, Pages]] = OrderedDict()

    def __call__(self, answer: Answer) -> Pages:
        """The pages of an answer."""
        key = (answer.app.library.hash, answer.line, answer.length)
        known = self._known.get(key)
        if known is not None and known[0] is answer.reply:
            self._known.move_to_end(key)
            return known[1]
        pages = render(answer.reply, answer.app.library, answer.line, answer.length)
        self._known[key] = (answer.reply, pages)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return pages


rendered = _Rendered(128)
"""The pages of an answer. What is remembered is a value, and never changes."""


def views(answer: Answer) -> list[discord.ui.LayoutView]:
    """What is to be sent of an answer: its first page, where buttons lead to the others; else all of them."""
    pages = rendered(answer)
    return [page.view() for page in (pages.pages[:1] if pages.is_turnable else pages.pages)]


class Responder:
    """Answers one interaction. Whatever goes wrong between Discord and us, it answers at most once."""

    def __init__(self, interaction: Interaction) -> None:
        self._interaction = interaction

    async def think(self, thinking: Awaitable[Answer]) -> Answer:
        """The answer, when it is there; where that takes long, Discord is told so in time."""
        under_way = asyncio.ensure_future(thinking)
        done, _ = await asyncio.wait({under_way}, timeout=THINKS_FOR)
        if not done:
            self._interaction.extras[_WAITS] = await self._try(
                lambda: self._interaction.response.defer(thinking=True), again=True
            )
        return await under_way

    async def send(self, answer: Answer) -> None:
        """Send an answer as a message of its own."""
        first, *rest = self._views(answer)
        await self.show(first, is_private=answer.reply.for_asker)
        for view in rest:
            await self._follow_up(view, is_private=answer.reply.for_asker)

    async def send_more(self, answer: Answer) -> None:
        """Send an answer below the one that was sent already."""
        for view in views(answer):
            await self._follow_up(view, is_private=answer.reply.for_asker)

    async def add(self, said: str) -> None:
        """Tell the asker something beside the answer that was sent already."""
        await self._follow_up(notice(said), is_private=True)

    async def show(self, view: discord.ui.LayoutView, *, is_private: bool) -> None:
        """Send a view: as the first answer; in the place of “… is thinking”; or below what was sent already."""
        view.stop()  # its buttons carry their own state, so that nothing needs to be kept of it here
        response = self._interaction.response
        waits = self._interaction.extras.pop(_WAITS, False)
        if waits and is_private:
            # What everybody sees waiting cannot become private: it goes, and the asker gets a message.
            await self._try(self._interaction.delete_original_response)
            await self._follow_up(view, is_private=True)
        elif waits:
            await self._edit(view)
        elif response.is_done():
            # The “original response” is an answer, or the very message whose button was pressed: it stays.
            await self._follow_up(view, is_private=is_private)
        else:
            await self._try(
                lambda: response.send_message(view=view, ephemeral=is_private, allowed_mentions=NOBODY), again=True
            )

    async def turn(self, thinking: Awaitable[Answer], page: int, length: str) -> None:
        """Show another page in the message whose button was pressed, laid out as that message was."""
        under_way = asyncio.ensure_future(thinking)
        done, _ = await asyncio.wait({under_way}, timeout=THINKS_FOR)
        response = self._interaction.response
        is_deferred = not done and await self._try(response.defer, again=True)
        pages = rendered(replace(await under_way, length=length)).pages
        view = pages[min(page, len(pages)) - 1].view()
        view.stop()
        if is_deferred:
            await self._edit(view)
        else:
            await self._try(lambda: response.edit_message(view=view, allowed_mentions=NOBODY), again=True)

    async def tell_of(self, error: BaseException) -> None:
        """Tell the asker that there is no answer, and why; that this fails, too, is no news."""
        try:
            await asyncio.wait_for(self.show(notice(phrases.of_error(error)), is_private=True), timeout=5)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
            _log.warning("the asker could not be told", problem=type(failure).__name__)

    def _views(self, answer: Answer) -> list[discord.ui.LayoutView]:
        """What is to be sent of an answer; on fewer pages than the group wants where Discord would not take so many."""
        found = views(answer)
        if len(found) <= 1 + _MOST_FOLLOW_UPS or self._interaction.is_guild_integration():
            return found
        return views(replace(answer, length=FULL))

    async def _edit(self, view: discord.ui.LayoutView) -> None:
        """Show a view in the message that the interaction has already."""
        await self._try(
            lambda: self._interaction.edit_original_response(view=view, allowed_mentions=NOBODY), again=True
        )

    async def _follow_up(self, view: discord.ui.LayoutView, *, is_private: bool) -> None:
        view.stop()
        await self._try(
            lambda: self._interaction.followup.send(view=view, ephemeral=is_private, allowed_mentions=NOBODY)
        )

    async def _try(self, send: Callable[[], Awaitable[object]], *, again: bool = False) -> bool:
        """Send, and say whether Discord has it now: not where it says that it is too late.

        Where the connection breaks, nobody knows whether Discord has it. What it takes but once is sent `again`.
        """
        try:
            await send()
        except (aiohttp.ClientConnectionError, ConnectionError):
            if not again:
                raise
            return await self._try(send)
        except discord.HTTPException as error:
            if error.code == _ALREADY_ACKNOWLEDGED:  # an answer arrived, and the word that it had was lost
                _log.info("answered already", interaction=self._interaction.id)
            elif error.code == _UNKNOWN_INTERACTION:
                _log.warning("answered too late", interaction=self._interaction.id)
                return False
            else:
                raise
        return True
