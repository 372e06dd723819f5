"""How the bot is, as values that `status` shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection: whether it stands, since when it is as it is (None where it never stood), and why it is down."""

    name: str
    is_ready: bool
    since: datetime | None = None
    problem: str = ""


class Unknown(Enum):
    """Why nothing is known of a running program: no address is set to ask at, nobody is there, or no bot of ours."""

    NOT_SET = auto()
    NOBODY = auto()
    SOMETHING_ELSE = auto()


@dataclass(frozen=True, slots=True)
class Status:
    """`connections` are those of the running program; None where none could be asked at `address`, and `unknown` says why.

    Times are in UTC. `last_digest` is when the last one was posted, `last_error` what went wrong last and when,
    `store` and `core` what is wrong with these, "" where nothing is. What is wrong may name folders and addresses.
    """

    version: str
    connections: tuple[Connected, ...] | None = None
    started: datetime | None = None
    last_digest: datetime | None = None
    last_error: tuple[datetime, str] | None = None
    store: str = ""
    core: str = ""
    unknown: Unknown = Unknown.NOT_SET
    address: str = ""
