"""What `catena doctor` says, run as somebody runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
TOY = ROOT / "tests" / "library"

Found = dict[str, tuple[str, str, str]]
"""By what was looked at: its state, what was said of it, and what mends it."""


def doctor(
    folder: Path, *words: str, env: Mapping[str, str] | None = None, program: Sequence[str] = ("-m", "adapters.cli")
) -> subprocess.CompletedProcess[str]:
    """Run it in a folder, on the toy library."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CATENA_")}
    environment |= {"PYTHONPATH": str(ROOT), "HOME": str(folder), "CATENA_LIBRARY": str(TOY), **(env or {})}
    return subprocess.run(
        [sys.executable, *program, "doctor", *words],
        cwd=folder,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=300,  # a hang and nothing else takes so long
        check=False,
    )


def read(output: str) -> Found:
    """Its JSON."""
    answer: dict[str, Any] = json.loads(output)
    assert (answer["version"], answer["command"]) == (1, "doctor")
    return {one["what"]: (one["state"], one["said"], one["mend"]) for one in answer["checks"]}


def found(folder: Path, **env: str) -> Found:
    """Run it, and read its JSON."""
    return read(doctor(folder, "--format", "json", env=env).stdout)
