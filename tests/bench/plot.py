"""The picture of the page: p50 and p99 against the number of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.ours import LABEL
from tests.bench.speed import Figures, Missing

_COLOURS = ("#d1242f", "#0550ae", "#1a7f37", "#9a6700", "#8250df", "#57606a")
"""Ours first; all are dark enough on white, and differ in lightness too."""
_MARKERS = "osD^vP"


def draw(rows: Sequence[Figures | Missing], path: Path) -> None:
    """Write the picture as SVG. Its background is white whatever the page has."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "bench"  # the same figures make the same file
    from matplotlib import pyplot

    measured = [row for row in rows if isinstance(row, Figures)]
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4.4), sharey=True, layout="constrained", facecolor="white")
    for axis, share in zip(axes, ("p50", "p99"), strict=True):
        for number, engine in enumerate(dict.fromkeys(row.engine for row in measured)):
            points = [(row.size, getattr(row, share) * 1e3) for row in measured if row.engine == engine]
            axis.plot(
                [size for size, _ in points],
                [milliseconds for _, milliseconds in points],
                color=_COLOURS[number % len(_COLOURS)],
                marker=_MARKERS[number % len(_MARKERS)],
                linewidth=2.6 if engine == LABEL else 1.6,
                label=engine,
            )
        axis.set(xscale="log", yscale="log", xlabel="sentences", title=share, facecolor="white")
        axis.grid(visible=True, which="major", color="#d0d7de", linewidth=0.6)
    axes[0].set_ylabel("milliseconds a query")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(path, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
