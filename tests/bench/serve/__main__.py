"""What it costs to serve both platforms in one process: `python -m tests.bench.serve`.

It writes bench-serve.md into docs/; a quick run writes it into build/bench/, because it says too little to be published.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app import App
from bot.loading import open_library
from tests.adapters.conftest import unused
from tests.adapters.discord.standin.running import running_bare
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.serve.day import Flood, Hour, a_day, a_flood, memory, without_limits
from tests.adapters.serve.ground import Clock, serving
from tests.bench.matrix.contestants import bare
from tests.bench.matrix.measuring import meeting
from tests.bench.serve.page import page

_ROOT = Path(__file__).resolve().parents[3]
_IDLE = 5.0
"""Seconds that a process is left alone before its memory is taken."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Resident memory of one round in MiB: the two bare clients, and Catena on both platforms at its second start."""

    discord: float
    matrix: float
    catena: float


async def _idle(homeserver: Synapse, cache: Path, folder: Path) -> Idle:
    async with StandIn.open(judges=False) as standin, running_bare(standin) as process:
        await asyncio.sleep(_IDLE)
        discord = memory(process.pid)
    async with meeting(bare(), homeserver, folder / "bare", is_encrypted=False) as met:
        await asyncio.sleep(_IDLE)
        matrix = memory(met.process.pid)
    data = folder / "data"
    shutil.copytree(cache, data / "cache")
    bot, name = await homeserver.register(unused("catena")), await homeserver.register(unused("mei"))
    catena = 0.0
    async with Person.open(homeserver.url, name) as mei:
        for _ in range(2):  # at the first start the store is made, and what makes it is loaded
            async with (
                StandIn.open(judges=False) as standin,
                serving(standin, homeserver.url, bot, mei, data) as running,
            ):
                await asyncio.sleep(_IDLE)
                catena = memory(running.process.pid)
    return Idle(discord, matrix, catena)


async def _measure(
    folder: Path, rounds: int, *, with_day: bool
) -> tuple[list[Idle], list[Hour], list[Flood], list[Flood]]:
    cache = folder / "cache"
    app = App(*open_library(_ROOT / "content" / "khrushchev", cache))
    homeserver = Synapse(folder / "synapse")
    await homeserver.start()
    try:
        idle = []
        for number in range(rounds):
            sys.stderr.write(f"round {number + 1} of {rounds} …\n")
            idle.append(await _idle(homeserver, cache, folder / f"round-{number}"))
        hours: list[Hour] = []
        if with_day:
            sys.stderr.write("a day …\n")
            data = folder / "day"
            shutil.copytree(cache, data / "cache")
            hours = await a_day(homeserver, data, Clock(folder / "clock"), app)
    finally:
        await homeserver.stop()
    bare_ones, ours = [], []
    for number in range(rounds):
        sys.stderr.write(f"flood {number + 1} of {rounds} …\n")
        data = folder / f"flood-{number}"
        shutil.copytree(cache, data / "cache")
        bare_ones.append(await a_flood(running_bare, app))
        ours.append(await a_flood(without_limits(data), app))
    return idle, hours, bare_ones, ours


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.serve", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="one round, and no day")
    options = parser.parse_args(arguments)
    out = _ROOT / ("build/bench" if options.quick else "docs")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rounds = 1 if options.quick else options.rounds
        idle, hours, bare_flood, flood = asyncio.run(_measure(Path(folder), rounds, with_day=not options.quick))
    both = [one.discord + one.matrix for one in idle]
    out.mkdir(parents=True, exist_ok=True)
    written = page(
        bare=statistics.median(both),
        catena=[one.catena for one in idle],
        rounds=len(idle),
        hours=hours,
        floods={"a plain discord.py bot": bare_flood, "Catena": flood},
    )
    (out / "bench-serve.md").write_text(written, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
