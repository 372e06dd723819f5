"""What the bot asks of channels, messages, threads, servers and itself."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import unquote

from tests.adapters.discord.standin import permissions, wire
from tests.adapters.discord.standin.gateway import GUILDS
from tests.adapters.discord.standin.snowflakes import snowflake
from tests.adapters.discord.standin.state import Answer, RefusedError, State, fill
from tests.adapters.discord.standin.world import EPHEMERAL, HAS_THREAD, Channel, Kind, Message

Json = dict[str, Any]
Query = dict[str, str]
_NONCE_KNOWN = 180.0
"""Seconds for which a nonce stands for the message that came with it ("the past few minutes", Discord: Create Message)."""


class Resources:
    """Answers with the world, and changes it."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._world = state.world

    # ── The bot itself ───────────────────────────────────────────────────────

    def gateway(self, _match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET /gateway."""
        return Answer(200, {"url": self._state.gateway.url})

    def gateway_bot(self, _match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET /gateway/bot."""
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 16}
        return Answer(200, {"url": self._state.gateway.url, "shards": self._world.shards, "session_start_limit": limit})

    def me(self, _match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET /users/@me."""
        return Answer(200, wire.own_user(self._world))

    def application(self, _match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET /applications/@me and /oauth2/applications/@me."""
        flags = self._world.application_flags
        written: Json = {
            "id": str(self._world.application_id),
            "name": self._world.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": wire.user(self._world.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": flags,
            "flags_new": str(flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": wire.user(self._world.owner),
            "approximate_guild_count": len(self._world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }
        return Answer(200, written)

    # ── Commands ─────────────────────────────────────────────────────────────

    def commands(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET …/commands."""
        return Answer(200, self._state.commands.all(_guild(match)))

    def put_commands(self, match: re.Match[str], body: Any, _query: Query) -> Answer:
        """PUT …/commands."""
        written = self._state.commands.replace(_guild(match), body)
        self._state.changes.tell()
        return Answer(200, written)

    def post_command(self, match: re.Match[str], body: Any, _query: Query) -> Answer:
        """POST …/commands."""
        return Answer(201, self._state.commands.put(_guild(match), body))

    def patch_command(self, match: re.Match[str], body: Any, _query: Query) -> Answer:
        """PATCH …/commands/{id}."""
        written = self._state.commands.change(_guild(match), match["command"], body)
        if written is None:
            raise RefusedError(404, 10063, "Unknown application command")
        return Answer(200, written)

    def delete_command(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """DELETE …/commands/{id}."""
        if not self._state.commands.remove(_guild(match), match["command"]):
            raise RefusedError(404, 10063, "Unknown application command")
        return Answer(204)

    # ── Servers and channels ─────────────────────────────────────────────────

    def guild(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET /guilds/{id}."""
        guild = self._world.guilds.get(int(match["guild"]))
        if guild is None or not guild.has_bot:
            raise RefusedError(404, 10004, "Unknown Guild")
        return Answer(200, wire.guild(guild))

    def channel(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET /channels/{id}."""
        return Answer(200, wire.channel(self._channel(match), self._world))

    def open_direct(self, _match: re.Match[str], body: Any, _query: Query) -> Answer:
        """POST /users/@me/channels."""
        user = self._world.users.get(int(body.get("recipient_id") or 0))
        if user is None or user is self._world.bot:
            raise RefusedError(400, 50033, "Invalid Recipient(s)")
        return Answer(200, wire.channel(self._world.direct(user), self._world))

    def typing(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """POST /channels/{id}/typing."""
        channel = self._channel(match, _sending(self._known(match)))
        channel.typings += 1
        return Answer(204)

    def _known(self, match: re.Match[str]) -> Channel:
        channel = self._world.channels.get(int(match["channel"]))
        if channel is None:
            raise RefusedError(404, 10003, "Unknown Channel")
        return channel

    def _channel(self, match: re.Match[str], needed: int = 0) -> Channel:
        """A channel in which the bot may do something. Raises RefusedError where it may not."""
        channel = self._known(match)
        granted = self._world.bot_permissions(channel)
        if not granted & permissions.VIEW_CHANNEL:
            raise RefusedError(403, 50001, "Missing Access")
        if granted & needed != needed:
            raise RefusedError(403, 50013, "Missing Permissions")
        return channel

    # ── Messages ─────────────────────────────────────────────────────────────

    def messages(self, match: re.Match[str], _body: Any, query: Query) -> Answer:
        """GET /channels/{id}/messages."""
        channel = self._channel(match)
        if not self._world.bot_permissions(channel) & permissions.READ_MESSAGE_HISTORY:
            return Answer(200, [])  # Discord: "then no messages will be returned"
        after, most = int(query.get("after", 0)), int(query.get("limit", 50))
        found = [message for message in channel.said if message.id > after]
        newest = (found[:most] if after else found[-most:])[::-1]  # those nearest to what they come after
        return Answer(200, [wire.message(message, self._world) for message in newest])

    def message(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """GET /channels/{id}/messages/{message}."""
        return Answer(200, wire.message(self._message(match), self._world))

    def send(self, match: re.Match[str], body: Json, _query: Query) -> Answer:
        """POST /channels/{id}/messages."""
        channel = self._channel(match, _sending(self._known(match)))
        nonce = str(body.get("nonce", "")) if body.get("enforce_nonce") else ""
        known, at = channel.nonces.get(nonce, (None, 0.0))
        if nonce and known is not None and time.monotonic() - at < _NONCE_KNOWN:
            return Answer(200, wire.message(known, self._world))
        message = Message(channel, self._world.bot, reference=self._answered(channel, body))
        message.kind = 19 if message.reference is not None else 0
        fill(message, body)
        if nonce:
            channel.nonces[nonce] = (message, time.monotonic())
        return Answer(200, wire.message(self._state.post(message), self._world))

    def _answered(self, channel: Channel, body: Json) -> Message | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        if not self._world.bot_permissions(channel) & permissions.READ_MESSAGE_HISTORY:
            raise RefusedError(403, 160002, "Cannot reply without permission to read message history")
        answered = channel.messages.get(int(reference["message_id"]))
        if answered is None and reference.get("fail_if_not_exists", True):
            unknown = [{"code": 50035, "message": "Unknown message"}]
            raise RefusedError(400, 50035, "Invalid Form Body", {"message_reference": {"_errors": unknown}})
        return answered

    def edit(self, match: re.Match[str], body: Json, _query: Query) -> Answer:
        """PATCH /channels/{id}/messages/{message}."""
        message = self._message(match)
        if message.author is not self._world.bot:
            raise RefusedError(403, 50005, "Cannot edit a message authored by another user")
        self._state.change(message, body)
        return Answer(200, wire.message(message, self._world))

    def delete(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """DELETE /channels/{id}/messages/{message}."""
        message = self._message(match)
        if message.author is not self._world.bot:
            self._channel(match, permissions.MANAGE_MESSAGES)
        self._state.remove(message)
        return Answer(204)

    def react(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """PUT …/messages/{message}/reactions/{emoji}/@me."""
        message = self._message(match, permissions.ADD_REACTIONS | permissions.READ_MESSAGE_HISTORY)
        message.channel.reactions.append((message.id, unquote(match["emoji"])))
        self._state.tell(message.channel)
        return Answer(204)

    def unreact(self, match: re.Match[str], _body: Any, _query: Query) -> Answer:
        """DELETE …/messages/{message}/reactions/{emoji}/@me."""
        message = self._message(match)
        reaction = (message.id, unquote(match["emoji"]))
        if reaction in message.channel.reactions:
            message.channel.reactions.remove(reaction)
        return Answer(204)

    def _message(self, match: re.Match[str], needed: int = 0) -> Message:
        message = self._channel(match, needed).messages.get(int(match["message"]))
        if message is None or message.flags & EPHEMERAL:
            raise RefusedError(404, 10008, "Unknown Message")
        return message

    # ── Threads ──────────────────────────────────────────────────────────────

    def thread_of_message(self, match: re.Match[str], body: Json, _query: Query) -> Answer:
        """POST /channels/{id}/messages/{message}/threads. The thread has the id of its message."""
        message = self._message(match, permissions.CREATE_PUBLIC_THREADS)
        if message.thread is not None:
            raise RefusedError(400, 160004, "A thread has already been created for this message")
        thread = self._thread(message.channel, body, message.id)
        message.thread = thread
        message.flags |= HAS_THREAD
        self._state.tell_of(message, "MESSAGE_UPDATE")
        return Answer(201, wire.channel(thread, self._world))

    def thread(self, match: re.Match[str], body: Json, _query: Query) -> Answer:
        """POST /channels/{id}/threads."""
        channel = self._channel(match, permissions.CREATE_PUBLIC_THREADS)
        return Answer(201, wire.channel(self._thread(channel, body, snowflake()), self._world))

    def _thread(self, parent: Channel, body: Json, id_: int) -> Channel:
        if parent.kind not in (Kind.TEXT, Kind.NEWS) or parent.guild is None:
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        if not 1 <= len(body.get("name") or "") <= 100:
            raise RefusedError(400, 50035, "Invalid Form Body")
        kind = Kind.THREAD if parent.kind == Kind.TEXT else 10
        thread = Channel(kind, body["name"], parent.guild, parent, id=id_, owner=self._world.bot)
        self._world.add(thread)
        written = wire.channel(thread, self._world) | {"newly_created": True}
        self._state.gateway.dispatch("THREAD_CREATE", written, parent.guild.id, GUILDS)
        self._state.tell(parent)
        return thread


def _sending(channel: Channel) -> int:
    return permissions.SEND_MESSAGES_IN_THREADS if channel.is_thread else permissions.SEND_MESSAGES


def _guild(match: re.Match[str]) -> int | None:
    guild = match.groupdict().get("guild")
    return int(guild) if guild else None
