"""The folders a system keeps for programs, for each user: state and cache.

By hand, because the package that knows them takes a tenth of the time that an
answer in the terminal may take.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

PROGRAM = "catena"


def state_folder(environment: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """Where a program keeps what should last, such as its history; None where the user has no home."""
    if system == "win32":
        return _below(environment, "LOCALAPPDATA", "AppData/Local")
    if system == "darwin":
        return _below(environment, "", "Library/Application Support")
    return _below(environment, "XDG_STATE_HOME", ".local/state")


def cache_folder(environment: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """Where a program keeps what it can make again; None where the user has no home."""
    if system == "win32":
        local = _below(environment, "LOCALAPPDATA", "AppData/Local")
        return local / "Cache" if local is not None else None
    if system == "darwin":
        return _below(environment, "", "Library/Caches")
    return _below(environment, "XDG_CACHE_HOME", ".cache")


def make_private(folder: Path) -> bool:
    """Make a folder that only its owner can look into, unless it is there already. False where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def _below(environment: Mapping[str, str], variable: str, below_home: str) -> Path | None:
    chosen = Path(environment.get(variable) or "")
    if chosen.is_absolute():  # a relative one is to be ignored (XDG Base Directory, "must be absolute")
        return chosen / PROGRAM
    try:
        return Path.home() / below_home / PROGRAM
    except RuntimeError:
        return None
