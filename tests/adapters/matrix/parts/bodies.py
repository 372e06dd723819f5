"""Answers to /sync, as a homeserver writes them."""

from __future__ import annotations

import itertools
import time
from typing import Any

BOT, MEI, BOB = "@catena:example.org", "@mei:example.org", "@bob:example.org"
ROOM = "!room:example.org"
_numbers = itertools.count(1)


def _next() -> str:
    """A position that no other answer has: the library passes over one that it knows."""
    return f"s{next(_numbers)}"


def now() -> int:
    return int(time.time() * 1000)


def event(kind: str, content: object, sender: str = MEI, **beside: object) -> dict[str, Any]:
    return {
        "type": kind,
        "event_id": f"$made{next(_numbers)}",
        "sender": sender,
        "origin_server_ts": now(),
        "content": content,
        **beside,
    }


def said(body: str, sender: str = MEI, **beside: object) -> dict[str, Any]:
    """A message in plain words."""
    return event("m.room.message", {"msgtype": "m.text", "body": body}, sender, **beside)


def member(user: str, membership: str = "join", before: str = "", name: str = "", **beside: object) -> dict[str, Any]:
    """Somebody's coming, going, or change of name."""
    unsigned = {"prev_content": {"membership": before}} if before else {}
    content = {"membership": membership, **({"displayname": name} if name else {})}
    return event("m.room.member", content, user, state_key=user, unsigned=unsigned, **beside)


def state(kind: str, content: object, sender: str = MEI, key: str = "", **beside: object) -> dict[str, Any]:
    return event(kind, content, sender, state_key=key, **beside)


def made(version: str = "10", creator: str = MEI, **content: object) -> list[dict[str, Any]]:
    """The state of a group's room with three in it."""
    members = [member(user) for user in (MEI, BOB, BOT)]
    levels = {"users": {MEI: 100} if int(version) < 12 else {}, "state_default": 50}
    return [
        state("m.room.create", {"room_version": version, **content}, creator),
        state("m.room.power_levels", levels),
        state("m.room.name", {"name": "Reading group"}),
        *members,
    ]


def joined(
    *timeline: object,
    room: str = ROOM,
    before: list[dict[str, Any]] | None = None,
    limited: bool = False,
    batch: str = "",
) -> dict[str, Any]:
    """An answer about one room that the bot is in; `before` is its state before the timeline."""
    return {
        "next_batch": batch or _next(),
        "device_one_time_keys_count": {"signed_curve25519": 50},
        "rooms": {
            "join": {
                room: {
                    "state": {"events": before or []},
                    "timeline": {"events": list(timeline), "limited": limited, "prev_batch": "p1"},
                    "ephemeral": {"events": []},
                    "account_data": {"events": []},
                }
            }
        },
    }


def invited(room: str, inviter: str = MEI, content: object = None) -> dict[str, Any]:
    """An answer with an invitation."""
    sent = {"membership": "invite"} if content is None else content
    events = [
        {"type": "m.room.name", "state_key": "", "sender": inviter, "content": {"name": "Reading group"}},
        {"type": "m.room.member", "state_key": BOT, "sender": inviter, "content": sent},
    ]
    return {"next_batch": _next(), "rooms": {"invite": {room: {"invite_state": {"events": events}}}}}


def left(room: str) -> dict[str, Any]:
    """An answer about a room that the bot is in no more."""
    gone = {"state": {"events": []}, "timeline": {"events": [member(BOT, "leave", "join")], "limited": False}}
    return {"next_batch": _next(), "rooms": {"leave": {room: gone}}}


EMPTY: dict[str, Any] = {"next_batch": "empty", "rooms": {}}
