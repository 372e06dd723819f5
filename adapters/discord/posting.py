"""Digests on Discord: posted once, and who planned one is told when it is paused."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import discord
import structlog

from adapters.answering.answerer import Answer
from adapters.digest.posters import Queued, RefusedError
from adapters.discord import phrases
from adapters.discord.client import CatenaClient
from adapters.discord.pages import notice
from adapters.discord.responding import NOBODY, rendered
from bot.groups import Place
from bot.groups.digests import Digest
from bot.handlers import digest_phrases
from bot.reply import Heading

_log = structlog.get_logger(__name__)

_LONGEST_NONCE = 25
"""Discord: characters of a nonce."""
_LOOKED_AT = 100
"""Messages among which the one that may be there is looked for: what Discord gives at a time."""
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
        if may_be_posted and await self._stands(int(place.channel), heading, due):
            return None
        for number, page in enumerate(rendered(answer).unturned()):
            view = page.view()
            view.stop()
            nonce = f"{key[: _LONGEST_NONCE - 2]}-{number}"
            try:
                await channel.send(view=view, nonce=nonce, allowed_mentions=NOBODY)
            except discord.HTTPException as error:
                raise _judged(error) from None
        return None

    async def send(self, queued: Queued) -> None:
        """Nothing: what is posted stands there."""

    async def tell(self, user: str, place: Place, digest: Digest) -> None:
        """Tell somebody in a direct conversation that the digest of a channel is paused."""
        client = self._client()
        channel = client.get_channel(int(place.channel))
        name = getattr(channel, "name", None)
        where = (
            f"#{name} ({channel.guild.name})"
            if isinstance(channel, discord.abc.GuildChannel) and name
            else phrases.A_CHANNEL
        )
        view = notice(digest_phrases.note_to_organiser(where, digest))
        view.stop()
        opened = await client.http.start_private_message(int(user))
        await client.get_partial_messageable(int(opened["id"])).send(view=view, allowed_mentions=NOBODY)

    def _client(self) -> CatenaClient:
        if self.client is None:
            raise ConnectionError("Discord is not connected")
        return self.client

    async def _stands(self, channel: int, heading: str, due: datetime) -> bool:
        """Whether a post with that heading is among the channel's messages since it was due.

        Where they may not be read, it is taken to be: nothing is posted twice.
        """
        client = self._client()
        since = discord.utils.time_snowflake(due - _SOONER)
        try:
            found = await client.http.logs_from(channel, _LOOKED_AT, after=since)
        except (discord.Forbidden, discord.NotFound):
            _log.warning("what stands in a channel may not be read; its digest is taken for posted", channel=channel)
            return True
        me = str(client.user.id) if client.user is not None else ""
        return any(
            str(message.get("author", {}).get("id")) == me and heading in json.dumps(message, ensure_ascii=False)
            for message in found
        )


def _judged(error: discord.HTTPException) -> Exception:
    """What an answer of Discord's means: that it will not let the bot, or that it may do so later."""
    if error.code in _UNKNOWN or error.status == 404:
        return RefusedError(phrases.NO_CHANNEL)
    if error.status == 403:
        return RefusedError(phrases.MAY_NOT_POST)
    if 400 <= error.status < 500 and error.status not in _NOT_FINAL:
        return RefusedError(phrases.post_refused(error.text))
    return error
