"""Sends what is to be said: in order, until the server has it, and one copy of it.

The transaction id makes the server take a second try for the first (spec:
Transaction identifiers); what waits is kept in the store until it is acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import structlog

from adapters.database.post import Outgoing
from adapters.matrix.encryption import Encryption
from adapters.matrix.queues import REFUSALS
from adapters.matrix.syncing import BACKOFF
from adapters.matrix.wire import Wire, WireError, segment

_log = structlog.get_logger(__name__)

_ENDS_IN = 0.2
"""Seconds that sharing keys is given when the program stops."""

MESSAGE = "m.room.message"
REDACTION = "m.room.redaction"
REACTION = "m.reaction"


class Post(Protocol):
    """What keeps the outbox."""

    async def sent(self, account: str, outgoing: Outgoing, id: str) -> None: ...  # noqa: A002  # the store's name for it

    async def drop(self, account: str, key: str) -> None: ...


class Outbox:
    """The outbox of an account. `on_lost` is told when the server knows the token no more."""

    def __init__(
        self, wire: Wire, encryption: Encryption, post: Post, account: str, on_lost: Callable[[], object]
    ) -> None:
        self._wire = wire
        self._encryption = encryption
        self._post = post
        self._account = account
        self._on_lost = on_lost
        self._not_before = 0.0
        self._encrypting: set[asyncio.Future[tuple[str, dict[str, Any]]]] = set()

    @property
    def is_limited(self) -> bool:
        """Whether the server wants to be left alone just now."""
        return time.monotonic() < self._not_before

    async def flush(self, outgoing: Sequence[Outgoing]) -> list[str]:
        """Send what is queued for a room, one after the other. The ids of the events that stand there now."""
        return [event for one in outgoing if (event := await self._send(one))]

    async def _send(self, outgoing: Outgoing) -> str:
        failures = 0
        while True:
            await self._wait_for_limit()
            try:
                event = await self.put(outgoing.room, outgoing.kind, json.loads(outgoing.content), outgoing.key)
            except WireError as error:
                if error.is_token_gone:
                    self._on_lost()
                    await asyncio.Event().wait()  # until this client is taken down; the next one sends it
                if error.is_final:
                    _log.warning("a message was refused", room=outgoing.room, problem=str(error))
                    await self._kept(partial(self._post.drop, self._account, outgoing.key))
                    return ""
                failures += 1
                if error.status and not error.is_limit and failures >= REFUSALS:
                    # It stays in the store for the next start; those behind it get their turn.
                    _log.error(
                        "a message is put aside: the homeserver fails at it", room=outgoing.room, problem=str(error)
                    )
                    return ""
                await self._put_off(error, failures, outgoing.room)
            else:
                await self._kept(partial(self._post.sent, self._account, outgoing, event))
                return event

    async def close(self) -> None:
        """Let what is being encrypted come to its end, for a moment."""
        if self._encrypting:
            await asyncio.wait(self._encrypting, timeout=_ENDS_IN)
            await asyncio.gather(*map(_cancelled, self._encrypting), return_exceptions=True)

    async def put(self, room_id: str, kind: str, content: dict[str, Any], key: str) -> str:
        """Send one event once, encrypted where the room is. The id that it got.

        Raises WireError where it did not get through.
        """
        room, transaction = segment(room_id), segment(key)
        if kind == REDACTION:
            path = f"/rooms/{room}/redact/{segment(str(content.get('redacts', '')))}/{transaction}"
            answer = await self._wire.ask("PUT", path, {})
        else:
            # Whoever is told to stop in the middle of sharing keys leaves the room without them: it ends by itself.
            encrypting = asyncio.ensure_future(self._encryption.encrypt(room_id, kind, content))
            self._encrypting.add(encrypting)
            encrypting.add_done_callback(self._encrypting.discard)
            kind, content = await asyncio.shield(encrypting)
            answer = await self._wire.ask("PUT", f"/rooms/{room}/send/{segment(kind)}/{transaction}", content)
        event = answer.get("event_id")
        if not isinstance(event, str):
            raise WireError("the answer names no event")
        return event

    async def _wait_for_limit(self) -> None:
        while (left := self._not_before - time.monotonic()) > 0:  # noqa: ASYNC110  # it may be put off again meanwhile
            await asyncio.sleep(left)

    async def _put_off(self, error: WireError, failures: int, room: str) -> None:
        delay = max(error.wait, BACKOFF.delay(failures) if not error.wait else 0.0)
        if error.is_limit:
            # The limit is the account's: other rooms would only use up what this one waits for.
            self._not_before = max(self._not_before, time.monotonic() + delay)
            _log.info("the homeserver limits how much may be sent", seconds=round(delay, 1))
            return
        _log.warning("a message was not sent, trying again", room=room, problem=str(error), seconds=round(delay, 1))
        await asyncio.sleep(delay)

    @staticmethod
    async def _kept(attempt: Callable[[], Any]) -> None:
        """What became of a message, in the store; without it, the worst is that it is sent again, and taken for the first."""
        try:
            await attempt()
        except OSError as error:
            _log.error("what was sent cannot be kept", problem=str(error))


def _cancelled(task: asyncio.Future[Any]) -> asyncio.Future[Any]:
    task.cancel()
    return task
