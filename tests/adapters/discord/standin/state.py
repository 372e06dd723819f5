"""What every part of the stand-in shares: the world, the gateway, who waits for what, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.adapters.discord.standin import wire
from tests.adapters.discord.standin.changes import Changes
from tests.adapters.discord.standin.faults import Faults
from tests.adapters.discord.standin.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, Gateway
from tests.adapters.discord.standin.interactions import Interaction
from tests.adapters.discord.standin.registered import Registered
from tests.adapters.discord.standin.snowflakes import now
from tests.adapters.discord.standin.verdicts import Verdicts
from tests.adapters.discord.standin.world import Channel, Message, World

DISCORDS_PATIENCE = 3.0
"""Seconds in which Discord wants a first answer."""
OUR_PATIENCE = 60.0
"""The same in a test: a machine that stalls for three seconds is no fault of the bot's."""


@dataclass(slots=True)
class Request:
    """One request as it came. `path` is without the API's version, `when` by the clock of the event loop; `status` 0 was never answered."""

    method: str
    path: str
    query: str
    body: Any
    when: float
    status: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with. `body` None is no body."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """Discord does not do what was asked: a status, its own code, and what it says."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"code": code, "message": message} | ({"errors": errors} if errors else {}))
        self.code = code


class State:
    """See above. `first_answer_within` and `token_lives` are in seconds (Discord: 3, and 15 minutes)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.gateway = Gateway(world)
        self.faults = Faults()
        self.commands = Registered(world.application_id)
        self.interactions: dict[str, Interaction] = {}
        """By token."""
        self.requests: list[Request] = []
        self.changes = Changes()
        self.first_answer_within = DISCORDS_PATIENCE
        self.token_lives = 15 * 60.0
        self.found: list[str] = []
        """Problems that were seen at once; see `Verdicts` for those that are judged later."""
        self.verdicts = Verdicts()

    # ── Messages ─────────────────────────────────────────────────────────────

    def post(self, message: Message) -> Message:
        """Put a message into its channel, and tell the bot."""
        message.channel.messages[message.id] = message
        self.tell_of(message, "MESSAGE_CREATE")
        return message

    def change(self, message: Message, body: dict[str, Any]) -> None:
        """Change a message as an edit says, and tell the bot."""
        fill(message, body)
        message.edits += 1
        message.edited = now()
        self.tell_of(message, "MESSAGE_UPDATE")

    def remove(self, *messages: Message) -> None:
        """Take messages of one channel away, and tell the bot; of several at once in one event."""
        channel = messages[0].channel
        for message in messages:
            channel.messages.pop(message.id, None)
            message.is_deleted = True
        seen = [str(message.id) for message in messages if not message.is_ephemeral]
        if seen and self.world.bot_permissions(channel):
            many = len(messages) > 1
            data: dict[str, Any] = {"channel_id": str(channel.id), **({"ids": seen} if many else {"id": seen[0]})}
            if channel.guild is not None:
                data["guild_id"] = str(channel.guild.id)
            name = "MESSAGE_DELETE_BULK" if many else "MESSAGE_DELETE"
            self.gateway.dispatch(name, data, None if channel.guild is None else channel.guild.id, _intent(channel))
        self.tell(channel)

    def tell_of(self, message: Message, event: str) -> None:
        """Tell the bot of a message, where it can see it."""
        channel = message.channel
        guild = None if channel.guild is None else channel.guild.id
        if not message.is_ephemeral and self.world.bot_permissions(channel):
            data = wire.message_event(message, self.world, reads_content=self.gateway.sees_content(guild))
            data["channel_type"] = int(channel.kind)
            self.gateway.dispatch(event, data, guild, _intent(channel))
        self.tell(channel)

    def tell(self, channel: Channel) -> None:
        """Wake those who wait for something in a channel."""
        channel.changes.tell()
        self.changes.tell()


def _intent(channel: Channel) -> int:
    return DIRECT_MESSAGES if channel.guild is None else GUILD_MESSAGES


def fill(message: Message, body: dict[str, Any]) -> None:
    """Put what a body says into a message; what it leaves out stays."""
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = body["embeds"] or []
    if "components" in body:
        message.components = wire.components(body["components"] or [])
    if body.get("flags"):
        message.flags |= body["flags"]
