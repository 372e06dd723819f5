"""From the first start to the last stop: what is kept, what is printed, how it ends."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from adapters.discord import phrases
from adapters.discord.shown import payloads
from bot.app import App
from bot.commands import COMMANDS
from bot.examples import fill_in
from tests.adapters.discord.judge.openapi import require
from tests.adapters.discord.judge.rules import judge_message
from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import village


async def test_a_stop_in_the_middle_of_an_answer_lets_it_be_sent(standin: StandIn, catena: Process) -> None:
    standin.faults.add("POST", "/interactions/", delay=0.5)
    asked = standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
    await standin.until(lambda: bool(standin.sent("POST", "/callback")), "the answer is on its way")
    code, _ = await catena.terminate()
    assert code == 0
    assert (await asked).callbacks == 1
    assert "zhenbao" in (await asked).message.text  # type: ignore[union-attr]
    await standin.gateway.changes.until(lambda: not standin.sessions, lambda: "it said good-bye")
    assert "Traceback" not in catena.stderr


async def test_a_stop_while_discord_is_away(standin: StandIn, data: Path) -> None:
    standin.faults.add("GET", "/users/@me", status=503, times=None)
    async with running(standin, data=data, waits=False) as process:
        await standin.until(lambda: bool(standin.sent("GET", "/users/@me")), "it tries")
        code, _ = await process.terminate()
        assert code == 0


async def test_settings_answers_and_buttons_outlive_the_program(standin: StandIn, data: Path) -> None:
    channel = standin.village.channel
    async with running(standin, data=data) as process:
        await standin.organiser.slash(channel, "settings", change="prefix on")
        old = (await standin.mei.slash(channel, "perspectives", topic="secret-report")).message
        assert old is not None
        said = standin.mei.say(channel, "!claim zhenbao")
        answer = await said
        direct = await standin.mei.say(standin.mei.direct, "perspectives secret-report")
        await process.terminate()
    async with running(standin, data=data):
        await standin.connected()
        await standin.mei.click(old, label="Next ▶")
        assert "2 of 5" in old.labels
        await standin.mei.click(direct, label="Next ▶")
        assert "2 of 5" in direct.labels
        standin.mei.edit(said.message, "!claim mutual-distrust")
        await said.answer_edited(answer)
        assert "mutual-distrust" in answer.text
        standin.mei.delete(said.message)
        await said.unanswered()
    assert len(standin.sent("PUT", "/commands")) == 1
    standin.assert_sound()


async def test_a_button_of_another_library_says_so_and_asks_anew(standin: StandIn, data: Path) -> None:
    channel = standin.village.channel
    toy = Path(__file__).parents[2] / "library"
    async with running(standin, data=data, env={"CATENA_LIBRARY": str(toy)}):
        old = (await standin.mei.slash(channel, "claim", words="keeper-asleep")).message
        assert old is not None
        assert "keeper-asleep" in old.text
    async with running(standin, data=data):
        await standin.connected()
        stale = await standin.mei.click(old, label="Context")
        assert stale.ephemeral
        assert stale.message is not None
        assert "documents have changed" in stale.message.text
        anew = await standin.mei.click(stale.message, label=phrases.ASK_AGAIN)
        assert anew.ephemeral  # those documents have no such place
    standin.assert_sound()


async def test_a_group_picks_one_of_two_libraries(standin: StandIn, data: Path) -> None:
    root = Path(__file__).parents[3]
    both = os.pathsep.join((str(root / "content" / "khrushchev"), str(root / "tests" / "library")))
    async with running(standin, data=data, env={"CATENA_LIBRARY": both}):
        channel = standin.village.channel
        offered = await standin.organiser.autocomplete(channel, "settings", "change", "library")
        names = [one["value"].removeprefix("library ") for one in offered]
        assert len(names) == 3
        await standin.organiser.slash(channel, "settings", change=f"library {names[1]}")
        found = await standin.mei.slash(channel, "claim", words="keeper-asleep")
        assert "keeper-asleep" in found.message.text  # type: ignore[union-attr]
        assert not found.ephemeral
    standin.assert_sound()


async def test_commands_are_registered_when_they_changed_or_are_to_be(standin: StandIn, data: Path) -> None:
    for arguments, registered in ((["discord"], 1), (["discord"], 1), (["discord", "--sync"], 2)):
        async with running(standin, *arguments, data=data):
            await standin.mei.slash(standin.village.channel, "topics")
            await standin.until(lambda wanted=registered: len(standin.sent("PUT", "/commands")) == wanted, "registered")  # type: ignore[misc] # bound now, not later


async def test_commands_that_are_to_be_registered_are_so_once_however_often_it_connects(
    standin: StandIn, data: Path
) -> None:
    async with running(standin, "discord", "--sync", data=data) as process:
        await process.said('"event": "connected"')
        await process.said("commands registered")
        await standin.gateway.close(4012, can_resume=False)
        await standin.identified(2)
        await standin.connected()
        for _ in range(2):
            await standin.mei.slash(standin.village.channel, "topics")
    assert len(standin.sent("PUT", "/commands")) == 1


async def test_shards(standin: StandIn, data: Path) -> None:
    standin.world.shards = 4
    async with running(standin, "discord", "--shards", "0-1/4", data=data, waits=False) as process:
        await standin.connected(2, 60)
        assert {tuple(session.shard) for session in standin.sessions} == {(0, 4), (1, 4)}
        await process.terminate()


@pytest.mark.parametrize("typed", ["4-1/4", "0-4/4", "x", "1"])
async def test_shards_that_are_none(standin: StandIn, data: Path, typed: str) -> None:
    async with running(standin, "discord", "--shards", typed, data=data, waits=False) as process:
        assert await process.ended() == 2
    assert "--shards 0-3/16" in process.stderr


async def test_without_a_token_it_says_where_to_get_one(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data, token="", waits=False) as process:
        assert await process.ended() == 78
    assert process.stderr == f"{phrases.NO_TOKEN}\n"


async def test_a_store_that_is_none_is_named(standin: StandIn, data: Path) -> None:
    (data / "catena.sqlite3").write_bytes(b"no database at all" * 100)
    async with running(standin, data=data, waits=False) as process:
        assert await process.ended() == 78
    assert "it is no SQLite file" in process.stderr
    assert "Traceback" not in process.stderr


async def test_without_the_text_of_messages_a_setting_says_what_it_lacks(data: Path) -> None:
    async with StandIn.open(village(grants_content=False)) as standin, running(standin, data=data):
        channel = standin.village.channel
        chosen = await standin.organiser.slash(channel, "settings", change="prefix on")
        assert "Message Content Intent" in chosen.message.text  # type: ignore[union-attr]
        unread = standin.mei.write(channel, "!claim zhenbao")
        answer = await standin.mei.say(channel, f"<@{standin.world.bot.id}> claim zhenbao")
        assert [one.reference for one in channel.said if one.author is standin.world.bot] == [answer.reference]
        assert answer.reference is not unread
        standin.assert_sound()


async def test_the_log_has_neither_the_token_nor_what_members_write(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data) as process:
        await standin.mei.slash(standin.village.channel, "claim", words="a very private question")
        await standin.mei.say(standin.mei.direct, "search a very private question")
        await process.terminate()
    assert standin.world.token not in process.stderr
    assert "private" not in process.stderr
    kept = sqlite3.connect(data / "catena.sqlite3")
    everything = "\n".join(kept.iterdump())
    kept.close()
    assert "CREATE TABLE choices" in everything
    assert "private" not in everything


async def test_the_invitation_asks_for_the_least(standin: StandIn, data: Path) -> None:
    async with running(standin, "discord", "--invite", data=data, waits=False) as process:
        assert await process.ended() == 0
    assert f"client_id={standin.world.application_id}" in process.stdout
    assert "permissions=309237713920" in process.stdout
    assert "scope=bot+applications.commands" in process.stdout
    assert "create_public_threads: to open a thread for /discuss" in process.stdout


@pytest.mark.parametrize(
    ("line", "is_private"), [("claim zhenbao", False), ("claim tiananmen", True), ("help", True), ("nonsense", True)]
)
async def test_what_discord_would_get_can_be_looked_at(
    standin: StandIn, data: Path, line: str, *, is_private: bool
) -> None:
    require()
    async with running(standin, "--as", "discord", *line.split(), data=data, waits=False) as process:
        await process.ended()
    payload = json.loads(process.stdout)
    assert judge_message(payload) == []
    assert bool(payload["flags"] & (1 << 6)) == is_private


def test_every_example_can_be_looked_at(app: App) -> None:
    require()
    for line in (fill_in(example.words, app.library) for command in COMMANDS.values() for example in command.examples):
        for payload in payloads(app.respond_to(line), app.library):
            assert judge_message(payload) == [], line
