"""What is counted while the program runs, as plain values; whoever wants metrics makes them of these."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.answering.answerer import LIMITED, Answered
from adapters.answering.shelf import Shelf
from adapters.monitoring import phrases
from adapters.runtime.health import Health
from adapters.runtime.work import Worker
from bot.commands import COMMANDS

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds in which a question is answered: upper bounds."""
STUCK = 60.0
"""Seconds for which a question may be thought about; after that the core is taken for stuck."""
NO_COMMAND = "none"
"""How a question is counted in which no command was understood: no word of whoever asks becomes a name."""
_LOOKS_EVERY = 1.0
"""Seconds between two looks at how late the event loop is."""
_LOOKS_KEPT = 60
"""Looks that are remembered: a minute's, so that a collector that comes twice a minute misses none."""


@dataclass(slots=True)
class Latency:
    """How long answers took: for each bound how many took that long and longer than the one before, and all of them together."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[next((place for place, most in enumerate(BUCKETS) if seconds <= most), len(BUCKETS))] += 1
        self.seconds += seconds


class Figures:
    """The figures of one process. `shelf`, `worker` and the counters are set once they are there."""

    def __init__(self, health: Health, version: str) -> None:
        self.health = health
        self.version = version
        self.shelf: Shelf | None = None
        self.worker: Worker | None = None
        self.counters: dict[str, Mapping[str, int]] = {}
        """By what is counted (`digests`, `reloads`): how often, by outcome."""
        self.queues: dict[str, Callable[[], int]] = {}
        """By its name, how much waits in a queue."""
        self.answered: Counter[tuple[str, str, str]] = Counter()
        """By platform, command and outcome."""
        self.latency: dict[str, Latency] = {}
        """By platform."""
        self._lags: deque[float] = deque(maxlen=_LOOKS_KEPT)

    @property
    def lag(self) -> float:
        """Seconds by which the event loop was late at the worst of the last minute."""
        return max(self._lags, default=0.0)

    def is_alive(self) -> bool:
        """Whether the core is not stuck; that the event loop turns, whoever asks can tell."""
        return self.worker is None or self.worker.seconds_busy <= STUCK

    def is_ready(self) -> bool:
        """Whether all that an answer takes is there: libraries, the core, the store and every platform."""
        is_loaded = self.shelf is not None and bool(self.shelf.apps)
        is_connected = all(one.is_ready for one in self.health.connections.values())
        return is_loaded and is_connected and self.is_alive() and not self.health.store_problem()

    def in_a_line(self) -> str:
        """How the program is, for people."""
        return phrases.in_a_line(self.health.connections.values(), self.answered.total())

    def observe(self, answered: Answered) -> None:
        """Count a question."""
        command = answered.command if answered.command in COMMANDS else NO_COMMAND
        self.answered[answered.platform, command, answered.outcome] += 1
        if answered.outcome == LIMITED:
            return  # it got no answer, and in a flood would make the answers look quick
        self.latency.setdefault(answered.platform, Latency()).add(answered.seconds)

    async def run(self, stop: asyncio.Event) -> None:
        """Look how late the event loop is, until `stop` is set."""
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            due = loop.time() + _LOOKS_EVERY
            try:
                await asyncio.wait_for(stop.wait(), _LOOKS_EVERY)
            except TimeoutError:
                self._lags.append(max(0.0, loop.time() - due))
