"""What organisers choose for their server: by whom, where it holds, until when, and what it changes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from simcord.backend.errors import SetupError

from adapters.discord import phrases
from bot.app import App
from bot.handlers import settings_phrases
from tests.adapters.discord.simulated.stage import Stage, staged


async def choose(stage: Stage, change: str, where: str = "") -> str:
    """What the organiser is told for a change."""
    options = {"change": change, **({"where": where} if where else {})}
    answer = stage.answer(await stage.organiser.slash(stage.channel, "settings", **options))
    assert answer.is_private
    return answer.text


def public(stage: Stage) -> list[str]:
    """What everybody can read of the bot in the reading channel."""
    return [one.text for one in stage.said() if not one.is_private]


# ── Who may ──────────────────────────────────────────────────────────────────


async def test_only_who_may_manage_the_server_is_shown_settings(stage: Stage) -> None:
    assert "settings" in stage.organiser.available_commands(stage.channel)
    assert "settings" not in stage.mei.available_commands(stage.channel)
    with pytest.raises(SetupError, match="not visible to this user"):
        await stage.mei.slash(stage.channel, "settings")


async def test_others_are_told_so_by_mention_and_change_nothing(stage: Stage) -> None:
    await stage.mei.send(stage.channel, f"{stage.name} settings length short")
    assert public(stage) == [settings_phrases.ONLY_ORGANISERS]
    await stage.organiser.send(stage.channel, f"{stage.name} settings length")
    assert "“length” is full, decided by the default." in public(stage)[-1]
    await stage.organiser.send(stage.channel, f"{stage.name} settings length short")
    assert "“length” is now short in this whole group." in public(stage)[-1]


async def test_the_buttons_of_settings_ask_who_presses_them(stage: Stage) -> None:
    await stage.organiser.send(stage.channel, f"{stage.name} settings")
    [shown] = [one for one in stage.said() if not one.is_private]
    refused = stage.answer(await stage.mei.click(shown.message, label="length short"))
    assert refused.text == settings_phrases.ONLY_ORGANISERS
    assert refused.is_private
    done = stage.answer(await stage.organiser.click(shown.message, label="length short"))
    assert "“length” is now short" in done.text


async def test_in_a_direct_conversation_everybody_chooses_for_themselves(stage: Stage) -> None:
    user = stage.mei.user
    changed = stage.answer(await user.slash("settings", change="length short"))
    assert "“length” is now short" in changed.text
    alone = stage.answer(await user.slash("perspectives", topic="secret-report"))
    others = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    assert "1 of 13" in alone.labels
    assert "1 of 5" in others.labels


# ── How long, and where ──────────────────────────────────────────────────────


async def test_a_choice_holds_in_the_channel_it_was_made_for(stage: Stage) -> None:
    elsewhere = stage.guild.create_text_channel("elsewhere")
    await choose(stage, "length short", "here")
    here = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    there = stage.answer(await stage.mei.slash(elsewhere, "perspectives", topic="secret-report"))
    assert "1 of 13" in here.labels
    assert "1 of 5" in there.labels
    said = await choose(stage, "length full")
    assert settings_phrases.still_here("length", "short") in said


async def test_choices_outlive_a_restart_until_they_are_forgotten(stage: Stage, app: App) -> None:
    await choose(stage, "length short")
    await stage.restart(app)
    short = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    assert "1 of 13" in short.labels
    assert settings_phrases.FORGOTTEN in await choose(stage, "forget")
    await stage.restart(app)
    whole = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    assert "1 of 5" in whole.labels


async def test_forgetting_leaves_another_server_as_it_is(stage: Stage) -> None:
    other = stage.env.create_guild("Another group", owner=stage.organiser.user)
    channel = other.create_text_channel("reading")
    owner = other.add_member(stage.organiser.user)
    await owner.slash(channel, "settings", change="length short")
    await choose(stage, "length short")
    await choose(stage, "forget")
    answer = stage.answer(await owner.slash(channel, "perspectives", topic="secret-report"))
    assert "1 of 13" in answer.labels


# ── Libraries ────────────────────────────────────────────────────────────────


@pytest.fixture
async def two(app: App, lighthouse: App, url: str) -> AsyncIterator[Stage]:
    """A bot that offers two libraries."""
    async with staged([app, lighthouse], url) as stage:
        yield stage
    stage.env.raise_errors()
    stage.assert_sound()


async def test_a_group_chooses_the_library_that_answers(two: Stage) -> None:
    offered = await two.organiser.autocomplete(two.channel, "settings", "change", "library")
    assert {one["value"] for one in offered} == {"library khrushchev", "library skarholm", "library default"}
    old = two.answer(await two.mei.slash(two.channel, "claim", words="zhenbao"))
    await choose(two, "library skarholm")
    answer = two.answer(await two.mei.slash(two.channel, "claim", words="keeper-asleep"))
    assert "keeper-asleep" in answer.text
    assert not answer.is_private
    assert two.answer(await two.mei.slash(two.channel, "claim", words="zhenbao")).is_private
    completed = await two.mei.autocomplete(two.channel, "claim", "words", "keeper")
    assert "keeper-asleep" in [one["value"] for one in completed]
    context = two.answer(await two.mei.click(old.message, label="Context"))
    assert "(context)" in context.text, "a message goes on in the library that it was cut from"
    await choose(two, "library default")
    assert not two.answer(await two.mei.slash(two.channel, "claim", words="zhenbao")).is_private


async def test_a_library_that_is_not_offered_any_more_is_said_to_be_passed_over(two: Stage, app: App) -> None:
    await choose(two, "library skarholm")
    await two.restart(app)
    assert not two.answer(await two.mei.slash(two.channel, "claim", words="zhenbao")).is_private
    assert "“library” was set to “skarholm” by this whole group, which is not offered here any more." in await choose(
        two, "library"
    )


# ── The prefix, and references ───────────────────────────────────────────────


async def test_where_discord_gives_no_text_of_messages_the_choice_says_that_it_has_no_effect(stage: Stage) -> None:
    for change in ("prefix on", "prefix ?", "inline on"):
        assert phrases.LACKS_MESSAGES["prefix"] in await choose(stage, change)
    await stage.mei.send(stage.channel, "!claim zhenbao")
    await stage.mei.send(stage.channel, "see [[zhenbao]]")
    assert public(stage) == []
    assert phrases.LACKS_MESSAGES["prefix"] not in await choose(stage, "prefix off")


async def test_where_discord_gives_it_nothing_is_lacking(reader: Stage) -> None:
    assert phrases.LACKS_MESSAGES["prefix"] not in await choose(reader, "prefix on")


async def test_the_prefix_is_answered_once_it_is_on_and_not_before(reader: Stage) -> None:
    await reader.mei.send(reader.channel, "!claim zhenbao")
    assert public(reader) == []
    await choose(reader, "prefix on")
    await reader.mei.send(reader.channel, "!claim zhenbao")
    [answer] = public(reader)
    assert "zhenbao" in answer
    await choose(reader, "prefix off")
    await reader.mei.send(reader.channel, "!claim zhenbao")
    assert len(public(reader)) == 1


async def test_a_prefix_of_the_server_s_own_takes_the_place_of_the_usual_one(reader: Stage) -> None:
    assert "“prefix” is now ?" in await choose(reader, "prefix ?")
    for said in ("!claim zhenbao", "?play something", "?", "??", "? claim zhenbao", "really?claim zhenbao"):
        await reader.mei.send(reader.channel, said)
    assert public(reader) == []
    await reader.mei.send(reader.channel, "?claim zhenbao")
    await reader.mei.send(reader.channel, f"{reader.name} ?claim zhenbao")
    assert ["zhenbao" in answer for answer in public(reader)] == [True, True]
    await choose(reader, "prefix default")
    await reader.mei.send(reader.channel, "?claim zhenbao")
    assert len(public(reader)) == 2


async def test_a_word_is_no_prefix_and_why_is_said(reader: Stage) -> None:
    refused = await choose(reader, "prefix hello")
    assert "“prefix” cannot be “hello”" in refused
    assert "A prefix of your own is one sign or two" in refused
    assert "are left to conversations" in refused
    await reader.mei.send(reader.channel, "helloclaim zhenbao")
    assert public(reader) == []


async def test_commands_of_other_bots_are_left_to_them_and_ours_without_words_are_explained(reader: Stage) -> None:
    await choose(reader, "prefix on")
    for said in ("!play something", "!!", "!", "! claim zhenbao", "wow!claim zhenbao", "claim zhenbao"):
        await reader.mei.send(reader.channel, said)
    assert public(reader) == []
    await reader.mei.send(reader.channel, "!claim")
    assert "claim <words>" in public(reader)[0]


async def test_the_prefix_is_on_in_one_channel_alone_and_in_its_threads(reader: Stage) -> None:
    elsewhere = reader.guild.create_text_channel("elsewhere")
    await choose(reader, "prefix on", "here")
    await reader.mei.send(elsewhere, "!claim zhenbao")
    assert reader.said(elsewhere) == []
    await reader.mei.send(reader.channel, f"{reader.name} discuss reform")
    [thread] = reader.channel.threads
    before = len(reader.said(thread))
    await reader.mei.send(thread, "!claim zhenbao")
    assert "zhenbao" in reader.said(thread)[-1].text
    assert len(reader.said(thread)) == before + 1


async def test_a_question_edited_to_have_the_prefix_is_answered_then(reader: Stage) -> None:
    await choose(reader, "prefix on")
    question = await reader.mei.send(reader.channel, "claim zhenbao")
    await reader.mei.edit(question, "!claim zhenbao")
    assert "zhenbao" in public(reader)[0]
    await reader.mei.edit(question, "claim zhenbao")
    assert public(reader) == []


async def test_references_in_passing_are_quoted_once_that_is_on(reader: Stage) -> None:
    await reader.mei.send(reader.channel, "see [[zhenbao]]")
    assert public(reader) == []
    await choose(reader, "inline on")
    await reader.mei.send(reader.channel, "Compare [[xu-lai 37.1]] with [[mutual-distrust]].")
    [answer] = public(reader)
    assert "xu-lai 37.1" in answer
    assert "mutual-distrust" in answer


async def test_references_in_code_and_brackets_of_others_are_left_alone(reader: Stage) -> None:
    await choose(reader, "inline on")
    for said in ("`[[zhenbao]]`", "```\n[[zhenbao]]\n```", "see [[my notes]]", "[[]]", "[zhenbao]"):
        await reader.mei.send(reader.channel, said)
    assert public(reader) == []


async def test_three_references_of_a_message_are_quoted_and_no_more(reader: Stage) -> None:
    await choose(reader, "inline on")
    await reader.mei.send(reader.channel, "[[zhenbao]] [[mutual-distrust]] [[xu-lai 5.1]] [[survey 7.3]]")
    [answer] = public(reader)
    assert "xu-lai 5.1" in answer
    assert "survey 7.3" not in answer


async def test_references_follow_an_edit(reader: Stage) -> None:
    await choose(reader, "inline on")
    message = await reader.mei.send(reader.channel, "see [[zhenbao]]")
    await reader.mei.edit(message, "see [[mutual-distrust]]")
    [answer] = public(reader)
    assert "mutual-distrust" in answer
    await reader.mei.edit(message, "see nothing")
    assert public(reader) == []
