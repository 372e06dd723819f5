"""The page that shows what was measured: docs/bench.md."""

from __future__ import annotations

import datetime
import os
import platform
import sqlite3
import statistics
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.bench import two_documents
from tests.bench.ours import LABEL
from tests.bench.rivals import Tantivy, WRatio
from tests.bench.speed import Figures, Missing
from tests.bench.targets import TARGETS

Row = Mapping[str, float | str]
_LIBRARIES = ("rapidfuzz", "tantivy", "bm25s", "PyStemmer", "numpy")
_MS, _MIB = 1e3, 2**-20
_MEASURES = ("RR", "RR refusing", "FA", "U", "B@1", "R@10")


@dataclass
class Results:
    """All that one run has measured. `command` is how it was started."""

    command: str
    quality: Sequence[Row] = ()
    judged: Mapping[str, Any] = field(default_factory=dict)
    speed: list[Figures | Missing] = field(default_factory=list)
    completion: list[Figures | Missing] = field(default_factory=list)
    ablation: Sequence[Row] = ()


def page(results: Results) -> str:
    """The page, in Markdown."""
    parts = [_head(results), _targets(results)]
    if results.quality:
        parts.append(_quality(results.quality))
    if results.ablation:
        parts.append(_ablation(results.ablation))
    if results.judged:
        parts.append(_judged(results.judged))
    if results.speed:
        parts.append(_speed(results.speed))
    if results.completion:
        parts.append(_completion(results.completion))
    return "\n\n".join(parts) + "\n"


def figures(results: Results) -> dict[str, float]:
    """Our figures by name, in the units of the targets."""
    found = {f"quality.{name}": float(results.quality[0][name]) for name in _MEASURES if results.quality}
    if results.judged:
        measured = results.judged["measured"]
        ours, scan = measured[two_documents.WARM], measured[two_documents.SCAN]
        found |= {f"two.{what}": statistics.median(ours[what]) * _MS for what in ("p50", "p99")}
        found["two.faster"] = _median_ratio(scan["p50"], ours["p50"])
    for name, rows in (("speed", results.speed), ("completion", results.completion)):
        for row in rows:
            if isinstance(row, Figures) and row.engine == LABEL:
                at = f"{name}.{row.size}"
                found |= {f"{at}.p50": row.p50 * _MS, f"{at}.p99": row.p99 * _MS, f"{at}.build": row.build}
                others = {
                    other.engine: other for other in rows if isinstance(other, Figures) and other.size == row.size
                }
                if WRatio.label in others:
                    found[f"{at}.faster"] = others[WRatio.label].p50 / row.p50
                if Tantivy.label in others:
                    found |= _against(at, row, others[Tantivy.label])
    return found


def _against(at: str, row: Figures, rival: Figures) -> dict[str, float]:
    """How many times what a rival takes we take."""
    found = {f"{at}.p99 ratio": row.p99 / rival.p99, f"{at}.build ratio": row.build / rival.build}
    sizes = [
        figures.anonymous + figures.file
        for figures in (row, rival)
        if figures.anonymous is not None and figures.file is not None
    ]
    if len(sizes) == 2:
        found[f"{at}.memory ratio"] = sizes[0] / sizes[1]
    return found


def _head(results: Results) -> str:
    versions = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    today = datetime.datetime.now(datetime.UTC).date()
    machine = (
        f"The machine: {_machine()}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {', '.join(versions)}."
        " Others may have worked on it meanwhile: trust ratios more than figures, and p50 more than p99. In brackets is the ratio to ours in"
        " the same run: (×2.0) takes twice as much."
    )
    written = f"Written by `{results.command}` on {today}; do not edit."
    picture = "![p50 and p99 of a query against the number of sentences](bench.svg)"
    return "\n\n".join(["# Search, measured", written, _wrapped(machine), *([picture] if results.speed else [])])


def _targets(results: Results) -> str:
    measured = figures(results)
    rows = []
    for name, target in TARGETS.items():
        figure = measured.get(name)
        verdict = "not measured" if figure is None else "reached" if target.reached(figure) else "**missed**"
        bound = f"{'at most' if target.most else 'at least'} {target.value:g}"
        rows.append([target.words, bound, "–" if figure is None else _short(figure), verdict])
    return _section(
        "Targets",
        "What the project wants, and what this run reached.",
        ["figure", "target", "measured", ""],
        rows,
    )


def _quality(rows: Sequence[Row]) -> str:
    return _section(
        "Quality",
        "The judged queries over the two documents ([how](../tests/judged/README.md)); every kind of query counts the same, and more is"
        " better. RR, B@1 and R@10: always answering. U also asks that what is not there is refused: ours as it refuses by itself, a rival"
        " with the cutoff on its best score that suits these very queries best.",
        ["engine", "RR", "B@1", "R@10", "U"],
        [[str(row["engine"]), *(f"{row[name]:.3f}" for name in ("RR", "B@1", "R@10", "U"))] for row in rows],
    )


def _ablation(rows: Sequence[Row]) -> str:
    return _section(
        "What each part is worth",
        "The judged queries with one part of our search left out at a time.",
        ["variant", "RR always", "RR refusing", "U"],
        [[str(row["engine"]), *(f"{row[name]:.3f}" for name in ("RR", "RR refusing", "U"))] for row in rows],
    )


