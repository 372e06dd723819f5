"""“Catena is typing …”, for as long as somebody waits."""

from __future__ import annotations

import asyncio

import pytest

from adapters.matrix import typing_notice
from adapters.matrix.typing_notice import typing
from adapters.matrix.wire import Wire, segment
from tests.adapters.matrix.parts.scripted import DROP, Answer, Homeserver, refused
from tests.adapters.matrix.parts.waiting import until

BOT, ROOM = "@catena:example.org", "!room:example.org"
PATH = f"/rooms/{segment(ROOM)}/typing/{segment(BOT)}"


def shown(scripted: Homeserver) -> list[bool]:
    """What the room was told, one after the other."""
    return [one.body["typing"] for one in scripted.asked]


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than a moment is slow."""
    monkeypatch.setattr(typing_notice, "AFTER", 0.05)


def test_half_a_second_is_soon_enough() -> None:
    assert typing_notice.AFTER == 0.5


async def test_a_quick_answer_is_not_announced(scripted: Homeserver, wire: Wire, soon: None) -> None:
    async with typing(wire, ROOM, BOT):
        pass
    await asyncio.sleep(0.1)
    assert scripted.asked == []


async def test_a_slow_answer_is_announced_until_it_is_there(scripted: Homeserver, wire: Wire, soon: None) -> None:
    scripted.says("PUT", "/rooms/*", Answer())
    async with typing(wire, ROOM, BOT):
        await until(lambda: shown(scripted) == [True])
    await until(lambda: shown(scripted) == [True, False])
    assert scripted.asked[0].path.replace("!", "%21").replace("@", "%40").replace(":", "%3A") == PATH
    assert scripted.asked[0].body["timeout"] >= 10_000


async def test_an_answer_that_comes_while_it_is_announced(scripted: Homeserver, wire: Wire, soon: None) -> None:
    """The server has heard that the bot types: it has to hear that it does not."""
    scripted.says("PUT", "/rooms/*", Answer(after=0.2), Answer())
    async with typing(wire, ROOM, BOT):
        await until(lambda: shown(scripted) == [True])
    await until(lambda: shown(scripted) == [True, False])


@pytest.mark.parametrize("answer", [refused(403, "M_FORBIDDEN"), refused(429, "M_LIMIT_EXCEEDED"), DROP])
async def test_where_it_cannot_be_announced_the_answer_comes_all_the_same(
    scripted: Homeserver, wire: Wire, soon: None, answer: Answer
) -> None:
    scripted.says("PUT", "/rooms/*", answer)
    async with typing(wire, ROOM, BOT):
        await until(lambda: bool(scripted.asked))
        await asyncio.sleep(0.05)


async def test_what_fails_is_not_swallowed(scripted: Homeserver, wire: Wire, soon: None) -> None:
    scripted.says("PUT", "/rooms/*", Answer())

    async def fails() -> None:
        async with typing(wire, ROOM, BOT):
            await until(lambda: shown(scripted) == [True])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    await until(lambda: shown(scripted) == [True, False])
