"""`discuss`: a thread with both sides and the question, where the bot may open one; else what is in the way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import discord
import structlog

from adapters.answering.answerer import Answer
from adapters.discord import phrases
from adapters.discord.invite import link
from adapters.discord.pages import notice
from adapters.discord.places import MENU, Interaction
from adapters.discord.responding import NOBODY, Responder, rendered
from adapters.discord.sending import FAILURES, LONGEST_NONCE, send_surely
from adapters.runtime.keys import key_of
from bot.reply import Divide, Heading, OpenThread, Paragraph, Reply

_log = structlog.get_logger(__name__)

_NEEDED = ("view_channel", "create_public_threads", "send_messages_in_threads")
_LONGEST_NAME = 100
"""Discord: characters of a thread's name."""
_CAN_HOLD_THREADS = (discord.ChannelType.text, discord.ChannelType.news)


async def discuss(interaction: Interaction, responder: Responder, answer: Answer) -> None:
    """Open the thread under the answer to an interaction."""
    obstacle = _obstacle_of_interaction(interaction)
    if obstacle is not None:
        await responder.send(answer)
        if obstacle:
            await responder.add(obstacle)
        return
    await responder.send(_opening(answer))
    try:
        opening = await interaction.original_response()
        thread = await opening.create_thread(name=_name(answer))
    except FAILURES as error:
        await responder.send_more(answer)
        await responder.add(phrases.thread_refused(_reason(error, interaction.channel_id)))
        return
    await _fill(thread, answer)


async def discuss_message(message: discord.Message, answer: Answer) -> str | None:
    """Open the thread under the message that asked.

    What is in the way of it, to be said beside the answer; "" where none is needed, None where there is one.
    """
    if message.flags.has_thread:
        return None
    obstacle = _obstacle_of_message(message)
    if obstacle is not None:
        return obstacle
    try:
        thread = await message.create_thread(name=_name(answer))
    except FAILURES as error:
        return phrases.thread_refused(_reason(error, message.channel.id))
    await _fill(thread, answer)
    return None


async def _fill(thread: discord.Thread, answer: Answer) -> None:
    """Both sides and the question, all of it: in a thread nobody needs to turn pages to follow.

    Where Discord does not take all, that is said in the thread: half of a discussion is none.
    """
    try:
        for number, page in enumerate(rendered(answer).unturned()):
            await _send(thread, page.view(), key_of(thread.id, number))
    except FAILURES as error:
        _log.warning("a thread could not be filled", problem=type(error).__name__, channel=thread.id)
        with suppress(*FAILURES):
            await _send(thread, notice(phrases.broken_off(f"{MENU}{answer.line}")), key_of(thread.id, "rest"))


async def _send(thread: discord.Thread, view: discord.ui.LayoutView, key: str) -> None:
    view.stop()
    await send_surely(lambda: thread.send(view=view, nonce=key[:LONGEST_NONCE], allowed_mentions=NOBODY))


def _reason(error: Exception, channel: int | None) -> str:
    """Why there is no thread, in Discord's words, where it gave any."""
    code = error.code if isinstance(error, discord.HTTPException) else 0
    _log.warning("a thread could not be opened", code=code, problem=type(error).__name__, channel=channel)
    return error.text if isinstance(error, discord.HTTPException) else ""


def _obstacle_of_interaction(interaction: Interaction) -> str | None:
    """What keeps the bot from opening a thread; "" where none is needed, None where nothing does."""
    if interaction.guild_id is None:
        return phrases.NO_THREADS_IN_PRIVATE
    if isinstance(interaction.channel, discord.Thread):
        return ""
    if not interaction.is_guild_integration():
        return phrases.no_member(link(interaction.application_id))
    return _obstacle(interaction.app_permissions, getattr(interaction.channel, "type", None))


def _obstacle_of_message(message: discord.Message) -> str | None:
    if message.guild is None:
        return phrases.NO_THREADS_IN_PRIVATE
    if isinstance(message.channel, discord.Thread):
        return ""
    return _obstacle(message.channel.permissions_for(message.guild.me), message.channel.type)


def _obstacle(granted: discord.Permissions, kind: discord.ChannelType | None) -> str | None:
    missing = [name for name in _NEEDED if not getattr(granted, name)]
    if missing:
        return phrases.missing_permissions(missing)
    return None if kind in _CAN_HOLD_THREADS else phrases.NO_THREADS_HERE


def _opening(answer: Answer) -> Answer:
    """What stands in the channel: the topic, where the documents part, and the question."""
    blocks = answer.reply.blocks
    title = next(block for block in blocks if isinstance(block, Heading))
    divide = [block for block in blocks if isinstance(block, Divide)]
    question = [block for block in blocks if isinstance(block, Paragraph)][-1:]
    reply = Reply(answer.reply.command, answer.reply.query, answer.reply.outcome, (title, *divide, *question))
    return replace(answer, reply=reply)


def _name(answer: Answer) -> str:
    title = next(effect.title for effect in answer.reply.effects if isinstance(effect, OpenThread))
    name = " ".join(title.split())
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
