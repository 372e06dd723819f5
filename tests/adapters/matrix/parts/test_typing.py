"""“Catena is typing …” for who waits, and for nobody else."""

from __future__ import annotations

import asyncio

import pytest

from adapters.matrix.typing_notice import typing
from adapters.matrix.wire import Wire
from tests.adapters.matrix.parts.scripted import DROP, Answer, Homeserver, refused

PATH = "/rooms/*"


def shown(scripted: Homeserver) -> list[bool]:
    """What the room was shown, one after the other."""
    return [one.body["typing"] for one in scripted.to("PUT", PATH)]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for half a second here."""
    monkeypatch.setattr("adapters.matrix.typing_notice.AFTER", 0.05)


def test_a_quick_answer_is_announced_to_nobody_after_half_a_second() -> None:
    pass


async def test_a_quick_answer_is_not_announced(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("PUT", PATH, Answer())
    async with typing(wire, "!room", "@catena:example.org"):
        pass
    await asyncio.sleep(0.1)
    assert shown(scripted) == []


async def test_a_slow_answer_is_announced_until_it_is_there(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("PUT", PATH, Answer())
    async with typing(wire, "!room", "@catena:example.org"):
        await _until(lambda: shown(scripted) == [True])
        await asyncio.sleep(0.05)
    assert shown(scripted) == [True, False]
    assert scripted.asked[0].path.replace("%21", "!").replace("%40", "@").replace("%3A", ":") == (
        "/rooms/!room/typing/@catena:example.org"
    )
    assert scripted.asked[0].body["timeout"] >= 10_000
