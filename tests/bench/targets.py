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
    "quality.RR": Target("judged queries, RR, always answering", 0.93, most=False),
    "quality.RR refusing": Target("judged queries, RR with refusals", 0.91, most=False),
    "quality.FA": Target("judged queries without an answer that got one, share", 0.05),
    "quality.U": Target("judged queries, U", 0.93, most=False),
    "quality.B@1": Target("judged queries, best passage first, share", 0.88, most=False),
    "quality.R@10": Target("judged queries, recall among ten", 0.82, most=False),
    "two.p50": Target("two documents, p50, ms", 0.3),
    "two.p99": Target("two documents, p99, ms", 2.0),
    "two.faster": Target("two documents, times faster than WRatio at p50", 5.0, most=False),
    "speed.100000.p50": Target("10⁵ sentences, p50, ms", 1.0),
    "speed.100000.p99": Target("10⁵ sentences, p99, ms", 5.0),
    "speed.100000.build": Target("10⁵ sentences, build, s", 3.0),
    "speed.100000.faster": Target("10⁵ sentences, times faster than WRatio at p50", 500.0, most=False),
    "speed.1000000.p99 ratio": Target("10⁶ sentences, p99, times that of tantivy without typo correction", 2.0),
    "speed.1000000.build ratio": Target("10⁶ sentences, build, times that of tantivy", 2.0),
    "speed.1000000.memory ratio": Target("10⁶ sentences, memory above the text, times that of tantivy", 2.0),
    "completion.1000000.p99": Target("10⁶ names, completion, p99, ms", 10.0),
}
"""By the name of the figure, as `tests.bench.page.figures` gives them. A million sentences are measured against tantivy, a
search engine in Rust with an index of its own on disk, because it is the best there is at that size."""
