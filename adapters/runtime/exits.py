"""How the program ends, so that scripts can tell. The numbers are part of what SemVer promises here."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes. From a list of commands, the highest one counts."""

    FOUND = 0
    NOTHING = 1
    USAGE = 2
    FAULT = 70
    CONFIGURATION = 78
    INTERRUPTED = 130
