"""`discuss`: a thread with both sides and the question, or what is in its way; and where the bot is no member."""

from __future__ import annotations

import discord
import pytest
from simcord.builders import ChannelHandle

from adapters.discord import phrases
from bot.app import App
from tests.adapters.discord.reading import assert_quoted
from tests.adapters.discord.simulated.stage import Stage

NEEDED = {
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
ELSEWHERE = 1 << 50
"""The id of a server that the bot is no member of."""


def closed(stage: Stage, *denied: str) -> ChannelHandle:
    """A channel where the bot lacks some permissions."""
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(denied, False))
    return stage.guild.create_text_channel("closed", overwrites={stage.env.bot.user: overwrite})  # type: ignore[dict-item] # logged in


@pytest.mark.parametrize("way", ["slash", "mention"])
async def test_a_thread_has_both_sides_and_the_question_last(way: str, stage: Stage, app: App) -> None:
    if way == "slash":
        opening = stage.answer(await stage.mei.slash(stage.channel, "discuss", topic="reform"))
        assert not opening.is_private
        assert "To discuss:" in opening.text
    else:
        await stage.mei.send(stage.channel, f"{stage.name} discuss reform")
        assert stage.said() == [], "the thread hangs on the question"
    [thread] = stage.channel.threads
    said = stage.said(thread)
    assert_quoted([text for one in said for text in one.texts], app.respond_to("discuss reform"), app.library)
    assert "To discuss:" in said[-1].text
    assert not [one for one in said if phrases.NEXT in one.labels], "nobody needs to turn pages to follow"


@pytest.mark.parametrize("lacks", [("create_public_threads",), tuple(NEEDED)], ids=" and ".join)
@pytest.mark.parametrize("way", ["slash", "mention"])
async def test_what_the_bot_lacks_for_a_thread_is_named_and_both_sides_stand_there(
    way: str, lacks: tuple[str, ...], stage: Stage
) -> None:
    place = closed(stage, *lacks)
    if way == "slash":
        asked = await stage.mei.slash(place, "discuss", topic="reform")
        said = [stage.answer(asked), *stage.more(asked)]
    else:
        await stage.mei.send(place, f"{stage.name} discuss reform")
        said = stage.said(place)
    text = "\n".join(one.text for one in said)
    assert all(f"“{NEEDED[name]}”" in text for name in lacks)
    assert "Where they part" in text
    assert place.threads == []


async def test_in_a_thread_both_sides_stand_in_it(stage: Stage) -> None:
    await stage.mei.slash(stage.channel, "discuss", topic="reform")
    [thread] = stage.channel.threads
    answer = stage.answer(await stage.mei.slash(thread, "discuss", topic="secret-report"))
    assert "Where they part" in answer.text
    assert "thread" not in answer.text
    assert len(stage.channel.threads) == 1


async def test_in_a_thread_its_channels_choices_hold(stage: Stage) -> None:
    await stage.organiser.slash(stage.channel, "settings", change="length short", where="here")
    await stage.mei.slash(stage.channel, "discuss", topic="reform")
    [thread] = stage.channel.threads
    inside = stage.answer(await stage.mei.slash(thread, "perspectives", topic="secret-report"))
    assert "1 of 13" in inside.labels
    await stage.organiser.slash(thread, "settings", change="length full", where="here")
    outside = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    assert "1 of 5" in outside.labels


async def test_a_question_in_a_thread_is_followed_there(stage: Stage, app: App) -> None:
    await stage.mei.slash(stage.channel, "discuss", topic="reform")
    [thread] = stage.channel.threads
    before = len(stage.said(thread))
    question = await stage.mei.send(thread, f"{stage.name} claim zhenbao")
    await stage.restart(app)
    await stage.mei.delete(question)
    assert len(stage.said(thread)) == before


async def test_in_a_direct_conversation_both_sides_stand_there(stage: Stage) -> None:
    asked = await stage.mei.user.slash("discuss", topic="reform")
    by_slash = "\n".join(one.text for one in [stage.answer(asked), *stage.more(asked)])
    await stage.mei.send_dm("discuss reform")
    said = stage.said(stage.mei.user.dm_channel)
    for text in (by_slash, "\n".join(one.text for one in said)):
        assert phrases.NO_THREADS_IN_PRIVATE in text
        assert "Where they part" in text


async def test_a_topic_that_is_none_opens_no_thread(stage: Stage) -> None:
    answer = stage.answer(await stage.mei.slash(stage.channel, "discuss", topic="tiananmen"))
    assert answer.is_private
    assert stage.channel.threads == []


async def test_a_thread_that_discord_refuses_is_told_and_nothing_is_lost(stage: Stage) -> None:
    stage.env.inject_error(
        "POST", "/channels/*/messages/*/threads", status=403, code=50013, message="Missing Permissions"
    )
    asked = await stage.mei.slash(stage.channel, "discuss", topic="reform")
    text = "\n".join(one.text for one in [stage.answer(asked), *stage.more(asked)])
    assert "Discord did not let me open a thread" in text
    assert "Where they part" in text


# ── Where somebody brought the bot along ─────────────────────────────────────


async def test_who_installed_it_for_themselves_uses_it_in_a_server_without_it(stage: Stage) -> None:
    stage.supplement.keep_out_of(ELSEWHERE)
    elsewhere = stage.env.create_guild("Elsewhere", id=ELSEWHERE)
    channel = elsewhere.create_text_channel("general")
    mei = elsewhere.add_member(stage.mei.user)
    assert stage.env.bot.get_guild(ELSEWHERE) is None
    paged = stage.answer(await mei.slash(channel, "perspectives", topic="secret-report"))
    await mei.click(paged.message, label="Next ▶")
    assert "2 of 5" in stage.again(paged).labels
    message = await mei.send(channel, "In 1969, the Zhenbao Island conflict broke out.")
    checked = stage.answer(await mei.context_menu(channel, "Check this quotation", message))
    assert "Word for word" in checked.text
    asked = await mei.slash(channel, "discuss", topic="reform")
    text = "\n".join(one.text for one in [stage.answer(asked), *stage.more(asked)])
    assert "I am no member of this server" in text
    assert "Where they part" in text
    assert channel.threads == []
