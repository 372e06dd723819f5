"""The page of what was measured: docs/bench-discord.md."""

from __future__ import annotations

import datetime
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata

from tests.bench.discord.measuring import AT_ONCE, Round, percentile

_LIBRARIES = ("discord.py", "aiohttp", "SQLAlchemy", "structlog", "numpy")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of both bots. `asked` is what is asked of ours, `is_met` whether it is so."""

    what: str
    unit: str
    of: Callable[[Round], float]
    asked: str
    is_met: Callable[[float, float], bool] | None = None


_ROWS = (
    Row(
        "slash answer, asked before, p50",
        "ms",
        lambda one: percentile(one.again, 0.5),
        "≤ 1.5×",
        lambda bare, ours: ours <= 1.5 * bare,
    ),
    Row(
        "slash answer, asked before, p99",
        "ms",
        lambda one: percentile(one.again, 0.99),
        "≤ 2×",
        lambda bare, ours: ours <= 2 * bare,
    ),
    Row("slash answer, for the first time, p50", "ms", lambda one: percentile(one.first, 0.5), ""),
    Row("slash answer, for the first time, p99", "ms", lambda one: percentile(one.first, 0.99), ""),
    Row("completion, p50", "ms", lambda one: percentile(one.completed, 0.5), ""),
    Row(
        "completion, p99",
        "ms",
        lambda one: percentile(one.completed, 0.99),
        "≤ 10 ms",
        lambda _, ours: ours <= 10,
    ),
    Row("interactions a second", "", lambda one: one.rate, "≥ 0.7×", lambda bare, ours: ours >= 0.7 * bare),
    Row(
        "start to connected",
        "ms",
        lambda one: one.connected,
        "≤ 1 s more",
        lambda bare, ours: ours <= bare + 1_000,
    ),
    Row("start to commands registered", "ms", lambda one: one.registered, ""),
    Row(
        "memory, connected",
        "MiB",
        lambda one: one.memory_connected,
        "≤ 1.5×",
        lambda bare, ours: ours <= 1.5 * bare,
    ),
    Row("memory, at the end", "MiB", lambda one: one.memory_after, "≤ 1.5×", lambda bare, ours: ours <= 1.5 * bare),
    Row("SIGTERM to the end", "ms", lambda one: one.stopped, "≤ 2 s", lambda _, ours: ours <= 2_000),
)


def page(bare: Sequence[Round], ours: Sequence[Round], parts: Sequence[tuple[str, float]], distinct: int) -> str:
    """The page, in Markdown."""
    lines = [
        "# Catena on Discord beside a bare bot",
        "",
        (
            "The unmodified program beside a plain discord.py bot that answers every command with the same short card. Both talk to the same "
            "stand-in for Discord over sockets of the same machine, in turn, in one run; each figure is the median of "
            f"{len(ours)} rounds, with the range behind it. `python -m tests.bench.discord` measures it anew (`make bench` does so last)."
        ),
        "",
        (
            f"{_machine()}. {distinct} different questions (claims, topics, people, searches, passages); {AT_ONCE} under way at a time "
            "where the rate is measured. Times hold what the stand-in itself takes, the same for both but for the size of the answers: "
            "a claim is twenty times as long as the bare bot's card."
        ),
        "",
        "| what | bare | Catena | ratio | asked | |",
        "|---|---|---|---|---|---|",
    ]
    for row in _ROWS:
        there, here = ([row.of(one) for one in rounds] for rounds in (bare, ours))
        middle, mine = statistics.median(there), statistics.median(here)
        met = "" if row.is_met is None else "met" if row.is_met(middle, mine) else "**missed**"
        lines.append(
            f"| {row.what} | {_shown(there, row.unit)} | {_shown(here, row.unit)} | {mine / middle:.2f} | {row.asked} | {met} |"
        )
    lines += [
        "",
        (
            "An answer that was asked before is remembered (512 replies, 128 laid out), as a library that does not change gives the same "
            "answer to the same words; that is how a group asks. For the first time, the words are looked up on a thread of their own."
        ),
        "",
        "## What the memory is",
        "",
        "| part, loaded after those above it | MiB |",
        "|---|---|",
        *(f"| {name} | {added:.1f} |" for name, added in parts),
        "",
        (
            "The store (SQLAlchemy) and the search (numpy, the index, the thesaurus) are what a bare bot does not have; both are one price for a "
            "whole process, however many groups it serves."
        ),
    ]
    return "\n".join(lines) + "\n"


def _shown(values: Sequence[float], unit: str) -> str:
    digits = 0 if statistics.median(values) >= 100 else 1 if unit == "MiB" else 2
    middle, low, high = (f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    return f"{middle}{f' {unit}' if unit else ''} ({low}–{high})"


def _machine() -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
