"""`catena doctor`, as somebody reads it whose bot does not come up."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.doctor.asking import clock
from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse, free_port
from tests.adapters.serve.ground import serving, settings

ROOT = Path(__file__).parents[3]
TOY = ROOT / "tests" / "library"

Found = dict[str, tuple[str, str, str]]
"""By what was looked at: its state, what was said of it, and what mends it."""


def doctor(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CATENA_")}
    environment |= {"PYTHONPATH": str(ROOT), "HOME": str(folder), "CATENA_LIBRARY": str(TOY), **env}
    return subprocess.run(
        [sys.executable, "-m", "adapters.cli", "doctor", *words],
        cwd=folder,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def read(output: str) -> Found:
    answer: dict[str, Any] = json.loads(output)
    assert (answer["version"], answer["command"]) == (1, "doctor")
    return {one["what"]: (one["state"], one["said"], one["mend"]) for one in answer["checks"]}


async def on(standin: StandIn, data: Path, env: dict[str, str], token: str | None = None) -> tuple[int, Found]:
    """What it finds with Discord played."""
    async with running(standin, "doctor", "--format", "json", data=data, env=env, token=token, waits=False) as process:
        code = await process.ended()
        assert process.stderr == ""
        assert standin.world.token not in process.stdout
        return code, read(process.stdout)


def test_with_nothing_set_it_says_where_to_begin(tmp_path: Path) -> None:
    said = doctor(tmp_path)
    assert (said.returncode, said.stderr) == (78, "")
    assert "nothing is set to go online with" in said.stdout
    assert "→ catena init" in said.stdout
    assert said.stdout.splitlines()[-1] == "1 thing to mend, marked “wrong”."
    assert not (tmp_path / ".local").exists(), "it only looks"


@pytest.mark.parametrize(
    ("env", "what", "said", "mend"),
    [
        ({"CATENA_HTPP": "x"}, "settings", "did you mean CATENA_HTTP?", "write CATENA_HTTP"),
        ({"CATENA_HTTP": "nowhere"}, "settings", "an address and a port", "catena doctor"),
        ({"CATENA_DISCORD_TOKEN_FILE": "/no/such/file"}, "settings", "cannot be read", "catena doctor"),
        ({"CATENA_LIBRARY": "/no/such/library"}, "library", "has 1 problem", "catena check /no/such/library"),
        ({"CATENA_DATA": "/dev/null/state"}, "state folder", "cannot be written to", "chown"),
        ({"CATENA_DATABASE_URL": "mysql://x/y"}, "store", "does not know", "CATENA_DATABASE_URL"),
        ({"CATENA_DISCORD_TOKEN": "a b"}, "Discord: token", "spaces", "Reset Token"),
        ({"CATENA_DISCORD_TOKEN": '"a.b.c"'}, "Discord: token", "quotation marks", "Reset Token"),
        ({"CATENA_MATRIX_USER": "@catena:example.org"}, "Matrix: account", "no homeserver", "catena doctor"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_with_what_mends_it(
    tmp_path: Path, env: dict[str, str], what: str, said: str, mend: str
) -> None:
    ran = doctor(tmp_path, "--format", "json", **env)
    assert ran.returncode == 78
    state, told, how = read(ran.stdout)[what]
    assert state == "wrong"
    assert said in told
    assert mend in how


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_a_state_folder_that_others_may_write_into(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    assert read(doctor(tmp_path, "--format", "json", CATENA_DATA=str(state)).stdout)["state folder"][0] == "ok"
    state.chmod(0o777)
    found = read(doctor(tmp_path, "--format", "json", CATENA_DATA=str(state)).stdout)["state folder"]
    assert (found[0], found[2]) == ("wrong", f"chmod go-w {state}")


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_secrets_that_others_may_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CATENA_LOG=info\n")
    file.chmod(0o644)
    assert read(doctor(tmp_path, "--format", "json").stdout)["secrets"] == (
        "wrong",
        "others on this machine may read .env, and speak as the bot",
        "chmod 600 .env",
    )
    file.chmod(0o600)
    assert read(doctor(tmp_path, "--format", "json").stdout)["secrets"][0] == "ok"


async def test_all_is_well_before_the_first_start_and_after_it(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    env = settings(homeserver.url, bot)
    code, found = await on(standin, data, env)
    assert code == 0, str(found)
    assert "none is registered yet" in found["Discord: commands"][1]
    assert "at the first start" in found["store"][1]
    assert "at the first start" in found["Matrix: sign-in"][1]
    async with serving(standin, homeserver.url, bot, mei, data) as catena:
        code, found = await on(standin, data, {**env, "CATENA_HTTP": f"127.0.0.1:{catena.port}"})
        assert code == 0, str(found)
        assert found["health and metrics"][1].endswith("and is ready")
        await catena.asks_on_matrix()  # it was not disturbed
    code, found = await on(standin, data, env)
    assert code == 0, str(found)
    assert {state for state, _, _ in found.values()} == {"ok"}
    assert "are registered" in found["Discord: commands"][1]
    assert found["Matrix: device"][1].startswith("cross-signed")
    assert found["Matrix: rooms"][1] == "in 1 room"
    assert "up to date" in found["store"][1]
    standin.assert_sound()


async def test_what_discord_refuses(standin: StandIn, data: Path) -> None:
    code, found = await on(standin, data, {}, token="no.token.there")
    assert code == 78
    assert found["Discord: token"][:2] == ("wrong", "Discord does not take it")
    standin.faults.add("GET", "/applications/@me", status=503, times=1)
    code, found = await on(standin, data, {})
    assert (code, found["Discord"][1]) == (78, "Discord answered 503")
    standin.world.grants_content = False
    code, found = await on(standin, data, {})
    assert (code, found["Discord: text of messages"][0]) == (0, "ok")
    assert "not granted" in found["Discord: text of messages"][1]


async def test_a_device_without_its_keys_and_a_server_that_is_away(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    async with serving(standin, homeserver.url, bot, mei, data):
        pass
    (keys,) = (data / "matrix").glob("*/keys/*.db")
    session = next((data / "matrix").glob("*/session.json"))
    token = json.loads(session.read_text())["token"]
    shutil.move(keys, data / "aside.db")
    env = {**settings(homeserver.url, bot), "CATENA_MATRIX_PASSWORD": "", "CATENA_MATRIX_TOKEN": token}
    code, found = await on(standin, data, env)
    assert code == 78
    assert found["Matrix: keys"][0] == "wrong"
    assert token not in str(found)
    code, found = await on(standin, data, {**env, "CATENA_MATRIX_HOMESERVER": f"http://127.0.0.1:{free_port()}"})
    assert code == 78
    assert "cannot be reached" in found["Matrix: homeserver"][1]


def test_a_clock_that_is_wrong() -> None:
    (late,) = clock("Discord", _ahead(120))
    assert (late.state, late.said) == ("wrong", "120 s behind that of Discord")
    (well,) = clock("Discord", _ahead(3))
    assert well.state == "ok"
    assert clock("Discord", None) == []


def _ahead(seconds: float) -> datetime:
    return datetime.fromtimestamp(time.time() + seconds, UTC)


async def test_something_else_at_the_port_for_health(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        writer.close()

    other = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    env = {"CATENA_HTTP": f"127.0.0.1:{port}", "CATENA_DISCORD_TOKEN": "a b"}
    said = await asyncio.to_thread(lambda: doctor(tmp_path, "--format", "json", **env))
    other.close()
    assert read(said.stdout)["health and metrics"][:2] == ("wrong", f"something else is at 127.0.0.1:{port}")
