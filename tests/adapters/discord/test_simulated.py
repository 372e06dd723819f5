"""The real client in a simulated Discord: every command, button, menu and visibility, each request judged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, ParamSpec, TypeVar

import pytest
import simcord

from adapters.answering.answerer import Answerer
from adapters.answering.shelf import Shelf
from adapters.discord.client import CatenaClient
from adapters.runtime.work import Worker
from bot.app import App
from bot.commands import COMMANDS
from bot.declaration import Arguments, Command, Context, Param, ParamKind
from bot.examples import fill_in
from bot.groups import Asked, Choices, Place, Scope
from bot.parsing import Invocation, parse
from bot.reply import Outcome, Paragraph, Reply
from tests.adapters.discord.judge.openapi import require
from tests.adapters.discord.judge.rules import judge
from tests.adapters.discord.reading import assert_quoted, shown

_P = ParamSpec("_P")
_T = TypeVar("_T")


class AtOnce(Worker):
    """Works where it is asked: the simulation waits for tasks, not for threads."""

    async def run(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        return function(*args, **kwargs)


class Kept:
    """A store in memory, with all three of its parts."""

    def __init__(self) -> None:
        self.chosen: dict[tuple[str, str, str], str] = {}
        self.answered: dict[tuple[str, str], tuple[str, ...]] = {}
        self.choices = self
        self.answers = Answered(self.answered)
        self.synced = self

    async def choices_of(self, place: Place) -> Choices:
        found = {key: value for key, value in self.chosen.items() if key[0] == place.group}
        return Choices(
            {key[2]: value for key, value in found.items() if key[1] == place.channel},
            {key[2]: value for key, value in found.items() if not key[1]},
        )

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        key = (place.group, place.channel if scope is Scope.CHANNEL else "", setting)
        self.chosen.pop(key, None)
        if value is not None:
            self.chosen[key] = value

    async def forget(self, place: Place) -> None:
        self.chosen = {key: value for key, value in self.chosen.items() if key[0] != place.group}


class Store:
    """The port of bot.groups on it."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.choose = kept.choose
        self.forget = kept.forget

    async def choices(self, place: Place) -> Choices:
        return await self._kept.choices_of(place)


class Answered:
    def __init__(self, known: dict[tuple[str, str], tuple[str, ...]]) -> None:
        self._known = known

    async def remember(self, place: Place, question_id: str, answer_ids: Iterable[str]) -> None:
        self._known[place.channel, question_id] = tuple(answer_ids)

    async def of(self, platform: str, channel: str, question_id: str) -> tuple[str, ...]:
        return self._known.get((channel, question_id), ())

    async def drop(self, platform: str, channel: str, question_id: str) -> None:
        self._known.pop((channel, question_id), None)


def client(app: App, kept: Kept) -> CatenaClient:
    answerer = Answerer(Shelf([app]), Store(kept), AtOnce())
    return CatenaClient(answerer, kept)  # type: ignore[arg-type] # its answers are all that a client asks of a database


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
async def env(app: App, kept: Kept) -> AsyncIterator[simcord.Env]:
    bot = client(app, kept)
    env = simcord.Env(bot, shard_count=1)
    await env.start()
    await bot.tree.sync()
    yield env
    await env.shutdown()
    env.raise_errors()
    assert_sound(env)


def assert_sound(env: simcord.Env) -> None:
    require()
    problems = [
        problem
        for request in env.http_requests
        if request.json is not None
        for problem in judge(request.method, request.path, request.json, was_v2=True)
    ]
    assert problems == []


@pytest.fixture
def place(env: simcord.Env) -> Any:
    return env.create_guild("Study group").create_text_channel("reading")


@pytest.fixture
def mei(env: simcord.Env, place: Any) -> Any:
    return env.guild.add_member(env.create_user("mei"))


@pytest.fixture
def organiser(env: simcord.Env, place: Any) -> Any:
    import discord

    role = env.guild.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))
    return env.guild.add_member(env.create_user("organiser"), roles=[role])