def _judged(judged: Mapping[str, Any]) -> str:
    measured = judged["measured"]
    first = measured[two_documents.COLD]
    rows = []
    for what, times in measured.items():
        cells = []
        for share in ("p50", "p99"):
            ratio = _median_ratio(times[share], first[share])
            cells.append(f"{_short(statistics.median(times[share]) * _MS)} (×{_short(ratio)})")
        rows.append([what, *cells])
    return _section(
        "Two documents",
        f"{judged['queries']} judged queries over {judged['sentences']} sentences, in ms: the medians of {judged['rounds']} rounds that"
        " alternate, each with an index nobody has asked before.",
        ["", "p50", "p99"],
        rows,
    )


def _speed(rows: Sequence[Figures | Missing]) -> str:
    reading = (
        "Generated sentences with words as frequent as in English; queries made from them, like the judged ones, each asked once, after some"
        " others. Every engine is built in a process of its own and opened in another, from files that were just written; Python's garbage"
        " collector runs as it does by default. Times in ms, building in s, sizes in MiB. Memory is what the answering process grew by,"
        " without the text: its own, and pages of mapped files; what the system keeps of files that are read, as SQLite's, is in neither."
        " Peak is the most that the building process had, with the text. Found: of the queries with an answer, those that have it among the"
        " first ten; refused: of those without, those that found nothing; where few were asked, p99 is the slowest of them."
    )
    return f"## Speed\n\n{_wrapped(reading)}\n\n{_sizes(rows, 'sentences', refused=True)}"


def _completion(rows: Sequence[Figures | Missing]) -> str:
    reading = (
        "Beginnings of generated names, of every length, half of them with a typo; 25 are shown. Found: of the beginnings that no more than 25"
        " names share, those with their name among what is shown. SQLite LIKE knows no typos."
    )
    return f"## Completion\n\n{_wrapped(reading)}\n\n{_sizes(rows, 'names', refused=False)}"


def _sizes(rows: Sequence[Figures | Missing], what: str, *, refused: bool) -> str:
    """A table for each size, and the largest once more by kind of query."""
    sizes = sorted({row.size for row in rows})
    by_size = {size: [row for row in rows if row.size == size] for size in sizes}
    tables = [f"### {size:,} {what}\n\n{_engines(same, refused=refused)}" for size, same in by_size.items()]
    return "\n\n".join([*tables, _by_kind(by_size[sizes[-1]])])


_COLUMNS: Sequence[tuple[str, float, Callable[[Figures], float | int | None]]] = (
    ("p50", _MS, lambda row: row.p50),
    ("p99", _MS, lambda row: row.p99),
    ("build", 1, lambda row: row.build),
    ("on disk", _MIB, lambda row: row.disk),
    ("memory", _MIB, lambda row: row.anonymous),
    ("mapped", _MIB, lambda row: row.file),
    ("peak, building", _MIB, lambda row: row.peak),
)


def _engines(rows: Sequence[Figures | Missing], *, refused: bool) -> str:
    ours = next((row for row in rows if isinstance(row, Figures) and row.engine == LABEL), None)
    last = ["found", "refused", "asked"] if refused else ["found", "asked"]
    header = ["engine", *(name for name, _, _ in _COLUMNS), *last]
    lines = []
    for row in rows:
        if isinstance(row, Missing):
            lines.append([row.engine, row.why, *[""] * (len(header) - 2)])
            continue
        beside = ours if ours is not row else None
        cells = [_cell(value(row), value(beside) if beside else None, unit) for _, unit, value in _COLUMNS]
        shares = [f"{row.found:.0%}", *([f"{row.refused:.0%}"] if refused else [])]
        lines.append([row.engine, *cells, *shares, f"{row.asked} of {row.of}" if row.asked < row.of else f"{row.of}"])
    return _table(header, lines)


def _by_kind(rows: Sequence[Figures | Missing]) -> str:
    """The largest size once more: by kind of query."""
    measured = [row for row in rows if isinstance(row, Figures)]
    kinds = sorted({kind for row in measured for kind in row.kinds})
    times = [
        [row.engine, *(_short(row.kinds[kind] * _MS) if kind in row.kinds else "–" for kind in kinds)]
        for row in measured
    ]
    found = [
        [row.engine, *(f"{row.kinds_found[kind]:.0%}" if kind in row.kinds_found else "–" for kind in kinds)]
        for row in measured
    ]
    header = ["engine", *kinds]
    return (
        f"There, by kind, the p50 in ms:\n\n{_table(header, times)}\n\nand the share found:\n\n{_table(header, found)}"
    )


def _cell(value: float | None, ours: float | None, unit: float) -> str:
    """A figure with its ratio to ours, where both say something."""
    if value is None or value * unit < 0.0005:
        return "–"
    ratio = f" (×{_short(value / ours)})" if ours and ours * unit >= 0.0005 else ""
    return _short(value * unit) + ratio


def _median_ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """The median over the rounds of how many times the others' value."""
    return statistics.median(value / other for value, other in zip(values, others, strict=True))


def _short(figure: float) -> str:
    """Two digits that count, or all before the point."""
    return f"{figure:,.0f}" if abs(figure) >= 10 else f"{figure:.1f}" if abs(figure) >= 1 else f"{figure:.2g}"


def _section(title: str, reading: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return f"## {title}\n\n{_wrapped(reading)}\n\n{_table(header, rows)}"


def _wrapped(words: str) -> str:
    return textwrap.fill(words, 120, break_long_words=False, break_on_hyphens=False)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine() -> str:
    """The machine in plain words, without its name."""
    words = f"{os.cpu_count()} cores"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
        words += f" of {model}" if model else ""
    if hasattr(os, "sysconf"):
        words += f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB of memory"
    return f"{words}, {platform.system()}"
