"""The store is full, held by somebody else, or away, while the program runs: it answers on, and keeps nothing by halves."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from adapters.cli import ground
from adapters.database import sqlite
from adapters.runtime.supervision import AwayError, FinalError
from tests.adapters.database.postgresql import Server
from tests.adapters.discord.reading import shown
from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.ports import free_port


async def settings(standin: StandIn, change: str = "") -> str:
    """What an organiser reads who asks for the settings, or changes one."""
    typed = {"change": change} if change else {}
    answer = await standin.organiser.slash(standin.village.channel, "settings", **typed)
    return shown(answer.message.text)  # type: ignore[union-attr]


async def becomes(standin: StandIn, value: str) -> None:
    """Change a setting as soon as the store answers: after a try that took long, as on a busy machine, it is left alone for as long."""
    async with asyncio.timeout(60):
        while f"is now {value}" not in await settings(standin, f"length {value}"):  # noqa: ASYNC110  # the store tells nobody
            await asyncio.sleep(0.1)


async def asks(standin: StandIn) -> None:
    answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
    assert "zhenbao" in answer.message.text  # type: ignore[union-attr]


def _limit_files(process: Process, size: int) -> None:
    """Let no file of a process grow beyond a size, as on a disk that is full."""
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, hard))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux")
async def test_a_disk_that_is_full_loses_nothing_and_silences_nobody(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data) as process:
        assert "is now short" in await settings(standin, "length short")
        _limit_files(process, 1)
        assert "could not be kept" in await settings(standin, "length full")
        await asks(standin)
        assert "short" in await settings(standin)
        _limit_files(process, resource.RLIM_INFINITY)
        assert "is now full" in await settings(standin, "length full")
        assert process.exit_code is None
    async with running(standin, data=data):
        assert "full" in await settings(standin)
    standin.assert_sound()


async def test_a_store_that_somebody_else_holds(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data):
        assert "is now short" in await settings(standin, "length short")
        with closing(sqlite3.connect(data / "catena.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            changing = asyncio.create_task(settings(standin, "length full"))
            for _ in range(3):
                await asks(standin)  # nobody waits for what the store waits for
            assert "could not be kept" in await asyncio.wait_for(changing, 60)
            other.execute("ROLLBACK")
        assert "is now full" in await settings(standin, "length full")
    standin.assert_sound()


async def test_a_server_that_comes_up_after_the_bot_is_waited_for(standin: StandIn, data: Path) -> None:
    server = Server()
    server.start()
    try:
        env = {"CATENA_DATABASE_URL": server.fresh()}
        server.stop()
        async with running(standin, data=data, env=env, waits=False) as process:
            await process.said("the store is not there yet")
            server.start()
            await standin.connected(deadline=60)
            await standin.registered(deadline=60)
            await asks(standin)
            assert process.exit_code is None
    finally:
        server.remove()


async def test_a_store_that_stays_away_at_the_start_ends_it_so_that_it_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "_COMES_UP_IN", 0.2)
    monkeypatch.setattr(ground, "_TRIES_EVERY", 0.1)
    monkeypatch.setattr(sqlite, "WAITS", 0.05)
    file = tmp_path / "catena.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(AwayError, match="another program holds it"):
            await ground.opened(f"sqlite:///{file}", asyncio.Event())
    with pytest.raises(AwayError, match="nobody answers there"):
        await ground.opened(f"postgresql://catena:x@127.0.0.1:{free_port()}/catena", asyncio.Event())
    file.write_bytes(b"no store " * 1_000)
    with pytest.raises(FinalError, match="no SQLite file") as caught:
        await ground.opened(f"sqlite:///{file}", asyncio.Event())
    assert not isinstance(caught.value, AwayError), "somebody has to do something"


async def test_a_server_that_is_started_again_in_the_middle(standin: StandIn, data: Path) -> None:
    server = Server()
    server.start()
    try:
        env = {"CATENA_DATABASE_URL": server.fresh()}
        async with running(standin, data=data, env=env) as process:
            assert "is now short" in await settings(standin, "length short")
            server.stop()
            await asks(standin)
            assert "could not be kept" in await settings(standin, "length full")
            server.start()
            await becomes(standin, "full")
            server.restart()
            assert "full" in await settings(standin)
            await becomes(standin, "short")
            assert process.exit_code is None
        async with running(standin, data=data, env=env):
            assert "short" in await settings(standin)
    finally:
        server.remove()
    standin.assert_sound()
