"""How long the bot waits before it connects again, out of discord.py's own hands."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
from discord.shard import Shard

from adapters.discord.client import limit_waits


def shard() -> Shard:
    """One of the library's own, with nothing behind it."""
    nothing: Any = SimpleNamespace(shard_id=0, dispatch=print, _reconnect=True)
    return Shard(nothing, nothing, print)


def longest_of(waiting: Shard) -> float:
    return max(waiting._backoff.delay() for _ in range(500))  # noqa: SLF001  # the library shows it nowhere else


def test_no_wait_is_longer_than_half_a_minute() -> None:
    left_alone, limited = shard(), shard()
    limit_waits(discord.ShardInfo(limited, 1))
    assert longest_of(left_alone) > 60, "the library waits no longer by itself, and none of this is needed"
    assert longest_of(limited) <= 32


def test_a_shard_that_is_gone_waits_for_nothing() -> None:
    limit_waits(None)
