"""What is to be said beside a plan for claims of the day: that it is about another channel, or cannot be posted there."""

from __future__ import annotations

import discord

from adapters.answering.answerer import Answer
from adapters.discord import phrases
from adapters.discord.invite import link
from adapters.discord.places import Interaction
from bot.handlers.digest import NAME
from bot.reply import PlanDigest

_NEEDED = ("view_channel", "send_messages")
_FORUMS = (discord.ChannelType.forum, discord.ChannelType.media)


def note_for_interaction(interaction: Interaction, answer: Answer) -> str:
    """The note beside the answer to an interaction; "" where there is nothing to say."""
    if answer.reply.command != NAME or interaction.guild_id is None:
        return ""
    if not interaction.is_guild_integration():
        return phrases.cannot_post_without_me(link(interaction.application_id)) if _plans(answer) else ""
    return _note(interaction.channel, interaction.app_permissions, answer)


def note_for_message(message: discord.Message, answer: Answer) -> str:
    """The note beside the answer to a message; "" where there is nothing to say."""
    if answer.reply.command != NAME or message.guild is None:
        return ""
    return _note(message.channel, message.channel.permissions_for(message.guild.me), answer)


def _note(channel: object, granted: discord.Permissions, answer: Answer) -> str:
    where = ""
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        if parent is not None:
            if parent.type in _FORUMS:
                return phrases.NO_DIGEST_IN_FORUM if _plans(answer) else ""
            where = phrases.about_parent(parent.name)
            granted = parent.permissions_for(channel.guild.me)
    missing = [name for name in _NEEDED if not getattr(granted, name)] if _plans(answer) else []
    return " ".join(filter(None, (where, phrases.cannot_post_yet(missing) if missing else "")))


def _plans(answer: Answer) -> bool:
    return any(isinstance(effect, PlanDigest) for effect in answer.reply.effects)
