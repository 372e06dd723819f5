"""The program `catena` as it is, in a process of its own that has the stand-in for Discord.

python -m tests.adapters.discord.standin.program --rest URL --gateway URL -- discord --sync
"""

from __future__ import annotations

import argparse
import ctypes
import datetime as times
import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Self

import yarl

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """End when whoever started this process ends, however that happens (Linux; elsewhere nothing is done)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        sys.exit(1)  # it ended before it could be asked to tell


def point(rest: str, gateway: str) -> None:
    """Let discord.py take the stand-in for Discord."""
    from discord import http
    from discord.gateway import DiscordWebSocket

    http.Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def shift_clock() -> None:
    """Let the clock of the day go wrong by as many seconds as stand in the file that SHIFTED_BY names, while it runs."""
    named = os.environ.get("SHIFTED_BY")
    if not named:
        return
    clock, file = time.time, Path(named)
    time.time = lambda: clock() + float(file.read_text())

    class AnyTime(type):
        """So that what others have made counts as one of these, too."""

        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, datetime)

    class Shifted(datetime, metaclass=AnyTime):
        """A moment; which one it is now, the shifted clock says."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls) -> Self:
            return cls.fromtimestamp(time.time(), UTC).replace(tzinfo=None)

    times.datetime = Shifted  # type: ignore[misc]  # for all that is imported from now on


def take_time() -> None:
    """Let the bot think for as many seconds as THINKS_FOR says before it tells Discord that the answer takes longer."""
    named = os.environ.get("THINKS_FOR")
    if named:
        from adapters.discord import responding

        responding.THINKS_FOR = float(named)


def be_patient() -> None:
    """Let `catena doctor` wait longer: what it asks runs on the same machine, which may be busy."""
    from adapters.cli.doctor import asking

    asking.PATIENCE = 60.0


def read(typed: Sequence[str] | None = None) -> tuple[str, str, list[str]]:
    """The two addresses, and what stands behind `--`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rest", required=True)
    parser.add_argument("--gateway", required=True)
    parser.add_argument("arguments", nargs="*")
    read = parser.parse_args(typed)
    return read.rest, read.gateway, read.arguments


def main() -> int:
    """Run the program, and return its exit code."""
    die_with_parent()
    shift_clock()
    rest, gateway, arguments = read()
    point(rest, gateway)
    take_time()
    if "doctor" in arguments:
        be_patient()
    from adapters.cli.__main__ import main as catena

    return catena(arguments)


if __name__ == "__main__":
    sys.exit(main())
