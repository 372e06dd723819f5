"""Which shards a process serves: `0-3/16`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?/(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Shards:
    """Shards `first` to `last` of `count`.

    Discord: each shard is a connection of its own, with the servers whose id
    modulo `count` is its number; conversations outside of servers go to shard 0.
    """

    first: int
    last: int
    count: int

    @property
    def ids(self) -> list[int]:
        return list(range(self.first, self.last + 1))


def lock_name(shards: Shards | None) -> str:
    """The file that whoever serves these holds: two programs with the same would both answer a message."""
    return "discord.lock" if shards is None else f"discord-{shards.first}-{shards.last}-of-{shards.count}.lock"


def read_shards(typed: str) -> Shards:
    """Read `0-3/16`, or `5/16` for one.

    Raises ValueError for anything else, with what to type.
    """
    found = _FORM.fullmatch(typed.strip())
    if found is not None:
        first, count = int(found[1]), int(found[3])
        last = int(found[2]) if found[2] else first
        if first <= last < count:
            return Shards(first, last, count)
    raise ValueError(
        f"--shards is “{typed}”; it is FIRST-LAST/COUNT with LAST below COUNT: --shards 0-3/16 serves the first four of sixteen"
    )
