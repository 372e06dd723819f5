"""A study group's server in a simulated Discord, and the real client in it: real answers, a real store, a real worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.results import InteractionResult, ResponseMessage

from adapters.answering.answerer import Answerer
from adapters.answering.shelf import Shelf
from adapters.database.opening import Database, open_database
from adapters.discord import phrases
from adapters.discord.client import CatenaClient
from adapters.discord.syncing import sync
from adapters.runtime.work import Worker
from bot.app import App
from tests.adapters.discord.judge.components import BUTTON, SELECT, TEXT, walk
from tests.adapters.discord.judge.openapi import is_at_hand
from tests.adapters.discord.judge.rules import judge, judge_rules
from tests.adapters.discord.reading import shown
from tests.adapters.discord.simulated.supplement import Supplement


class Bot:
    """One run of the bot, begun and ended as the program begins and ends."""

    def __init__(self, apps: Sequence[App], database: Database) -> None:
        self.database = database
        self._worker = Worker()
        self._answerer = Answerer(Shelf(apps), database.choices, self._worker)
        self.client = CatenaClient(self._answerer, database)

    def connected(self) -> None:
        """What the program does once it is told what it was granted."""
        self._answerer.lacks = {} if self.client.reads_messages else phrases.LACKS_MESSAGES

    async def registers(self, env: simcord.Env) -> bool:
        """Register the commands where they have changed; whether they had."""
        with env.time_context():
            return await sync(self.client.tree, env.backend.application_id, self.database, is_forced=False)

    async def end(self) -> None:
        await self._worker.close(grace=5)
        await self.database.close()


@dataclass(frozen=True)
class Shown:
    """A message as a member sees it."""

    id: int
    components: list[dict[str, Any]]
    is_private: bool
    answers: int | None
    """The message that it replies to."""
    message: discord.Message

    @property
    def is_notice(self) -> bool:
        """Whether it is Discord that says it."""
        return self.message.is_system() and self.message.interaction_metadata is None

    @property
    def texts(self) -> list[str]:
        return [part["content"] for part in walk(self.components) if part["type"] == TEXT]

    @property
    def text(self) -> str:
        """What is to be read on it."""
        return shown("\n".join(self.texts))

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [part["label"] for part in walk(self.components) if part["type"] == BUTTON]

    @property
    def is_last_page(self) -> bool:
        """Whether nothing leads on from it."""
        return not any(
            part["label"] == phrases.NEXT and not part.get("disabled")
            for part in walk(self.components)
            if part["type"] == BUTTON
        )

    @property
    def menus(self) -> list[list[str]]:
        """The values of each of its menus."""
        return [
            [option["value"] for option in part["options"]] for part in walk(self.components) if part["type"] == SELECT
        ]


class Stage:
    """The server with its bot, its reading channel, a member and an organiser."""

    def __init__(self, env: simcord.Env, supplement: Supplement, bot: Bot, url: str) -> None:
        self.env = env
        self.supplement = supplement
        self.bot = bot
        self._url = url
        self.guild: GuildHandle = env.create_guild("Study group")
        self.channel: ChannelHandle = self.guild.create_text_channel("reading")
        self.mei = self.member("mei")
        organisers = self.guild.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))
        self.organiser = self.guild.add_member(env.create_user("organiser"), roles=[organisers])

    @property
    def name(self) -> str:
        """The bot as it is mentioned."""
        return f"<@{self.env.backend.bot_user.id}>"

    def member(self, name: str) -> MemberActor:
        return self.guild.add_member(self.env.create_user(name))

    async def restart(self, *apps: App) -> bool:
        """End the bot, and begin another on the same store; whether it registered its commands anew."""
        old = self.bot
        database = await open_database(self._url)
        self.bot = Bot(apps, database)
        await self.env.restart_bot(self.bot.client)
        await old.end()
        self.bot.connected()
        return await self.bot.registers(self.env)

    def answer(self, result: InteractionResult) -> Shown:
        """What somebody got for a command, a button or a menu."""
        assert result.acknowledged, "nobody was answered"
        assert result.response is not None
        return self._shown(result.response)

    def more(self, result: InteractionResult) -> list[Shown]:
        """What was sent below that."""
        return [self._shown(one) for one in result.followups]

    def said(self, channel: ChannelHandle | None = None) -> list[Shown]:
        """What the bot says in a channel, oldest first, by now."""
        kept = self.env.backend.messages.get((channel or self.channel).id, {})
        own = [one for _, one in sorted(kept.items()) if one.author_id == self.env.backend.bot_user.id]
        # Discord itself writes below its name that it began a thread.
        return [one for one in (self._shown(ResponseMessage(self.env, one)) for one in own) if not one.is_notice]

    def again(self, one: Shown) -> Shown:
        """The same message, as it is now."""
        kept = self.env.backend.get_message(one.message.channel.id, one.id)
        return self._shown(ResponseMessage(self.env, kept))

    def _shown(self, response: ResponseMessage) -> Shown:
        message = response.message
        answered = message.reference.message_id if message.reference is not None else None
        return Shown(response.id, response.components, response.ephemeral, answered, message)

    def assert_sound(self) -> None:
        """Nothing that the bot asked of Discord is against Discord's rules, or could ping anybody."""
        assert list(self._problems()) == []

    def _problems(self) -> Iterator[str]:
        for request in self.env.http_requests:
            if request.json is not None:
                described = judge if is_at_hand() else judge_rules
                yield from described(request.method, request.path, request.json, was_v2=True)
            for message in _messages(request.json):
                if message.get("allowed_mentions", {}).get("parse") != [] or message["allowed_mentions"].get(
                    "replied_user"
                ):
                    yield f"{request.method} {request.path} may ping: {message.get('allowed_mentions')}"


def _messages(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        for one in (body, body.get("data")):
            if isinstance(one, dict) and "components" in one:
                yield one


@asynccontextmanager
async def staged(apps: Sequence[App], url: str) -> AsyncIterator[Stage]:
    """The server, with the bot started and its commands registered."""
    bot = Bot(apps, await open_database(url))
    env = simcord.Env(bot.client, shard_count=1, settle_timeout=30)
    supplement = Supplement(env)
    stage: Stage | None = None
    await env.start()
    try:
        bot.connected()
        await bot.registers(env)
        stage = Stage(env, supplement, bot, url)
        yield stage
    finally:
        await env.shutdown()
        await (bot if stage is None else stage.bot).end()
