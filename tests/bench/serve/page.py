"""The page of what was measured: docs/bench-serve.md."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence

from tests.adapters.serve.day import DIGESTS, FLOOD, ROOMS, SERVERS, Flood, Hour, percentile

_MOST_MEMORY, _MOST_GROWTH = 1.8, 0.05


def page(
    *,
    bare: float,
    catena: Sequence[float],
    rounds: int,
    hours: Sequence[Hour],
    floods: Mapping[str, Sequence[Flood]],
) -> str:
    """The page, in Markdown."""
    ours = statistics.median(catena)
    lines = [
        "# Catena on both platforms in one process",
        "",
        (
            "The unmodified program (`catena serve`) between a stand-in for Discord and a real Synapse, over sockets of the same machine. "
            "`python -m tests.bench.serve` measures it anew (`make bench` does so last)."
        ),
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores.",
        "",
        "| what | bare clients together | Catena | ratio | asked | |",
        "|---|---|---|---|---|---|",
        (
            f"| memory, connected and idle (median of {rounds}) | {bare:.1f} MiB | {ours:.1f} MiB ({min(catena):.1f}–{max(catena):.1f}) "
            f"| {ours / bare:.2f} | ≤ {_MOST_MEMORY}× | {_met(ours / bare <= _MOST_MEMORY)} |"
        ),
        "",
        (
            "The bare clients are a plain discord.py bot and a plain matrix-nio one, each a process of its own. Catena is at its second start: "
            "at the first the store is made, and what makes it (10 MiB) stays loaded until the next. Health and metrics are served."
        ),
        "",
        "## A day of a thousand groups",
        "",
        *_day(hours),
        "",
        "## A flood from one group",
        "",
        (
            "`/claim` of a calm group, one after the other, alone and while another group asks the same a hundred times a second, in bursts of "
            f"{FLOOD} (with the limits off, so that all of it is answered). A plain discord.py bot answers each with a constant card; what it takes "
            "is the stand-in's, which plays both groups and shares the machine."
        ),
        "",
        f"| median of {rounds} rounds | alone, p50 | p99 | during the flood, p50 | p99 |",
        "|---|---|---|---|---|",
        *(_flood(name, found) for name, found in floods.items()),
        "",
    ]
    return "\n".join(lines)


def _day(hours: Sequence[Hour]) -> list[str]:
    if not hours:
        return ["Not measured in this run."]
    growth = hours[-1].memory / hours[0].memory - 1
    thirds = [hours[: len(hours) // 3], hours[len(hours) // 3 : -len(hours) // 3], hours[-len(hours) // 3 :]]
    p99 = " → ".join(
        f"{statistics.median(percentile(one.times, 0.99) for one in part) * 1000:.0f}" for part in thirds if part
    )
    worked = " → ".join(
        f"{sum(one.worked for one in part) / (len(part) * (SERVERS + ROOMS)) * 1000:.2f}" for part in thirds if part
    )
    return [
        (
            f"{SERVERS} servers and {ROOMS} rooms ask once in each of {len(hours)} simulated hours; {DIGESTS} servers have a claim of the day. What is compressed is the "
            "waiting between hours: then the clock of the program is put forward. Requests, answers, sockets and the store are real."
        ),
        "",
        f"- Memory after each hour, in MiB: {', '.join(f'{one.memory:.1f}' for one in hours)}. From the first to the last {growth:+.1%} (asked: ≤ 5 %, {_met(growth <= _MOST_GROWTH)}).",
        f"- Tasks of the event loop after the first hour {hours[0].tasks}, after the last {hours[-1].tasks}.",
        f"- Slash answers, p99, median of the hours of each third of the day: {p99} ms, four under way at a time beside the rooms' questions.",
        f"- What the program itself worked for a question, likewise: {worked} ms. Where that does not grow and p99 does, it is the stand-in and the homeserver, who keep all that was said.",
    ]


def _flood(name: str, rounds: Sequence[Flood]) -> str:
    figures = [
        statistics.median(percentile(getattr(one, when), share) for one in rounds) * 1000
        for when in ("alone", "beside")
        for share in (0.5, 0.99)
    ]
    return f"| {name} | {' | '.join(f'{figure:.1f} ms' for figure in figures)} |"


def _met(is_met: bool) -> str:
    return "met" if is_met else "**missed**"
