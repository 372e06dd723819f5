"""The steps that run in processes of their own: `python -m tests.bench.steps WHAT PARAMETERS`.

Each prints what it measured as one line of JSON.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.bench import corpus, queries, two_documents
from tests.bench.completion import COMPLETERS
from tests.bench.engine import Engine
from tests.bench.measuring import Memory, disk, peak
from tests.bench.speed import ENGINES


def build(engine: str, texts: str, folder: str) -> dict[str, Any]:
    """Build an engine from a file of texts into a folder."""
    made = _engine(engine)
    made.read(corpus.read(Path(texts)))
    begun = time.perf_counter()
    made.build(Path(folder))
    return {"seconds": time.perf_counter() - begun, "disk": disk(Path(folder)), "peak": peak()}


def ask(engine: str, texts: str, folder: str, asked: str, warm_up: str, limit: int) -> dict[str, Any]:
    """Open an engine and ask it: first the queries that warm it up, then those of the file `asked`, each once and timed."""
    made = _engine(engine)
    if made.needs_text:
        made.read(corpus.read(Path(texts)))
    wanted = queries.read(Path(asked))
    warming = queries.read(Path(warm_up))
    gc.collect()
    before = Memory.now()
    begun = time.perf_counter()
    made.open(Path(folder))
    opened = time.perf_counter() - begun
    for query in _within(made.patience / 10, warming):
        made.ask(query.words, limit)
    gc.collect()
    times, hits = [], []
    for query in _within(made.patience, wanted):
        begun = time.perf_counter()
        found = made.ask(query.words, limit)
        times.append(time.perf_counter() - begun)
        hits.append([number for number, _ in found])
    after = Memory.now()
    grown = after - before if before is not None and after is not None else None
    return {
        "open": opened,
        "times": times,
        "hits": hits,
        "anonymous": grown.anonymous if grown else None,
        "file": grown.file if grown else None,
    }


def judged(rounds: int) -> dict[str, Any]:
    """The judged queries over the two documents, in rounds."""
    return two_documents.measure(rounds)


def _engine(name: str) -> Engine:
    return {**ENGINES, **COMPLETERS}[name]()


def _within(seconds: float, wanted: Iterable[queries.Query]) -> Iterable[queries.Query]:
    """Queries until the time is over."""
    end = time.perf_counter() + seconds
    for query in wanted:
        if time.perf_counter() > end:
            return
        yield query


STEPS: dict[str, Callable[..., dict[str, Any]]] = {"build": build, "ask": ask, "judged": judged}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(STEPS[sys.argv[1]](**json.loads(sys.argv[2]))) + "\n")
