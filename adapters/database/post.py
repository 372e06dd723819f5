"""What came in and what is to go out, for platforms where nothing may be lost between receiving and sending."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, exists, insert, literal, select, update

from adapters.database.answers import append
from adapters.database.schema import inbox, outbox, positions
from adapters.database.transactions import Transactions
from bot.groups import Place

DAYS = 7
"""Days for which what was answered is known by its id, so that it is not answered again."""
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Received:
    """Something to be answered. `content` is JSON of what that takes; it is held only until it is answered."""

    room: str
    id: str
    kind: str
    content: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something to be sent. `key` is its transaction id, unique within an account; `content` is JSON.

    Where it answers a `question` that was asked at a `place`, it is kept as its answer once it is sent.
    """

    key: str
    room: str
    kind: str
    content: str
    question: str = ""
    place: Place | None = None


_POSITION = select(positions.c.position).where(positions.c.account == bindparam("of"))
_MOVE_ON = update(positions).where(positions.c.account == bindparam("of")).values(position=bindparam("to"))
_BEGIN_READING = insert(positions)

_COLUMNS = ("account", "id", "room", "kind", "content")
_KEEP = insert(inbox).from_select(
    _COLUMNS,
    select(*(bindparam(f"new_{name}", type_=inbox.c[name].type) for name in _COLUMNS)).where(
        ~exists(literal(1)).where(inbox.c.account == bindparam("new_account"), inbox.c.id == bindparam("new_id"))
    ),
)
_KEEP_IF_NEW = _KEEP.execution_options(
    preserve_rowcount=True
)  # of what is inserted, only SQLite's driver counts by itself
_SEEN = select(inbox.c.id).where(inbox.c.account == bindparam("of"), inbox.c.id == bindparam("that"))
_WAITING = (
    select(inbox.c.room, inbox.c.id, inbox.c.kind, inbox.c.content)
    .where(inbox.c.account == bindparam("of"), inbox.c.settled_at.is_(None))
    .order_by(inbox.c.number)
)
_SETTLE = (
    update(inbox)
    .where(inbox.c.account == bindparam("of"), inbox.c.id == bindparam("that"), inbox.c.settled_at.is_(None))
    .values(content="", settled_at=bindparam("now"))
)
_SWEEP = delete(inbox).where(inbox.c.settled_at < bindparam("before"))

_QUEUED = ("account", "key", "room", "kind", "content", "question", "platform", "group_id", "channel_id")
_QUEUE_IF_NEW = insert(outbox).from_select(
    _QUEUED,
    select(*(bindparam(f"new_{name}", type_=outbox.c[name].type) for name in _QUEUED)).where(
        ~exists(literal(1)).where(outbox.c.account == bindparam("new_account"), outbox.c.key == bindparam("new_key"))
    ),
)
_OUTGOING = select(outbox).where(outbox.c.account == bindparam("of")).order_by(outbox.c.number)
_DROP = delete(outbox).where(outbox.c.account == bindparam("of"), outbox.c.key == bindparam("that"))


