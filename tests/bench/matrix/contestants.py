"""The three that are measured, each as a process of its own: bare matrix-nio, maubot's echo, Catena."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.discord.standin.program import die_with_parent
from tests.adapters.discord.standin.running import Process
from tests.bench.matrix import rival

_ROOT = Path(__file__).resolve().parents[3]
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Account:
    """A bot's account. `device` and `token` are for those that cannot sign in by themselves."""

    user: str
    password: str
    device: str
    token: str


@dataclass(frozen=True, slots=True)
class Contestant:
    """One of the three. `command` says how it is started in a folder, where it keeps what it keeps."""

    name: str
    command: Callable[[Path, str, Account], tuple[Sequence[str], Mapping[str, str]]]
    shows: str = "zhenbao"
    """What stands in an answer to `!claim zhenbao`."""
    knows_commands: bool = False

    @asynccontextmanager
    async def running(self, folder: Path, homeserver: str, account: Account) -> AsyncIterator[Process]:
        """Run it for as long as the block lasts. The same folder again is a restart."""
        folder.mkdir(parents=True, exist_ok=True)
        command, environment = self.command(folder, homeserver, account)
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        process = Process(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**passed_on, "HOME": str(folder), "PYTHONPATH": str(_ROOT), **environment},
                cwd=folder,
                preexec_fn=die_with_parent,
            )
        )
        try:
            yield process
        finally:
            await process.close()


def bare() -> Contestant:
    """A plain matrix-nio client that says what it is told."""

    def command(folder: Path, homeserver: str, account: Account) -> tuple[Sequence[str], Mapping[str, str]]:
        module = ("-m", "tests.bench.matrix.bare")
        return [
            sys.executable,
            *module,
            *(homeserver, account.user, account.device, account.token, str(folder / "keys")),
        ], {}

    return Contestant("bare nio", command)


def maubot(python: Path) -> Contestant:
    """maubot's echo, which a Python of its own runs."""

    def command(folder: Path, homeserver: str, account: Account) -> tuple[Sequence[str], Mapping[str, str]]:
        rival.write_files(folder, homeserver, account.user, account.device, account.token)
        return [str(python), "-m", "maubot.standalone"], {"PYTHONPATH": str(folder)}

    return Contestant("maubot", command)


def catena(cache: Path) -> Contestant:
    """The program as it is. `cache` holds the compiled library, as it does from the second start on."""

    def command(folder: Path, homeserver: str, account: Account) -> tuple[Sequence[str], Mapping[str, str]]:
        if not (folder / "cache").exists():
            shutil.copytree(cache, folder / "cache")
        return [sys.executable, "-m", "adapters.cli", "matrix"], {
            "CATENA_DATA": str(folder),
            "CATENA_LIMIT_USER": "off",  # one member asks what many would
            "CATENA_LIMIT_GROUP": "off",
            "CATENA_MATRIX_HOMESERVER": homeserver,
            "CATENA_MATRIX_USER": account.user,
            "CATENA_MATRIX_PASSWORD": account.password,
        }

    return Contestant("Catena", command, shows="¶", knows_commands=True)
