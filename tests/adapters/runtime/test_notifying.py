"""What systemd is told, on a real socket."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from adapters.runtime import notifying
from adapters.runtime.notifying import Notifier

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")


def listening(address: str) -> socket.socket:
    found = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    found.bind(address)
    found.settimeout(60)
    return found


def environment(address: str, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": address, **more}


async def test_ready_alive_and_stopping(tmp_path: Path) -> None:
    with listening(str(tmp_path / "socket")) as manager:
        stop = asyncio.Event()
        notifier = Notifier(lambda: True, environment(str(tmp_path / "socket"), WATCHDOG_USEC="300000"))
        running = asyncio.create_task(notifier.run(stop))
        assert await asyncio.to_thread(manager.recv, 100) == b"READY=1"
        assert await asyncio.to_thread(manager.recv, 100) == b"WATCHDOG=1"
        stop.set()
        await running
        while (said := manager.recv(100)) == b"WATCHDOG=1":
            pass  # a second has passed, and there was another sign of life
        assert said == b"STOPPING=1"


async def test_what_is_stuck_gives_no_sign_of_life(tmp_path: Path) -> None:
    with listening(str(tmp_path / "socket")) as manager:
        stop = asyncio.Event()
        notifier = Notifier(lambda: False, environment(str(tmp_path / "socket"), WATCHDOG_USEC="300000"))
        running = asyncio.create_task(notifier.run(stop))
        await asyncio.sleep(1.3)
        stop.set()
        await running
        assert [manager.recv(100) for _ in range(2)] == [b"READY=1", b"STOPPING=1"]


async def test_how_it_is_is_told_where_that_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifying, "_DESCRIBES_EVERY", 0.05)
    told = ["discord connected"]
    with listening(str(tmp_path / "socket")) as manager:
        stop = asyncio.Event()
        notifier = Notifier(lambda: True, environment(str(tmp_path / "socket")), lambda: told[-1])
        running = asyncio.create_task(notifier.run(stop))
        assert await asyncio.to_thread(manager.recv, 100) == b"READY=1\nSTATUS=discord connected"
        await asyncio.sleep(0.3)
        told.append("discord: it is away,\nREADY=1 and tried again")
        assert await asyncio.to_thread(manager.recv, 100) == b"STATUS=discord: it is away, READY=1 and tried again"
        stop.set()
        await running
        assert manager.recv(100) == b"STOPPING=1"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux")
def test_an_address_without_a_file() -> None:
    name = f"catena-test-{os.getpid()}"
    with listening(f"\0{name}") as manager:
        Notifier(lambda: True, environment(f"@{name}")).tell("READY=1", "STATUS=well")
        assert manager.recv(100) == b"READY=1\nSTATUS=well"


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "@nobody-listens-here"])
def test_that_nobody_hears_it_is_no_fault(address: str) -> None:
    Notifier(lambda: True, environment(address)).tell("READY=1")
