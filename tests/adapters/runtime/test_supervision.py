"""What is kept running, and how that ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.runtime.supervision import Backoff, FinalError, supervise

AT_ONCE = Backoff(first=0.0, longest=0.0)
FOR_EVER = Backoff(first=3600.0, longest=3600.0)


def failing(
    times: int, stop: asyncio.Event, error: Exception | None = None
) -> tuple[list[int], Callable[[], Awaitable[None]]]:
    """An attempt that fails so many times, then sets `stop`."""
    tries: list[int] = []

    async def attempt() -> None:
        tries.append(len(tries))
        if len(tries) <= times:
            raise error or ConnectionError("away")
        stop.set()

    return tries, attempt


async def test_what_fails_is_tried_again_until_it_stands() -> None:
    stop = asyncio.Event()
    tries, attempt = failing(5, stop)
    await supervise("a service", attempt, stop, AT_ONCE)
    assert len(tries) == 6


async def test_what_ends_by_itself_is_begun_again() -> None:
    stop, ends = asyncio.Event(), 0

    async def attempt() -> None:
        nonlocal ends
        ends += 1
        if ends == 3:
            stop.set()

    await supervise("a service", attempt, stop, AT_ONCE)
    assert ends == 3


async def test_what_trying_again_cannot_mend_is_not_tried_again() -> None:
    stop = asyncio.Event()
    tries, attempt = failing(5, stop, FinalError("The token is wrong. Make a new one."))
    with pytest.raises(FinalError, match="Make a new one"):
        await supervise("a service", attempt, stop, AT_ONCE)
    assert len(tries) == 1


async def test_a_stop_ends_the_wait() -> None:
    stop = asyncio.Event()
    tries, attempt = failing(5, stop)
    waiting = asyncio.create_task(supervise("a service", attempt, stop, FOR_EVER))
    while not tries:  # noqa: ASYNC110  # it is a list that is waited for
        await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(waiting, 10)
    assert len(tries) == 1


async def test_after_a_stop_nothing_is_begun() -> None:
    stop = asyncio.Event()
    stop.set()
    tries, attempt = failing(0, stop)
    await supervise("a service", attempt, stop, AT_ONCE)
    assert tries == []


async def test_who_cancels_it_ends_it() -> None:
    stop = asyncio.Event()
    waiting = asyncio.create_task(supervise("a service", stop.wait, stop, AT_ONCE))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@given(st.integers(1, 10_000))
def test_each_wait_is_twice_the_last_and_a_minute_at_the_most(failures: int) -> None:
    delay = Backoff().delay(failures)
    whole = min(2.0 ** (failures - 1), 60.0) if failures < 20 else 60.0
    assert 0.75 * whole <= delay <= whole


async def test_what_held_begins_its_waits_anew() -> None:
    asked: list[int] = []

    class Told(Backoff):
        def delay(self, failures: int) -> float:
            asked.append(failures)
            return 0.0

    stop = asyncio.Event()
    _, attempt = failing(4, stop)
    began_and_ended = iter([0.0, 1.0, 1.0, 2.0, 2.0, 100.0, 100.0, 101.0, 101.0])
    await supervise("a service", attempt, stop, Told(settled=60.0), lambda: next(began_and_ended))
    assert asked == [1, 2, 1, 2]
