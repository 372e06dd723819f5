"""One signed-in device at work: from a batch to the answers that are sent, with nothing lost between."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from nio import MatrixRoom

from adapters.answering.answerer import Answerer
from adapters.database.opening import Database
from adapters.database.post import Outgoing, Received
from adapters.matrix.darkness import Cleared, Darkness
from adapters.matrix.describing import Describing
from adapters.matrix.encryption import Encryption
from adapters.matrix.membership import Invites, Membership
from adapters.matrix.offering import Offering
from adapters.matrix.outbox import MESSAGE, Outbox
from adapters.matrix.places import is_creator, is_direct
from adapters.matrix.queues import Queues
from adapters.matrix.reading import Dark, Happening, Invited, Joined, Redaction, kind_of, restored, stored
from adapters.matrix.responding import Responder
from adapters.matrix.rooms import Rooms
from adapters.matrix.sorting import Sorting
from adapters.matrix.state import FIELD, decode, offered
from adapters.matrix.syncing import Batch, Syncing, cancelled, repeated
from adapters.matrix.typing_notice import typing
from adapters.matrix.upkeep import Upkeep
from adapters.matrix.wire import Wire, WireError
from adapters.runtime.health import Connection

_log = structlog.get_logger(__name__)

_LOOKS = 5.0
"""Seconds between two looks at what stayed dark."""
_KNOWN_IN, _LOOKS_FOR_ROOM = 30.0, 0.1
"""Seconds in which a room that was made is told of, and between two looks for it."""
_KEEPS_POSITION = 10.0
"""Seconds after which a position is kept although nothing was for the bot: what is heard twice is answered once."""
_FINISHES_IN = 1.2
"""Seconds that answers under way are given when the program is to stop; what is not sent then is sent by the next one."""


class AccountAtWork:
    """Follows the rooms of `user`, and answers in them."""

    def __init__(
        self,
        wire: Wire,
        encryption: Encryption,
        user: str,
        answerer: Answerer,
        database: Database,
        invites: Invites,
        *,
        describes: bool = False,
        connection: Connection | None = None,
    ) -> None:
        self._wire = wire
        self._post = database.post
        self._queues = Queues()
        self._unanswered: set[str] = set()
        self._is_resumed = False
        self._kept_at = -math.inf
        self._lost = asyncio.Event()
        self.user = user
        self.rooms = rooms = Rooms(wire, encryption, user)
        self._membership = Membership(wire, rooms, user, invites, database.choices.move)
        self._sorting = Sorting(
            wire,
            encryption,
            user,
            answerer,
            database.answers,
            is_waiting=self._unanswered.__contains__,
            is_followed=self._membership.is_followed,
        )
        self._responder = Responder(rooms, answerer, database.answers, user)
        self._outbox = Outbox(wire, encryption, database.post, user, on_lost=self._lost.set)
        self._offering = Offering(self._outbox, self._queues.is_busy)
        self._darkness = Darkness(encryption)
        self._upkeep = Upkeep(encryption)
        self._describing = Describing(wire, rooms, user, answerer.shelf.default.commands) if describes else None
        self._syncing = Syncing(wire, encryption, self._take, connection)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set.

        Raises WireError where the server knows the token no more.
        """
        syncing = asyncio.create_task(self._syncing.run(await self._post.position(self.user)))
        beside = [asyncio.create_task(one) for one in (self._upkeep.run(), self._watch())]
        ends = [asyncio.create_task(one.wait()) for one in (stop, self._lost)]
        try:
            done, _ = await asyncio.wait({syncing, *beside, *ends}, return_when=asyncio.FIRST_COMPLETED)
            await cancelled(*({syncing} - done))
            if stop.is_set() and not await self._queues.drain(_FINISHES_IN):
                _log.info("some answers wait for the next start")
            for task in done - set(ends):
                task.result()
            if self._lost.is_set():
                raise WireError("the token is known no more", status=401, code="M_UNKNOWN_TOKEN")
        finally:
            await cancelled(syncing, *beside, *ends)
            for part in (self._membership, self._offering, self._queues, self._outbox):
                await part.close()

    # ── Speaking first ───────────────────────────────────────────────────────

    @property
    def knows_rooms(self) -> bool:
        """Whether the server has told what rooms there are."""
        return self._syncing.connected.is_set()

    def may_write(self, room: MatrixRoom) -> bool:
        """Whether the bot may write messages in a room."""
        return bool(room.power_levels.can_user_send_message(self.user)) or is_creator(
            room, self.rooms.creators(room.room_id), self.user
        )

    def send(self, outgoing: Sequence[Outgoing]) -> None:
        """Send what the store keeps, each room's in its turn."""
        for room in dict.fromkeys(one.room for one in outgoing):
            self._queues.put(room, partial(self._flush, [one for one in outgoing if one.room == room]))

    async def tell(self, user: str, content: Mapping[str, Any], key: str) -> None:
        """Tell somebody something alone: where both have talked before, or in a new room that the other is invited to.

        Raises WireError where that cannot be, TimeoutError where nothing is heard of the new room.
        """
        known = next((id_ for id_, room in self.rooms.all().items() if is_direct(room) and user in room.users), None)
        room_id = known or await self._membership.open_with(user)
        async with asyncio.timeout(_KNOWN_IN):
            while self.rooms.known(room_id) is None:  # noqa: ASYNC110  # /sync tells of it, a moment after it was made
                await asyncio.sleep(_LOOKS_FOR_ROOM)
        await self._outbox.put(room_id, MESSAGE, dict(content), key)

    # ── Receiving ────────────────────────────────────────────────────────────

    async def _take(self, batch: Batch) -> None:
        """Keep what is to be answered, and how far was heard, in one; then begin to answer."""
        self._membership.see(batch)
        self._upkeep.see(batch)
        if not self._is_resumed:
            await self._resume()
        received = await self._sorted(batch)
        if received or time.monotonic() - self._kept_at >= _KEEPS_POSITION:
            for one in await self._kept(batch.response.next_batch, received):
                self._begin(one)
        if batch.response.to_device_events:  # keys come so
            self._look()
        if self._describing is not None:
            for room_id in batch.response.rooms.join:
                self._queues.put(room_id, partial(self._describing.describe, room_id))

    async def _sorted(self, batch: Batch) -> list[Received]:
        """What of a batch is for the bot."""
        found: list[Received] = []

        async def sort() -> None:
            happened = await self._sorting.happened(batch)
            found[:] = [Received(room, one.id, kind_of(one), json.dumps(stored(one))) for room, one in happened]

        await repeated("sorting what was asked", sort)
        return found

    async def _kept(self, position: str, received: Sequence[Received]) -> list[Received]:
        """What is new of what was received, once it is kept."""
        new: list[Received] = []

        async def keep() -> None:
            new[:] = await self._post.receive(self.user, position, received)

        await repeated("keeping what was asked", keep)
        self._kept_at = time.monotonic()
        return new

    async def _resume(self) -> None:
        """Go on with what was not finished when the program ended, in the order it was asked."""
        queued: list[Outgoing] = []
        waiting: list[Received] = []

        async def read() -> None:
            queued[:] = await self._post.outgoing(self.user)
            waiting[:] = await self._post.waiting(self.user)

        await repeated("reading what was asked", read)
        for room in dict.fromkeys(one.room for one in queued):
            ours = [one for one in queued if one.room == room]
            self._queues.put(room, partial(self._flush, ours))
        for received in waiting:
            self._begin(received)
        if queued or waiting:
            _log.info("going on", answers=len(queued), questions=len(waiting))
        self._is_resumed = True

    def _begin(self, received: Received) -> None:
        happening = restored(received.kind, json.loads(received.content))
        self._unanswered.add(received.id)
        if happening is not None and self._sorting.is_too_old(happening):  # left by a program that ended days ago
            self._queues.put(received.room, partial(self._settle, received, []))
        elif isinstance(happening, Dark):
            if not self._darkness.add(received, happening):
                self._queues.put(received.room, partial(self._settle, received, []))
        elif isinstance(happening, Invited):
            self._queues.put(received.room, partial(self._come, received, happening))
        else:
            self._queues.put(received.room, partial(self._answer, received, happening))

    async def _come(self, received: Received, invited: Invited) -> None:
        await self._membership.come(received.room, invited.sender)
        await self._settle(received, [])

    # ── Answering ────────────────────────────────────────────────────────────

    async def _answer(self, received: Received, happening: Happening | None) -> None:
        outgoing: list[Outgoing] = []
        if happening is not None:
            try:
                async with typing(self._wire, received.room, self.user):
                    outgoing = await self._responder.outgoing(received.room, happening)
            except WireError as error:
                if not error.is_final:
                    raise
                _log.info("a question cannot be answered", room=received.room, problem=str(error))
        await self._settle(received, outgoing)
        if happening is not None:
            await self._responder.tidy(received.room, happening, outgoing)
        if isinstance(happening, Redaction) and (taken_back := self._darkness.forget(happening.target)) is not None:
            await self._settle(taken_back, [])
        if isinstance(happening, Joined) and self._describing is not None:
            await self._describing.describe(received.room)

    async def _settle(self, received: Received, outgoing: Sequence[Outgoing]) -> None:
        await self._post.settle(self.user, received.id, outgoing)
        self._unanswered.discard(received.id)
        await self._flush(outgoing)

    async def _flush(self, outgoing: Sequence[Outgoing]) -> None:
        events = await self._outbox.flush(outgoing)
        if len(events) == len(outgoing) > 0:
            # An edit is no message of its own: its field stands in the new content, and nothing is offered again.
            carried = decode(json.loads(outgoing[-1].content).get(FIELD))
            if carried is not None:
                self._offering.offer(outgoing[-1].room, events[-1], offered(carried))

    # ── What is dark ─────────────────────────────────────────────────────────

    def _look(self) -> None:
        for cleared in self._darkness.look():
            self._queues.put(cleared.received.room, partial(self._cleared, cleared))

    async def _cleared(self, cleared: Cleared) -> None:
        room, happening = cleared.received.room, cleared.happening
        if cleared.stays_dark:
            said = self._responder.dark(room, cleared.dark)
            await self._settle(cleared.received, said)
        elif happening is not None and await self._sorting.concerns(room, happening):
            await self._answer(cleared.received, happening)
        else:
            await self._settle(cleared.received, [])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS)
            self._look()
