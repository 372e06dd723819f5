"""The constants of `bot.search.deciding`, fitted to the judged queries: `python -m tests.judged.calibrate`.

A logistic regression: whether the best sentence was right, by how much of the
query it holds, how much of it is missing, and whether it was asked in a
sentence. It is fitted to `dev.jsonl`; how it does on `fresh.jsonl` is printed
beside it, and how often what it says is so.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from bot.loading import load
from bot.search import Found
from bot.search.deciding import ASKED, CONSTANT, COVERAGE, MISSING, MISSING_ASKED
from tests.judged.run import CONTENT, Engine
from tests.judged.scoring import Query, Scorer

Table = NDArray[np.float64]
NAMES = ("CONSTANT", "COVERAGE", "ASKED", "MISSING", "MISSING_ASKED")
_TOWARDS_ZERO = 0.05
"""So that five constants do not fit the chance in two hundred queries (ridge penalty)."""
_STEPS = 60
_EDGES = (0.1, 0.3, 0.5, 0.7, 0.9)


def facts(found: Found) -> list[float]:
    """What speaks for the best sentence, as the regression wants it."""
    best = (found.matches or found.nearest)[0]
    asked = float(found.asked)
    return [1.0, best.coverage, asked, best.missing * (1 - asked), best.missing * asked]


def fit(rows: Table, right: Table) -> Table:
    """The constants that make what was seen likeliest (Newton's method)."""
    constants = np.zeros(rows.shape[1])
    penalty = _TOWARDS_ZERO * np.eye(rows.shape[1])
    for _ in range(_STEPS):
        likely = _likely(rows, constants)
        slope = rows.T @ (likely - right) + penalty @ constants
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + penalty
        constants -= np.linalg.solve(curve, slope)
    return constants


def seen(engine: Engine, name: str) -> tuple[Table, Table, list[tuple[Query, float]]]:
    """For each query of a set that finds anything: what speaks for the best sentence, whether it is right; and its reciprocal rank."""
    scorer = Scorer(name)
    answers = engine.answers(scorer, always=True)
    rows, right, ranks = [], [], []
    for query in scorer.queries:
        found = engine.find(query.words)
        if found.matches or found.nearest:
            rank = scorer.row(query, answers[query.id]).get("RR", 0.0)
            rows.append(facts(found))
            right.append(float(rank == 1))
            ranks.append((query, rank))
    return np.array(rows), np.array(right), ranks


def _likely(rows: Table, constants: Table) -> Table:
    likely: Table = 1 / (1 + np.exp(-rows @ constants))
    return likely


def main() -> None:
    """Print the constants, and how they do on both sets."""
    engine = Engine(load(CONTENT))
    constants = fit(*seen(engine, "dev.jsonl")[:2])
    lines = [f"{name} = {value:.2f}" for name, value in zip(NAMES, constants, strict=True)]
    lines.append(f"in use: {CONSTANT}, {COVERAGE}, {ASKED}, {MISSING}, {MISSING_ASKED}")
    for name in ("dev.jsonl", "fresh.jsonl"):
        rows, right, ranks = seen(engine, name)
        likely = _likely(rows, constants)
        lines.append(f"{name}: said, how many, how many of them right")
        for low, high in zip((0.0, *_EDGES), (*_EDGES, 1.01), strict=True):
            there = (likely >= low) & (likely < high)
            share = f"{right[there].mean():.2f}" if there.any() else "-"
            lines.append(f"    {low:.1f} to {min(high, 1):.1f}  {there.sum():4}  {share}")
        without = [value for (query, _), value in zip(ranks, likely, strict=True) if not query.relevant]
        lines.append(
            f"    the likeliest of {len(without)} without an answer: {sorted(np.round(without, 2), reverse=True)[:6]}"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
