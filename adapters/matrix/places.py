"""Where something was asked, and by whom, in the words of bot.groups."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nio import MatrixRoom

from bot.groups import ON, Place

PLATFORM = "matrix"
DEFAULTS = {"prefix": ON}
"""What holds where nothing was chosen, other than elsewhere: nobody can type slash commands here."""
_CREATORS_SINCE = 12
"""Room version from which on those who made a room stand above all power levels, and are not named among them."""


def is_room(id_: str) -> bool:
    """Whether an id is a room's (spec: Identifier grammar)."""
    return re.fullmatch(r"![^\s\x00-\x1f\x7f]{1,254}", id_) is not None


def place_of(room_id: str) -> Place:
    """A room is a group of its own, whose only channel it is."""
    return Place(PLATFORM, room_id, room_id)


def is_direct(room: MatrixRoom) -> bool:
    """Whether the room is a conversation with the bot: two in it, and no name."""
    return bool(len(room.users) <= 2 and not room.is_named)


def own_name(room: MatrixRoom, user: str) -> str:
    """What the bot is called in a room."""
    member = room.users.get(user)
    return str(getattr(member, "display_name", "") or "")


def is_organiser(room: MatrixRoom, creators: frozenset[str], user: str) -> bool:
    """Whether somebody may choose for the room: who may rename it; in a conversation with the bot, everybody."""
    return is_direct(room) or may_send_state(room, creators, user, "m.room.name")


def may_send_state(room: MatrixRoom, creators: frozenset[str], user: str, kind: str) -> bool:
    """Whether somebody may send a state event of a kind."""
    return is_creator(room, creators, user) or bool(room.power_levels.can_user_send_state(user, kind))


def is_creator(room: MatrixRoom, creators: frozenset[str], user: str) -> bool:
    """Whether somebody made the room, where that counts (spec: room version 12)."""
    version = str(room.room_version)
    return user in creators and version.isdecimal() and int(version) >= _CREATORS_SINCE


def predecessor_of(created: Mapping[str, object]) -> str:
    """The room that a room follows, by the content of its m.room.create; "" where it follows none."""
    found = created.get("predecessor")
    room_id = found.get("room_id") if isinstance(found, Mapping) else None
    return room_id if isinstance(room_id, str) else ""


def creators_of(source: Mapping[str, object]) -> frozenset[str]:
    """Who made a room, out of its m.room.create: its sender, and whom it names beside."""
    content = source.get("content")
    named = content.get("additional_creators") if isinstance(content, Mapping) else None
    found = [source.get("sender"), *(named if isinstance(named, list) else [])]
    return frozenset(one for one in found if isinstance(one, str))
