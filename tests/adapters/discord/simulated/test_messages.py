"""Commands and references in messages; an edited question edits its answer, a deleted one removes it.

Not here: the mention of the bot's own role, as simcord's roles do not say whose they are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord
import pytest
from simcord.backend import serializers
from simcord.enums import MessageType

from adapters.answering.limits import Limit, Limits
from bot.app import App
from bot.model import Reference
from tests.adapters.discord.simulated.stage import Shown, Stage

CLAIMS = ("zhenbao", "mutual-distrust", "yegorov-united-front")


def the_answer(stage: Stage, question: discord.Message) -> Shown:
    """The one message that answers a question."""
    [answer] = [one for one in stage.said() if one.answers == question.id]
    return answer


async def test_a_mention_is_answered_in_a_reply_that_pings_nobody(stage: Stage) -> None:
    question = await stage.mei.send(stage.channel, f"{stage.name} claim zhenbao")
    answer = the_answer(stage, question)
    assert "zhenbao" in answer.text
    assert not answer.message.mentions
    assert not answer.is_private, "Discord knows no private replies to messages"


async def test_a_name_alone_is_answered_with_help(stage: Stage) -> None:
    question = await stage.mei.send(stage.channel, stage.name)
    assert "perspectives" in the_answer(stage, question).text


async def test_who_speaks_of_the_bot_is_not_answered(stage: Stage) -> None:
    await stage.mei.send(stage.channel, f"ask {stage.name} claim zhenbao")
    assert stage.said() == []


async def test_in_a_direct_conversation_every_message_is_a_command(stage: Stage) -> None:
    await stage.mei.send_dm("claim zhenbao")
    await stage.mei.send_dm("!claim mutual-distrust")
    first, second = stage.said(stage.mei.user.dm_channel)
    assert "zhenbao" in first.text
    assert "mutual-distrust" in second.text


async def test_everything_in_a_message_is_answered_as_by_slash(stage: Stage) -> None:
    for line in ("perspectives secret-report", "who mao", "read xu-lai 37.1", "documents", "claim tiananmen"):
        command, _, words = line.partition(" ")
        option = {"perspectives": "topic", "who": "name", "read": "reference", "claim": "words"}.get(command)
        by_slash = stage.answer(
            await stage.mei.slash(stage.channel, command, **({option: words} if option else {})),
        )
        question = await stage.mei.send(stage.channel, f"{stage.name} {line}")
        assert the_answer(stage, question).text == by_slash.text


async def test_other_bots_webhooks_and_notices_are_not_answered(stage: Stage) -> None:
    other = stage.guild.add_member(stage.env.create_user("other bot", bot=True))
    await other.send(stage.channel, f"{stage.name} claim zhenbao")
    await stage.guild.create_webhook(stage.channel, "News").send(f"{stage.name} claim zhenbao")
    stage.guild.create_system_message(stage.channel, MessageType.NEW_MEMBER, author=stage.mei)
    await stage.env.settle()
    assert stage.said() == []


# ── What becomes of a question ───────────────────────────────────────────────

Restarts = Callable[[], Awaitable[object]]


@pytest.fixture(params=["at once", "after a restart"])
def meanwhile(request: pytest.FixtureRequest, stage: Stage, app: App) -> Restarts:
    """What happens between a question and its change: nothing, or a restart of the bot."""

    async def happens() -> None:
        if request.param == "after a restart":
            await stage.restart(app)

    return happens


async def test_an_edited_question_edits_its_answer(stage: Stage, meanwhile: Restarts) -> None:
    question = await stage.mei.send(stage.channel, f"{stage.name} claim zhenbao")
    answer = the_answer(stage, question)
    await meanwhile()
    await stage.mei.edit(question, f"{stage.name} claim mutual-distrust")
    assert "mutual-distrust" in stage.again(answer).text
    assert [one.id for one in stage.said()] == [answer.id]
    await stage.mei.edit(question, f"{stage.name} claim zhenbao")
    assert stage.again(answer).text == answer.text


async def test_a_question_edited_into_none_loses_its_answer_and_gets_another_when_it_is_one_again(
    stage: Stage, meanwhile: Restarts
) -> None:
    question = await stage.mei.send(stage.channel, f"{stage.name} claim zhenbao")
    await meanwhile()
    await stage.mei.edit(question, "never mind")
    assert stage.said() == []
    await stage.mei.edit(question, f"{stage.name} claim zhenbao")
    assert "zhenbao" in the_answer(stage, question).text


async def test_a_deleted_question_takes_its_answer_along(stage: Stage, meanwhile: Restarts) -> None:
    question = await stage.mei.send(stage.channel, f"{stage.name} claim zhenbao")
    kept = await stage.mei.send(stage.channel, f"{stage.name} claim zhenbao")
    await meanwhile()
    await stage.mei.delete(question)
    assert [one.answers for one in stage.said()] == [kept.id]


async def test_many_questions_deleted_at_once_take_their_answers_along(stage: Stage, meanwhile: Restarts) -> None:
    asked = [await stage.mei.send(stage.channel, f"{stage.name} claim {name}") for name in CLAIMS]
    assert len(stage.said()) == 3
    await meanwhile()
    stage.env.backend.bulk_delete_messages(stage.channel.id, [one.id for one in asked[:2]])
    await stage.env.settle()
    assert [one.answers for one in stage.said()] == [asked[2].id]


async def test_a_question_of_several_answers_follows_with_all_of_them(stage: Stage, app: App) -> None:
    sentence = app.library.sentence(Reference("survey", 7, 3))
    assert sentence is not None
    long = app.library.cut(sentence.passage)
    await stage.organiser.slash(stage.channel, "settings", change="length short")
    question = await stage.mei.send(stage.channel, f"{stage.name} search {long}")
    first, *others = [one for one in stage.said() if not one.is_private]
    assert others
    await stage.mei.edit(question, f"{stage.name} claim zhenbao")
    [left] = [one for one in stage.said() if not one.is_private]
    assert left.id == first.id
    assert "zhenbao" in left.text
    await stage.mei.edit(question, f"{stage.name} search {long}")
    assert len([one for one in stage.said() if not one.is_private]) == 1 + len(others)
    await stage.mei.delete(question)
    assert [one for one in stage.said() if not one.is_private] == []


async def test_a_picture_that_discord_adds_to_a_link_changes_nothing(stage: Stage) -> None:
    question = await stage.mei.send(stage.channel, f"{stage.name} claim zhenbao")
    passing = await stage.mei.send(stage.channel, "https://example.org")
    before = len(stage.env.http_requests)
    for message in (question, passing):
        kept = stage.env.backend.get_message(stage.channel.id, message.id)
        kept.embeds = [{"type": "link", "url": "https://example.org", "title": "An example"}]
        stage.env.backend.emit("MESSAGE_UPDATE", dict(serializers.message_payload(stage.env.backend, kept)))
    await stage.env.settle()
    assert len(stage.env.http_requests) == before
    assert the_answer(stage, question).message.edited_at is None


# ── Questions too many ───────────────────────────────────────────────────────


async def test_whoever_was_told_nothing_yet_is_told(reader: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference too many, and a command that its asker alone was told of, are no word to the others."""
    answerer = reader.bot.client.answerer
    await reader.organiser.slash(reader.channel, "settings", change="inline on")
    monkeypatch.setattr(answerer, "_limits", Limits(Limit(1, 3_600.0), None))
    before = len(reader.said())
    for words in ("[[zhenbao]]", "[[zhenbao]]"):
        await reader.mei.send(reader.channel, words)
    assert len(reader.said()) == before + 1, "who wrote in passing is not told"
    await reader.mei.send(reader.channel, f"{reader.name} claim zhenbao")
    assert "That is a lot at once" in reader.said()[-1].text
    monkeypatch.setattr(answerer, "_limits", Limits(None, Limit(1, 3_600.0)))
    answer = reader.answer(await reader.mei.slash(reader.channel, "claim", words="zhenbao"))
    pressed = reader.answer(await reader.mei.click(answer.message, label="Context"))
    assert pressed.is_private
    assert "Many questions have come from here" in pressed.text
    ben = reader.member("ben")
    question = await ben.send(reader.channel, f"{reader.name} claim zhenbao")
    assert "Many questions have come from here" in the_answer(reader, question).text


async def test_an_answer_that_somebody_deleted_is_given_anew_when_its_question_is_edited(stage: Stage) -> None:
    question = await stage.mei.send(stage.channel, f"{stage.name} claim zhenbao")
    await the_answer(stage, question).message.delete()
    await stage.mei.edit(question, f"{stage.name} claim mutual-distrust")
    assert "mutual-distrust" in the_answer(stage, question).text
