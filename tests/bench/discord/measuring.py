"""One round with one bot: how long people wait, how many it serves, what it takes."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.app import App
from tests.adapters.discord.standin.running import Process
from tests.adapters.discord.standin.server import StandIn

Question = tuple[str, dict[str, str]]
"""A slash command, and what is typed into it."""
AT_ONCE = 64
"""Interactions under way at a time, where as many as possible are asked."""
TYPED = ("z", "zh", "zhen", "secret", "rep", "khr", "ye", "yeg", "mao", "corn")


@dataclass(frozen=True, slots=True)
class Round:
    """What was measured; times in milliseconds, memory in MiB."""

    connected: float
    registered: float
    first: Sequence[float]
    again: Sequence[float]
    completed: Sequence[float]
    rate: float
    memory_connected: float
    memory_after: float
    stopped: float


def questions(app: App, seed: int = 1) -> list[Question]:
    """What a group asks in an evening: claims, topics, sentences, people, places."""
    library = app.library
    asked: list[Question] = [("claim", {"words": name}) for name in list(library.claims)[:60]]
    asked += [("perspectives", {"topic": name}) for name in list(library.topics)[:25]]
    asked += [("who", {"name": name}) for name in library.people]
    asked += [
        ("search", {"words": words}) for words in ("joint fleet", "border", "cult of personality", "reform", "corn")
    ]
    asked += [("read", {"reference": f"survey {number}"}) for number in range(3, 13)]
    random.Random(seed).shuffle(asked)
    return asked


def constant(asked: Sequence[Question]) -> list[Question]:
    """As many questions to a bot that has one answer."""
    return [("claim", {"words": next(iter(typed.values()))}) for _, typed in asked]


async def measure(
    bot: AbstractAsyncContextManager[Process], standin: StandIn, asked: Sequence[Question], *, rounds: int, storm: int
) -> Round:
    """Ask one bot everything: each question for the first time, then again, then as many as it can take."""
    began = time.perf_counter()
    async with bot as process:
        await process.connected(standin)
        connected = _since(began)
        await standin.registered()
        registered = _since(began)
        memory_connected = _memory(process.pid)
        mei, channel = standin.mei, standin.village.channel

        async def wait_for(question: Question) -> float:
            command, typed = question
            sent = time.perf_counter()
            await mei.slash(channel, command, **typed)
            return _since(sent)

        await wait_for(asked[0])  # what a bot does at its very first question is part of its start
        first = [await wait_for(question) for question in asked[1:]]
        again = [await wait_for(question) for _ in range(rounds) for question in asked]
        completed: list[float] = []
        for typed in TYPED * (2 * rounds):
            sent = time.perf_counter()
            await mei.autocomplete(channel, "claim", "words", typed)
            completed.append(_since(sent))
        gate = asyncio.Semaphore(AT_ONCE)

        async def one_of_many(number: int) -> None:
            async with gate:
                await wait_for(asked[number % len(asked)])

        sent = time.perf_counter()
        await asyncio.gather(*(one_of_many(number) for number in range(storm)))
        rate = storm / (time.perf_counter() - sent)
        memory_after = _memory(process.pid)
        _, stopped = await process.terminate()
    return Round(connected, registered, first, again, completed, rate, memory_connected, memory_after, stopped * 1_000)


def percentile(times: Sequence[float], share: float) -> float:
    """The time that such a share of all is within."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1_000


def _memory(process: int) -> float:
    """Resident memory (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
