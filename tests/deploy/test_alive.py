"""What the container's health check says of a Catena that lives, one that does not, and one that does not answer."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.adapters.matrix.homeserver.synapse import free_port
from tests.deploy.files import DEPLOY

# Runs it with more patience: who is asked is this process, on a machine that may be busy for longer than 4 seconds.
_RUN = (
    "import runpy, socket, sys\n"
    "connect = socket.create_connection\n"
    "socket.create_connection = lambda address, timeout: connect(address, timeout=60)\n"
    "runpy.run_path(sys.argv[1], run_name='__main__')\n"
)


async def _check(address: str) -> tuple[int, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CATENA_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-c", _RUN, str(DEPLOY / "alive.py")),
        stdout=asyncio.subprocess.PIPE,
        env=environment | {"CATENA_HTTP": address},
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode().strip()


@asynccontextmanager
async def _answering(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    asked: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


@pytest.mark.parametrize("host", ["127.0.0.1", "", "0.0.0.0", "[::]"])  # noqa: S104  # nobody listens there
async def test_one_that_lives(host: str) -> None:
    async with _answering(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n") as (port, asked):
        assert await _check(f"{host}:{port}") == (0, "ok")
    assert asked[0].startswith(b"GET /livez HTTP/1.0\r\n")


async def test_one_that_is_stuck_says_why() -> None:
    async with _answering(b"HTTP/1.0 503 Service Unavailable\r\n\r\na question takes 61 s\n") as (port, _):
        assert await _check(f"127.0.0.1:{port}") == (1, "a question takes 61 s")


async def test_something_else_that_answers() -> None:
    async with _answering(b"220 mail.example.org ESMTP\r\n") as (port, _):
        assert (await _check(f"127.0.0.1:{port}"))[0] == 1


async def test_nobody() -> None:
    address = f"127.0.0.1:{free_port()}"
    code, said = await _check(address)
    assert code == 1
    assert f"no answer on {address}" in said


async def test_where_nothing_is_served_there_is_nothing_to_complain_of() -> None:
    assert await _check("") == (0, "CATENA_HTTP is not set: nothing can be asked")