class Post:
    """The inbox, the outbox, and how far was read, of each account. An account is a name of the caller's choice."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def position(self, account: str) -> str | None:
        """Where reading stopped; None where nothing was read yet."""
        return await self._transactions.read(_position, account)

    async def receive(self, account: str, position: str, received: Sequence[Received]) -> list[Received]:
        """Keep what is new, and that reading has come to a position, both or neither; the new ones, in order.

        What has an id that came before is dropped, whether it was answered or not.
        """
        return await self._transactions.write(_receive, account, position, received)

    async def waiting(self, account: str) -> list[Received]:
        """What is not settled yet, the oldest first."""
        return await self._transactions.read(_waiting, account)

    async def settle(self, account: str, id: str, outgoing: Sequence[Outgoing]) -> None:  # noqa: A002  # as in Received
        """Be done with something received, and queue what answers it, both or neither.

        Only its id is kept, for some days. Where it was settled before, nothing is queued.
        """
        await self._transactions.write(_settle, account, id, outgoing)

    async def queue(self, account: str, outgoing: Sequence[Outgoing]) -> None:
        """Queue what answers nothing that was received; a key that is queued already is left as it is."""
        await self._transactions.write(enqueue, account, outgoing)

    async def outgoing(self, account: str) -> list[Outgoing]:
        """What is not sent yet, the oldest first."""
        return await self._transactions.read(_outgoing, account)

    async def sent(self, account: str, outgoing: Outgoing, id: str) -> None:  # noqa: A002  # as in Received
        """Take something that was sent from the queue, and keep its id with the question it answers, both or neither."""
        await self._transactions.write(_sent, account, outgoing, id)

    async def drop(self, account: str, key: str) -> None:
        """Take something that will never be sent from the queue."""
        await self._transactions.write(_drop, account, key)

    async def forget_account(self, account: str) -> None:
        """Delete all that is kept of an account."""
        await self._transactions.write(_forget_account, account)

    async def sweep(self, days: float = DAYS) -> None:
        """Forget the ids of what was settled longer ago."""
        await self._transactions.write(_sweep, int(time.time() - days * _DAY))


def _position(connection: Connection, account: str) -> str | None:
    found = connection.scalar(_POSITION, {"of": account})
    return None if found is None else str(found)


def _receive(connection: Connection, account: str, position: str, received: Sequence[Received]) -> list[Received]:
    new = [one for one in received if _keep(connection, account, one)]
    if not connection.execute(_MOVE_ON, {"of": account, "to": position}).rowcount:
        connection.execute(_BEGIN_READING, {"account": account, "position": position})
    return new


def _keep(connection: Connection, account: str, one: Received) -> bool:
    row = {
        "new_account": account,
        "new_id": one.id,
        "new_room": one.room,
        "new_kind": one.kind,
        "new_content": one.content,
    }
    return bool(connection.execute(_KEEP_IF_NEW, row).rowcount)


def _waiting(connection: Connection, account: str) -> list[Received]:
    return [Received(*row) for row in connection.execute(_WAITING, {"of": account})]


def _settle(connection: Connection, account: str, received_id: str, outgoing: Iterable[Outgoing]) -> None:
    settled = connection.execute(_SETTLE, {"of": account, "that": received_id, "now": int(time.time())}).rowcount
    # Of what was settled already nothing is queued again. What is not known at all was forgotten while it was being
    # answered, as by the very command that forgets a group: that one's answer is owed.
    if settled or connection.scalar(_SEEN, {"of": account, "that": received_id}) is None:
        enqueue(connection, account, outgoing)


def enqueue(connection: Connection, account: str, outgoing: Iterable[Outgoing]) -> None:
    """Queue what is to be sent, in the transaction that the connection is in; what is queued already is left as it is."""
    rows = [
        {
            "new_account": account,
            "new_key": one.key,
            "new_room": one.room,
            "new_kind": one.kind,
            "new_content": one.content,
            "new_question": one.question,
            "new_platform": one.place.platform if one.place else "",
            "new_group_id": one.place.group if one.place else "",
            "new_channel_id": one.place.channel if one.place else "",
        }
        for one in outgoing
    ]
    if rows:
        connection.execute(_QUEUE_IF_NEW, rows)


def _outgoing(connection: Connection, account: str) -> list[Outgoing]:
    return [
        Outgoing(
            key=row.key,
            room=row.room,
            kind=row.kind,
            content=row.content,
            question=row.question,
            place=Place(row.platform, row.group_id, row.channel_id) if row.platform else None,
        )
        for row in connection.execute(_OUTGOING, {"of": account})
    ]


def _sent(connection: Connection, account: str, outgoing: Outgoing, sent_id: str) -> None:
    was_queued = connection.execute(_DROP, {"of": account, "that": outgoing.key}).rowcount
    if was_queued and outgoing.question and outgoing.place:
        append(connection, outgoing.place, outgoing.question, sent_id)


def _drop(connection: Connection, account: str, key: str) -> None:
    connection.execute(_DROP, {"of": account, "that": key})


def _forget_account(connection: Connection, account: str) -> None:
    for table in (inbox, outbox, positions):
        connection.execute(delete(table).where(table.c.account == account))


def _sweep(connection: Connection, before: int) -> None:
    connection.execute(_SWEEP, {"before": before})
