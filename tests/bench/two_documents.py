"""The two documents of the judged queries: our search and a plain scan, in rounds that alternate."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.bench import ours
from tests.bench.measuring import percentile
from tests.bench.rivals import WRatio
from tests.judged.scoring import Scorer

LIMIT = 10
COLD, WARM, SCAN = "ours, first time asked", "ours, asked again", WRatio.label


def measure(rounds: int) -> dict[str, Any]:
    """Percentiles of each round, in seconds: {what is measured: {"p50": [one for each round], "p99": […]}}.

    Each round makes a fresh index, asks it every query once, then again, then
    scans the same sentences. A round before them warms the process up.
    """
    words = [query.words for query in Scorer().queries]
    texts = list(ours.judged_texts().values())
    scan = WRatio()
    scan.read(texts)
    measured: dict[str, dict[str, list[float]]] = {}
    for number in range(rounds + 1):
        ask = ours.fresh_ask(LIMIT)
        for what, answer in ((COLD, ask), (WARM, ask), (SCAN, lambda query: scan.ask(query, LIMIT))):
            times = _times(answer, words)
            if number > 0:
                row = measured.setdefault(what, {"p50": [], "p99": []})
                row["p50"].append(percentile(times, 0.5))
                row["p99"].append(percentile(times, 0.99))
    return {"sentences": len(texts), "queries": len(words), "rounds": rounds, "measured": measured}


def _times(answer: Callable[[str], object], words: Sequence[str]) -> list[float]:
    gc.collect()
    times = []
    for query in words:
        begun = time.perf_counter()
        answer(query)
        times.append(time.perf_counter() - begun)
    return times
