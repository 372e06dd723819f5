"""What groups chose: the store behind the port in bot.groups, and a short memory in front of it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, Table, and_, case, delete, exists, insert, or_, select, update

from adapters.database.schema import answers, choices, digests, inbox, outbox
from adapters.database.transactions import Transactions
from bot.groups import Choices, Place, Scope, Store


class MovingStore(Store, Protocol):
    """A store for platforms where a group may get another id."""

    async def move(self, old: Place, new: Place) -> None:
        """Keep for a new place what was chosen for an old one, unless something was chosen for the new one already."""
        ...


class ChoicesTable:
    """Choices in the table of that name; "" stands there for the whole group."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def choices(self, place: Place) -> Choices:
        """What was chosen for the place's channel and for its group."""
        return await self._transactions.read(_choices, place)

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        """Keep a choice, or take it back where the value is None."""
        await self._transactions.write(_choose, place, scope, setting, value)

    async def forget(self, place: Place) -> None:
        """Delete all that is kept of the place's group, in whatever channel."""
        await self._transactions.write(_forget, place)

    async def move(self, old: Place, new: Place) -> None:
        """Keep for a new place what was chosen for an old one, unless something was chosen for the new one already."""
        await self._transactions.write(_move, old, new)


def _choices(connection: Connection, place: Place) -> Choices:
    rows = connection.execute(
        select(choices.c.channel_id, choices.c.setting, choices.c.value).where(
            choices.c.platform == place.platform,
            choices.c.group_id == place.group,
            or_(choices.c.channel_id == place.channel, choices.c.channel_id == ""),
        )
    ).all()
    return Choices(
        channel={setting: value for channel, setting, value in rows if channel},
        group={setting: value for channel, setting, value in rows if not channel},
    )


def _choose(connection: Connection, place: Place, scope: Scope, setting: str, value: str | None) -> None:
    key = {
        "platform": place.platform,
        "group_id": place.group,
        "channel_id": place.channel if scope is Scope.CHANNEL else "",
        "setting": setting,
    }
    connection.execute(delete(choices).where(and_(*(choices.c[name] == one for name, one in key.items()))))
    if value is not None:
        connection.execute(insert(choices).values(**key, value=value))


def _forget(connection: Connection, place: Place) -> None:
    for table in (choices, answers, digests):
        of_group = and_(table.c.platform == place.platform, table.c.group_id == place.group)
        connection.execute(delete(table).where(of_group))
    for queue in (inbox, outbox):
        connection.execute(delete(queue).where(queue.c.room == place.group))


def _move(connection: Connection, old: Place, new: Place) -> None:
    for table in (choices, digests):
        _move_rows(connection, table, old, new)


def _move_rows(connection: Connection, table: Table, old: Place, new: Place) -> None:
    of_old = and_(table.c.platform == old.platform, table.c.group_id == old.group)
    of_new = and_(table.c.platform == new.platform, table.c.group_id == new.group)
    if connection.scalar(select(exists().where(of_new))):
        return
    channel = case((table.c.channel_id == old.channel, new.channel), else_=table.c.channel_id)
    connection.execute(
        update(table).where(of_old).values(platform=new.platform, group_id=new.group, channel_id=channel)
    )


class RememberedChoices:
    """A store in front of a store: every command asks what its place has chosen, and hardly ever has that changed.

    Another process may change it; so nothing is remembered for longer than `seconds`.
    """

    def __init__(
        self, store: MovingStore, seconds: float = 10, most: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._known: OrderedDict[Place, tuple[float, asyncio.Future[Choices]]] = OrderedDict()

    async def choices(self, place: Place) -> Choices:
        """What was chosen; who asks while it is being looked up waits for the same."""
        known = self._known.get(place)
        if known is not None and known[0] > self._clock():
            if known[1].done():
                return known[1].result()
            return await asyncio.shield(known[1])
        looking = asyncio.ensure_future(self._store.choices(place))
        looking.add_done_callback(_heed)
        self._known[place] = (self._clock() + self._seconds, looking)
        self._known.move_to_end(place)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        try:
            return await asyncio.shield(looking)
        except BaseException:
            self._drop(place, looking)
            raise

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        """Keep a choice, and remember nothing of the group's that is older."""
        try:
            await self._store.choose(place, scope, setting, value)
        finally:
            self._drop_group(place)

    async def forget(self, place: Place) -> None:
        """Delete all that is kept of the group, remembered or not."""
        try:
            await self._store.forget(place)
        finally:
            self._drop_group(place)

    async def move(self, old: Place, new: Place) -> None:
        """Keep for a new place what was chosen for an old one, and remember nothing of either that is older."""
        try:
            await self._store.move(old, new)
        finally:
            self._drop_group(old)
            self._drop_group(new)

    def _drop(self, place: Place, looking: asyncio.Future[Choices]) -> None:
        known = self._known.get(place)
        if known is not None and known[1] is looking:
            del self._known[place]

    def _drop_group(self, place: Place) -> None:
        for known in [one for one in self._known if (one.platform, one.group) == (place.platform, place.group)]:
            del self._known[known]


def _heed(looking: asyncio.Future[Choices]) -> None:
    """Take note of a failure that nobody waits for any more; the loop would complain of it."""
    if not looking.cancelled():
        looking.exception()
