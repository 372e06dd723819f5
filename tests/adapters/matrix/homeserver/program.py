"""The program `catena matrix` as it is, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType

from tests.adapters.discord.standin.running import Process
from tests.adapters.matrix.homeserver.synapse import PASSWORD

_ROOT = Path(__file__).resolve().parents[4]
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
_STARTS_IN = 60.0
"""Seconds; a hang and nothing else takes so long."""
# Ends it with the test, however that ends.
_RUN = (
    "import sys\n"
    "from tests.adapters.discord.standin.program import die_with_parent\n"
    "die_with_parent()\n"
    "from adapters.cli.__main__ import main\n"
    "sys.exit(main(sys.argv[1:]))\n"
)


class Program:
    """`catena matrix` on a homeserver, with a folder for what it keeps. It can be started again and again."""

    def __init__(self, homeserver: str, user: str, data: Path, env: Mapping[str, str] | None = None) -> None:
        self.homeserver = homeserver
        self.user = user
        self.data = data
        self.env = dict(env or {})
        self._process: Process | None = None
        self._earlier: list[str] = []

    async def __aenter__(self) -> Program:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()

    async def start(self, *, waits: bool = True) -> None:
        """Start it, and wait until it is connected."""
        self.data.mkdir(parents=True, exist_ok=True)
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {
            "HOME": str(self.data),
            "PYTHONPATH": str(_ROOT),
            "PYTHONUNBUFFERED": "1",
            "CATENA_DATA": str(self.data),
            "CATENA_LIMIT_USER": "off",  # one member asks what many would
            "CATENA_LIMIT_GROUP": "off",
            "CATENA_MATRIX_HOMESERVER": self.homeserver,
            "CATENA_MATRIX_USER": self.user,
            "CATENA_MATRIX_PASSWORD": PASSWORD,
            **self.env,
        }
        self._process = Process(
            await asyncio.create_subprocess_exec(
                sys.executable,
                *("-c", _RUN, "matrix"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={name: value for name, value in environment.items() if value},
                cwd=self.data,
            )
        )
        if waits:
            await self.said('"connected"', _STARTS_IN)

    @property
    def process(self) -> Process:
        assert self._process is not None
        return self._process

    @property
    def log(self) -> str:
        """What it said, from its first start on."""
        return "".join([*self._earlier, self.process.stderr if self._process else ""])

    async def said(self, words: str, seconds: float = _STARTS_IN) -> None:
        """Wait until its log, since its last start, has some words."""
        waiting = asyncio.create_task(self.process.said(words, seconds))
        ending = asyncio.create_task(self.process.ended(seconds + 60))
        try:
            await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise AssertionError(f"it ended with {self.process.exit_code}: {self.process.stderr[-4000:]}")
            await waiting
        finally:
            for task in (waiting, ending):
                task.cancel()
            await asyncio.gather(waiting, ending, return_exceptions=True)

    async def kill(self) -> None:
        """End it at once, as a crash does."""
        if self._process is not None:
            await self._process.close()
            self._earlier.append(self._process.stderr)
            self._process = None

    async def terminate(self) -> tuple[int, float]:
        """Ask it to end, as service managers do. The exit code, and how many seconds it took."""
        found = await self.process.terminate()
        self._earlier.append(self.process.stderr)
        self._process = None
        return found

    async def ended(self, seconds: float = _STARTS_IN) -> int:
        """Wait for its end. The exit code."""
        return await self.process.ended(seconds)

    def pause(self) -> None:
        """Let it stand still, as a machine that is suspended."""
        self.process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.process.signal(signal.SIGCONT)

    def cpu_seconds(self) -> float:
        """Seconds of a processor that it has used (Linux)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes that it has in memory (Linux)."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def running(
    homeserver: str, user: str, data: Path, env: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """Run it for as long as the block lasts."""
    async with Program(homeserver, user, data, env) as program:
        yield program
