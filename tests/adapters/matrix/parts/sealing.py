"""Encrypted events made by a test, whatever is in them."""

from __future__ import annotations

import json
from typing import Any

from nio.crypto.sessions import InboundGroupSession, OutboundGroupSession

from adapters.matrix.encryption import Encryption
from tests.adapters.matrix.parts.bodies import ROOM, event

_SENDER_KEY, _SIGNING_KEY = "curve", "ed"


class Sealing:
    """Somebody's key for a room."""

    def __init__(self, room: str = ROOM) -> None:
        self._room = room
        self._outbound = OutboundGroupSession()
        self._outbound.mark_as_shared()
        self._key = self._outbound.session_key

    def hand_over(self, encryption: Encryption) -> None:
        """Give the bot the key, which it would get from the sender's device."""
        inbound = InboundGroupSession(self._key, _SIGNING_KEY, _SENDER_KEY, self._room)
        encryption._olm.inbound_group_store.add(inbound)  # noqa: SLF001  # a device that shares keys is a test of its own

    def sealed(self, inside: object) -> dict[str, Any]:
        """An encrypted event in which that stands."""
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "sender_key": _SENDER_KEY,
            "device_id": "MEI",
            "session_id": self._outbound.id,
            "ciphertext": self._outbound.encrypt(json.dumps(inside)),
        }
        return event("m.room.encrypted", content)

    def said(self, body: str, **beside: object) -> dict[str, Any]:
        """A message in plain words, encrypted."""
        content = {"msgtype": "m.text", "body": body, **beside}
        return self.sealed({"type": "m.room.message", "room_id": self._room, "content": content})


HOSTILE: dict[str, object] = {
    "no kind of message": {"type": "m.room.message", "room_id": ROOM, "content": {}},
    "nothing beside": {"type": "m.room.message", "room_id": ROOM, "content": {"msgtype": "m.text"}, "unsigned": None},
    "odd beside": {"type": "m.x", "room_id": ROOM, "content": {}, "unsigned": 3},
    "encrypted twice": {"type": "m.room.encrypted", "room_id": ROOM, "content": {}},
    "no object": [1],
    "no content": {"type": "m.room.message"},
    "a state event": {"type": "m.room.member", "room_id": ROOM, "state_key": "@catena:example.org", "content": {}},
    "odd words": {"type": "m.room.message", "room_id": ROOM, "content": {"msgtype": ["m.text"], "body": 3}},
    "a picture": {"type": "m.room.message", "room_id": ROOM, "content": {"msgtype": "m.image", "file": "x"}},
}
"""What can stand in an encrypted event, where no server looks, and everybody in the room can write."""
