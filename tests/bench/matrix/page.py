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
    of: Callable[[Sequence[Round]], float]
    most: float = 0.0
    beside: str = ""


def _share(which: Callable[[Round], Sequence[float]], part: float) -> Callable[[Sequence[Round]], float]:
    """Such a share of all rounds together is within this time."""
    return lambda rounds: percentile([value for one in rounds for value in which(one)], part)


def _median(which: Callable[[Round], float]) -> Callable[[Sequence[Round]], float]:
    return lambda rounds: statistics.median(map(which, rounds))


_ROWS = (
    Row("share, asked before, p50", "ms", _share(lambda one: one.again, 0.5), 1.5, RIVAL),
    Row("share, asked before, p99", "ms", _share(lambda one: one.again, 0.99), 2, RIVAL),
    Row("share, for the first time, p50", "ms", _share(lambda one: one.first, 0.5)),
    Row("share, for the first time, p99", "ms", _share(lambda one: one.first, 0.99)),
    Row("CPU for an answer", "ms", _median(lambda one: one.cpu)),
    Row("memory, connected", "MiB", _median(lambda one: one.memory_connected), 1.6, BARE),
    Row("memory, at the end", "MiB", _median(lambda one: one.memory_after), 1.6, BARE),
    Row("start to first answer", "ms", _median(lambda one: one.started), 3_000),
)


def page(plain: Rounds, encrypted: Rounds, growth: Growth | None, plan: Plan, rival: str) -> str:
    """The page, in Markdown."""
    lines = [
        "# Catena on Matrix beside maubot and a bare client",
        "",
        (
            "The unmodified program, its inbox and outbox on disk, beside maubot's echo and beside a matrix-nio client that says what it is "
            "told; each is a process of its own, and keeps its keys and its position on disk. They talk to the same Synapse in one run, and are asked in turn, question by question; "
            f"each figure is that of {len(plain[OURS])} rounds together, with the range of the rounds behind it. "
            "`python -m tests.bench.matrix` measures it anew (`make bench` does so last)."
        ),
        "",
        (
            "A bot's **share** is the time between an answer to /sync that holds the question and the message that the bot sends then, as a "
            "proxy before Synapse sees it: what the bot itself adds to what people wait. It holds the way across the sockets of the machine, "
            "the same for all. Each question is asked when none of them does anything: in each round, of each bot, in a new "
            f"room, {plan.warming} that do not count, {plan.count} times the same one, then {len(plan.asked)} different ones (claims, topics, "
            "people, searches, passages). The echoes are told the same words. In an encrypted room a share holds decrypting and encrypting, and "
            "for one answer in a hundred the handing out of a new key."
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
            "An echo sends back the few words that it is told. An answer of Catena's is looked up or remembered, and is some thousand characters in "
            "plain text and in HTML, kept on disk until the server has it; CPU holds the signs that are put below it as well. What the memory is, "
            "[bench-discord.md](bench-discord.md) takes apart: the store and the search, one price for a whole process."
        ),
    ]
    return "\n".join(lines) + "\n"


def _table(title: str, rounds: Rounds) -> list[str]:
    lines = [
        f"## {title}",
        "",
        f"| what | {BARE} | {RIVAL} | {OURS} | ratio | asked | |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in _ROWS:
        ours = row.of(rounds[OURS])
        ratio = ours / row.of(rounds[row.beside or RIVAL])
        if row.beside:
            asked, is_met = f"≤ {row.most:g}× {row.beside}", ratio <= row.most
        else:
            asked, is_met = f"≤ {row.most / 1_000:g} s" if row.most else "", ours <= row.most
        met = "" if not row.most else "met" if is_met else "**missed**"
        cells = " | ".join(_shown(row, rounds[name]) for name in (BARE, RIVAL, OURS))
        lines.append(f"| {row.what} | {cells} | {ratio:.2f} | {asked} | {met} |")
    return [*lines, ""]


def _grown(growth: Growth | None) -> str:
    if growth is None:
        return "Not measured in this run: `--growth` takes a quarter of an hour more."
    met = "met" if growth.share <= _MOST_GROWTH else "**missed**"
    return (
        f"{growth.count:,} messages in an encrypted room, {growth.questions:,} of them questions, each answered. Memory after each "
        f"twentieth of them, in MiB: {', '.join(f'{taken:.1f}' for taken in growth.memory)}. The first fills what is remembered on purpose; "
        f"from there to the last: {growth.share:+.1%} (asked: ≤ 5 %, {met})."
    )


def _shown(row: Row, rounds: Sequence[Round]) -> str:
    """The figure of all rounds, and the range of those of each."""
    each = [row.of([one]) for one in rounds]
    values = (row.of(rounds), min(each), max(each))
    digits = 0 if values[0] >= 100 else 1 if row.unit == "MiB" else 2
    figure, low, high = (f"{value:.{digits}f}" for value in values)
    return f"{figure} {row.unit} ({low}–{high})"


def _machine() -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
