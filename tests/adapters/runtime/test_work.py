"""Work beside the event loop."""

from __future__ import annotations

import asyncio
import gc
import threading
import time

import pytest

from adapters.runtime.under_way import UnderWay
from adapters.runtime.work import OverloadedError, Worker


async def test_one_thread_does_everything_in_order() -> None:
    worker = Worker()
    seen: list[int] = []

    def work(number: int) -> int:
        seen.append(number)
        return threading.get_ident()

    where = await asyncio.gather(*(worker.run(work, number) for number in range(20)))
    assert seen == list(range(20))
    assert len(set(where)) == 1
    assert where[0] != threading.get_ident()
    await worker.close(1)


async def test_the_loop_turns_meanwhile() -> None:
    worker, begun, done = Worker(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        done.wait(30)

    working = asyncio.create_task(worker.run(work))
    turns = 0
    while not begun.is_set() or turns < 100:
        await asyncio.sleep(0)
        turns += 1
    done.set()
    await working
    assert turns >= 100
    await worker.close(1)


async def test_what_it_raises_is_raised() -> None:
    worker = Worker()
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 / 0)
    assert await worker.run(max, 1, 2) == 2
    await worker.close(1)


async def test_who_waits_is_told_of_an_iterator_that_has_no_more() -> None:
    worker = Worker()
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(worker.run(next, iter(())), 30)
    await worker.close(1)


async def test_work_that_nobody_waits_for_any_more_is_not_begun() -> None:
    worker, done = Worker(), threading.Event()
    first = asyncio.create_task(worker.run(done.wait, 30))
    did: list[int] = []
    second = asyncio.create_task(worker.run(did.append, 1))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    done.set()
    await first
    await worker.run(lambda: None)
    assert did == []
    await worker.close(1)


async def test_too_much_waiting_is_refused() -> None:
    worker, done = Worker(most_waiting=2), threading.Event()
    waiting = [asyncio.create_task(worker.run(done.wait, 30)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(OverloadedError):
        await worker.run(lambda: None)
    done.set()
    await asyncio.gather(*waiting)
    assert await worker.run(lambda: 1) == 1
    await worker.close(1)


async def test_closing_lets_begun_work_end() -> None:
    worker, began, did = Worker(), threading.Event(), []

    def work() -> None:
        began.set()
        time.sleep(0.1)
        did.append(1)

    working = asyncio.create_task(worker.run(work))
    while not began.is_set():  # noqa: ASYNC110  # another thread sets it
        await asyncio.sleep(0.001)
    await worker.close(30)
    assert did == [1]
    await asyncio.gather(working, return_exceptions=True)


async def test_closing_does_not_wait_for_longer_than_its_grace() -> None:
    worker, began, done = Worker(), threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        done.wait(60)

    working = asyncio.create_task(worker.run(work))
    behind = asyncio.create_task(worker.run(lambda: None))
    while not began.is_set():  # noqa: ASYNC110  # another thread sets it
        await asyncio.sleep(0.001)
    await worker.close(0.01)
    assert not working.done()
    await asyncio.wait({behind}, timeout=60)
    assert behind.cancelled()
    with pytest.raises(RuntimeError, match="closed"):
        await worker.run(lambda: None)
    done.set()
    await working
    await worker.close(30)


async def test_a_worker_that_is_forgotten_leaves_no_thread() -> None:
    threads: list[threading.Thread] = []
    worker = Worker()
    await worker.run(lambda: threads.append(threading.current_thread()))
    del worker
    gc.collect()
    await asyncio.to_thread(threads[0].join, 60)
    assert not threads[0].is_alive()


async def test_under_way_waits_for_all_of_it() -> None:
    under_way = UnderWay()
    assert await under_way.finished(0.01)
    with under_way:
        with under_way:
            pass
        assert not await under_way.finished(0.01)
    assert await under_way.finished(0.01)
    with pytest.raises(ValueError, match="broken"), under_way:
        raise ValueError("broken")
    assert await under_way.finished(0.01)
