"""How the program ends, so that scripts can tell. The numbers are part of what SemVer promises here."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes. From a list of commands, the highest one counts.

    After AWAY, what was missing may be there: a service manager starts the program again, as after FAULT. After
    CONFIGURATION somebody has to change something first.
    """

    FOUND = 0
    NOTHING = 1
    USAGE = 2
    FAULT = 70
    AWAY = 75  # EX_TEMPFAIL of sysexits.h
    CONFIGURATION = 78
    INTERRUPTED = 130
