"""The store while the program runs: that it cannot be written is found out before a choice is lost, and what is old goes."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from adapters.database import sqlite
from adapters.database.answers import KEPT_DAYS
from adapters.database.opening import Database, open_database
from adapters.database.post import Received
from adapters.database.schema import metadata
from adapters.database.upkeep import SWEEPS_EVERY, Upkeep
from bot.groups import Place, Scope
from tests.adapters.database.looking import rows, run
from tests.adapters.database.postgresql import shared

ROOT = Path(__file__).parents[3]
PLACE = Place("discord", "server", "channel")

# Linux lets a process write no file beyond a size, as a disk that is full would.
_FULL = """
import asyncio, resource, sys
from adapters.database.opening import DatabaseError, open_database

async def main():
    database = await open_database(sys.argv[1])
    await database.try_writing()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        await database.try_writing()
    except DatabaseError:
        print("while it is full:", database.problem)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await database.try_writing()
    print("with room:", database.problem or "nothing is wrong")
    await database.close()

asyncio.run(main())
"""


@asynccontextmanager
async def watched(database: Database) -> AsyncIterator[None]:
    """The store is tried all the time."""
    stop = asyncio.Event()
    watching = asyncio.create_task(Upkeep(database, every=0.01).run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(watching, 30)


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not what():  # noqa: ASYNC110  # nobody is told
            await asyncio.sleep(0.01)


async def test_a_file_that_somebody_holds_is_noticed_though_nobody_chooses(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sqlite, "WAITS", 0.02)
    database = await open_database(url)
    async with watched(database):
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await until(lambda: "another program" in database.problem)
            await asyncio.sleep(0.5)  # and tried on
            other.execute("ROLLBACK")
        await until(lambda: database.problem == "")
        await asyncio.sleep(0.1)
    await database.close()
    said = capsys.readouterr().out
    assert said.count("the store cannot be written") == 1, "once, and not at every look"
    assert said.count("can be written again") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux")
def test_a_full_disk_is_noticed(url: str, file: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _FULL, url], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    full, with_room = told.stdout.splitlines()
    assert full.startswith(f"while it is full: The store ({file}): ")
    assert with_room == "with room: nothing is wrong"


async def test_a_server_that_may_only_be_read_is_noticed() -> None:
    url = shared().fresh()
    name = url.rpartition("/")[2]
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    database = await open_database(url)
    async with watched(database):
        run(url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        run(url, others)
        await until(lambda: "only be read" in database.problem)
        run(url, "SET TRANSACTION READ WRITE", f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        run(url, others)
        await until(lambda: database.problem == "")
    await database.close()


async def test_trying_leaves_nothing_and_is_in_nobodys_way(url: str, database: Database) -> None:
    other = await open_database(url)
    async with watched(database), watched(other):
        for number in range(50):
            await database.choices.choose(PLACE, Scope.GROUP, "length", f"{number}")
    assert (database.problem, other.problem) == ("", "")
    await other.close()
    kept = {name: rows(url, f"SELECT count(*) FROM {name}") for name in metadata.tables}  # noqa: S608  # our own names
    assert [name for name, found in kept.items() if found != [(0,)]] == ["choices"]


async def test_a_program_that_runs_for_long_forgets_what_is_old_though_nobody_asks_anything(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers after 30 days, ids of what was settled after 7, ended claims of the day after 3."""
    await database.answers.remember(PLACE, "question", ["answer"])
    await database.post.receive("me", "s1", [Received("!room", "$asked", "m.room.message", "{}")])
    await database.post.settle("me", "$asked", [])
    now = [0.0]
    stop = asyncio.Event()
    keeping = asyncio.create_task(Upkeep(database, every=0.01, clock=lambda: now[0]).run(stop))
    began = time.time()
    for day in (KEPT_DAYS - 1, KEPT_DAYS + 1):
        monkeypatch.setattr("time.time", lambda at=began + day * 86_400: at)
        now[0] += SWEEPS_EVERY
        if day < KEPT_DAYS:
            await asyncio.sleep(0.3)
            assert await database.answers.of("discord", "channel", "question") == ("answer",)
    async with asyncio.timeout(60):
        while await database.answers.of("discord", "channel", "question"):  # noqa: ASYNC110  # nobody is told
            await asyncio.sleep(0.01)
    assert await database.post.receive("me", "s2", [Received("!room", "$asked", "m.room.message", "{}")]), (
        "its id is forgotten"
    )
    stop.set()
    await keeping
