"""Claims of the day: what was planned where, and whose turn it is to post one."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from adapters.database.post import Outgoing, enqueue
from adapters.database.schema import digests
from adapters.database.transactions import Transactions
from bot.groups import Place
from bot.groups.digests import Digest, TimeOfDay

_ENDED = ""
"""Stands for the time of day of one that was ended."""
_REMEMBERED = 3 * 86_400
"""Seconds for which the last one of those is remembered: as many days as time zones are apart, and one more."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A digest with its place, as a process found it.

    `due_at` and `try_at` are seconds since 1970; `tries` is how often the one
    that is due was begun. Whoever takes it in hand names `try_at` as it was
    found: it is another one as soon as somebody else has it in hand.
    """

    place: Place
    digest: Digest
    due_at: int
    try_at: int | None
    tries: int


class DigestsTable:
    """The table of that name."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def of(self, place: Place) -> Digest | None:
        """What is planned for a channel."""
        return await self._transactions.read(_of, place)

    async def last_day(self, place: Place) -> date | None:
        """The day of the last one that came in a channel, also where it was ended since."""
        return await self._transactions.read(_last_day, place)

    async def plan(self, place: Place, at: TimeOfDay, zone: str, by: str, due_at: int) -> None:
        """Plan one for a channel, in the place of what was planned there; the day of the last one is remembered.

        One that was begun, and may be posted or not, is brought to its end first.
        """
        await self._transactions.write(_plan, place, at, zone, by, due_at)

    async def end(self, place: Place) -> None:
        """Plan nothing for a channel any more. The day of its last one is remembered, so that none comes twice on it."""
        await self._transactions.write(_end, place)

    async def sweep(self) -> None:
        """Forget those that were ended days ago."""
        await self._transactions.write(_sweep, int(time.time()) - _REMEMBERED)

    async def due(self, platforms: Collection[str], now: int, most: int) -> list[Planned]:
        """Those of some platforms that are to be tried by now, the longest due first."""
        return await self._transactions.read(_due, tuple(platforms), now, most)

    async def beyond(self, platforms: Collection[str], moment: int) -> list[Planned]:
        """Those of some platforms that are to be tried only after a moment, as where a clock was wrong."""
        return await self._transactions.read(_beyond, tuple(platforms), moment)

    async def take(self, planned: Planned, until: int) -> bool:
        """Take one in hand until a moment; False where another process has it, or it was changed."""
        return await self._transactions.write(_take, planned, until)

    async def posted(
        self, planned: Planned, day: date, at: int, due_at: int, account: str = "", outgoing: Sequence[Outgoing] = ()
    ) -> bool:
        """Be done with the one that was due, and plan the next; queue what is to be sent for it. All of it or nothing.

        False where it was changed meanwhile: then nothing is queued; of what stands there already, the day is remembered.
        """
        return await self._transactions.write(_posted, planned, day, at, due_at, account, outgoing)

    async def put_off(self, planned: Planned, until: int) -> None:
        """Try again at a moment what went wrong by nobody's fault."""
        await self._transactions.write(_put_off, planned, until)

    async def refused(self, planned: Planned, problem: str, until: int | None, *, may_be_posted: bool) -> bool:
        """Count a refusal; it is tried again at a moment, or, with None, paused. False where it was changed meanwhile.

        Its tries are forgotten, unless one of them may have gone well.
        """
        return await self._transactions.write(_refused, planned, problem, until, planned.tries if may_be_posted else 0)

    async def move_on(self, planned: Planned, due_at: int) -> None:
        """Leave out the one that was due, and plan the next."""
        await self._transactions.write(_move_on, planned, due_at)

    async def resume(self, place: Place, due_at: int) -> None:
        """Go on with one that was paused."""
        await self._transactions.write(_resume, place, due_at)


def _where(place: Place) -> ColumnElement[bool]:
    return (
        (digests.c.platform == place.platform)
        & (digests.c.group_id == place.group)
        & (digests.c.channel_id == place.channel)
    )


def _as_found(planned: Planned) -> ColumnElement[bool]:
    is_same = digests.c.try_at.is_(None) if planned.try_at is None else digests.c.try_at == planned.try_at
    return _where(planned.place) & is_same


def _read(row: Row[tuple[object, ...]]) -> Planned:
    hour, minute = row.time.split(":")
    digest = Digest(
        TimeOfDay(int(hour), int(minute)),
        row.zone,
        row.planned_by,
        datetime.fromtimestamp(row.due_at, UTC),
        date.fromisoformat(row.last_day) if row.last_day else None,
        datetime.fromtimestamp(row.last_at, UTC) if row.last_at is not None else None,
        row.failures,
        row.problem,
    )
    place = Place(row.platform, row.group_id, row.channel_id)
    return Planned(place, digest, row.due_at, row.try_at, row.tries)


