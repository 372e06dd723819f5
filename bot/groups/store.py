"""The port to where choices are kept; adapters/database is what stands behind it."""

from __future__ import annotations

from typing import Protocol

from bot.groups.choices import Choices, Scope
from bot.groups.place import Place


class Store(Protocol):
    """Keeps what groups chose. Each method raises OSError where what it keeps cannot be reached."""

    async def choices(self, place: Place) -> Choices:
        """What was chosen for the place's channel and for its group."""
        ...

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        """Keep a choice, or take it back where the value is None."""
        ...

    async def forget(self, place: Place) -> None:
        """Delete all that is kept of the place's group, in whatever channel."""
        ...
