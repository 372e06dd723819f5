"""What groups chose: the store behind the port in bot.groups, and a short memory in front of it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.database.errors import told
from adapters.database.schema import answers, choices
from bot.groups import Choices, Place, Scope, Store


class ChoicesTable:
    """Choices in the table of that name; "" stands there for the whole group."""

    def __init__(self, engine: AsyncEngine, where: str) -> None:
        self._engine = engine
        self._where = where

    async def choices(self, place: Place) -> Choices:
        """What was chosen for the place's channel and for its group."""
        wanted = select(choices.c.channel_id, choices.c.setting, choices.c.value).where(
            choices.c.platform == place.platform,
            choices.c.group_id == place.group,
            or_(choices.c.channel_id == place.channel, choices.c.channel_id == ""),
        )
        with told(self._where):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(wanted)).all()
        return Choices(
            channel={setting: value for channel, setting, value in rows if channel},
            group={setting: value for channel, setting, value in rows if not channel},
        )

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        """Keep a choice, or take it back where the value is None."""
        key = {
            "platform": place.platform,
            "group_id": place.group,
            "channel_id": place.channel if scope is Scope.CHANNEL else "",
            "setting": setting,
        }
        with told(self._where):
            async with self._engine.begin() as connection:
                await connection.execute(
                    delete(choices).where(and_(*(choices.c[name] == one for name, one in key.items())))
                )
                if value is not None:
                    await connection.execute(insert(choices).values(**key, value=value))

    async def forget(self, place: Place) -> None:
        """Delete all that is kept of the place's group, in whatever channel."""
        with told(self._where):
            async with self._engine.begin() as connection:
                for table in (choices, answers):
                    of_group = and_(table.c.platform == place.platform, table.c.group_id == place.group)
                    await connection.execute(delete(table).where(of_group))


class RememberedChoices:
    """A store in front of a store: every command asks what its place has chosen, and hardly ever has that changed.

    Another process may change it; so nothing is remembered for longer than `seconds`.
    """

    def __init__(
        self, store: Store, seconds: float = 10, most: int = 10_000, clock: Callable[[], float] = time.monotonic
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
