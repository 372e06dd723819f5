"""Keeping something running through whatever happens, and ending when it is to end."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field

import structlog

from adapters.runtime.exits import Exit
from adapters.runtime.health import Connection
from adapters.runtime.signals import stop_on_signals
from adapters.showing.visible import on_one_line

_log = structlog.get_logger(__name__)

Service = Callable[[asyncio.Event], Awaitable[None]]
"""Runs until the event that it is given is set, or it ends by itself."""


class FinalError(Exception):
    """What trying again cannot mend: one plain sentence with what to do."""

    code = Exit.CONFIGURATION


class AwayError(FinalError):
    """What ends this run, and may be there at the next one."""

    code = Exit.AWAY


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long is waited between tries: `first` seconds, then twice as long each time, `longest` at the most.

    Up to a quarter of it is left out at random, so that many bots do not come back at the same
    moment. What held for `settled` seconds begins anew.
    """

    first: float = 1.0
    longest: float = 60.0
    settled: float = 60.0

    def delay(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row, from 1."""
        whole = min(self.first * 2.0 ** min(failures - 1, 32), self.longest)
        return whole * random.uniform(0.75, 1.0)  # noqa: S311  # it guards no secret


async def supervise(
    name: str,
    attempt: Callable[[], Awaitable[object]],
    stop: asyncio.Event,
    backoff: Backoff = Backoff(),
    clock: Callable[[], float] = time.monotonic,
    told: Connection | None = None,
) -> None:
    """Run `attempt` until `stop` is set; whenever it fails or ends before that, wait, and run it again.

    `told` is the connection that does not stand meanwhile.
    Raises FinalError when an attempt does. By hand: libraries that try again give a call several
    chances, and know nothing of an attempt that stands for a week before it falls.
    """
    failures = 0
    while not stop.is_set():
        began = clock()
        problem: Exception | None = None
        try:
            await attempt()
        except FinalError as error:
            if told is not None:
                told.down(str(error))
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the next try may go well
            problem = error
        if told is not None:
            told.down(f"it failed ({type(problem).__name__}), and is tried again" if problem is not None else "")
        if stop.is_set():
            if problem is not None:
                _log.debug("failed while it was stopping", service=name, problem=type(problem).__name__)
            return
        failures = 1 if clock() - began >= backoff.settled else failures + 1
        delay = backoff.delay(failures)
        _log.warning(f"{name} failed, trying again", seconds=round(delay, 1), failures=failures, exc_info=problem)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), delay)


def run(main: Callable[[asyncio.Event], Awaitable[None]]) -> Exit:
    """Run until `main` ends; SIGTERM and SIGINT set the event that it is given.

    A FinalError is one sentence on standard error, and its exit code; any
    other exception is a fault of ours.
    """
    try:
        asyncio.run(_until_stopped(main))
    except FinalError as error:
        sys.stderr.write(f"{on_one_line(str(error))}\n")
        return error.code
    except Exception:  # noqa: BLE001  # the last resort: a line in the log, and the exit code says the rest
        _log.exception("ended by a fault")
        return Exit.FAULT
    return Exit.FOUND


@dataclass(frozen=True, slots=True)
class Services:
    """What runs in one process, by name.

    The program lives as long as one of `main` does; what stands `beside` them is
    told to stop when the last of them has ended.
    """

    main: Mapping[str, Service]
    beside: Mapping[str, Service] = field(default_factory=dict)


def run_all(prepare: Callable[[asyncio.Event], AbstractAsyncContextManager[Services]]) -> Exit:
    """Run services until each has ended; SIGTERM and SIGINT set the event that all, and `prepare`, are given.

    One that ends, well or not, leaves the others running. Its FinalError is
    logged at once where others go on, and said on standard error at the end.
    Of their exit codes the lowest counts that is none of success: what another start may mend is not hidden by what it
    cannot.
    """
    ended = _Ended()

    async def every(stop: asyncio.Event) -> None:
        async with prepare(stop) as services:
            is_last = asyncio.Event()
            beside = [
                asyncio.create_task(ended.watch(*one, is_last, is_alone=False)) for one in services.beside.items()
            ]
            is_alone = len(services.main) == 1
            await asyncio.gather(*(ended.watch(*one, stop, is_alone=is_alone) for one in services.main.items()))
            is_last.set()
            await asyncio.gather(*beside)

    ended.codes.append(run(every))
    for sentence in ended.said:
        sys.stderr.write(f"{on_one_line(sentence)}\n")
    return min((code for code in ended.codes if code), default=Exit.FOUND)


class _Ended:
    """How services ended."""

    def __init__(self) -> None:
        self.codes: list[Exit] = []
        self.said: list[str] = []

    async def watch(self, name: str, service: Service, stop: asyncio.Event, *, is_alone: bool) -> None:
        """Run one, and note how it ends."""
        try:
            await service(stop)
        except FinalError as error:
            self.codes.append(error.code)
            self.said.append(str(error) if is_alone else f"{name}: {error}")
            if not is_alone:
                _log.error(f"{name} ended", service=name, problem=str(error))
        except Exception:  # noqa: BLE001  # the others go on
            self.codes.append(Exit.FAULT)
            _log.exception(f"{name} ended by a fault", service=name)


async def _until_stopped(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    with stop_on_signals(stop):
        await main(stop)
