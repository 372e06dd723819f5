"""One interaction, answered through whatever goes wrong between Discord and the bot."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
import pytest

from adapters.answering.answerer import Answer
from adapters.discord import responding
from adapters.discord.components import Prepared
from adapters.discord.responding import Responder
from bot.app import App
from bot.groups import FULL, SHORT


class Refusal:
    """What discord.py makes an exception of."""

    status, reason = 400, "Bad Request"


def refused(code: int) -> discord.HTTPException:
    response: Any = Refusal()
    return discord.HTTPException(response, {"code": code, "message": ""})


class Discord:
    """An interaction whose every request is listed, and fails as it is told to."""

    def __init__(self, *, is_command: bool = True, is_guilds: bool = True) -> None:
        self.id = 1
        self.extras: dict[str, Any] = {}
        self.response = self.followup = self
        self.sent: list[str] = []
        self.private: list[bool] = []
        self.fails: dict[str, list[Exception]] = {}
        self._is_command = is_command
        self._is_guilds = is_guilds
        self._is_done = False

    def is_guild_integration(self) -> bool:
        return self._is_guilds

    def is_done(self) -> bool:
        return self._is_done

    def _take(self, name: str, *, private: bool = False, answers: bool = False) -> None:
        if self.fails.get(name):
            raise self.fails[name].pop(0)
        self.sent.append(name)
        self.private.append(private)
        self._is_done |= answers

    async def defer(self, *, thinking: bool = False) -> None:
        self._take("thinks" if thinking else "defers", answers=True)

    async def send_message(self, *, view: Prepared, ephemeral: bool, **_: Any) -> None:
        self._take("answers", private=ephemeral, answers=True)

    async def edit_message(self, *, view: Prepared, **_: Any) -> None:
        self._take("turns", answers=True)

    async def send(self, *, view: Prepared, ephemeral: bool, **_: Any) -> None:
        self._take("follows", private=ephemeral)

    async def edit_original_response(self, *, view: Prepared, **_: Any) -> None:
        self._take("edits")

    async def delete_original_response(self) -> None:
        self._take("deletes")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responding, "THINKS_FOR", 0.0)


def responder(interaction: Discord) -> Responder:
    return Responder(interaction)  # type: ignore[arg-type] # all that is asked of one


def answer(app: App, line: str, length: str = FULL) -> Answer:
    return Answer(app.respond_to(line), app, line, length)


def many_pages(app: App) -> str:
    """A question of more short pages than somebody's own installation may send."""
    sentences = [sentence for document in app.library.documents.values() for sentence in document.sentences]
    return "verify " + " ".join(app.library.cut(sentence.passage) for sentence in sentences[:50])[:5_900]


async def later(found: Answer) -> Answer:
    for _ in range(5):
        await asyncio.sleep(0)
    return found


async def broken() -> Answer:
    await asyncio.sleep(0.01)
    raise RuntimeError("broken")


@pytest.mark.usefixtures("impatient")
async def test_a_page_whose_turning_fails_late_stays_where_it_is() -> None:
    pressed = Discord()
    with pytest.raises(RuntimeError) as failure:
        await responder(pressed).turn(broken(), 2, FULL)
    await responder(pressed).tell_of(failure.value)
    assert pressed.sent == ["defers", "follows"]
    assert pressed.private[-1]


async def test_an_answer_stays_when_what_should_follow_it_fails(app: App) -> None:
    asked = Discord()
    asked.fails["follows"] = [refused(50013)]
    with pytest.raises(discord.HTTPException) as failure:
        await responder(asked).send(answer(app, many_pages(app), SHORT))
    await responder(asked).tell_of(failure.value)
    assert asked.sent == ["answers", "follows"]
    assert asked.private[-1]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("line", "shown"), [("claim zhenbao", ["edits"]), ("help", ["deletes", "follows"])])
async def test_an_answer_that_took_long_takes_the_place_of_the_word_that_it_would(
    app: App, line: str, shown: list[str]
) -> None:
    asked = Discord()
    await responder(asked).send(await responder(asked).think(later(answer(app, line))))
    assert asked.sent == ["thinks", *shown]


@pytest.mark.usefixtures("impatient")
async def test_word_that_it_takes_long_arrives_and_its_confirmation_is_lost(app: App) -> None:
    asked = Discord()
    asked.fails["thinks"] = [aiohttp.ServerDisconnectedError(), refused(40060)]
    await responder(asked).send(await responder(asked).think(later(answer(app, "claim zhenbao"))))
    assert asked.sent == ["edits"]


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError(), ConnectionResetError(104, "reset")])
async def test_a_first_answer_on_a_broken_connection_is_sent_again(app: App, error: Exception) -> None:
    asked = Discord()
    asked.fails["answers"] = [error]
    await responder(asked).send(answer(app, "claim zhenbao"))
    assert asked.sent == ["answers"]


async def test_what_follows_is_never_sent_twice(app: App) -> None:
    asked = Discord()
    asked.fails["follows"] = [aiohttp.ServerDisconnectedError()]
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await responder(asked).add("Something beside it.")
    assert asked.sent == []


@pytest.mark.parametrize("is_guilds", [True, False])
async def test_somebodys_own_installation_gets_no_more_messages_than_discord_takes(app: App, is_guilds: bool) -> None:
    long = answer(app, many_pages(app), SHORT)
    asked = Discord(is_guilds=is_guilds)
    await responder(asked).send(long)
    assert (len(asked.sent) > 6) == is_guilds
