"""Catena on Matrix beside maubot's echo and a bare client, in one run: `python -m tests.bench.matrix`.

It writes bench-matrix.md into docs/; a quick run writes it into build/bench/,
because it says too little to be published.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.app import App
from bot.loading import open_library
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.bench.discord.measuring import questions
from tests.bench.matrix import rival
from tests.bench.matrix.contestants import Contestant, bare, catena, maubot
from tests.bench.matrix.growth import Growth, grow
from tests.bench.matrix.measuring import Plan, Round, lines, measure
from tests.bench.matrix.page import page

_ROOT = Path(__file__).resolve().parents[3]
_GROWTH = 20_000

Measured = dict[str, list[Round]]


async def _measure(
    contestants: Sequence[Contestant], folder: Path, plan: Plan, rounds: int, growth: int
) -> tuple[Measured, Measured, Growth | None]:
    plain: Measured = {one.name: [] for one in contestants}
    encrypted: Measured = {one.name: [] for one in contestants}
    homeserver = Synapse(folder / "synapse")
    await homeserver.start()
    try:
        for number in range(rounds):
            for kind, measured in (("plain", plain), ("encrypted", encrypted)):
                sys.stderr.write(f"round {number + 1} of {rounds}, {kind} …\n")
                gc.collect()
                place = folder / f"{kind}-{number}"
                met = await measure(contestants, homeserver, place, plan, is_encrypted=measured is encrypted)
                for name, one in met.items():
                    measured[name].append(one)
        if not growth:
            return plain, encrypted, None
        sys.stderr.write(f"{growth} encrypted messages …\n")
        return plain, encrypted, await grow(contestants[-1], homeserver, folder / "growth", growth)
    finally:
        await homeserver.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.matrix", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each bot (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="one short round: three minutes")
    parser.add_argument(
        "--growth", type=int, nargs="?", default=0, const=_GROWTH, help=f"memory over so many messages, too ({_GROWTH})"
    )
    options = parser.parse_args(arguments)
    out = _ROOT / ("build/bench" if options.quick else "docs")
    logging.getLogger("nio").setLevel(logging.ERROR)  # it warns of each device that was given no key yet
    gc.disable()  # what this program tidies up in between would be some bot's p99
    python = rival.installed()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = folder / "cache"
        cache.mkdir()
        asked = lines(questions(App(*open_library(_ROOT / "content" / "khrushchev", cache))))
        plan = Plan(asked[:20], warming=5, count=40) if options.quick else Plan(asked[:60], warming=20, count=100)
        contestants = (bare(), maubot(python), catena(cache))
        rounds = 1 if options.quick else options.rounds
        plain, encrypted, growth = asyncio.run(_measure(contestants, folder, plan, rounds, options.growth))
    out.mkdir(parents=True, exist_ok=True)
    written = page(plain, encrypted, growth, plan, rival.version(python))
    (out / "bench-matrix.md").write_text(written, encoding="utf-8", newline="\n")
    sys.stderr.write(f"written: {out.name}/bench-matrix.md\n")


if __name__ == "__main__":
    main()
