"""What a platform does for digests, as they see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adapters.answering.answerer import Answer
from adapters.database.post import Outgoing
from bot.groups import Place
from bot.groups.digests import Digest


class RefusedError(Exception):
    """The platform does not let the bot post there; a sentence for people says why.

    `may_be_posted` says that all or some of it may stand there even so, from an earlier try.
    """

    def __init__(self, reason: str, *, may_be_posted: bool = False) -> None:
        super().__init__(reason)
        self.may_be_posted = may_be_posted


@dataclass(frozen=True, slots=True)
class Queued:
    """What the store is to keep, and an account is to send."""

    account: str
    outgoing: Sequence[Outgoing]


class Poster(Protocol):
    """Posts in the channels of one platform.

    Every method raises RefusedError for what is not allowed; any other exception means that it may go well later.
    """

    @property
    def is_connected(self) -> bool:
        """Whether there is anything to post with now."""
        ...

    async def post(
        self, place: Place, answer: Answer, key: str, due: datetime, *, may_be_posted: bool
    ) -> Queued | None:
        """Post an answer once, however often it is called with a key; None where it stands there now.

        Where it is the store that sends it, what is to be kept for that: it goes out when `send` is called, or at the
        next start. `may_be_posted` says that an earlier call, at any time since it was `due`, may have gone well.
        """
        ...

    async def send(self, queued: Queued) -> None:
        """Begin to send what the store has kept."""
        ...

    async def tell(self, user: str, place: Place, digest: Digest, resume: str) -> None:
        """Tell somebody, alone, that the digest of a channel is paused, and what goes on with it, as it is typed there."""
        ...
