"""Search beside what one would use instead, in one run: `python -m tests.bench`.

It writes `bench.md` and `bench.svg`, into docs/; a quick run writes them into
build/bench/, because it says too little to be published.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tests.bench import ablation, completion, ours, page, plot, quality, speed
from tests.bench.measuring import step

_ROOT = Path(__file__).parent.parent.parent
_SIZES = "1000,10000,100000,1000000"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", help=f"sentences of the generated corpora ({_SIZES}; quick: 1000,10000)")
    parser.add_argument("--names", help="generated names to complete (1000000; quick: 10000; 0: none)")
    parser.add_argument("--quick", action="store_true", help="small corpora, fewer queries: two minutes")
    parser.add_argument("--engines", default=",".join(speed.ENGINES), help="engines on generated corpora (%(default)s)")
    parser.add_argument("--patience", type=float, default=3600, help="seconds for one step (%(default)s)")
    parser.add_argument("--out", type=Path, help="where to write the page (docs; quick: build/bench)")
    options = parser.parse_args(arguments)
    quick = options.quick
    sizes = [int(size) for size in (options.sizes or ("1000,10000" if quick else _SIZES)).split(",") if int(size)]
    names = [int(size) for size in (options.names or ("10000" if quick else "1000000")).split(",") if int(size)]
    out = options.out or _ROOT / ("build/bench" if quick else "docs")
    engines = options.engines.split(",")
    count = 160 if quick else 400

    results = page.Results(_command(options))
    speed.say("quality …")
    results.quality = quality.measure()
    speed.say("two documents …")
    results.judged = step("judged", seconds=options.patience, rounds=3 if quick else 9)
    results.ablation = ablation.rows(ours.variants())
    for size in sizes:
        results.speed += speed.measure(size, count, engines, options.patience)
    completers = list(completion.COMPLETERS)
    for size in names:
        results.completion += completion.measure(size, count, completers, options.patience)

    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.md").write_text(page.page(results), encoding="utf-8")
    if results.speed:
        plot.draw(results.speed, out / "bench.svg")
    speed.say(f"written: {out.name}/bench.md")


def _command(options: argparse.Namespace) -> str:
    """How this run was started, without the places of this machine."""
    given = ["--quick"] if options.quick else []
    given += [f"--{name} {getattr(options, name)}" for name in ("sizes", "names") if getattr(options, name)]
    if options.engines != ",".join(speed.ENGINES):
        given.append(f"--engines {options.engines}")
    return " ".join(["python -m tests.bench", *given])


if __name__ == "__main__":
    main()
