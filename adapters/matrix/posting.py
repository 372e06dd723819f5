"""Digests on Matrix: queued with what else is to be sent, and who planned one is told when it is paused."""

from __future__ import annotations

import json
from datetime import datetime

from adapters.answering.answerer import Answer
from adapters.database.post import Outgoing
from adapters.digest.posters import Queued, RefusedError
from adapters.matrix import phrases
from adapters.matrix.account import AccountAtWork
from adapters.matrix.outbox import MESSAGE
from adapters.matrix.pages import notice
from adapters.matrix.responding import rendered
from adapters.runtime.keys import key_of
from bot.groups import Place
from bot.groups.digests import Digest
from bot.handlers import digest_phrases


class MatrixPoster:
    """Posts with whichever account is at work."""

    def __init__(self) -> None:
        self.at_work: AccountAtWork | None = None
        """The account; None while none is signed in."""

    @property
    def is_connected(self) -> bool:
        """Whether an account is at work, and knows its rooms."""
        return self.at_work is not None and self.at_work.knows_rooms

    async def post(
        self,
        place: Place,
        answer: Answer,
        key: str,
        due: datetime,  # noqa: ARG002  # the port's; here the key says all
        *,
        may_be_posted: bool,  # noqa: ARG002  # likewise
    ) -> Queued | None:
        """What is to be sent to a room: the store keeps it, and the key makes the server take it once.

        Raises RefusedError where the bot is not in the room, or may not write there.
        """
        at_work = self._at_work()
        room = at_work.rooms.known(place.group)
        if room is None:
            raise RefusedError(phrases.NOT_IN_ROOM)
        if not at_work.may_write(room):
            raise RefusedError(phrases.MAY_NOT_POST)
        outgoing = [
            Outgoing(
                key=key_of(key, number),
                room=place.group,
                kind=MESSAGE,
                content=json.dumps(page.content(), ensure_ascii=False),
            )
            for number, page in enumerate(rendered(answer).unturned())
        ]
        return Queued(at_work.user, outgoing)

    async def send(self, queued: Queued) -> None:
        """Begin to send what the store has kept."""
        self._at_work().send(queued.outgoing)

    async def tell(self, user: str, place: Place, digest: Digest, resume: str) -> None:
        """Tell somebody in a conversation with the bot alone that the digest of a room is paused."""
        at_work = self._at_work()
        room = at_work.rooms.known(place.group)
        where = str(room.display_name) if room is not None else phrases.A_ROOM
        shown = notice(digest_phrases.note_to_organiser(where, digest, resume))
        await at_work.tell(user, shown.content(), key_of("paused", place.group, digest.next_at, user))

    def _at_work(self) -> AccountAtWork:
        if self.at_work is None:
            raise ConnectionError("Matrix is not connected")
        return self.at_work
