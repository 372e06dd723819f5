"""`catena doctor` on this machine, as somebody reads it whose bot does not come up."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from adapters.cli.doctor import asking, here, store
from adapters.database.opening import open_database
from tests.adapters.cli.examined import ROOT, TOY, doctor, found, read

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")


def test_with_nothing_set_it_says_where_to_begin(tmp_path: Path) -> None:
    said = doctor(tmp_path)
    assert (said.returncode, said.stderr) == (78, "")
    assert (
        "wrong     platforms: nothing is set to go online with\n          → put the bot's token or account into .env"
        in said.stdout
    )
    assert said.stdout.splitlines()[-1] == "1 thing to mend, marked “wrong”."


def test_it_only_looks(tmp_path: Path) -> None:
    doctor(tmp_path)
    doctor(tmp_path, env={"CATENA_DATA": str(tmp_path / "state")})
    assert list(tmp_path.iterdir()) == [], "a folder that it made would belong to whoever asked, not to the bot"


@pytest.mark.parametrize(
    ("env", "what", "said", "mend"),
    [
        ({"CATENA_HTPP": "x"}, "settings", "did you mean CATENA_HTTP?", "write CATENA_HTTP"),
        ({"CATENA_POSTGRES": "1"}, "settings", "CATENA_POSTGRES means nothing", "take CATENA_POSTGRES out"),
        ({"CATENA_HTTP": "nowhere"}, "settings", "an address and a port", "catena doctor"),
        ({"CATENA_LIBRARY": "'x'"}, "settings", "CATENA_LIBRARY has quotation marks", "take the quotation marks away"),
        ({"CATENA_LIBRARY": "“x”"}, "settings", "CATENA_LIBRARY has quotation marks", "take the quotation marks away"),
        ({"CATENA_LIBRARY": "'x"}, "settings", "CATENA_LIBRARY has a quotation mark at one end", "take the quotation"),
        ({"CATENA_SETTINGS": "/no/such/file"}, "settings", "cannot be read", "catena doctor"),
        ({"CATENA_DISCORD_TOKEN_FILE": "/no/such/file"}, "settings", "cannot be read", "catena doctor"),
        ({"CATENA_LIBRARY": "/no/such/library"}, "library", "has 1 problem", "catena check /no/such/library"),
        ({"CATENA_LIBRARY": f"{TOY}{os.pathsep}{TOY}"}, "library", "as another one is", "another name"),
        ({"CATENA_DATA": "/dev/null/state"}, "state folder", "/dev/null is a file", "CATENA_DATA="),
        ({"CATENA_DATABASE_URL": "mysql://x/y"}, "store", "does not know", "CATENA_DATABASE_URL"),
        (
            {"CATENA_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d"},
            "store",
            "nobody answers",
            "CATENA_DATABASE_URL",
        ),
        ({"CATENA_DISCORD_TOKEN": "a b"}, "Discord: token", "spaces", "Reset Token"),
        ({"CATENA_DISCORD_TOKEN": '"a.b.c"'}, "Discord: token", "quotation mark", "take the quotation marks away"),
        ({"CATENA_DISCORD_TOKEN": "“a.b.c”"}, "Discord: token", "quotation mark", "take the quotation marks away"),
        ({"CATENA_DISCORD_TOKEN": "'a.b.c"}, "Discord: token", "quotation mark", "take the quotation marks away"),
        ({"CATENA_DISCORD_TOKEN": "123456789012345678"}, "Discord: token", "the application's id", "Reset Token"),
        ({"CATENA_DISCORD_TOKEN": "a" * 32}, "Discord: token", "the client secret", "Reset Token"),
        ({"CATENA_DISCORD_TOKEN": "abc.def"}, "Discord: token", "three parts", "Reset Token"),
        ({"CATENA_MATRIX_USER": "@catena:example.org"}, "Matrix: account", "no homeserver", "catena doctor"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_with_what_mends_it(
    tmp_path: Path, env: dict[str, str], what: str, said: str, mend: str
) -> None:
    ran = doctor(tmp_path, "--format", "json", env=env)
    assert (ran.returncode, ran.stderr) == (78, "")
    state, told, how = read(ran.stdout)[what]
    assert state == "wrong"
    assert said in told
    assert mend in how
    assert "hidden" not in ran.stdout


def test_all_that_is_wrong_with_the_settings_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "catena.yaml").write_text("limit:\n  user: many\n")
    said = doctor(tmp_path, env={"CATENA_LOG": "loud", "CATENA_HTTP": "nowhere", "CATENA_LIBARY": "x"}).stdout
    for words in ("CATENA_LOG is “loud”", "CATENA_HTTP is “nowhere”", "CATENA_LIMIT_USER is “many”", "CATENA_LIBRARY"):
        assert words in " ".join(said.split())
    assert said.splitlines()[-1] == "4 things to mend, marked “wrong”."


def test_what_is_to_be_copied_is_never_wrapped(tmp_path: Path) -> None:
    missing = "/no/such/library/in/a folder/whose/name/is/long"
    said = doctor(tmp_path, env={"COLUMNS": "30", "CATENA_LIBRARY": missing})
    lines = said.stdout.splitlines()
    assert f"  → catena check '{missing}'" in lines
    assert max(len(line) for line in lines if "→" not in line) <= 30


def test_without_what_a_platform_needs_it_says_what_to_install(tmp_path: Path) -> None:
    missing = ("discord", "nio", "aiohttp", "sqlalchemy", "structlog", "alembic", "psycopg")
    code = f"import sys; sys.modules.update(dict.fromkeys({missing!r})); from adapters.cli.__main__ import main; sys.exit(main())"
    env = {"CATENA_DISCORD_TOKEN": "a.b.c", "CATENA_HTTP": "127.0.0.1:0"}
    ran = doctor(tmp_path, "--format", "json", env=env, program=("-c", code))
    assert (ran.returncode, ran.stderr) == (78, "")
    told = read(ran.stdout)
    assert told["extras"][0] == "wrong"
    assert told["extras"][2].startswith("pip install 'catena[discord]'")
    assert told["store"][0] == "not used"
    assert "Discord: token" not in told


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only on Linux")
def test_a_state_folder_that_nobody_can_make(tmp_path: Path) -> None:
    told = found(tmp_path, CATENA_DATA="/proc/foo")
    assert told["state folder"][0] == "wrong"
    assert "/proc/foo" in told["state folder"][1]
    assert told["state folder"][2]
    assert told["store"][0] == "wrong"
    assert told["disk"][:2] == ("not used", "not measured: /proc is on no disk")


def test_names_that_lack_their_beginning(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=abc\nMATRIX_COLOUR=red\nDATABASE_URL=postgresql://another/program\n")
    state, said, mend = found(tmp_path)["settings"]
    assert (state, said) == ("wrong", ".env sets DISCORD_TOKEN, which means nothing here")
    assert mend == "write CATENA_DISCORD_TOKEN in the place of DISCORD_TOKEN"
    assert "abc" not in said + mend
    (tmp_path / ".env").write_text("DISCORD_TOKEN=abc\nCATENA_DISCORD_TOKEN=a.b\n")
    assert found(tmp_path)["settings"][0] == "ok", "it is another program's"


@on_posix
def test_a_state_folder_that_others_may_write_into(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    assert found(tmp_path, CATENA_DATA=str(state))["state folder"][0] == "ok"
    state.chmod(0o777)
    told = found(tmp_path, CATENA_DATA=str(state))["state folder"]
    assert (told[0], told[2]) == ("wrong", f"chmod go-w {state}")


@on_posix
def test_nobody_is_told_to_give_away_a_folder_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere, and tests may be root's
    there = here.folder(tmp_path)
    assert there.mend.startswith("sudo chown -R ")
    assert there.mend.endswith(f" {tmp_path}")
    missing = here.folder(tmp_path / "lib" / "catena")
    assert "this user may not make it" in missing.said
    assert missing.mend.startswith("sudo install -d -m 700 -o ")
    assert missing.mend.endswith(f" {tmp_path / 'lib' / 'catena'}")
    assert "may not write into" in store.examine(f"sqlite:///{tmp_path / 'catena.sqlite3'}").said


@on_posix
def test_a_dotenv_with_a_secret_that_others_may_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CATENA_LOG=info\n")
    file.chmod(0o644)
    assert found(tmp_path)["secrets"][0] == "ok", "there is no secret in it"
    file.write_text("CATENA_MATRIX_PASSWORD=x\n")
    assert found(tmp_path)["secrets"] == (
        "wrong",
        "others on this machine may read .env, and speak as the bot",
        "chmod 600 .env",
    )
    file.chmod(0o640)
    assert found(tmp_path)["secrets"][0] == "ok"


@on_posix
def test_a_file_with_a_secret_that_others_may_read(tmp_path: Path) -> None:
    file = tmp_path / "the token"
    file.write_text("a.b.c")
    file.chmod(0o644)
    env = {"CATENA_MATRIX_TOKEN_FILE": str(file)}
    assert found(tmp_path, **env)["secrets"][2] == f"chmod 600 '{file}'"
    file.chmod(0o600)
    assert found(tmp_path, **env)["secrets"][0] == "ok"


async def test_the_store_from_its_first_day_to_a_later_version(tmp_path: Path) -> None:
    file = tmp_path / "catena.sqlite3"
    url = f"sqlite:///{file}"
    assert store.examine(url).said == f"{file} is made at the first start"
    assert not file.exists()
    await (await open_database(url)).close()
    assert store.examine(url).said == f"{file} can be read and is up to date"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    older = store.examine(url)
    assert (older.state, "brought up to date at the next start" in older.said) == ("ok", True)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    later = store.examine(url)
    assert (later.state, "a later version" in later.said) == ("wrong", True)
    file.write_text("no database at all, but a file that somebody put here by mistake")
    assert "no SQLite file" in store.examine(url).said


@on_posix
async def test_a_store_that_others_may_read(tmp_path: Path) -> None:
    file = tmp_path / "catena.sqlite3"
    await (await open_database(f"sqlite:///{file}")).close()
    file.chmod(0o644)
    told = store.examine(f"sqlite:///{file}")
    assert (told.state, told.mend) == ("wrong", f"chmod 600 {file}")


def test_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    assert here.room(tmp_path).said == "only 5 MB are free"


def test_a_clock_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)

    class AtNoon(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(noon.timestamp(), tz)

    monkeypatch.setattr(asking, "datetime", AtNoon)  # a clock that stands: a test may be held up between two looks
    (late,) = asking.clock("Discord", noon + timedelta(seconds=120))
    assert (late.state, late.said) == ("wrong", "120 s behind that of Discord")
    (well,) = asking.clock("Discord", noon + timedelta(seconds=3))
    assert well.state == "ok"
    assert asking.clock("Discord", None) == []


async def test_something_else_at_the_port_for_health(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        writer.close()

    other = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    env = {"CATENA_HTTP": f"127.0.0.1:{port}", "CATENA_DISCORD_TOKEN": "a b"}
    told = await asyncio.to_thread(lambda: found(tmp_path, **env))
    other.close()
    assert told["health and metrics"][:2] == ("wrong", f"something else is at 127.0.0.1:{port}")


async def test_a_port_that_can_or_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    from adapters.cli.doctor import health

    monkeypatch.setattr(asking, "PATIENCE", 60.0)  # a busy machine may take longer than a network
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (told,) = await health.examine(f"127.0.0.1:{port}")
    assert (told.state, "free for the next start" in told.said) == ("ok", True)
    with socket.socket() as bound:  # by a program that does not listen yet
        bound.bind(("127.0.0.1", 0))
        (told,) = await health.examine(f"127.0.0.1:{bound.getsockname()[1]}")
    assert (told.state, "cannot be listened on" in told.said) == ("wrong", True)


def test_json_is_whole_whatever_a_path_is_called(tmp_path: Path) -> None:
    strange = os.fsdecode(b"caf\xe9") if sys.platform.startswith("linux") else "café"
    ran = doctor(tmp_path, "--format", "json", env={"CATENA_LIBRARY": strange})
    assert json.loads(ran.stdout)["well"] is False
    assert str(ROOT) not in ran.stderr
