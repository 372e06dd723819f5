"""Where something was asked, and by whom, in the words of bot.groups."""

from __future__ import annotations

from typing import Any

import discord

from bot.groups import Place

PLATFORM = "discord"
MENU = "/"
"""What opens the list of commands."""
Interaction = discord.Interaction[Any]


def place_of_interaction(interaction: Interaction) -> Place:
    """The place of an interaction. A conversation outside of servers is a group of its own."""
    return _place(interaction.guild_id, interaction.channel_id, interaction.channel)


def place_of_message(message: discord.Message) -> Place:
    """The place of a message."""
    return _place(message.guild.id if message.guild else None, message.channel.id, message.channel)


def is_organiser(interaction: Interaction) -> bool:
    """Whether the one who asks may manage the server; in a conversation without one, everybody in it may."""
    return interaction.guild_id is None or interaction.permissions.manage_guild


def is_author_organiser(message: discord.Message) -> bool:
    """The same of who wrote a message."""
    if message.guild is None:
        return is_direct(message)
    return isinstance(message.author, discord.Member) and message.author.guild_permissions.manage_guild


def is_direct(message: discord.Message) -> bool:
    """Whether a message stands in a conversation with the bot; one of a server that is not known has no server either."""
    return isinstance(message.channel, discord.DMChannel)


def _place(guild: int | None, channel: int | None, known: object) -> Place:
    """A thread counts as the channel it hangs on: what was chosen there holds in it."""
    own = str(channel or 0)
    parent = getattr(known, "parent_id", None) if isinstance(known, discord.Thread) else None
    return Place(PLATFORM, str(guild) if guild else own, str(parent) if parent else own)
