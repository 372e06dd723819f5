"""Opening a store: a new one, one of today, one of tomorrow, and what is none."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from adapters.database.migrating import SCRIPTS
from adapters.database.opening import Database, DatabaseError, open_database
from adapters.database.schema import HEAD, metadata
from bot.groups import Choices, Place, Scope
from tests.adapters.database.looking import connected, rows, run, tables

ROOT = Path(__file__).parents[3]
PLACE = Place("discord", "server", "channel")


async def refused(url: str) -> str:
    with pytest.raises(DatabaseError) as caught:
        await open_database(url)
    return str(caught.value)


async def test_a_new_store_is_its_owners_alone(database: Database, file: Path) -> None:
    assert await database.choices.choices(PLACE) == Choices()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    kept = sqlite3.connect(file)
    assert kept.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    kept.close()


async def test_the_tables_are_those_that_the_migrations_make(database: Database, url: str) -> None:
    script = ScriptDirectory(str(SCRIPTS))
    assert script.get_current_head() == HEAD
    await database.close()
    with connected(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


async def test_back_and_forth_through_every_migration(url: str) -> None:
    await (await open_database(url)).close()
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    from alembic import command

    for step in ("base", "head", "base"):
        with connected(url) as connection:
            config.attributes["connection"] = connection
            (command.downgrade if step == "base" else command.upgrade)(config, step)
        assert ("choices" in tables(url)) == (step == "head")
    database = await open_database(url)
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()


async def test_what_is_up_to_date_costs_no_alembic(url: str) -> None:
    await (await open_database(url)).close()
    program = (
        "import asyncio, sys\nfrom adapters.database.opening import open_database\n"
        f"asyncio.run(open_database({url!r}))\nprint('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


async def test_a_store_in_a_file_costs_no_driver_of_a_server(url: str, file: Path) -> None:
    await (await open_database(url)).close()
    program = (
        "import asyncio, sys\nfrom adapters.database.opening import open_database\n"
        f"asyncio.run(open_database({url!r}))\n"
        "print([one for one in sys.modules if one.startswith(('psycopg', 'sqlalchemy.dialects.postgresql'))])"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


async def test_what_a_migration_needs_is_loaded_beside_the_loop(url: str) -> None:
    program = (
        "import asyncio, importlib.abc, sys, threading\nfrom adapters.database.opening import open_database\n"
        "class Watch(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name in ('alembic', 'alembic.command', 'alembic.config', 'alembic.script'):\n"
        "            print(name, threading.current_thread() is threading.main_thread())\n"
        "sys.meta_path.insert(0, Watch())\n"
        f"asyncio.run(open_database({url!r}))"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = dict(line.split() for line in told.stdout.splitlines())
    assert loaded == dict.fromkeys(("alembic", "alembic.command", "alembic.config", "alembic.script"), "False")


async def test_what_a_migration_needs_is_loaded_before_others_have_to_wait(url: str) -> None:
    """They wait for seconds only, and on a busy machine it takes as long."""
    program = (
        "import asyncio, sys\nfrom sqlalchemy import Engine, event\n"
        "from adapters.database.migrating import _LOCK\nfrom adapters.database.opening import open_database\n"
        "holds = ('BEGIN IMMEDIATE', str(_LOCK[-1]))\nloaded = set()\n"
        "@event.listens_for(Engine, 'before_cursor_execute')\n"
        "def executes(connection, cursor, statement, *_):\n"
        "    if statement in holds:\n        loaded.add('alembic.command' in sys.modules)\n"
        f"asyncio.run(open_database({url!r}))\nprint(loaded)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "{True}"


async def test_a_migration_that_breaks_off_leaves_nothing_of_itself(url: str) -> None:
    def breaks_off(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE synced" in statement:  # the last of three
            raise OSError("the machine stops")

    event.listen(Engine, "before_cursor_execute", breaks_off)
    try:
        await refused(url)
    finally:
        event.remove(Engine, "before_cursor_execute", breaks_off)
    assert tables(url) == []
    database = await open_database(url)
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()


async def test_a_store_of_a_later_version_is_refused_and_left_as_it_is(url: str) -> None:
    await (await open_database(url)).close()
    run(url, "UPDATE alembic_version SET version_num = '9999'")
    said = await refused(url)
    assert "later version of Catena" in said
    assert "Bring Catena up to date" in said
    assert rows(url, "SELECT version_num FROM alembic_version") == [("9999",)]


async def test_what_is_no_database_is_named_and_left_as_it_is(url: str, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a letter " * 1000)
    said = await refused(url)
    assert str(file) in said
    assert "Move it away" in said
    assert file.read_bytes() == b"a letter " * 1000


async def test_a_broken_one_is_named(url: str, file: Path) -> None:
    await (await open_database(url)).close()
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)
    file.write_bytes(content)
    assert "broken" in await refused(url)


async def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = await refused(f"sqlite:///{tmp_path}/file/catena.sqlite3")
    assert str(tmp_path / "file") in said
    assert "its folder cannot be made" in said


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    said = await refused(f"sqlite:///{tmp_path}/catena.sqlite3")
    tmp_path.chmod(0o700)
    assert "may Catena write there" in said


@pytest.mark.parametrize("url", ["", "catena.sqlite3", "oracle://u:hidden@host/catena", "mysql://u:hidden@host/catena"])
async def test_what_is_no_address_is_told_without_its_password(url: str) -> None:
    said = await refused(url)
    assert "CATENA_DATABASE_URL" in said
    assert "sqlite:////var/lib/catena/catena.sqlite3" in said
    assert "hidden" not in said


async def test_while_another_program_holds_it_the_loop_turns(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.sqlite.WAITS", 60)
    database = await open_database(url)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.choices.choose(PLACE, Scope.GROUP, "prefix", "on"))
    for _ in range(200):
        await asyncio.sleep(0.001)
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    assert (await database.choices.choices(PLACE)).group == {"prefix": "on"}
    await database.close()


async def test_a_new_store_that_another_program_is_making_is_waited_for(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.sqlite.WAITS", 60)
    file.parent.mkdir()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    opening = asyncio.create_task(open_database(url))
    for _ in range(100):
        await asyncio.sleep(0.001)
    assert not opening.done()
    other.execute("COMMIT")
    other.close()
    database = await opening
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()


async def test_a_store_that_is_locked_for_too_long_says_so(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.sqlite.WAITS", 0.05)
    database = await open_database(url)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OSError, match="another program holds it"):
        await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    other.close()
    await database.close()


async def test_answers_are_ids_and_are_swept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await database.answers.remember(PLACE, "1", ["2", "3"])
    assert await database.answers.of("discord", "channel", "1") == ("2", "3")
    await database.answers.remember(PLACE, "1", ["4"])
    assert await database.answers.of("discord", "channel", "1") == ("4",)
    await database.answers.remember(PLACE, "5", ["6"])
    await database.answers.drop("discord", "channel", "1")
    assert await database.answers.of("discord", "channel", "1") == ()
    await database.answers.sweep()
    assert await database.answers.of("discord", "channel", "5") == ("6",)
    import time

    later = time.time() + 31 * 86_400
    monkeypatch.setattr("time.time", lambda: later)
    await database.answers.sweep()
    assert await database.answers.of("discord", "channel", "5") == ()


async def test_what_was_registered_last(database: Database) -> None:
    assert await database.synced.digest("discord", "1") is None
    for digest in ("a", "b"):
        await database.synced.remember("discord", "1", digest)
        assert await database.synced.digest("discord", "1") == digest
    assert await database.synced.digest("discord", "2") is None
