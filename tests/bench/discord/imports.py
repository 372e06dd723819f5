"""What the program's memory goes into: each part loaded after the other, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_STEPS = (
    ("Python", "pass"),
    ("discord.py", "import discord"),
    ("structlog", "import structlog"),
    ("SQLAlchemy", "import sqlalchemy"),
    ("numpy, rapidfuzz", "import numpy; from rapidfuzz import fuzz, process"),
    ("Catena and the two documents", "app = App(*open_library(Path('content/khrushchev'), Path(sys.argv[1])))"),
    ("the search index and the thesaurus", "app.respond_to('search joint fleet')"),
)
_PROGRAM = """
import sys
from pathlib import Path
def memory():
    line = next(line for line in open('/proc/self/status') if line.startswith('VmRSS:'))
    return int(line.split()[1]) / 1024
def load(name, step, before):
    exec(step, globals())
    print(f'{name}\\t{memory() - before:.1f}')
    return memory()
at = 0.0
"""


def memory_by_part(cache: Path) -> list[tuple[str, float]]:
    """Each part, and the MiB that it adds."""
    late = "Catena and the two documents"
    lines = [_PROGRAM]
    for name, step in _STEPS:
        if name == late:
            step = f"from bot.app import App; from bot.loading import open_library; {step}"  # noqa: PLW2901  # the same step, with what it needs
        lines.append(f"at = load({name!r}, {step!r}, at)")
    program = "\n".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", program, str(cache)], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    rows = (line.split("\t") for line in done.stdout.splitlines())
    return [(name, float(added)) for name, added in rows]
