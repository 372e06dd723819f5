"""A store on PostgreSQL: what is said where it cannot be opened, and what it keeps."""

from __future__ import annotations

import asyncio
import sys
import traceback
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection

from adapters.database.opening import Database, DatabaseError, open_database
from adapters.database.post import Received
from bot.groups import Place, Scope
from tests.adapters.database.looking import rows
from tests.adapters.database.postgresql import PASSWORD, Server, shared
from tests.adapters.database.relay import relayed
from tests.adapters.ports import free_port

ROOT = Path(__file__).parents[3]
PLACE = Place("discord", "server", "channel")


@pytest.fixture
def server() -> Server:
    return shared()


async def refused(url: str) -> str:
    """What is said, without what nobody should see."""
    with pytest.raises(DatabaseError) as caught:
        await open_database(url)
    everything = "".join(traceback.format_exception(caught.value))
    assert PASSWORD not in everything
    assert "hidden" not in everything
    return str(caught.value)


# ── What cannot be opened ────────────────────────────────────────────────────


async def test_a_wrong_password_is_said(server: Server) -> None:
    assert "does not take the user or the password" in await refused(server.address("postgres", password="hidden"))
    assert "does not take the user or the password" in await refused(server.address("postgres", user="nobody"))


async def test_a_missing_password_is_said_and_may_come_from_elsewhere(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    url = server.fresh()
    without = server.address(url.rpartition("/")[2], password="")
    assert "does not take the user or the password" in await refused(without)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    await (await open_database(without)).close()


async def test_a_database_that_is_not_there_is_said_with_how_to_make_it(server: Server) -> None:
    said = await refused(server.address("elsewhere"))
    assert f"postgresql://127.0.0.1:{server.port}/elsewhere" in said
    assert "createdb --encoding=UTF8 --template=template0 --owner=catena catena" in said


async def test_nobody_answers() -> None:
    assert "nobody answers there" in await refused(f"postgresql://catena:hidden@127.0.0.1:{free_port()}/catena")


async def test_a_server_without_encryption_is_said(server: Server) -> None:
    said = await refused(f"{server.address('postgres')}?sslmode=require")
    assert "could not be agreed on encryption" in said


async def test_an_option_that_is_none_is_said(server: Server) -> None:
    assert "an option that PostgreSQL does not know" in await refused(f"{server.address('postgres')}?hue=hidden")


async def test_a_server_with_no_connection_left_is_said(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("DROP ROLE IF EXISTS full_up")
        connection.execute("CREATE ROLE full_up LOGIN PASSWORD 'hidden' CONNECTION LIMIT 0")
    said = await refused(server.address("postgres", user="full_up", password="hidden"))
    assert "no connection left" in said


async def test_a_user_without_rights_is_said(server: Server) -> None:
    url = server.fresh()
    with server.connect() as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'hidden'")
    said = await refused(server.address(url.rpartition("/")[2], user="guest", password="hidden"))
    assert "ALTER DATABASE catena OWNER TO catena" in said


async def test_a_copy_that_may_only_be_read_is_said(server: Server) -> None:
    url = server.fresh()
    with server.connect() as connection:
        connection.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET default_transaction_read_only = on")
    assert "lets it only be read" in await refused(url)


async def test_a_database_that_cannot_hold_every_writing_is_refused(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("DROP DATABASE IF EXISTS ascii")
        connection.execute("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0")
    assert "createdb --encoding=UTF8 --template=template0 catena" in await refused(server.url_of("ascii"))


async def test_a_server_that_is_too_old_is_said(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.database.postgresql._OLDEST", (99,))
    assert "needs version 99 or later" in await refused(server.fresh())


async def test_without_the_driver_is_said_what_to_install(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'catena[postgresql]'" in await refused(server.address("postgres"))


async def test_a_server_that_says_nothing_is_waited_for_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.database.postgresql._CONNECTS_IN", 2)  # the least that the driver knows
    with relayed(server.fresh()) as (relay, url):
        database = await open_database(url)
        relay.silent = True
        with server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.rpartition("/")[2]]
            )
        opened = relay.connections
        asking = (database.answers.of("discord", "channel", f"{number}") for number in range(50))
        said = await asyncio.gather(*asking, return_exceptions=True)
        assert all("does not answer" in str(one) for one in said)
        assert relay.connections - opened < 5  # the others were told at once
        relay.silent = False
        await as_soon_as_it_answers(database)
        await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
        await database.close()


# ── What is kept ─────────────────────────────────────────────────────────────


async def test_an_address_as_those_write_it_who_offer_databases(server: Server) -> None:
    url = server.fresh().replace("postgresql://", "postgres://")
    database = await open_database(f"{url}?sslmode=prefer&connect_timeout=7")
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()
    assert rows(url, "SELECT value FROM choices") == [("on",)]


async def test_letters_that_postgresql_refuses_hold_nothing_up(server: Server) -> None:
    url = server.fresh()
    database = await open_database(url)
    received = [Received("!room", "$1", "message", "a\0b"), Received("!room", "$2", "message", "c\ud800d")]
    assert await database.post.receive("me", "s1", received) == received
    assert [one.content for one in await database.post.waiting("me")] == ["a\ufffdb", "c?d"]
    await database.answers.remember(Place("discord", "ser\0ver", "channel"), "\0", ["赫鲁晓夫", "𝄞"])
    assert await database.answers.of("discord", "channel", "\0") == ("赫鲁晓夫", "𝄞")
    await database.close()


async def test_what_another_program_holds_for_too_long_is_said(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.database.postgresql._TIMEOUTS", {"lock_timeout": "50ms"})
    url = server.fresh()
    database = await open_database(url)
    with server.connect(url.rpartition("/")[2]) as other:
        other.autocommit = False
        other.execute("LOCK TABLE choices IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(DatabaseError, match="another program holds what is needed"):
            await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
        other.rollback()
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()


async def test_a_connection_says_who_it_is_and_waits_for_nothing_for_ever(server: Server) -> None:
    url = server.fresh()
    name = url.rpartition("/")[2]
    database = await open_database(url)
    with server.connect() as connection:
        found = connection.execute(
            "SELECT application_name, count(*) FROM pg_stat_activity WHERE datname = %s GROUP BY 1", [name]
        )
        assert found.fetchall() == [("catena", 1)]
    for setting, value in (("lock_timeout", "5s"), ("statement_timeout", "30s"), ("client_encoding", "UTF8")):

        def shown(connection: Connection, setting: str = setting) -> object:
            return connection.exec_driver_sql(f"SHOW {setting}").scalar()

        assert await database._transactions.read(shown) == value  # noqa: SLF001  # nothing else shows what it is set to
    await database.close()


# ── Several at a time ────────────────────────────────────────────────────────

_CHOOSER = """
import asyncio, sys
from adapters.database.opening import open_database
from bot.groups import Place, Scope
async def main(url, name):
    database = await open_database(url)
    for number in range(120):
        place = Place("discord", f"server {number % 5}", "channel")
        await database.choices.choose(place, Scope.GROUP, "length", name)
        await database.choices.choose(place, Scope.CHANNEL, "length", None if number % 3 else name)
        await database.answers.remember(place, f"{number // 10}", [name])
        await database.synced.remember("discord", "application", name)
        if number % 10 == 0:
            await database.choices.move(place, Place("discord", f"server {number % 5 + 1}", "channel"))
            await database.choices.forget(place)
    await database.close()
asyncio.run(main(*sys.argv[1:]))
"""


async def test_two_programs_that_begin_and_change_the_same_at_once_hinder_each_other_nowhere(server: Server) -> None:
    url = server.fresh()  # empty: both want to make its tables
    programs = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _CHOOSER, url, name), cwd=ROOT, stderr=asyncio.subprocess.PIPE
        )
        for name in "abc"
    ]
    for program in programs:
        _, said = await program.communicate()
        assert program.returncode == 0, said
    assert {value for (value,) in rows(url, "SELECT value FROM choices")} <= set("abc")
    assert rows(url, "SELECT count(*) FROM synced") == [(1,)]


async def test_two_that_add_to_the_same_answer_lose_none(server: Server) -> None:
    from adapters.database.post import Outgoing

    url = server.fresh()
    room = Place("matrix", "!room", "!room")
    databases = [await open_database(url) for _ in range(2)]
    for which, database in enumerate(databases):
        queued = [Outgoing(f"{number}", "!room", "message", "{}", "$1", room) for number in range(30)]
        await database.post.queue(f"account {which}", queued)

    async def send(which: int) -> None:
        for one in await databases[which].post.outgoing(f"account {which}"):
            await databases[which].post.sent(f"account {which}", one, f"${which}.{one.key}")

    await asyncio.gather(send(0), send(1))
    found = await databases[0].answers.of("matrix", "!room", "$1")
    assert sorted(found) == sorted(f"${which}.{number}" for which in range(2) for number in range(30))
    for database in databases:
        await database.close()


# ── Connections that are lost ────────────────────────────────────────────────


async def as_soon_as_it_answers(database: Database) -> list[Received]:
    """What waits. After a try that took long, as on a busy machine, the server is left alone for as long."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await database.post.waiting("me")
            except DatabaseError:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_server_that_was_started_again_is_gone_on_with(at_once: bool) -> None:
    server = Server()
    try:
        server.start()
        database = await open_database(server.fresh())
        await database.post.receive("me", "s1", [Received("!room", "$1", "message", "{}")])
        server.restart(at_once=at_once)
        assert await database.post.position("me") == "s1"  # without a word
        server.restart(at_once=at_once)
        assert await database.post.receive("me", "s2", [Received("!room", "$2", "message", "{}")])
        server.stop(at_once=at_once)
        for _ in range(2):
            with pytest.raises(DatabaseError, match="nobody answers there"):
                await database.post.position("me")
        server.start()
        assert [one.id for one in await as_soon_as_it_answers(database)] == ["$1", "$2"]
        await database.close()
    finally:
        server.remove()


@pytest.mark.parametrize("word", [b"BEGIN", b"INSERT INTO inbox", b"UPDATE positions", b"COMMIT"])
@pytest.mark.parametrize("passes_on", [False, True])
async def test_wherever_the_wire_is_cut_a_step_is_done_once(server: Server, word: bytes, passes_on: bool) -> None:
    """Cut at a COMMIT, nobody but the server knows whether it was kept: it is asked."""
    with relayed(server.fresh()) as (relay, url):
        database = await open_database(url)
        await database.post.receive("me", "s0", [])
        relay.cut_at, relay.passes_on = word, passes_on
        new = await database.post.receive("me", "s1", [Received("!room", "$1", "message", "{}")])
        assert relay.cut_at == b""
        assert [one.id for one in new] == ["$1"]
        assert [one.id for one in await database.post.waiting("me")] == ["$1"]
        assert await database.post.position("me") == "s1"
        await database.close()


async def test_where_nobody_can_say_whether_it_was_kept_that_is_said(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.fates._LOOKS_FOR", 0.2)
    with relayed(server.fresh()) as (relay, url):
        database = await open_database(url)
        relay.cut_at, relay.passes_on = b"COMMIT", True
        with server.connect() as connection:
            name = url.rpartition("/")[2]
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            with pytest.raises(DatabaseError, match="Whether it was is not known"):
                await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        async with asyncio.timeout(30):
            while not rows(url, "SELECT value FROM choices"):  # noqa: ASYNC110  # the wire may be a little late
                await asyncio.sleep(0.05)
        assert (await database.choices.choices(PLACE)).group == {"prefix": "on"}
        await database.close()


def test_the_password_of_the_tests_is_one_that_must_be_spelt(server: Server) -> None:
    assert {"/", ":", "@"} <= set(PASSWORD)
    with psycopg.connect(server.address("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
