"""Digests on Discord: posted once, and who planned one is told when it is paused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog

from adapters.answering.answerer import Answer
from adapters.digest.posters import Queued, RefusedError
from adapters.discord import phrases
from adapters.discord.client import CatenaClient
from adapters.discord.pages import notice
from adapters.discord.responding import NOBODY, rendered
from adapters.discord.sending import LONGEST_NONCE
from bot.groups import Place
from bot.groups.digests import Digest
from bot.handlers import digest_phrases
from bot.reply import Heading

_log = structlog.get_logger(__name__)

_LOOKED_AT = 100
"""Messages that Discord gives at a time of those among which a digest may be."""
_MOST_LOOKS = 20
"""Times that it is asked for more of them."""
_SOONER = timedelta(minutes=1)
"""How much Discord's clock may be behind ours."""
_UNKNOWN = (10003, 10004, 50001)
"""Discord: no such channel, no such server, no access."""
_NOT_FINAL = (401, 408, 429)
"""Answers that say nothing of the channel."""


class DiscordPoster:
    """Posts with whichever client is connected."""

    def __init__(self) -> None:
        self.client: CatenaClient | None = None
        """The client; None while there is none."""

    @property
    def is_connected(self) -> bool:
        """Whether a client is connected."""
        return self.client is not None and self.client.stands

    async def post(
        self, place: Place, answer: Answer, key: str, due: datetime, *, may_be_posted: bool
    ) -> Queued | None:
        """Post an answer once: Discord knows a nonce for some minutes, and what is older stands in the channel.

        Raises RefusedError where Discord does not let the bot post there.
        """
        channel = self._client().get_partial_messageable(int(place.channel))
        heading = next(block.text for block in answer.reply.blocks if isinstance(block, Heading))
        pages = rendered(answer).unturned()
        standing = await self._standing(place, heading, due) if may_be_posted else 0
        if standing is None:
            _log.warning(
                "what stands in a channel cannot be seen; its digest is taken for posted", channel=place.channel
            )
            return None
        for number in range(standing, len(pages)):
            view = pages[number].view()
            view.stop()
            nonce = f"{key[: LONGEST_NONCE - 3]}-{number}"
            try:
                await channel.send(view=view, nonce=nonce, allowed_mentions=NOBODY)
            except discord.HTTPException as error:
                raise _judged(error, may_be_posted=number > 0) from None
        return None

    async def send(self, queued: Queued) -> None:
        """Nothing: what is posted stands there."""

    async def tell(self, user: str, place: Place, digest: Digest, resume: str) -> None:
        """Tell somebody in a direct conversation that the digest of a channel is paused."""
        client = self._client()
        channel = client.get_channel(int(place.channel))
        name = getattr(channel, "name", None)
        where = (
            f"#{name} ({channel.guild.name})"
            if isinstance(channel, discord.abc.GuildChannel) and name
            else phrases.A_CHANNEL
        )
        view = notice(digest_phrases.note_to_organiser(where, digest, resume))
        view.stop()
        opened = await client.http.start_private_message(int(user))
        await client.get_partial_messageable(int(opened["id"])).send(view=view, allowed_mentions=NOBODY)

    def _client(self) -> CatenaClient:
        if self.client is None:
            raise ConnectionError("Discord is not connected")
        return self.client

    async def _standing(self, place: Place, heading: str, due: datetime) -> int | None:
        """How many pages of a post stand in its channel since it was due; None where that cannot be seen.

        Raises RefusedError where there is no such channel for the bot.
        """
        client = self._client()
        me = str(client.user.id) if client.user is not None else ""
        after = discord.utils.time_snowflake(due - _SOONER)
        standing = 0
        for _ in range(_MOST_LOOKS):
            try:
                found = await client.http.logs_from(int(place.channel), _LOOKED_AT, after=after)
            except discord.HTTPException as error:
                raise _judged(error, may_be_posted=True) from None
            for message in sorted(found, key=_id):
                if _is_unasked(message, me) and (standing or heading in json.dumps(message, ensure_ascii=False)):
                    standing += 1
                after = max(after, _id(message))
            if len(found) < _LOOKED_AT:
                return standing if standing or await self._may_look(place) else None
        return standing or None  # more than anybody could want to read

    async def _may_look(self, place: Place) -> bool:
        """Whether a channel that shows nothing is empty: Discord gives an empty list, too, where the bot may not read it."""
        client = self._client()
        channel = client.get_channel(int(place.channel))
        if isinstance(channel, discord.abc.GuildChannel):
            return channel.permissions_for(channel.guild.me).read_message_history
        # A direct conversation is open to both; of a server that another process is told of, some message must show.
        return place.is_whole or bool(await client.http.logs_from(int(place.channel), 1))


def _id(message: Mapping[str, Any]) -> int:
    return int(message["id"])


def _is_unasked(message: Mapping[str, Any], me: str) -> bool:
    """Whether the bot said something of itself, and no answer: that is what digests are."""
    answers = ("interaction_metadata", "message_reference", "webhook_id")
    return str(message.get("author", {}).get("id")) == me and not any(message.get(name) for name in answers)


def _judged(error: discord.HTTPException, *, may_be_posted: bool) -> Exception:
    """What an answer of Discord's means: that it will not let the bot, or that it may do so later."""
    if error.code in _UNKNOWN or error.status == 404:
        return RefusedError(phrases.NO_CHANNEL, may_be_posted=may_be_posted)
    if error.status == 403:
        return RefusedError(phrases.MAY_NOT_POST, may_be_posted=may_be_posted)
    if 400 <= error.status < 500 and error.status not in _NOT_FINAL:
        return RefusedError(phrases.post_refused(error.text), may_be_posted=may_be_posted)
    return error
