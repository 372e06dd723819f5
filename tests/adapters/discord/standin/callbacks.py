"""Answers to interactions: the first one, and what may follow it for 15 minutes (Discord: Receiving and Responding)."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tests.adapters.discord.standin import wire
from tests.adapters.discord.standin.interactions import (
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    MESSAGE,
    UPDATE,
    Interaction,
)
from tests.adapters.discord.standin.state import Answer, RefusedError, State, fill
from tests.adapters.discord.standin.world import EPHEMERAL, IS_V2, LOADING, Message

_FITTING = {COMMAND: (4, 5, 9), COMPONENT: (4, 5, 6, 7, 9), 4: (CHOICES,)}
"""Types of first answers, by the type of the interaction."""
_MOST_FOLLOWUPS = 5
"""Where the bot is only installed by the user (Discord)."""

Json = dict[str, Any]


class Callbacks:
    """Takes them, each at most once."""

    def __init__(self, state: State) -> None:
        self._state = state

    def callback(self, match: re.Match[str], body: Json, query: dict[str, str]) -> Answer:
        """POST /interactions/{id}/{token}/callback."""
        interaction = self._state.interactions.get(match["token"])
        age = 0.0 if interaction is None else asyncio.get_running_loop().time() - interaction.created
        if interaction is None or str(interaction.id) != match["interaction"]:
            raise RefusedError(404, 10062, "Unknown interaction")
        interaction.callbacks += 1
        if interaction.response is not None:
            interaction.refused.append(40060)
            interaction.changes.tell()
            if not interaction.had_fault:
                self._state.found.append(f"answered twice: {interaction}")
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        if age > self._state.first_answer_within:
            interaction.refused.append(10062)
            interaction.changes.tell()
            raise RefusedError(404, 10062, "Unknown interaction")
        if body.get("type") not in _FITTING[interaction.kind]:
            raise RefusedError(400, 50035, "Invalid Form Body")
        interaction.response = body
        interaction.answered = interaction.created + age
        self._carry_out(interaction, body)
        self._tell(interaction)
        wants = query.get("with_response", "") in ("1", "true", "True")
        return Answer(200, self._answered(interaction, body["type"])) if wants else Answer(204)

    def _carry_out(self, interaction: Interaction, body: Json) -> None:
        kind, data = body["type"], body.get("data") or {}
        if kind == MESSAGE:
            interaction.message = self._sent(interaction, data, data.get("flags") or 0)
        elif kind == DEFERRED:
            flags = (data.get("flags") or 0) & EPHEMERAL
            interaction.message = self._sent(interaction, {}, flags | LOADING)
        elif kind in (DEFERRED_UPDATE, UPDATE):
            interaction.message = interaction.source
            if kind == UPDATE and interaction.source is not None:
                self._state.change(interaction.source, data)

    def _sent(self, interaction: Interaction, body: Json, flags: int, reference: Message | None = None) -> Message:
        world = self._state.world
        message = Message(
            interaction.channel,
            world.bot,
            flags=flags,
            reference=reference,
            kind=20 if interaction.kind == COMMAND and reference is None else 19,
            metadata=self._metadata(interaction),
            application=world.application_id,
            webhook=world.application_id,
            seen_by=interaction.user if flags & EPHEMERAL else None,
        )
        fill(message, {key: value for key, value in body.items() if key != "flags"})
        return self._state.post(message)

    def _metadata(self, interaction: Interaction) -> Json:
        metadata: Json = {
            "id": str(interaction.id),
            "type": interaction.kind,
            "user": wire.user(interaction.user),
            "authorizing_integration_owners": owners(interaction),
        }
        if interaction.kind == COMPONENT and interaction.source is not None:
            metadata["interacted_message_id"] = str(interaction.source.id)
        return metadata

    def _answered(self, interaction: Interaction, kind: int) -> Json:
        message = interaction.message
        written: Json = {"id": str(interaction.id), "type": interaction.kind, "channel_id": str(interaction.channel.id)}
        if interaction.channel.guild is not None:
            written["guild_id"] = str(interaction.channel.guild.id)
        if message is not None:
            written |= {
                "response_message_id": str(message.id),
                "response_message_loading": message.is_loading,
                "response_message_ephemeral": message.is_ephemeral,
            }
        answered: Json = {"interaction": written}
        if kind in (MESSAGE, UPDATE) and message is not None:
            answered["resource"] = {"type": kind, "message": wire.message(message, self._state.world)}
        return answered

    # ── What follows ─────────────────────────────────────────────────────────

    def follow_up(self, match: re.Match[str], body: Json, query: dict[str, str]) -> Answer:
        """POST /webhooks/{application}/{token}."""
        interaction = self._alive(match)
        waiting = interaction.message
        if waiting is not None and waiting.is_loading:
            # What follows a “… is thinking” takes its place, and is seen by whom that was seen by.
            waiting.flags &= ~LOADING
            self._state.change(waiting, body)
            interaction.followups.append(waiting)
        else:
            if interaction.is_user_install and len(interaction.followups) >= _MOST_FOLLOWUPS:
                raise RefusedError(400, 40094, "This interaction has reached the maximum number of follow-up messages")
            flags = (body.get("flags") or 0) & (EPHEMERAL | IS_V2)
            interaction.followups.append(self._sent(interaction, body, flags, waiting))
        self._tell(interaction)
        if query.get("wait", "true") in ("0", "false", "False"):
            return Answer(204)
        return Answer(200, wire.message(interaction.followups[-1], self._state.world))

    def get(self, match: re.Match[str], _body: Json, _query: dict[str, str]) -> Answer:
        """GET /webhooks/{application}/{token}/messages/{message}."""
        interaction = self._alive(match)
        return Answer(200, wire.message(self._message(interaction, match["message"]), self._state.world))

    def edit(self, match: re.Match[str], body: Json, _query: dict[str, str]) -> Answer:
        """PATCH /webhooks/{application}/{token}/messages/{message}."""
        interaction = self._alive(match)
        message = self._message(interaction, match["message"])
        message.flags &= ~LOADING
        self._state.change(message, body)
        interaction.edits.append(body)
        self._tell(interaction)
        return Answer(200, wire.message(message, self._state.world))

    def delete(self, match: re.Match[str], _body: Json, _query: dict[str, str]) -> Answer:
        """DELETE /webhooks/{application}/{token}/messages/{message}."""
        interaction = self._alive(match)
        self._state.remove(self._message(interaction, match["message"]))
        self._tell(interaction)
        return Answer(204)

    def _alive(self, match: re.Match[str]) -> Interaction:
        interaction = self._state.interactions.get(match["token"])
        if interaction is None or interaction.response is None:
            raise RefusedError(404, 10015, "Unknown Webhook")
        if asyncio.get_running_loop().time() - interaction.created > self._state.token_lives:
            interaction.refused.append(50027)
            interaction.changes.tell()
            raise RefusedError(401, 50027, "Invalid Webhook Token")
        return interaction

    def _message(self, interaction: Interaction, id_: str) -> Message:
        every = [*([interaction.message] if interaction.message else []), *interaction.followups]
        for message in every:
            wanted = message is interaction.message if id_ == "@original" else str(message.id) == id_
            if wanted and not message.is_deleted:
                return message
        raise RefusedError(404, 10008, "Unknown Message")

    def _tell(self, interaction: Interaction) -> None:
        interaction.changes.tell()
        self._state.tell(interaction.channel)


def owners(interaction: Interaction) -> dict[str, str]:
    """By whose installation it came: 0 a server's ("0" in a conversation with the bot), 1 somebody's own."""
    if interaction.is_user_install:
        return {"1": str(interaction.user.id)}
    guild = interaction.channel.guild
    return {"0": str(guild.id) if guild is not None else "0"}
