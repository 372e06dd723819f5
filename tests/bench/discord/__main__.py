"""Catena on Discord beside a bare bot, in one run: `python -m tests.bench.discord`.

It writes bench-discord.md into docs/; a quick run writes it into build/bench/,
because it says too little to be published.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.app import App
from bot.loading import open_library
from tests.adapters.discord.standin.running import running, running_bare
from tests.adapters.discord.standin.server import StandIn
from tests.bench.discord.imports import memory_by_part
from tests.bench.discord.measuring import Round, constant, measure, questions
from tests.bench.discord.page import page

_ROOT = Path(__file__).resolve().parents[3]


async def _measure(cache: Path, rounds: int, storm: int) -> tuple[list[Round], list[Round], int]:
    asked = questions(App(*open_library(_ROOT / "content" / "khrushchev", cache)))
    bare: list[Round] = []
    ours: list[Round] = []
    for number in range(rounds):
        sys.stderr.write(f"round {number + 1} of {rounds} …\n")
        async with StandIn.open(judges=False) as standin:
            bare.append(await measure(running_bare(standin), standin, constant(asked), rounds=5, storm=storm))
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            shutil.copytree(cache, data / "cache")
            async with StandIn.open(judges=False) as standin:
                ours.append(
                    await measure(running(standin, data=data, waits=False), standin, asked, rounds=5, storm=storm)
                )
    return bare, ours, len(asked)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.discord", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each bot (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="one short round: half a minute")
    options = parser.parse_args(arguments)
    out = _ROOT / ("build/bench" if options.quick else "docs")
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        open_library(_ROOT / "content" / "khrushchev", cache)
        measured = asyncio.run(_measure(cache, 1 if options.quick else options.rounds, 200 if options.quick else 1_000))
        bare, ours, distinct = measured
        written = page(bare, ours, memory_by_part(cache), distinct)
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench-discord.md").write_text(written, encoding="utf-8", newline="\n")
    sys.stderr.write(f"written: {out.name}/bench-discord.md\n")


if __name__ == "__main__":
    main()
