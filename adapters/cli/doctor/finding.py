"""What the doctor finds out about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is. What is not used is not looked at."""

    OK = "ok"
    WRONG = "wrong"
    NOT_USED = "not used"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, what there is to say of it, and the command or the click that mends it."""

    what: str
    state: State
    said: str
    mend: str = ""
    is_command: bool = False
    """Whether `mend` is a command and nothing else, to be copied as it stands."""


def ok(what: str, said: str) -> Finding:
    return Finding(what, State.OK, said)


def wrong(what: str, said: str, mend: str, *, is_command: bool = False) -> Finding:
    return Finding(what, State.WRONG, said, mend, is_command)


def not_used(what: str, said: str) -> Finding:
    return Finding(what, State.NOT_USED, said)
