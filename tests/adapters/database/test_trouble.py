"""What a running store says when its disk, or who asks it, lets it down; and that it goes on afterwards."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from adapters.database.choices import RememberedChoices
from adapters.database.opening import Database, DatabaseError, open_database
from bot.groups import Choices, Place, Scope

PLACE = Place("discord", "server", "channel")


@contextmanager
def connections_with(pragma: str) -> Iterator[None]:
    """Whatever connects meanwhile meets what SQLite plays there."""

    def connected(connection: Any, record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(Engine, "connect", connected)
    try:
        yield
    finally:
        event.remove(Engine, "connect", connected)


async def test_a_full_disk_is_said_and_loses_nothing(url: str, file: Path) -> None:
    database = await open_database(url)
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()
    with connections_with("max_page_count=1"):  # SQLite: as many as there are, where that is more
        database = await open_database(url)
        with pytest.raises(DatabaseError, match="the disk is full"):
            await database.answers.remember(PLACE, "question", (str(number) for number in range(20_000)))
        assert (await database.choices.choices(PLACE)).group == {"prefix": "on"}
        await database.close()
    database = await open_database(url)
    assert await database.answers.of("discord", "channel", "question") == ()
    await database.answers.remember(PLACE, "question", (str(number) for number in range(20_000)))
    assert len(await database.answers.of("discord", "channel", "question")) == 20_000
    await database.close()


async def test_a_store_that_may_only_be_read_says_so(url: str, file: Path) -> None:
    await (await open_database(url)).close()
    with connections_with("query_only=ON"), pytest.raises(DatabaseError, match="may not write to it") as caught:
        await open_database(url)
    assert str(file) in str(caught.value)


async def test_whoever_gives_up_in_the_middle_leaves_no_lock_and_no_half(database: Database) -> None:
    chance = random.Random(7)
    for number in range(100):
        writing = [
            asyncio.create_task(database.choices.choose(PLACE, Scope.GROUP, "prefix", f"{number}")) for _ in range(3)
        ]
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(chance.choice([0, 0.0005]))
        for task in writing:
            task.cancel()
        await asyncio.gather(*writing, return_exceptions=True)
        found = (await database.choices.choices(PLACE)).group
        assert set(found) <= {"prefix"}
        assert found.get("prefix", "0") in {str(one) for one in range(number + 1)}
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    assert (await database.choices.choices(PLACE)).group == {"prefix": "on"}


async def test_many_at_once_are_all_kept(database: Database) -> None:
    await asyncio.gather(*(database.answers.remember(PLACE, f"{one}", [f"{one}"]) for one in range(300)))
    found = await asyncio.gather(*(database.answers.of("discord", "channel", f"{one}") for one in range(300)))
    assert found == [(f"{one}",) for one in range(300)]


class Away:
    """A store that cannot be reached, and takes a while to notice."""

    async def choices(self, place: Place) -> Choices:
        await asyncio.sleep(0)
        raise DatabaseError("away")

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        raise DatabaseError("away")

    async def forget(self, place: Place) -> None:
        raise DatabaseError("away")

    async def move(self, old: Place, new: Place) -> None:
        raise DatabaseError("away")


async def test_a_failure_that_nobody_waits_for_any_more_is_not_complained_of() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    asking = asyncio.create_task(RememberedChoices(Away()).choices(PLACE))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    del asking
    for _ in range(5):
        await asyncio.sleep(0)
    gc.collect()
    assert complaints == []
