"""In what order rooms are answered."""

from __future__ import annotations

import asyncio

import pytest

from adapters.matrix.queues import Job, Queues
from adapters.matrix.wire import WireError
from adapters.runtime.supervision import Backoff


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has to wait does not wait for long."""
    monkeypatch.setattr("adapters.matrix.queues._BACKOFF", Backoff(0.01, 0.02))


def says(did: list[str], word: str) -> Job:
    async def job() -> None:
        await asyncio.sleep(0)
        did.append(word)

    return job


def fails(did: list[str], word: str, *errors: Exception) -> Job:
    """A job that fails with each of some errors, and then succeeds."""
    coming = iter(errors)

    async def job() -> None:
        if (error := next(coming, None)) is not None:
            raise error
        did.append(word)

    return job


async def test_a_room_is_answered_in_the_order_it_asked() -> None:
    queues, did = Queues(), list[str]()
    for number in range(50):
        queues.put("!a", says(did, str(number)))
    assert await queues.drain(30)
    assert did == [str(number) for number in range(50)]


async def test_one_after_the_other() -> None:
    queues, under_way, most = Queues(), 0, 0

    async def job() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1

    for _ in range(10):
        queues.put("!a", job)
    assert await queues.drain(30)
    assert most == 1


async def test_a_slow_room_holds_up_no_other() -> None:
    queues, did, done = Queues(), list[str](), asyncio.Event()

    async def slow() -> None:
        await done.wait()
        did.append("slow")

    queues.put("!slow", slow)
    queues.put("!slow", says(did, "behind it"))
    for number in range(10):
        queues.put(f"!{number}", says(did, str(number)))
    assert not await queues.drain(0.05)
    assert did == [str(number) for number in range(10)]
    done.set()
    assert await queues.drain(30)
    assert did[10:] == ["slow", "behind it"]


async def test_what_is_asked_while_something_is_answered() -> None:
    queues, did = Queues(), list[str]()

    async def asks_more() -> None:
        queues.put("!a", says(did, "more"))
        did.append("first")

    queues.put("!a", asks_more)
    assert await queues.drain(30)
    queues.put("!a", says(did, "later"))
    assert await queues.drain(30)
    assert did == ["first", "more", "later"]


async def test_whether_more_waits() -> None:
    queues, done = Queues(), asyncio.Event()

    async def waits() -> None:
        await done.wait()

    assert not queues.is_busy("!a")
    queues.put("!a", waits)
    assert not queues.is_busy("!a")
    queues.put("!a", waits)
    assert queues.is_busy("!a")
    assert not queues.is_busy("!b")
    done.set()
    assert await queues.drain(30)
    assert not queues.is_busy("!a")


# ── What goes wrong ──────────────────────────────────────────────────────────
async def test_a_fault_leaves_the_next_question() -> None:
    queues, did = Queues(), list[str]()
    queues.put("!a", fails(did, "never", ZeroDivisionError()))
    queues.put("!a", says(did, "next"))
    assert await queues.drain(30)
    assert did == ["next"]


@pytest.mark.parametrize("error", [OSError("disk"), ConnectionResetError(), WireError("502", status=502)])
async def test_what_may_pass_is_tried_again_before_the_next(error: Exception) -> None:
    queues, did = Queues(), list[str]()
    queues.put("!a", fails(did, "first", error, error, error))
    queues.put("!a", says(did, "next"))
    queues.put("!b", says(did, "elsewhere"))
    assert await queues.drain(30)
    assert did == ["elsewhere", "first", "next"]


async def test_it_waits_between_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.matrix.queues._BACKOFF", Backoff(0.1, 0.1))
    queues, tries = Queues(), 0

    async def job() -> None:
        nonlocal tries
        tries += 1
        raise OSError("disk")

    queues.put("!a", job)
    assert not await queues.drain(0.5)
    assert 1 <= tries <= 7
    await queues.close()


# ── The end ──────────────────────────────────────────────────────────────────
async def test_with_nothing_to_do_there_is_nothing_to_wait_for() -> None:
    assert await Queues().drain(1)


async def test_closing_leaves_what_is_not_done() -> None:
    queues, did, began = Queues(), list[str](), asyncio.Event()

    async def waits() -> None:
        began.set()
        await asyncio.Event().wait()

    queues.put("!a", waits)
    queues.put("!a", says(did, "behind it"))
    queues.put("!b", waits)
    await began.wait()
    async with asyncio.timeout(30):
        await queues.close()
    assert did == []
    assert await queues.drain(0.1)


async def test_closing_before_anything_began() -> None:
    queues, did = Queues(), list[str]()
    queues.put("!a", says(did, "never"))
    await queues.close()
    await asyncio.sleep(0.01)
    assert did == []


async def test_closing_twice() -> None:
    queues = Queues()
    queues.put("!a", says([], "word"))
    await queues.close()
    await queues.close()