def _of(connection: Connection, place: Place) -> Digest | None:
    row = connection.execute(select(digests).where(_where(place), digests.c.time != _ENDED)).one_or_none()
    return None if row is None else _read(row).digest


def _last_day(connection: Connection, place: Place) -> date | None:
    day = connection.scalar(select(digests.c.last_day).where(_where(place)))
    return date.fromisoformat(day) if day else None


def _plan(connection: Connection, place: Place, at: TimeOfDay, zone: str, by: str, due_at: int) -> None:
    values = {"time": str(at), "zone": zone, "planned_by": by, "failures": 0, "problem": ""}
    begun = connection.execute(select(digests).where(_where(place), digests.c.tries > 0)).one_or_none()
    if begun is None:
        values |= {"due_at": due_at, "try_at": due_at, "tries": 0}
    else:  # another moment than whoever has it in hand knows, so that what was planned before is not written over this
        values |= {"try_at": (begun.due_at if begun.try_at is None else begun.try_at) + 1}
    if connection.execute(update(digests).where(_where(place)).values(**values)).rowcount:
        return
    key = {"platform": place.platform, "group_id": place.group, "channel_id": place.channel}
    connection.execute(insert(digests).values(**key, **values, last_day="", last_at=None))


def _end(connection: Connection, place: Place) -> None:
    row = connection.execute(select(digests).where(_where(place), digests.c.time != _ENDED)).one_or_none()
    if row is None:
        return
    values = {"time": _ENDED, "planned_by": "", "try_at": None, "tries": 0, "failures": 0, "problem": ""}
    if row.tries:  # the one that is due was begun, and may be posted
        values |= {"last_day": _day(row.due_at, row.zone).isoformat(), "last_at": int(time.time())}
    connection.execute(update(digests).where(_where(place)).values(**values))
    connection.execute(delete(digests).where(_where(place), digests.c.last_day == ""))


def _day(due_at: int, zone: str) -> date:
    """The day that it is in a zone."""
    with suppress(ZoneInfoNotFoundError):  # as after a move to another machine
        return datetime.fromtimestamp(due_at, ZoneInfo(zone)).date()
    return datetime.fromtimestamp(due_at, UTC).date()


def _sweep(connection: Connection, before: int) -> None:
    connection.execute(delete(digests).where(digests.c.time == _ENDED, digests.c.last_at < before))


def _due(connection: Connection, platforms: Sequence[str], now: int, most: int) -> list[Planned]:
    found = select(digests).where(digests.c.platform.in_(platforms), digests.c.try_at <= now)
    return [_read(row) for row in connection.execute(found.order_by(digests.c.try_at).limit(most))]


def _beyond(connection: Connection, platforms: Sequence[str], moment: int) -> list[Planned]:
    found = select(digests).where(digests.c.platform.in_(platforms), digests.c.try_at > moment)
    return [_read(row) for row in connection.execute(found)]


def _take(connection: Connection, planned: Planned, until: int) -> bool:
    taken = update(digests).where(_as_found(planned)).values(try_at=until, tries=digests.c.tries + 1)
    return bool(connection.execute(taken).rowcount)


def _posted(
    connection: Connection,
    planned: Planned,
    day: date,
    at: int,
    due_at: int,
    account: str,
    outgoing: Sequence[Outgoing],
) -> bool:
    last = {"last_day": day.isoformat(), "last_at": at}
    values = {"due_at": due_at, "try_at": due_at, "tries": 0, "failures": 0, "problem": ""}
    if connection.execute(update(digests).where(_as_found(planned)).values(**values, **last)).rowcount:
        enqueue(connection, account, outgoing)
        return True
    if not outgoing:
        connection.execute(update(digests).where(_where(planned.place)).values(**last))
    return False


def _put_off(connection: Connection, planned: Planned, until: int) -> None:
    connection.execute(update(digests).where(_as_found(planned)).values(try_at=until))


def _refused(connection: Connection, planned: Planned, problem: str, until: int | None, tries: int) -> bool:
    values = {"try_at": until, "tries": tries, "failures": digests.c.failures + 1, "problem": problem}
    return bool(connection.execute(update(digests).where(_as_found(planned)).values(**values)).rowcount)


def _move_on(connection: Connection, planned: Planned, due_at: int) -> None:
    values = {"due_at": due_at, "try_at": due_at, "tries": 0}
    connection.execute(update(digests).where(_as_found(planned)).values(**values))


def _resume(connection: Connection, place: Place, due_at: int) -> None:
    values = {"due_at": due_at, "try_at": due_at, "tries": 0, "failures": 0, "problem": ""}
    connection.execute(update(digests).where(_where(place), digests.c.time != _ENDED).values(**values))
