"""The homeserver to try Catena on: made from nothing, as the compose file makes it, and asked as its reader would."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.program import Program
from tests.adapters.matrix.homeserver.synapse import free_port
from tests.deploy.files import DEPLOY

SCRIPTS = DEPLOY / "homeserver"
_STARTS_IN = 180.0  # seconds; a hang and nothing else takes so long
# Ends Synapse with whoever started it.
_RUN = (
    "import runpy, sys\n"
    "from tests.adapters.discord.standin.program import die_with_parent\n"
    "die_with_parent()\n"
    "sys.argv[0] = 'synapse.app.homeserver'\n"
    "runpy.run_module('synapse.app.homeserver', run_name='__main__')\n"
)


async def _run(name: str, *words: object) -> str:
    """What one of its scripts says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", str(SCRIPTS / name), *map(str, words)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


def _at_home(folder: Path) -> None:
    """What its container sees in one folder lies in another here; and it listens on loopback alone."""
    path = folder / "homeserver.json"
    settings = json.loads(path.read_text().replace("/homeserver/", f"{folder}/"))
    settings["listeners"][0]["bind_addresses"] = ["127.0.0.1"]
    settings["pid_file"] = str(folder / "pid")
    path.write_text(json.dumps(settings))


@asynccontextmanager
async def _homeserver(folder: Path, url: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", _RUN, "--config-path", str(folder / "homeserver.json")),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=DEPLOY.parent,
    )
    try:
        async with asyncio.timeout(_STARTS_IN), aiohttp.ClientSession() as session:
            while True:
                assert process.returncode is None, "it ended"
                try:
                    async with session.get(f"{url}/health") as response:
                        if response.status == 200:
                            break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def _signed_in(url: str, name: str, password: str) -> AsyncIterator[Person]:
    async with aiohttp.ClientSession() as session:
        who = {"type": "m.id.user", "user": name}
        body = {"type": "m.login.password", "identifier": who, "password": password}
        async with session.post(f"{url}/_matrix/client/v3/login", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
        yield Person(url, session, answer["user_id"], answer["access_token"], answer["device_id"])


async def _rooms(person: Person) -> list[str]:
    found: list[str] = (await person.ask("GET", "/joined_rooms"))["joined_rooms"]
    return found


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """The homeserver's volume."""
    made = tmp_path / "homeserver"
    made.mkdir()
    return made


async def test_from_nothing_to_the_first_answer(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    assert "are made" in await _run("settings.py", folder, port)
    _at_home(folder)
    async with _homeserver(folder, url):
        said = await _run("people.py", folder, url)
        password = (folder / "reader-password").read_text()
        assert all(words in said for words in (f"http://localhost:{port}/", "reader", password, "!claim zhenbao"))

        environment = {
            "CATENA_MATRIX_PASSWORD": "",
            "CATENA_MATRIX_PASSWORD_FILE": str(folder / "catena-password"),
        }
        async with (
            Program(url, "@catena:localhost", tmp_path / "data", environment),
            _signed_in(url, "reader", password) as reader,
        ):
            (room,) = await _rooms(reader)
            async with asyncio.timeout(_STARTS_IN):
                while "@catena:localhost" not in await reader.members(room):  # noqa: ASYNC110  # the server tells nobody
                    await asyncio.sleep(0.1)
            answer = await reader.hear(room, "!claim zhenbao")
            assert "In 1969, the Zhenbao Island conflict broke out." in answer["content"]["body"]

            again = await _run("people.py", folder, url)
            assert again == said, "started again, it makes nothing twice"
            assert await _rooms(reader) == [room]
            assert await reader.members(room) == {"@catena:localhost", "@reader:localhost"}


async def test_secrets_are_made_once_and_are_their_owner_s_alone(folder: Path) -> None:
    await _run("settings.py", folder)
    first = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert "are there already" in await _run("settings.py", folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == first
    settings = json.loads(first["homeserver.json"])
    secrets = [settings[name] for name in ("registration_shared_secret", "macaroon_secret_key", "form_secret")]
    assert len(set(secrets)) == 3
    assert min(map(len, secrets)) >= 32
    assert settings["enable_registration"] is False
    if sys.platform != "win32":
        modes = {name: stat.S_IMODE((folder / name).stat().st_mode) for name in first}
        assert set(modes.values()) == {0o600}
