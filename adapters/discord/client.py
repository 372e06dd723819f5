"""The bot as Discord sees it: a client whose events go to what answers them."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import structlog
from discord import app_commands

from adapters.answering.answerer import Answer, Answerer
from adapters.answering.limits import TooManyError
from adapters.database.opening import Database
from adapters.discord import threads
from adapters.discord.buttons import StateButton, StateSelect
from adapters.discord.declared import declare
from adapters.discord.digest_notes import note_for_interaction
from adapters.discord.invite import link
from adapters.discord.messages import Messages
from adapters.discord.pages import notice
from adapters.discord.phrases import LOST_CONNECTION, NO_WORDS
from adapters.discord.places import MENU, PLATFORM, Interaction, is_organiser, place_of_interaction
from adapters.discord.responding import NOBODY, Responder
from adapters.discord.shards import Shards
from adapters.runtime.health import Connection
from adapters.runtime.under_way import UnderWay
from bot.app import Suggestion
from bot.declaration import Command, Param
from bot.parsing import Invocation
from bot.reply import OpenThread

_log = structlog.get_logger(__name__)

# discord.py says at each start that what it would need to speak is missing; this bot writes.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

FINISHES_IN = 1.5
"""Seconds that answers under way are given when the program is to stop."""
_LONGEST_WAIT = 5
"""The power of two that is the most seconds between two tries to connect."""


def intents() -> discord.Intents:
    """What Discord is asked to tell: servers, messages there and in direct conversations; nothing that needs to be granted."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class CatenaClient(discord.AutoShardedClient):
    """Connects, and hands on what arrives."""

    def __init__(
        self,
        answerer: Answerer,
        database: Database,
        shards: Shards | None = None,
        connection: Connection | None = None,
    ) -> None:
        sharding: dict[str, Any] = {"shard_ids": shards.ids, "shard_count": shards.count} if shards else {}
        super().__init__(
            intents=intents(),
            allowed_mentions=NOBODY,
            # Nothing is looked up among members or old messages: a server of 100,000 costs no more than one of ten.
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **sharding,
        )
        self.answerer = answerer
        answerer.menu = MENU
        self._told = connection or Connection(PLATFORM)
        self._standing: set[int] = set()
        """The shards whose connection stands; they answer whatever becomes of the others."""
        self.under_way = UnderWay()
        self.was_ready = False
        """Whether it stood, whatever became of it then."""
        self.logged_in = asyncio.Event()
        self.tree = Tree(self)
        self.messages = Messages(self, answerer, database.answers)
        declare(self.tree, self._run, self._suggest, self._run_menu)
        self.add_dynamic_items(StateButton, StateSelect)

    async def setup_hook(self) -> None:
        """Ask for the text of messages where whoever owns the bot has been granted it."""
        self.logged_in.set()
        if self.reads_messages:
            # Discord tells only after the login what was granted; discord.py wants to know before it.
            self._connection._intents.message_content = True  # noqa: SLF001  # as said above

    @property
    def reads_messages(self) -> bool:
        """Whether Discord gives this bot the text of messages that do not mention it."""
        flags = self.application_flags
        return flags.gateway_message_content or flags.gateway_message_content_limited

    @property
    def stands(self) -> bool:
        """Whether any of its shards is connected: what is posted needs none of its own."""
        return bool(self._standing) and not self.is_closed()

    async def drain(self) -> None:
        """Let answers under way be sent."""
        if not await self.under_way.finished(FINISHES_IN):
            _log.warning("some answers were not sent before the stop")

    # ── Interactions ─────────────────────────────────────────────────────────

    async def reply_to(self, interaction: Interaction, responder: Responder, answer: Answer) -> None:
        """Send an answer, in a thread of its own where it wants one."""
        if any(isinstance(effect, OpenThread) for effect in answer.reply.effects):
            await threads.discuss(interaction, responder, answer)
        else:
            await responder.send(answer)
            note = note_for_interaction(interaction, answer)
            if note:
                await responder.add(note)

    async def _run(self, interaction: Interaction, command: Command, typed: dict[str, str]) -> None:
        arguments = {name: words.strip() for name, words in typed.items() if words.strip()}
        place, organiser = place_of_interaction(interaction), is_organiser(interaction)
        lacks = [param.name for param in command.params if param.required and param.name not in arguments]
        responder = Responder(interaction)
        with self.under_way:
            asker = str(interaction.user.id)
            answer = await responder.think(
                self.answerer.answer(command.name, place, is_organiser=organiser, user=asker)
                if lacks
                else self.answerer.invoke(
                    Invocation(command.name, arguments), place, is_organiser=organiser, user=asker
                )
            )
            await self.reply_to(interaction, responder, answer)

    async def _run_menu(self, interaction: Interaction, command: Command, message: discord.Message) -> None:
        # What somebody forwarded stands in a copy of the message.
        words = (message.content or "\n".join(copy.content for copy in message.message_snapshots)).strip()
        if not words:
            await Responder(interaction).show(notice(NO_WORDS), is_private=True)
            return
        await self._run(interaction, command, {command.params[0].name: words})

    async def _suggest(
        self, interaction: Interaction, command: Command, param: Param, typed: str
    ) -> tuple[Suggestion, ...]:
        return await self.answerer.suggest(command.name, param.name, typed, place_of_interaction(interaction))

    # ── Messages ─────────────────────────────────────────────────────────────

    async def on_message(self, message: discord.Message) -> None:
        with self.under_way:
            await self.messages.written(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        with self.under_way:
            await self.messages.edited(payload)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        with self.under_way:
            await self.messages.deleted(payload.channel_id, [payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        with self.under_way:
            await self.messages.deleted(payload.channel_id, payload.message_ids)

    async def on_ready(self) -> None:
        """Say in the log that everything is as it should be."""
        self.was_ready = True
        _log.info("connected", servers=len(self.guilds), name=str(self.user), reads_messages=self.reads_messages)
        if not self.guilds:
            _log.info("in no server yet; invite it", link=link(self.application_id or 0))

    async def on_shard_connect(self, shard_id: int) -> None:
        self._stands(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self._stands(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        if shard_id in self._standing:
            _log.warning("discord is away, trying again", shard=shard_id)
        self._standing.discard(shard_id)
        self._told.down(LOST_CONNECTION)

    def _stands(self, shard_id: int) -> None:
        self._standing.add(shard_id)
        limit_waits(self.get_shard(shard_id))
        if self._standing.issuperset(self.shards):
            self._told.up()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  # discord.py's signature
        """Whatever an event came to: the log has it, and the next event is answered."""
        _log.exception("an event was not answered", name=event_method)


def limit_waits(shard: discord.ShardInfo | None) -> None:
    """Let a shard wait half a minute at the most between two tries to connect.

    discord.py waits longer and longer, up to seventeen minutes, and has no setting for it.
    """
    backoff = getattr(getattr(shard, "_parent", None), "_backoff", None)
    if backoff is not None:
        backoff._max = _LONGEST_WAIT  # noqa: SLF001  # as said above


class Tree(app_commands.CommandTree[CatenaClient]):
    """The commands; a fault in one is a kind sentence to the asker, and a trace in the log."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        if not isinstance(cause, TooManyError):
            _log.error("a command was not answered", exc_info=cause)
        await Responder(interaction).tell_of(cause)
