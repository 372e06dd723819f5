"""A bot in a process of its own, connected to the stand-in."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.adapters.discord.standin.changes import DEADLINE
from tests.adapters.discord.standin.server import StandIn

_ROOT = Path(__file__).resolve().parents[4]
_PROGRAM = "tests.adapters.discord.standin.program"
_BARE = "tests.adapters.discord.standin.bare"
_STARTS_IN = 60.0
"""Seconds; a hang and nothing else takes so long."""
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT", "COVERAGE_PROCESS_START")


class Process:
    """What runs. Its output is read as it comes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._out, self._err = bytearray(), bytearray()
        assert process.stdout is not None  # both were asked for as pipes
        assert process.stderr is not None
        self._reading = [
            asyncio.create_task(_read(process.stdout, self._out)),
            asyncio.create_task(_read(process.stderr, self._err)),
        ]

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def stdout(self) -> str:
        return self._out.decode(errors="replace")

    @property
    def stderr(self) -> str:
        return self._err.decode(errors="replace")

    @property
    def exit_code(self) -> int | None:
        """None while it runs; below zero where a signal ended it."""
        return self._process.returncode

    async def ended(self, deadline: float = _STARTS_IN) -> int:
        """Wait for its end. The exit code."""
        try:
            async with asyncio.timeout(deadline):
                code = await self._process.wait()
                await asyncio.gather(*self._reading)
                return code
        except TimeoutError:
            raise AssertionError(f"it still runs after {deadline:g} s; it says: {self.stderr[-2000:]}") from None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def terminate(self, deadline: float = _STARTS_IN) -> tuple[int, float]:
        """Ask it to end, as service managers do. The exit code, and how many seconds it took."""
        clock = asyncio.get_running_loop()
        began = clock.time()
        self.signal(signal.SIGTERM)
        code = await self.ended(deadline)
        return code, clock.time() - began

    async def connected(self, standin: StandIn, sessions: int = 1) -> None:
        """Wait until it is connected to the stand-in. Raises AssertionError where it ends before that."""
        connecting = asyncio.create_task(standin.connected(sessions, _STARTS_IN))
        ending = asyncio.create_task(self._process.wait())
        try:
            await asyncio.wait({connecting, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not connecting.done():
                await asyncio.gather(*self._reading)
                raise AssertionError(f"it ended with {self.exit_code} before it connected: {self.stderr[-4000:]}")
            await connecting
        finally:
            for task in (connecting, ending):
                task.cancel()
            await asyncio.gather(connecting, ending, return_exceptions=True)

    async def said(self, words: str, deadline: float = DEADLINE) -> None:
        """Wait until its log has some words."""
        try:
            async with asyncio.timeout(deadline):
                while words not in self.stderr and words not in self.stdout:  # noqa: ASYNC110  # there is no event for what another process prints
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"it never said {words!r}: {self.stderr[-4000:]}") from None

    async def close(self) -> None:
        """End it at once, where it still runs."""
        if self.exit_code is None:
            self._process.kill()
        await self._process.wait()
        await asyncio.gather(*self._reading)


async def _read(stream: asyncio.StreamReader, into: bytearray) -> None:
    while part := await stream.read(65_536):
        into.extend(part)


@asynccontextmanager
async def running(
    standin: StandIn,
    *arguments: str,
    data: Path | None = None,
    env: Mapping[str, str] | None = None,
    token: str | None = None,
    waits: bool = True,
    sessions: int = 1,
) -> AsyncIterator[Process]:
    """Run `catena` with some arguments (none: `discord`) for as long as the block lasts.

    `data` is the folder for what it keeps (none: a new one, removed in the
    end); `token` is the world's where none is given. With `waits`, the block
    begins when so many sessions have connected, one a shard, and the commands
    are registered.
    """
    typed = [*(arguments or ("discord",))]
    async with _process(standin, _PROGRAM, typed, data, env, token) as process:
        if waits:
            await process.connected(standin, sessions)
            await standin.registered()
        yield process


@asynccontextmanager
async def running_bare(
    standin: StandIn, *, env: Mapping[str, str] | None = None, token: str | None = None, waits: bool = True
) -> AsyncIterator[Process]:
    """Run the bare bot likewise."""
    async with _process(standin, _BARE, [], None, env, token) as process:
        if waits:
            await process.connected(standin)
            await standin.registered()
        yield process


@asynccontextmanager
async def _process(
    standin: StandIn,
    module: str,
    arguments: list[str],
    data: Path | None,
    env: Mapping[str, str] | None,
    token: str | None,
) -> AsyncIterator[Process]:
    with tempfile.TemporaryDirectory(prefix="catena-") as folder:
        kept = data or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {
            "HOME": str(kept),
            "PYTHONPATH": str(_ROOT),
            "PYTHONUNBUFFERED": "1",
            "CATENA_DATA": str(kept),
            "CATENA_LIMIT_USER": "off",  # one member asks what many would
            "CATENA_LIMIT_GROUP": "off",
            "THINKS_FOR": str(standin.state.first_answer_within / 2),
            "CATENA_DISCORD_TOKEN": standin.world.token if token is None else token,
            **(env or {}),
        }
        process = Process(
            await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", module, "--rest", standin.rest_url, "--gateway", standin.gateway_url, "--", *arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment,
                cwd=folder,
            )
        )
        try:
            yield process
        finally:
            await process.close()
