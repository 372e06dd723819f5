"""What of a batch is for the bot: the one place that decides what is kept at all.

What others write to each other is never stored. Nor is what is old, what was
written before the bot was there, and what it wrote itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import structlog

from adapters.matrix.addressing import addressed
from adapters.matrix.catching_up import missed
from adapters.matrix.encryption import Encryption, source_of
from adapters.matrix.membership import invitations
from adapters.matrix.places import PLATFORM, is_direct, own_name, place_of
from adapters.matrix.reading import Dark, Happening, Invited, Joined, Message, Reaction, Redaction, read, time_of
from adapters.matrix.state import read_key
from adapters.matrix.syncing import Batch, repeated
from adapters.matrix.wire import Wire
from adapters.runtime.keys import key_of
from bot.groups import Place
from bot.handlers.inline import BEGIN

_log = structlog.get_logger(__name__)

OLDEST = 24 * 3_600.0
"""Seconds after which a question is not answered any more: after an outage of a day nobody waits for it."""
_TRIES = 10
"""Times that what was missed is asked for: about a minute, for which all rooms wait."""
_NEWLY = 600.0
"""Seconds after which the bot does not introduce itself any more."""


class Groups(Protocol):
    """What groups chose. Raises OSError where that cannot be known now: by a default, something would be lost."""

    async def sure_prefix(self, place: Place) -> str: ...

    async def surely_wants_inline(self, place: Place) -> bool: ...


class Answered(Protocol):
    """Which messages answer which question."""

    async def of(self, platform: str, channel: str, question_id: str) -> tuple[str, ...]: ...


class Sorting:
    """Sorts batches for one account."""

    def __init__(
        self,
        wire: Wire,
        encryption: Encryption,
        user: str,
        groups: Groups,
        answered: Answered,
        is_waiting: Callable[[str], bool],
        is_followed: Callable[[str], bool],
    ) -> None:
        self._wire = wire
        self._encryption = encryption
        self._user = user
        self._groups = groups
        self._answered = answered
        self._is_waiting = is_waiting
        """Whether a question, by its id, is still to be answered."""
        self._is_followed = is_followed
        """Whether the bot came to a room by itself, because another one moved there."""

    async def happened(self, batch: Batch) -> list[tuple[str, Happening]]:
        """What happened for the bot, in order, with the room it happened in.

        Raises OSError where the store cannot be asked what is for it.
        """
        found: list[tuple[str, Happening]] = self._invitations(batch)
        if batch.is_first:  # all else was written before the bot was there, or before it lost its memory
            return found
        for room_id, info in batch.response.rooms.join.items():
            sources, joined = _since_join([source_of(event) for event in info.timeline.events], self._user)
            if info.timeline.limited and batch.since and info.timeline.prev_batch and joined is None:
                missing = await self._caught_up(room_id, info.timeline.prev_batch, batch.since)
                sources, joined = _since_join(missing + sources, self._user)
            is_new = joined is not None and self._wire.now() - joined.at / 1000 < _NEWLY
            if is_new and joined is not None and not self._is_followed(room_id):
                found.append((room_id, joined))
            found += [(room_id, one) for one in await self._for_us(room_id, sources)]
        return found

    async def concerns(self, room_id: str, happening: Happening) -> bool:
        """Whether something is for the bot. Raises OSError where the store cannot be asked."""
        room = self._encryption.rooms.get(room_id)
        if room is None or happening.sender == self._user:
            return False
        match happening:
            case Redaction(target=target):
                return await self._is_known(room_id, target)
            case Message(edits=edits, was_encrypted=False) if edits and room.encrypted:
                return False  # anybody on the way could have written it
            case Message(edits=edits) if edits and await self._is_known(room_id, edits):
                return True
            case Message():
                if not self._is_recent(happening.at):
                    return False
                if BEGIN in happening.text and await self._groups.surely_wants_inline(place_of(room_id)):
                    return True
                if happening.reply_to and read_key(happening.text.strip()) is not None:
                    return True
                prefix = await self._groups.sure_prefix(place_of(room_id))
                name = own_name(room, self._user)
                return addressed(happening, self._user, name, prefix, is_direct=is_direct(room)) is not None
            case Reaction():
                return self._is_recent(happening.at) and read_key(happening.key) is not None
            case Dark():
                return bool(room.encrypted) and self._is_recent(happening.at)
            case Joined() | Invited():
                return True

    def _invitations(self, batch: Batch) -> list[tuple[str, Happening]]:
        """Who asks the bot into which room: kept as questions are, so that none is forgotten."""
        now = int(self._wire.now() * 1000)
        return [
            # It is told without an id. Whoever invites again does so in another batch.
            (room_id, Invited(key_of("invited", room_id, batch.since), inviter, now))
            for room_id, inviter in invitations(batch, self._user)
        ]

    async def _for_us(self, room_id: str, sources: Iterable[Mapping[str, Any]]) -> list[Happening]:
        read_ones = (read(source) for source in sources)
        return [one for one in read_ones if one is not None and await self.concerns(room_id, one)]

    async def _caught_up(self, room_id: str, newest: str, since: str) -> list[dict[str, Any]]:
        """What was left out, decrypted where its key is there."""
        found: list[dict[str, Any]] = []

        async def attempt() -> None:
            found[:] = await missed(self._wire, room_id, newest, since)

        if not await repeated("catching up", attempt, _TRIES):
            _log.warning("what was missed in a room is left out", room=room_id)
        if found:
            _log.info("caught up", room=room_id, events=len(found))
        clear = (
            self._encryption.decrypt(room_id, source) if source.get("type") == "m.room.encrypted" else None
            for source in found
        )
        return [now or source for now, source in zip(clear, found, strict=True)]

    async def _is_known(self, room_id: str, question: str) -> bool:
        """Whether a question was answered, or will be."""
        return self._is_waiting(question) or bool(await self._answered.of(PLATFORM, room_id, question))

    def is_too_old(self, happening: Happening) -> bool:
        """Whether nobody waits any more for what is asked; what is said of an earlier question counts at any time."""
        if isinstance(happening, Redaction | Joined | Invited) or (isinstance(happening, Message) and happening.edits):
            return False
        return not self._is_recent(happening.at)

    def _is_recent(self, at: int) -> bool:
        return self._wire.now() - at / 1000 < OLDEST


def _since_join(sources: list[Any], user: str) -> tuple[list[Any], Joined | None]:
    """The events after the bot's own last join, and that one; all of them where it is not among them."""
    for place in range(len(sources) - 1, -1, -1):
        source = sources[place]
        if source.get("type") != "m.room.member" or source.get("state_key") != user:
            continue
        if _membership(source.get("content")) != "join":
            continue
        unsigned = source.get("unsigned")
        before = unsigned.get("prev_content") if isinstance(unsigned, Mapping) else None
        if _membership(before) != "join":  # else it only changed its name
            return sources[place + 1 :], Joined(str(source.get("event_id")), user, time_of(source))
    return sources, None


def _membership(content: object) -> object:
    return content.get("membership") if isinstance(content, Mapping) else None
