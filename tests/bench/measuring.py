"""How time and memory are measured, and how a step runs in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parent.parent.parent
_STATUS = Path("/proc/self/status")
_ROLLUP = Path("/proc/self/smaps_rollup")


@dataclass(frozen=True)
class Memory:
    """Resident memory of this process, in bytes.

    `anonymous` is its own; `file` are pages of files that it has mapped, which
    the system can drop and read again.
    """

    anonymous: int
    file: int

    @classmethod
    def now(cls) -> Memory | None:
        """None where the system does not tell (it is Linux that does)."""
        if not _ROLLUP.exists():
            return None
        sizes = _sizes(_ROLLUP)
        return cls(sizes["Anonymous"], sizes["Rss"] - sizes["Anonymous"])

    def __sub__(self, other: Memory) -> Memory:
        return Memory(self.anonymous - other.anonymous, self.file - other.file)


def peak() -> int | None:
    """The most that was resident since this program began, in bytes; None where the system does not tell."""
    return _sizes(_STATUS).get("VmHWM") if _STATUS.exists() else None


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def disk(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


class StepError(Exception):
    """A step came to nothing; its text says why."""


def step(what: str, *, seconds: float, **parameters: str | int | float) -> dict[str, Any]:
    """Run a step of `tests.bench.steps` in a process of its own, and give what it measured.

    Raises StepError where it fails, or takes more than `seconds`.
    """
    command = [sys.executable, "-m", "tests.bench.steps", what, json.dumps(parameters)]
    try:
        done = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, encoding="utf-8", timeout=seconds, check=True)
    except subprocess.TimeoutExpired:
        raise StepError(f"stopped after {seconds:,.0f} s") from None
    except subprocess.CalledProcessError:  # it has said why on the terminal
        raise StepError("failed") from None
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _sizes(path: Path) -> dict[str, int]:
    """The sizes in a file of /proc: `Rss: 12 kB`."""
    lines = (line.split() for line in path.read_text(encoding="ascii", errors="replace").splitlines())
    return {line[0].rstrip(":"): int(line[1]) * 1024 for line in lines if len(line) == 3 and line[2] == "kB"}
