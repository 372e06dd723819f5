"""The page of what was measured: docs/bench-matrix.md."""

from __future__ import annotations

import datetime
import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata

from tests.bench.discord.measuring import percentile
from tests.bench.matrix.growth import Growth
from tests.bench.matrix.measuring import Plan, Round

BARE, RIVAL, OURS = "bare nio", "maubot", "Catena"
_LIBRARIES = ("matrix-nio", "vodozemac", "matrix-synapse", "aiohttp", "SQLAlchemy")
_MOST_GROWTH = 0.05

Rounds = Mapping[str, Sequence[Round]]
"""By contestant."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of all three. `most` is how much of `beside`'s ours may be; or, without one, how much it may be at all."""

    what: str
    unit: str
    of: Callable[[Round], float]
    most: float = 0.0
    beside: str = ""


_ROWS = (
    Row("share, asked before, p50", "ms", lambda one: percentile(one.again, 0.5), 1.5, RIVAL),
    Row("share, asked before, p99", "ms", lambda one: percentile(one.again, 0.99), 2, RIVAL),
    Row("share, for the first time, p50", "ms", lambda one: percentile(one.first, 0.5)),
    Row("share, for the first time, p99", "ms", lambda one: percentile(one.first, 0.99)),
    Row("CPU for an answer", "ms", lambda one: one.cpu),
    Row("memory, connected", "MiB", lambda one: one.memory_connected, 1.6, BARE),
    Row("memory, at the end", "MiB", lambda one: one.memory_after, 1.6, BARE),
    Row("start to first answer", "ms", lambda one: one.started, 3_000),
)


def page(plain: Rounds, encrypted: Rounds, growth: Growth | None, plan: Plan, rival: str) -> str:
    """The page, in Markdown."""
    rounds = len(plain[OURS])
    return (
        "\n".join(
            [
                "# Catena on Matrix beside maubot and a bare client",
                "",
                (
                    "The unmodified program, its inbox and outbox on disk, beside maubot's echo and beside a matrix-nio client that says what it is "
                    "told, each in a process of its own, all three with their keys and their position on disk. They talk to the same Synapse, in turn, in one run; "
                    f"each figure is the median of {rounds} round{'s' if rounds > 1 else ''}, with the range behind it. "
                    "`python -m tests.bench.matrix` measures it anew (`make bench` does so last)."
                ),
                "",
                (
                    "A bot's **share** is the time between a homeserver's answer to /sync that holds the question and the message that the bot sends "
                    "then, seen by a proxy before Synapse: what the bot itself adds to what people wait. It holds two ways across the sockets of "
                    "the machine, about a millisecond, the same for all. Questions are asked one at a time, each when nothing is under way any more: "
                    f"in each round, of each bot, in a new room, {plan.warming} that do not count, {plan.count} times the same one, then "
                    f"{len(plan.asked)} different ones (claims, topics, people, searches, passages). The echoes are asked the same words. In an "
                    "encrypted room a share holds decrypting and encrypting, and after each hundred messages the handing out of a new key, which is its p99."
                ),
                "",
                f"{_machine()}. The rival: {rival}, in its standalone mode, with a plugin that does what its echo does.",
                "",
                *_table("In a plain room", plain),
                *_table("In an encrypted room", encrypted),
                "## Over many messages",
                "",
                _grown(growth),
                "",
                (
                    "An echo sends back what it is told; an answer of Catena's is found, laid out as a page of about two thousand characters in plain text and in HTML, "
                    "and kept until the server has it. CPU and memory hold what else it does: the signs below an answer, the store, the search."
                ),
            ]
        ).replace("\n\n\n", "\n\n")
        + "\n"
    )


def _table(title: str, rounds: Rounds) -> list[str]:
    lines = [
        f"## {title}",
        "",
        f"| what | {BARE} | {RIVAL} | {OURS} | ratio | asked | |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in _ROWS:
        values = {name: [row.of(one) for one in rounds[name]] for name in (BARE, RIVAL, OURS)}
        ours = statistics.median(values[OURS])
        beside = row.beside or RIVAL
        ratio = ours / statistics.median(values[beside])
        if row.beside:
            asked, is_met = f"≤ {row.most:g}× {row.beside}", ratio <= row.most
        else:
            asked, is_met = f"≤ {row.most / 1_000:g} s" if row.most else "", ours <= row.most
        met = "" if not row.most else "met" if is_met else "**missed**"
        cells = " | ".join(_shown(values[name], row.unit) for name in (BARE, RIVAL, OURS))
        lines.append(f"| {row.what} | {cells} | {ratio:.2f} | {asked} | {met} |")
    return [*lines, ""]


def _grown(growth: Growth | None) -> str:
    if growth is None:
        return "Not measured in this run: `--growth` takes as long as all the rest."
    met = "met" if growth.share <= _MOST_GROWTH else "**missed**"
    return (
        f"{growth.count:,} questions in an encrypted room, each answered: {growth.before:.1f} MiB after the first twentieth of them, "
        f"{growth.after:.1f} MiB after the last, {growth.share:+.1%} (asked: ≤ 5 %, {met})."
    )


def _shown(values: Sequence[float], unit: str) -> str:
    digits = 0 if statistics.median(values) >= 100 else 1 if unit == "MiB" else 2
    middle, low, high = (f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    return f"{middle} {unit} ({low}–{high})"


def _machine() -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
