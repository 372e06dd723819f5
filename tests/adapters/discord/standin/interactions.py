"""One interaction, from what somebody did to the last that the bot made of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from tests.adapters.discord.standin.changes import DEADLINE, Changes
from tests.adapters.discord.standin.snowflakes import snowflake
from tests.adapters.discord.standin.world import Channel, Message, User

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


def _time() -> float:
    return asyncio.get_running_loop().time()


@dataclass(eq=False)
class Interaction:
    """What somebody did, and what the bot answered."""

    kind: int
    user: User
    channel: Channel
    data: dict[str, Any]
    is_user_install: bool = False
    source: Message | None = None
    """The message whose button or select was used."""
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    created: float = field(default_factory=_time)
    answered: float = 0.0
    """When the first answer was taken, by the clock of `created`."""
    callbacks: int = 0
    """How many first answers were sent, refused ones too."""
    response: dict[str, Any] | None = None
    """The body of the first answer that was taken."""
    message: Message | None = None
    """The message that answers (for a button that changes its message: that one), as it stands now."""
    followups: list[Message] = field(default_factory=list)
    edits: list[dict[str, Any]] = field(default_factory=list)
    """The bodies of edits of the answer and of what followed."""
    refused: list[int] = field(default_factory=list)
    """Discord's codes for what it did not take: 10062, 40060 …"""
    had_fault: bool = False
    """Whether a fault met one of its requests, so that the bot cannot know what arrived."""
    changes: Changes = field(default_factory=Changes)

    @property
    def is_complete(self) -> bool:
        """Whether there is an answer, and not only word that there will be one."""
        if self.response is None:
            return False
        kind = self.response["type"]
        if kind == DEFERRED:
            return bool(self.followups) or (self.message is not None and not self.message.is_loading)
        if kind == DEFERRED_UPDATE:
            return bool(self.edits or self.followups)
        return True

    @property
    def is_ephemeral(self) -> bool:
        """Whether only the asker sees the answer."""
        return self.message is not None and self.message.is_ephemeral

    ephemeral = is_ephemeral

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What was offered to complete what was typed."""
        return list(((self.response or {}).get("data") or {}).get("choices") or [])

    @property
    def seconds(self) -> float:
        """How long the first answer took."""
        return self.answered - self.created

    @property
    def messages(self) -> list[Message]:
        """The answer, and what followed it, as far as it is still there."""
        found = [*([self.message] if self.message else []), *self.followups]
        return [message for message in found if not message.is_deleted]

    async def until(self, is_so: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
        """Wait until something is so of this interaction. Raises AssertionError where it never is."""
        await self.changes.until(is_so, lambda: f"{what}; {self}", deadline)

    async def first_response(self, deadline: float = DEADLINE) -> dict[str, Any]:
        """The body of the first answer, if only that there will be one."""
        await self.until(lambda: self.response is not None, "a first answer", deadline)
        assert self.response is not None
        return self.response

    async def followed_up(self, number: int = 1) -> Message:
        """The message that followed, the first or a later one."""
        await self.until(lambda: len(self.followups) >= number, f"follow-up {number}")
        return self.followups[number - 1]

    async def edited(self, number: int = 1) -> dict[str, Any]:
        """The body of an edit, the first or a later one."""
        await self.until(lambda: len(self.edits) >= number, f"edit {number}")
        return self.edits[number - 1]

    async def was_refused(self, code: int) -> None:
        """Wait until Discord did not take something of the bot's."""
        await self.until(lambda: code in self.refused, f"code {code}")

    def __str__(self) -> str:
        name = self.data.get("name") or self.data.get("custom_id")
        kind = None if self.response is None else self.response.get("type")
        return (
            f"{self.user.name} used {name!r}: {self.callbacks} first answers, type {kind}, "
            f"{len(self.followups)} follow-ups, {len(self.edits)} edits, refused {self.refused}"
        )


class Asked(Interaction):
    """An interaction to await for its answer.

    Awaited, it is complete: where the bot said that it would take longer,
    what it then said is there as well.
    """

    def __await__(self) -> Generator[Any, None, Interaction]:
        return self._complete().__await__()

    async def _complete(self) -> Interaction:
        await self.until(lambda: self.is_complete, "a complete answer")
        return self
