"""How fast engines answer over generated corpora, and what they take."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import corpus, queries
from tests.bench.engine import Engine
from tests.bench.measuring import StepError, percentile, step
from tests.bench.ours import Ours
from tests.bench.queries import NOTHING, Query
from tests.bench.rivals import Bm25s, FtsPorter, Tantivy, WRatio

ENGINES: Mapping[str, type[Engine]] = {engine.__name__: engine for engine in (Ours, Tantivy, FtsPorter, Bm25s, WRatio)}
LIMIT = 10
SEED = 1956
_WARM_UP = 24
"""Queries asked before any is timed, and not asked again."""


@dataclass(frozen=True)
class Figures:
    """What one engine needed over one collection of texts: times in seconds, sizes in bytes.

    `asked` queries of `of` were asked in the time given. `found` is the share
    of those with an answer that had it among the first ones shown, `refused`
    the share of those without that found nothing. `anonymous` and `file` are
    what resident memory grew by; `peak` is the most that building took, with the
    texts. By kind of query: `kinds` has the median time, `kinds_found` the share found.
    """

    engine: str
    size: int
    asked: int
    of: int
    p50: float
    p99: float
    build: float
    open: float
    disk: int
    anonymous: int | None
    file: int | None
    peak: int | None
    found: float
    refused: float
    kinds: Mapping[str, float]
    kinds_found: Mapping[str, float]


@dataclass(frozen=True)
class Missing:
    """An engine that was given up, and why."""

    engine: str
    size: int
    why: str


def measure(size: int, count: int, engines: Sequence[str], patience: float) -> list[Figures | Missing]:
    """`count` queries over `size` sentences, one row for each engine. `patience` are the seconds for one step."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        say(f"{size:,} sentences …")
        corpus.write(texts, size, SEED)
        asked = queries.make(texts, size, count, SEED)
        warm_up = queries.make(texts, size, _WARM_UP, SEED + 1)
        return [run(ENGINES[name], name, texts, size, asked, warm_up, LIMIT, patience) for name in engines]


def run(
    engine: type[Engine],
    name: str,
    texts: Path,
    size: int,
    asked: Sequence[Query],
    warm_up: Sequence[Query],
    limit: int,
    patience: float,
) -> Figures | Missing:
    """Build an engine in one process, ask it in another, and sum up."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        kept.mkdir()
        files = {"asked": Path(folder) / "asked", "warm_up": Path(folder) / "warm-up"}
        queries.write(files["asked"], asked)
        queries.write(files["warm_up"], warm_up)
        given = {"engine": name, "texts": str(texts), "folder": str(kept)}
        files_given = {key: str(path) for key, path in files.items()}
        doing = "building"
        try:
            built = step("build", seconds=patience, **given)
            doing = "answering"
            answered = step("ask", seconds=patience, **given, **files_given, limit=limit)
        except StepError as error:
            say(f"  {engine.label}: {doing} {error}")
            return Missing(engine.label, size, f"{doing} {error}")
    figures = _figures(engine.label, size, asked, built, answered)
    say(
        f"  {figures.engine}: p50 {figures.p50 * 1e3:.3g} ms, p99 {figures.p99 * 1e3:.3g} ms,"
        f" built in {figures.build:.3g} s, found {figures.found:.0%}"
    )
    return figures


def say(words: str) -> None:
    """Tell whoever waits."""
    sys.stderr.write(f"{words}\n")


def _figures(
    label: str, size: int, asked: Sequence[Query], built: Mapping[str, Any], answered: Mapping[str, Any]
) -> Figures:
    times: list[float] = answered["times"]
    answers: list[list[int]] = answered["hits"]
    known = list(zip(asked, times, answers, strict=False))  # fewer were asked where the time was over
    found = [(query.kind, bool(set(query.sources) & set(hits))) for query, _, hits in known if query.sources]
    refused = [not hits for query, _, hits in known if query.kind == NOTHING]
    kinds: dict[str, list[float]] = {}
    for query, seconds, _ in known:
        kinds.setdefault(query.kind, []).append(seconds)
    return Figures(
        engine=label,
        size=size,
        asked=len(times),
        of=len(asked),
        p50=percentile(times, 0.5),
        p99=percentile(times, 0.99),
        build=built["seconds"],
        open=answered["open"],
        disk=built["disk"],
        anonymous=answered["anonymous"],
        file=answered["file"],
        peak=built["peak"],
        found=_share([success for _, success in found]),
        refused=_share(refused),
        kinds={kind: statistics.median(seconds) for kind, seconds in sorted(kinds.items())},
        kinds_found={
            kind: _share([success for its, success in found if its == kind])
            for kind in sorted({its for its, _ in found})
        },
    )


def _share(of: Sequence[bool]) -> float:
    return sum(of) / len(of) if of else 0.0
