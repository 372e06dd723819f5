"""The smallest set of permissions that works, and the link that asks a server for it."""

from __future__ import annotations

import discord

PERMISSIONS = {
    "view_channel": "see the channels it answers in",
    "send_messages": "answer",
    "send_messages_in_threads": "answer in threads",
    "read_message_history": "answer to the message that asked",
    "create_public_threads": "open a thread for /discuss",
}
"""Each permission, and what it is for. Slash commands alone need none."""
SCOPES = ("bot", "applications.commands")


def permissions() -> discord.Permissions:
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def link(application: int) -> str:
    """The address at which somebody who may manage a server adds the bot to it."""
    return discord.utils.oauth_url(application, permissions=permissions(), scopes=SCOPES)
