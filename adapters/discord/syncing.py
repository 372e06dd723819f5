"""Registering the commands with Discord, only when what it would be told has changed.

Discord counts registrations (200 a day), and clients fetch the commands anew
after each of them.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import structlog
from discord import app_commands

from adapters.database.opening import Database
from adapters.discord.places import PLATFORM

_log = structlog.get_logger(__name__)


def payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """What Discord is told of the commands: the body of PUT /applications/{id}/commands."""
    return [command.to_dict(tree) for command in tree.get_commands()]


def digest(tree: app_commands.CommandTree[Any]) -> str:
    """Another one for every other payload."""
    written = json.dumps(payload(tree), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


async def sync(tree: app_commands.CommandTree[Any], application: int, database: Database, *, is_forced: bool) -> bool:
    """Register the commands unless they are registered as they are. True where Discord was told.

    Raises what discord.py raises where Discord does not take them.
    """
    wanted = digest(tree)
    if not is_forced and await database.synced.digest(PLATFORM, str(application)) == wanted:
        return False
    await tree.sync()
    await database.synced.remember(PLATFORM, str(application), wanted)
    _log.info("commands registered", commands=len(tree.get_commands()))
    return True
