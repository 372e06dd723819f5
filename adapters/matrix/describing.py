"""Tells clients of the commands, where a room lets the bot (MSC4391: Simplified in-room bot commands, unstable).

Whoever runs the bot has to want it: it writes into the state of the rooms.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import structlog

from adapters.matrix.places import may_send_state
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import Wire, WireError, segment
from bot.declaration import Command

_log = structlog.get_logger(__name__)

KIND = "org.matrix.msc4391.command_description"


def descriptions(commands: Mapping[str, Command], user: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The state key and the content of each command's description."""
    for command in commands.values():
        key = base64.b64encode(hashlib.sha256(f"{command.name}{user}".encode()).digest()).decode()
        yield (
            key,
            {
                "command": command.name,
                "description": _said(command.summary),
                "parameters": [
                    {
                        "key": param.name,
                        "schema": {"schema_type": "primitive", "type": "string"},
                        "description": _said(param.description),
                        **({} if param.required else {"optional": True}),
                    }
                    for param in command.params
                ],
            },
        )


class Describing:
    """Describes the commands to a room, once while the program runs."""

    def __init__(self, wire: Wire, rooms: Rooms, user: str, commands: Mapping[str, Command]) -> None:
        self._wire = wire
        self._rooms = rooms
        self._user = user
        self._commands = commands
        self._done: set[str] = set()

    async def describe(self, room_id: str) -> None:
        """Describe the commands where the bot may; what stands there already is not written again."""
        room = self._rooms.known(room_id)
        if room_id in self._done or room is None:
            return
        if not may_send_state(room, self._rooms.creators(room_id), self._user, KIND):
            return
        self._done.add(room_id)
        try:
            for key, content in descriptions(self._commands, self._user):
                path = f"/rooms/{segment(room_id)}/state/{segment(KIND)}/{segment(key)}"
                if await self._standing(path) != content:
                    await self._wire.ask("PUT", path, content)
        except WireError as error:
            _log.info("the commands could not be described", room=room_id, problem=str(error))
            if not error.is_final:
                self._done.discard(room_id)

    async def _standing(self, path: str) -> dict[str, Any] | None:
        try:
            return await self._wire.ask("GET", path)
        except WireError as error:
            if error.status == 404:
                return None
            raise


def _said(text: str) -> dict[str, Any]:
    return {"m.text": [{"body": text}]}
