"""The rooms that the bot is in: what is known of them, and single events out of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from nio import MatrixRoom

from adapters.matrix.encryption import Encryption
from adapters.matrix.places import creators_of, predecessor_of
from adapters.matrix.reading import time_of
from adapters.matrix.wire import Wire, WireError, segment

_log = structlog.get_logger(__name__)

_LOOKED_AT = 30
"""Events back to which a room's last message of somebody is looked for."""


class Rooms:
    """The rooms of an account."""

    def __init__(self, wire: Wire, encryption: Encryption, user: str) -> None:
        self._wire = wire
        self._encryption = encryption
        self._user = user
        self._creators: dict[str, frozenset[str]] = {}
        self._predecessors: dict[str, str] = {}
        self._joined: dict[str, int] = {}

    def known(self, room_id: str) -> MatrixRoom | None:
        """A room that the bot is in."""
        return self._encryption.rooms.get(room_id)

    def all(self) -> Mapping[str, MatrixRoom]:
        """The rooms that the bot is in, by their id."""
        return self._encryption.rooms

    def creators(self, room_id: str) -> frozenset[str]:
        """Who made a room."""
        return self._creators.get(room_id, frozenset())

    def predecessor(self, room_id: str) -> str:
        """The room that one follows, "" where it follows none."""
        return self._predecessors.get(room_id, "")

    def note(self, room_id: str, source: Mapping[str, Any]) -> None:
        """Take in what of a room's state the library does not keep: who made it, what it follows, when the bot came.

        And what it keeps too long: who may do something no longer.
        """
        match source.get("type"):
            case "m.room.create":
                self._creators[room_id] = creators_of(source)
                self._predecessors[room_id] = predecessor_of(_mapping(source, "content"))
            case "m.room.power_levels" if (room := self.known(room_id)) is not None:
                # The library only adds to what it knew: who is named no more would keep what he had.
                content = _mapping(source, "content")
                room.power_levels.users, room.power_levels.events = (
                    _levels(content, "users"),
                    _levels(content, "events"),
                )
            case "m.room.member" if source.get("state_key") == self._user:
                self._joined[room_id] = time_of(source)
            case _:
                pass

    def left(self, room_id: str) -> None:
        """Know a room no more."""
        for known in (self._creators, self._predecessors, self._joined):
            known.pop(room_id, None)
        self._encryption.forget_room(room_id)

    async def event(self, room_id: str, event_id: str) -> dict[str, Any] | None:
        """An event as it is now, decrypted, with the content of its last edit; None where it cannot be had.

        One that cannot be read is still of the type `m.room.encrypted`. Raises WireError where the
        server cannot be asked now.
        """
        found = await self.fetched(room_id, event_id)
        if found is None:
            return None
        relations = _mapping(_mapping(found, "unsigned"), "m.relations")
        edit = _mapping(relations, "m.replace")
        clear = self._clear(room_id, found) or found
        newer = self._clear(room_id, edit) if edit and edit.get("sender") == found.get("sender") else None
        new = _mapping(_mapping(newer or {}, "content"), "m.new_content")
        first = _mapping(clear, "content")
        related = first.get("m.relates_to")
        content = {**new, **({"m.relates_to": related} if related else {})} if new else dict(first)
        return {**clear, "sender": found.get("sender"), "content": content}

    async def last_of(self, room_id: str, user: str) -> str:
        """The last message of a user among the last of a room; "" where there is none."""
        answer = await self._wire.ask(
            "GET", f"/rooms/{segment(room_id)}/messages", query={"dir": "b", "limit": str(_LOOKED_AT)}
        )
        for source in answer.get("chunk", ()):
            if _mapping(source, "unsigned").get("redacted_because") or source.get("sender") != user:
                continue
            is_message = source.get("type") in ("m.room.message", "m.room.encrypted")
            if is_message and _mapping(_mapping(source, "content"), "m.relates_to").get("rel_type") != "m.replace":
                return str(source.get("event_id", ""))
        return ""

    def now(self) -> float:
        """The time of day in seconds since 1970, by the homeserver's clock."""
        return self._wire.now()

    def is_recent(self, room_id: str, source: Mapping[str, Any], seconds: float) -> bool:
        """Whether an event is not older than that, and came after the bot."""
        at = time_of(source)
        return at >= self._joined.get(room_id, 0) and self.now() - at / 1000 < seconds

    async def fetched(self, room_id: str, event_id: str) -> dict[str, Any] | None:
        """An event as the server has it; None where it cannot be had.

        Raises WireError where the server cannot be asked now.
        """
        try:
            return await self._wire.ask("GET", f"/rooms/{segment(room_id)}/event/{segment(event_id)}")
        except WireError as error:
            if error.is_final:
                return None
            raise

    def _clear(self, room_id: str, source: Mapping[str, Any]) -> dict[str, Any] | None:
        if source.get("type") != "m.room.encrypted":
            return dict(source)
        return self._encryption.decrypt(room_id, source)


def thread_of(source: Mapping[str, Any]) -> str:
    """The event that an event's thread hangs on; "" where it is in none."""
    related = _mapping(_mapping(source, "content"), "m.relates_to")
    root = related.get("event_id") if related.get("rel_type") == "m.thread" else ""
    return root if isinstance(root, str) else ""


def _mapping(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = content.get(name)
    return found if isinstance(found, Mapping) else {}


def _levels(content: Mapping[str, Any], name: str) -> dict[str, int]:
    return {key: level for key, level in _mapping(content, name).items() if type(level) is int}
