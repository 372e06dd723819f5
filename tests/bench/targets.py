"""What the project wants to reach: the one place where it is written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """What a figure should be. `most` says that less is better; `words` say what it is, with its unit."""

    words: str
    value: float
    most: bool = True

    def reached(self, figure: float) -> bool:
        return figure <= self.value if self.most else figure >= self.value


TARGETS = {
    "quality.RR": Target("RR over the judged queries, always answering", 0.92, most=False),
    "quality.U": Target("U over the judged queries, with our refusals", 0.93, most=False),
    "two.p50.cold": Target("two documents, first time asked: p50 against a WRatio scan", 1.0),
    "two.p99.cold": Target("two documents, first time asked: p99 against a WRatio scan", 1.0),
    "speed.1000000.p50": Target("10⁶ sentences: p50, ms", 2.0),
    "speed.1000000.p99": Target("10⁶ sentences: p99, ms", 10.0),
    "speed.1000000.build": Target("10⁶ sentences: building, s", 60.0),
    "speed.1000000.anonymous": Target("10⁶ sentences: memory of its own above the text, MiB", 190.0),
    "speed.1000000.found": Target("10⁶ sentences: found among the first ten, % of what can be found", 90.0, most=False),
    "completion.1000000.p50": Target("10⁶ names: completion p50, ms", 1.0),
    "completion.1000000.p99": Target("10⁶ names: completion p99, ms", 10.0),
}
"""By the name of the figure, as `tests.bench.page.figures` gives them; ratios are to the rival in the same run."""
