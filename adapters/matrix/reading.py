"""What the homeserver says happened, as values: messages, edits, redactions, reactions. Pure, and whatever comes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.commands import COMMANDS
from bot.parsing import Invocation, written

LONGEST = 100_000
"""Characters of a message that are read: an event holds no more than 64 KiB."""
_LATEST = 2**53 - 1
"""The largest whole number of JSON as the spec has it (Canonical JSON)."""
DECRYPTED = "catena.decrypted"
"""The mark of an event that was encrypted; an event's own fields know no such name."""
_EVENT_ID = re.compile(r"\$[^\s\x00-\x1f\x7f]{1,254}")
_LONGEST_ID = 255
COMMAND = "org.matrix.msc4391.command"
_QUOTED_LINE = re.compile(r"> ?")


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody's words. `at` is when, in milliseconds since 1970, as the sender's server says.

    `thread` is the event that its thread hangs on, `reply_to` the one that it answers,
    `edits` the one whose words these are now, each "" where there is none. `mentions` are the user ids it speaks to.
    `was_encrypted` says that only those in the room could write it so. `command` is the line that a client made of a described command (see describing.py), "" for words that were typed.
    """

    id: str
    sender: str
    at: int
    text: str
    command: str = ""
    was_encrypted: bool = False
    thread: str = ""
    reply_to: str = ""
    edits: str = ""
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """Somebody took an event back."""

    id: str
    sender: str
    target: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody put a sign below a message."""

    id: str
    sender: str
    at: int
    target: str
    key: str


@dataclass(frozen=True, slots=True)
class Dark:
    """An encrypted event that cannot be read yet. `source` is what arrived."""

    id: str
    sender: str
    at: int
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot came into a room."""

    id: str
    sender: str
    at: int


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody asked the bot into a room."""

    id: str
    sender: str
    at: int


Happening = Message | Redaction | Reaction | Dark | Joined | Invited
_KINDS: Mapping[str, type[Message] | type[Redaction] | type[Reaction] | type[Dark] | type[Joined] | type[Invited]] = {
    one.__name__.lower(): one for one in (Message, Redaction, Reaction, Dark, Joined, Invited)
}


def read(source: object) -> Happening | None:
    """What an event says that could be for the bot; None for all else, and for what is broken."""
    if not isinstance(source, Mapping):
        return None
    id_, sender, content = source.get("event_id"), source.get("sender"), source.get("content")
    if not (isinstance(id_, str) and isinstance(sender, str) and isinstance(content, Mapping)):
        return None
    if len(id_) > _LONGEST_ID or len(sender) > _LONGEST_ID:  # spec: Identifier grammar, at most 255 bytes
        return None
    id_, sender, at = _clean(id_), _clean(sender), time_of(source)
    match source.get("type"):
        case "m.room.message":
            found = _message(id_, sender, at, content)
            return replace(found, was_encrypted=True) if found is not None and source.get(DECRYPTED) is True else found
        case "m.room.redaction":
            # In the content from room version 11 on, beside it before.
            target = _event(content, "redacts") or _event(source, "redacts")
            return Redaction(id_, sender, target) if target else None
        case "m.reaction":
            related = _mapping(content, "m.relates_to")
            target, key = _event(related, "event_id"), _text(related, "key")
            is_one = related.get("rel_type") == "m.annotation"
            return Reaction(id_, sender, at, target, key[:32]) if is_one and target and key else None
        case "m.room.encrypted":
            return Dark(id_, sender, at, source)
        case _:
            return None


def time_of(source: Mapping[str, Any]) -> int:
    """When an event was sent, in milliseconds since 1970, as its server says; 0 where that says nothing."""
    at = source.get("origin_server_ts")
    return at if type(at) is int and 0 <= at <= _LATEST else 0


def _message(id_: str, sender: str, at: int, content: Mapping[str, Any]) -> Message | None:
    related = _mapping(content, "m.relates_to")
    kind = related.get("rel_type")
    said = content
    edits = ""
    if kind == "m.replace":
        edits = _event(related, "event_id")
        said = _mapping(content, "m.new_content")
        if not edits:
            return None
        related = _mapping(said, "m.relates_to")
        kind = related.get("rel_type")
    if said.get("msgtype") != "m.text":  # notices are bots' words, emotes are nobody's questions
        return None
    body = said.get("body")
    if not isinstance(body, str):
        return None
    thread = _event(related, "event_id") if kind == "m.thread" else ""
    reply_to = _event(_mapping(related, "m.in_reply_to"), "event_id")
    mentions = _mapping(said, "m.mentions").get("user_ids")
    return Message(
        id_,
        sender,
        at,
        _own_words(_clean(body[:LONGEST]), is_reply=bool(reply_to)),
        thread=thread,
        reply_to=reply_to,
        edits=edits,
        command=_command(said.get(COMMAND)),
        mentions=tuple(_clean(one) for one in mentions if isinstance(one, str)) if isinstance(mentions, list) else (),
    )


def _command(invoked: object) -> str:
    """The line of a command that a client sent with its arguments apart (MSC4391)."""
    if not isinstance(invoked, Mapping) or not isinstance(invoked.get("command"), str):
        return ""
    arguments = _mapping(invoked, "arguments")
    typed = {_clean(name): _clean(one) for name, one in arguments.items() if isinstance(one, str)}
    command = COMMANDS.get(invoked["command"])
    if command is None:
        return _clean(invoked["command"])[:LONGEST]
    return written(Invocation(command.name, typed), COMMANDS)[:LONGEST]


def _own_words(body: str, *, is_reply: bool) -> str:
    """The words without those that they answer, which older clients put before them (spec: Fallbacks for rich replies)."""
    if not (is_reply and body.startswith("> <")):
        return body
    lines = body.split("\n")
    while lines and _QUOTED_LINE.match(lines[0]):
        lines.pop(0)
    return "\n".join(lines).strip("\n") if lines else body


def stored(happening: Happening) -> dict[str, Any]:
    """A happening as JSON keeps it; `restored` reads it."""
    return asdict(happening)


def restored(kind: str, content: Mapping[str, Any]) -> Happening | None:
    """What `stored` wrote; None for what another version of the program wrote."""
    try:
        values = dict(content)
        if "mentions" in values:
            values["mentions"] = tuple(values["mentions"])
        return _KINDS[kind](**values)
    except (KeyError, TypeError):
        return None


def kind_of(happening: Happening) -> str:
    """The name of what it is, by which it is read again."""
    return type(happening).__name__.lower()


def _mapping(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = content.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(content: Mapping[str, Any], name: str) -> str:
    found = content.get(name)
    return _clean(found) if isinstance(found, str) else ""


def _event(content: Mapping[str, Any], name: str) -> str:
    """The id of an event; "" for what is none: it becomes a part of a path."""
    found = _text(content, name)
    return found if _EVENT_ID.fullmatch(found) else ""


def _clean(words: str) -> str:
    """Words that can be written: JSON can name half a character, which is none."""
    return words if words.isascii() else words.encode("utf-8", "replace").decode()
