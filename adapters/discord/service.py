"""The bot on Discord for as long as the program runs: connected again after whatever happens, closed when it is to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import aiohttp
import discord
import structlog

from adapters.answering.answerer import Answerer
from adapters.database.opening import Database
from adapters.discord import phrases
from adapters.discord.client import CatenaClient
from adapters.discord.places import PLATFORM
from adapters.discord.posting import DiscordPoster
from adapters.discord.shards import Shards
from adapters.discord.syncing import sync
from adapters.runtime.health import Connection
from adapters.runtime.supervision import FinalError, supervise

_log = structlog.get_logger(__name__)

_NEVER_AGAIN = {
    4004: phrases.BAD_TOKEN,
    4010: phrases.BAD_SHARDS,
    4011: phrases.TOO_FEW_SHARDS,
    4013: phrases.BAD_INTENTS,
}
"""Close codes of the gateway after which there is no use in trying again (Discord: Gateway Close Event Codes)."""
_CLOSES_IN = 0.4
"""Seconds for saying good-bye to Discord: with the answers under way, a stop takes less than 2."""


class RefusedIntentsError(FinalError):
    """Discord does not grant what the bot asked for."""


class DiscordService:
    """Runs the bot until it is to stop."""

    def __init__(
        self,
        token: str,
        answerer: Answerer,
        database: Database,
        *,
        shards: Shards | None = None,
        syncs: bool = False,
        connection: Connection | None = None,
        poster: DiscordPoster | None = None,
    ) -> None:
        self._token = token
        self._answerer = answerer
        self._database = database
        self._shards = shards
        self._is_sync_forced = syncs
        self._told = connection or Connection(PLATFORM)
        self._poster = poster or DiscordPoster()

    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop` is set.

        Raises FinalError for what somebody has to mend first.
        """
        await supervise(PLATFORM, lambda: self._attempt(stop), stop, told=self._told)

    async def _attempt(self, stop: asyncio.Event) -> None:
        """One client, from login to its end. discord.py's clients cannot be started twice."""
        client = CatenaClient(self._answerer, self._database, self._shards, self._told)
        self._poster.client = client
        connecting = asyncio.create_task(self._connect(client))
        registering = asyncio.create_task(self._register(client))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not connecting.done():
                await client.drain()
        finally:
            self._poster.client = None
            await _close(client)
            for task in (connecting, registering, stopping):
                task.cancel()
            await asyncio.gather(connecting, registering, stopping, return_exceptions=True)
        if not connecting.cancelled():
            try:
                with _final_errors():
                    connecting.result()
            except RefusedIntentsError:
                if not client.was_ready:
                    raise
                # They were granted, and taken away since: the next login asks for what is granted then.
                raise ConnectionError(phrases.LOST_INTENTS) from None

    async def _connect(self, client: CatenaClient) -> None:
        await client.login(self._token)
        self._answerer.lacks = {} if client.reads_messages else phrases.LACKS_MESSAGES
        await client.connect(reconnect=True)

    async def _register(self, client: CatenaClient) -> None:
        """Register the commands. Until Discord takes them, the bot answers what it is asked in other ways."""
        if self._shards is not None and 0 not in self._shards.ids:
            return  # the process with the first shard does it for all
        await client.logged_in.wait()
        registered = asyncio.Event()

        async def attempt() -> None:
            assert client.application is not None  # known since the login
            await sync(client.tree, client.application.id, self._database, is_forced=self._is_sync_forced)
            self._is_sync_forced = (
                False  # once: a connection that comes and goes would use up the registrations of a day
            )
            registered.set()

        await supervise("discord commands", attempt, registered)


async def application_id(token: str) -> int:
    """The id of the application that a token belongs to, as Discord has it.

    Raises FinalError where Discord refuses the token, or cannot be asked.
    """
    if not token:
        raise FinalError(phrases.NO_TOKEN)
    client = discord.Client(intents=discord.Intents(guilds=True))
    try:
        with _final_errors():
            await client.login(token)
        return client.application.id if client.application is not None else 0
    except (
        discord.HTTPException,
        aiohttp.ClientError,
        OSError,
        AttributeError,
    ) as error:  # the last is discord.py's own, on a 503
        raise FinalError(phrases.cannot_ask(type(error).__name__)) from None
    finally:
        await client.close()


async def _close(client: CatenaClient) -> None:
    with suppress(TimeoutError, discord.DiscordException, OSError):
        await asyncio.wait_for(client.close(), _CLOSES_IN)
    await client.http.close()  # discord.py comes to that last, and perhaps did not


@contextmanager
def _final_errors() -> Iterator[None]:
    """What trying again cannot mend, as a sentence with what to do."""
    try:
        yield
    except discord.LoginFailure:
        raise FinalError(phrases.BAD_TOKEN) from None
    except discord.PrivilegedIntentsRequired:
        raise RefusedIntentsError(phrases.REFUSED_INTENTS) from None
    except discord.ConnectionClosed as error:
        said = _NEVER_AGAIN.get(error.code)
        if said is None:
            raise
        raise FinalError(said) from None