def texts(components: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for component in components:
        if component["type"] == 10:
            found.append(component["content"])
        found += texts(component.get("components", []))
    return found


def read(result: Any) -> str:
    assert result.response is not None
    return "\n".join(texts(result.response.components))


async def test_every_command_by_its_examples(env: simcord.Env, place: Any, organiser: Any, app: App) -> None:
    for command in COMMANDS.values():
        for example in command.examples:
            line = fill_in(example.words, app.library)
            parsed = parse(line, app.commands)
            assert isinstance(parsed, Invocation)
            result = await organiser.slash(place, parsed.command, **parsed.arguments)
            assert result.acknowledged
            is_private = command.name in ("help", "settings") or example.outcome is not Outcome.FOUND
            assert result.ephemeral == is_private, line
            reply = app.respond_to(line, Asked(is_organiser=True))
            if len(reply.quotations()) == 1:
                assert_quoted(texts(result.response.components), reply, app.library)


async def test_completion_menus_buttons_and_selects(env: simcord.Env, place: Any, mei: Any) -> None:
    choices = await mei.autocomplete(place, "claim", "words", "zhen")
    assert choices[0]["value"] == "zhenbao"
    quoted = await mei.send(place, "In 1969, the Zhenbao Island conflict broke out.")
    assert "Word for word" in read(await mei.context_menu(place, "Check this quotation", quoted))
    assert "xu-lai 37.1" in read(await mei.context_menu(place, "Find excerpts on this", quoted))
    answer = await mei.slash(place, "perspectives", topic="secret-report")
    first = read(answer)
    await mei.click(answer.response.message, label="Next ▶")
    assert "(continued)" in read(answer)
    await mei.click(answer.response.message, label="◀ Previous")
    assert read(answer) == first
    asked = await mei.slash(place, "claim", words="yegorov")
    assert asked.ephemeral
    picked = await mei.select(asked.response.message, ["claim yegorov-united-front"])
    assert not picked.ephemeral
    assert "yegorov-united-front" in shown(read(picked))


async def test_another_client_answers_the_buttons_of_an_old_message(
    env: simcord.Env, place: Any, mei: Any, app: App, kept: Kept
) -> None:
    answer = await mei.slash(place, "perspectives", topic="secret-report")
    await env.restart_bot(client(app, kept))
    await mei.click(answer.response.message, label="Next ▶")
    assert "(continued)" in read(answer)


async def test_mentions_and_what_becomes_of_them(env: simcord.Env, place: Any, mei: Any) -> None:
    bot = env.bot.user
    assert bot is not None
    question = await mei.send(place, f"{bot.mention} claim zhenbao")
    answer = place.last_message
    assert answer.reference.message_id == question.id
    assert not answer.mentions
    await mei.edit(question, f"{bot.mention} claim mutual-distrust")
    assert "mutual" in str(place.last_message.components[0])
    await mei.delete(question)
    assert place.last_message is None


async def test_a_command_that_is_declared_appears_without_a_line_in_the_adapter(
    app: App, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(arguments: Arguments, context: Context) -> Reply:
        said = Paragraph(f"You said {arguments['words']} in {context.library.parts.title}.")
        return Reply("echo", arguments["words"], Outcome.FOUND, (said,))

    declared = Command(
        "echo", "Says it again", answer, (Param("words", "What to say", ParamKind.WORDS),), menu="Say again"
    )
    for module in ("bot.app", "adapters.discord.declared", "bot.commands"):
        monkeypatch.setattr(f"{module}.COMMANDS", {**COMMANDS, "echo": declared})
    fresh = App(app.library, app._index)  # noqa: SLF001  # the same library, with the command
    bot = client(fresh, kept)
    async with simcord.run(bot, shard_count=1) as env:
        await bot.tree.sync()
        place = env.create_guild().create_text_channel("reading")
        mei = env.guild.add_member(env.create_user("mei"))
        assert "You said hello in" in read(await mei.slash(place, "echo", words="hello"))
        message = await mei.send(place, "good evening")
        assert "You said good evening in" in read(await mei.context_menu(place, "Say again", message))
        assert_sound(env)


async def test_a_fault_is_told_to_the_asker_and_ends_nothing(
    app: App, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = client(app, kept)
    async with simcord.run(bot, shard_count=1, check_errors=False) as env:
        await bot.tree.sync()
        place = env.create_guild().create_text_channel("reading")
        mei = env.guild.add_member(env.create_user("mei"))
        old = (await mei.slash(place, "claim", words="zhenbao")).response
        assert old is not None

        def fail(self: App, invocation: Invocation, asked: Asked) -> Reply:
            raise RuntimeError("broken")

        monkeypatch.setattr(App, "respond", fail)
        failed = await mei.slash(place, "claim", words="mutual-distrust")
        assert failed.ephemeral
        assert "by a mistake of mine" in read(failed)
        pressed = await mei.click(old.message, label="Context")
        assert pressed.ephemeral
        assert "by a mistake of mine" in read(pressed)
        await mei.send(place, f"{bot.user.mention} claim mutual-distrust")  # type: ignore[union-attr]
        assert place.last_message is not None
        assert "by a mistake of mine" in str(place.last_message.components[0])
        monkeypatch.undo()
        assert "zhenbao" in read(await mei.slash(place, "claim", words="zhenbao"))
