"""What goes wrong on purpose: for how many requests, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """One way to go wrong.

    `pattern` is matched from the beginning of a path without the API's
    version; `status` None lets the request through (after its delay); `drop`
    closes the connection in place of an answer. With `after`, the request is
    carried out first: only its answer is late, wrong or lost.
    `delay` and `retry_after` are seconds, `times` None means for ever.
    """

    method: str
    pattern: str
    status: int | None = None
    times: int | None = 1
    delay: float = 0.0
    retry_after: float = 0.05
    is_global: bool = False
    drop: bool = False
    after: bool = False
    met: int = 0
    """How many requests it has met."""

    def meets(self, method: str, path: str) -> bool:
        """Whether it is in the way of a request."""
        if self.times is not None and self.met >= self.times:
            return False
        return self.method in ("*", method) and re.match(self.pattern, path) is not None


class Faults:
    """The faults that are to come, in the order in which they were added."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._late: list[float] = []

    def add(
        self,
        method: str,
        pattern: str,
        *,
        status: int | None = None,
        times: int | None = 1,
        delay: float = 0.0,
        retry_after: float = 0.05,
        is_global: bool = False,
        drop: bool = False,
        after: bool = False,
    ) -> Fault:
        """Put something in the way of the next `times` requests. See `Fault`."""
        fault = Fault(method, pattern, status, times, delay, retry_after, is_global, drop, after)
        self._waiting.append(fault)
        return fault

    def deliver_late(self, seconds: float, times: int = 1) -> None:
        """The next interactions reach the bot only after so many seconds; Discord's clock runs from the beginning."""
        self._late.extend([seconds] * times)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()
        self._late.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """What is in the way of a request, counted as met."""
        for fault in self._waiting:
            if fault.meets(method, path):
                fault.met += 1
                return fault
        return None

    def take_lateness(self) -> float:
        """Seconds that the next interaction is late."""
        return self._late.pop(0) if self._late else 0.0
