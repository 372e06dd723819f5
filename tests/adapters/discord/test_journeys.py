"""What members and organisers of a server do, with the unmodified program on the other side of real sockets."""

from __future__ import annotations

import asyncio

import pytest

from adapters.discord import phrases
from bot.app import App
from bot.commands import COMMANDS
from bot.examples import fill_in
from bot.groups import Asked
from bot.model import Reference
from bot.parsing import Invocation, parse
from bot.reply import Outcome
from tests.adapters.discord.reading import assert_quoted, shown
from tests.adapters.discord.standin import permissions
from tests.adapters.discord.standin.acting import Actor
from tests.adapters.discord.standin.changes import DEADLINE
from tests.adapters.discord.standin.running import Process
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import Kind, Message

pytestmark = pytest.mark.usefixtures("catena")


def invocation(line: str, app: App) -> Invocation:
    parsed = parse(line, app.commands)
    assert isinstance(parsed, Invocation)
    return parsed


async def every_page(actor: Actor, message: Message) -> list[str]:
    """The texts of a message, turned to its last page."""
    texts = list(message.texts)
    while any(button["label"] == "Next ▶" and not button.get("disabled") for button in message.buttons):
        await actor.click(message, label="Next ▶")
        texts += message.texts
    return texts


# ── Slash commands ───────────────────────────────────────────────────────────


async def test_every_example_of_every_command(standin: StandIn, app: App) -> None:
    for command in COMMANDS.values():
        for example in command.examples:
            line = fill_in(example.words, app.library)
            reply = app.respond_to(line, Asked(is_organiser=True))
            asked = invocation(line, app)
            answer = await standin.organiser.slash(standin.village.channel, asked.command, **asked.arguments)
            assert answer.message is not None, line
            assert answer.callbacks == 1
            is_private = (
                command.name in ("help", "settings", "status", "digest") or example.outcome is not Outcome.FOUND
            )
            assert answer.ephemeral == is_private, line
            if reply.quotations() and command.name != "discuss":
                assert_quoted(await every_page(standin.mei, answer.message), reply, app.library)
    standin.assert_sound()


async def test_all_claims_and_topics_are_within_discords_limits(standin: StandIn, app: App) -> None:
    channel = standin.village.channel
    for name in app.library.claims:
        assert (await standin.mei.slash(channel, "claim", words=name)).message is not None
    for name in app.library.topics:
        assert (await standin.mei.slash(channel, "perspectives", topic=name)).message is not None
    standin.assert_sound()


async def test_what_is_no_answer_is_for_the_asker_alone(standin: StandIn) -> None:
    channel = standin.village.channel
    nothing = await standin.mei.slash(channel, "claim", words="tiananmen")
    assert nothing.ephemeral
    assert "no claim called “tiananmen”" in nothing.message.text  # type: ignore[union-attr]
    usage = await standin.mei.slash(channel, "claim", words="   ")
    assert usage.ephemeral
    assert "claim <words>" in shown(usage.message.text)  # type: ignore[union-attr]
    assert not channel.said
    standin.assert_sound()


async def test_hostile_words_ping_link_and_format_nothing(standin: StandIn) -> None:
    typed = "@everyone <@1> [x](https://evil.example) **b** ||s|| `c` <t:1> :smile: \u202e # h"
    answer = await standin.mei.slash(standin.village.channel, "claim", words=typed)
    assert answer.message is not None
    text = answer.message.text
    for harmful in ("@everyone", "<@1>", "[x](", "**b**", "||s||", "`c`", "<t:1>", ":smile:", "\u202e"):
        assert harmful not in text.replace("\\" + harmful[0], "")
    assert not answer.message.mentions
    standin.assert_sound()


async def test_completion(standin: StandIn) -> None:
    channel = standin.village.channel
    offered = await standin.mei.autocomplete(channel, "claim", "words", "zhen")
    assert offered[0]["value"] == "zhenbao"
    assert offered[0]["name"].startswith("zhenbao: ")
    assert 0 < len(await standin.mei.autocomplete(channel, "perspectives", "topic", "")) <= 25
    changes = await standin.organiser.autocomplete(channel, "settings", "change", "prefix")
    assert [one["value"] for one in changes] == ["prefix off", "prefix on", "prefix ?", "prefix default"]
    assert await standin.mei.autocomplete(channel, "claim", "words", "qqqqqqqqqq") == []
    standin.assert_sound()


async def test_the_menus_of_a_message(standin: StandIn) -> None:
    channel = standin.village.channel
    quoted = standin.mei.say(channel, "In 1969, the Zhenbao Island conflict broke out.").message
    checked = await standin.mei.menu(channel, "Check this quotation", quoted)
    assert "Word for word" in checked.message.text  # type: ignore[union-attr]
    found = await standin.mei.menu(channel, "Find excerpts on this", quoted)
    assert "xu-lai 37.1" in found.message.text  # type: ignore[union-attr]
    empty = standin.mei.say(channel, "").message
    none = await standin.mei.menu(channel, "Check this quotation", empty)
    assert none.ephemeral
    assert "no words" in none.message.text  # type: ignore[union-attr]
    standin.assert_sound()


# ── Buttons and selects ──────────────────────────────────────────────────────


async def test_anyone_turns_the_pages_of_a_public_answer(standin: StandIn) -> None:
    answer = await standin.mei.slash(standin.village.channel, "perspectives", topic="secret-report")
    message = answer.message
    assert message is not None
    first = message.text
    assert message.labels[-3:] == ["◀ Previous", "1 of 5", "Next ▶"]
    await standin.organiser.click(message, label="Next ▶")
    assert message.labels[-3:] == ["◀ Previous", "2 of 5", "Next ▶"]
    assert "(continued)" in message.text
    await standin.mei.click(message, label="◀ Previous")
    assert message.text == first
    assert standin.village.channel.said == [message]
    standin.assert_sound()


async def test_the_steps_below_an_answer(standin: StandIn) -> None:
    channel = standin.village.channel
    message = (await standin.mei.slash(channel, "claim", words="zhenbao")).message
    assert message is not None
    context = await standin.mei.click(message, label="Context")
    assert "(context)" in context.message.text  # type: ignore[union-attr]
    assert not context.ephemeral
    cited = await standin.mei.click(message, label="Cite")
    assert "```" in cited.message.text  # type: ignore[union-attr]
    sides = await standin.mei.click(message, label="All sides: Border tensions and troops")
    assert "Survey of research" in sides.message.text  # type: ignore[union-attr]
    standin.assert_sound()


async def test_a_button_of_another_version_says_so(standin: StandIn) -> None:
    message = (await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")).message
    assert message is not None
    message.buttons[0]["custom_id"] = "c9:something:else"
    pressed = await standin.mei.click(message, custom_id="c9:something:else")
    assert pressed.ephemeral
    assert shown(pressed.message.text) == phrases.UNREADABLE  # type: ignore[union-attr]
    standin.assert_sound()


async def test_choices_are_picked_from_a_menu_and_the_answer_is_for_all(standin: StandIn) -> None:
    asked = await standin.mei.slash(standin.village.channel, "claim", words="yegorov")
    assert asked.ephemeral
    assert asked.message is not None
    picked = await standin.mei.select(asked.message, None, ["claim yegorov-united-front"])
    assert not picked.ephemeral
    assert "yegorov\\-united\\-front" in picked.message.text or "yegorov-united-front" in picked.message.text  # type: ignore[union-attr]
    standin.assert_sound()


async def test_few_choices_have_a_button_each(standin: StandIn) -> None:
    asked = await standin.mei.slash(standin.village.channel, "read", reference="37")
    assert asked.ephemeral
    assert asked.message is not None
    picked = await standin.mei.click(asked.message, label="Choose 1")
    assert "xu-lai 37.1" in picked.message.text  # type: ignore[union-attr]
    standin.assert_sound()


# ── Messages ─────────────────────────────────────────────────────────────────


async def test_a_mention_and_what_becomes_of_it(standin: StandIn) -> None:
    said = standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> claim zhenbao")
    answer = await said
    assert "zhenbao" in answer.text
    assert not answer.mentions
    standin.mei.edit(said.message, f"<@{standin.world.bot.id}> claim mutual-distrust")
    await said.answer_edited(answer)
    assert "mutual-distrust" in answer.text
    standin.mei.edit(said.message, "never mind")
    await said.unanswered()
    standin.assert_sound()


async def test_a_deleted_question_takes_its_answer_along(standin: StandIn) -> None:
    said = standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> topics")
    await said
    standin.mei.delete(said.message)
    await said.unanswered()
    standin.assert_sound()


async def test_where_it_may_read_no_history_it_answers_below(standin: StandIn) -> None:
    channel = standin.world.channel(standin.village.guild, "closed", denied_to_bot=permissions.READ_MESSAGE_HISTORY)
    standin.mei.write(channel, f"<@{standin.world.bot.id}> claim zhenbao")
    await standin.until(lambda: len(channel.said) == 2, "an answer")
    assert "zhenbao" in channel.said[1].text
    assert channel.said[1].reference is None
    standin.assert_sound()


async def test_a_direct_conversation_needs_no_mention(standin: StandIn) -> None:
    answer = await standin.mei.say(standin.mei.direct, "claim zhenbao")
    assert "zhenbao" in answer.text
    turned = await standin.mei.say(standin.mei.direct, "perspectives secret-report")
    await standin.mei.click(turned, label="Next ▶")
    assert "2 of 5" in turned.labels
    standin.assert_sound()


async def test_the_prefix_is_answered_where_it_was_turned_on(standin: StandIn) -> None:
    channel = standin.village.channel
    other = standin.world.channel(standin.village.guild, "other")
    unheard = standin.mei.say(channel, "!claim zhenbao")
    await standin.organiser.slash(channel, "settings", change="prefix on", where="here")
    assert "zhenbao" in (await standin.mei.say(channel, "!claim zhenbao")).text
    elsewhere = standin.mei.say(other, "!claim zhenbao")
    for_another_bot = standin.mei.say(channel, "!play something")
    misspelt = await standin.mei.say(channel, "!claim")
    assert "claim <words>" in shown(misspelt.text)
    await standin.organiser.slash(channel, "settings", change="prefix c!", where="here")
    assert "zhenbao" in (await standin.mei.say(channel, "c!claim zhenbao")).text
    assert not unheard.answers
    assert not elsewhere.answers
    assert not for_another_bot.answers
    standin.assert_sound()


async def test_references_in_a_message_are_answered_where_that_was_turned_on(standin: StandIn) -> None:
    channel = standin.village.channel
    await standin.organiser.slash(channel, "settings", change="inline on")
    answer = await standin.mei.say(channel, "Compare [[xu-lai 37.1]] with [[mutual-distrust]], not `[[zhenbao]]`.")
    assert "xu-lai 37.1" in answer.text
    assert "mutual-distrust" in answer.text
    assert "38.1" not in answer.text
    silent = standin.mei.say(channel, "see [[my notes]]")
    assert (await standin.mei.say(channel, "[[xu-lai 5.1]]")).text
    assert not silent.answers
    standin.assert_sound()


# ── Organisers ───────────────────────────────────────────────────────────────


async def test_only_who_manages_the_server_sees_settings(standin: StandIn) -> None:
    with pytest.raises(Exception, match="is not shown to Mei"):
        await standin.mei.slash(standin.village.channel, "settings")
    by_mention = await standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> settings prefix on")
    assert "Only organisers" in by_mention.text
    allowed = await standin.organiser.say(standin.village.channel, f"<@{standin.world.bot.id}> settings length short")
    assert "is now short" in allowed.text
    standin.assert_sound()


async def test_settings_hold_until_they_are_forgotten(standin: StandIn) -> None:
    channel = standin.village.channel
    whole = await standin.mei.slash(channel, "perspectives", topic="secret-report")
    await standin.organiser.slash(channel, "settings", change="length short")
    short = await standin.mei.slash(channel, "perspectives", topic="secret-report")
    assert len(short.message.text) < len(whole.message.text)  # type: ignore[union-attr]
    shown_settings = await standin.organiser.slash(channel, "settings")
    assert "short · this whole group" in shown_settings.message.text  # type: ignore[union-attr]
    assert shown_settings.ephemeral
    forgotten = await standin.organiser.slash(channel, "settings", change="forget")
    assert "Forgotten" in forgotten.message.text  # type: ignore[union-attr]
    again = await standin.mei.slash(channel, "perspectives", topic="secret-report")
    assert again.message.text == whole.message.text  # type: ignore[union-attr]
    standin.assert_sound()


# ── Threads ──────────────────────────────────────────────────────────────────


async def in_thread(message: Message, last: str) -> list[str]:
    """What stands in the thread of a message, once it has some words."""
    async with asyncio.timeout(DEADLINE):
        while True:
            if message.thread is not None:
                texts = [one.text for one in message.thread.messages.values()]
                if any(last in text for text in texts):
                    return texts
            await asyncio.sleep(0.02)


async def test_discuss_opens_a_thread_with_both_sides_and_the_question(standin: StandIn, app: App) -> None:
    answer = await standin.mei.slash(standin.village.channel, "discuss", topic="secret-report")
    assert answer.message is not None
    assert not answer.ephemeral
    assert "To discuss:" in answer.message.text
    texts = await in_thread(answer.message, "To discuss:")
    assert answer.message.thread is not None
    assert answer.message.thread.name == "The secret report (speech) of 1956"
    assert_quoted(texts, app.respond_to("discuss secret-report"), app.library)
    standin.assert_sound()


async def test_discuss_by_mention_opens_it_under_the_question(standin: StandIn) -> None:
    said = standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> discuss secret-report")
    await in_thread(said.message, "To discuss:")
    standin.assert_sound()


async def test_discuss_says_which_permission_is_missing(standin: StandIn) -> None:
    closed = standin.world.channel(
        standin.village.guild,
        "closed",
        denied_to_bot=permissions.CREATE_PUBLIC_THREADS,
        denied=permissions.CREATE_PUBLIC_THREADS,
    )
    answer = await standin.mei.slash(closed, "discuss", topic="secret-report")
    said = await answer.followed_up()
    assert "“Create Public Threads”" in said.text
    assert said.is_ephemeral
    assert answer.message.thread is None  # type: ignore[union-attr]
    assert "Where they part" in answer.message.text  # type: ignore[union-attr]
    by_mention = standin.mei.say(closed, f"<@{standin.world.bot.id}> discuss secret-report")
    assert "Where they part" in (await by_mention).text
    assert "“Create Public Threads”" in (await by_mention.answered(2)).text
    standin.mei.delete(by_mention.message)
    await by_mention.unanswered()
    standin.assert_sound()


async def test_discuss_without_a_thread_shows_every_word_on_its_pages(standin: StandIn, app: App) -> None:
    await standin.organiser.slash(standin.mei.direct, "settings", change="length short")
    for topic in ("yegorov", "secret-report"):
        answer = await standin.mei.slash(standin.mei.direct, "discuss", topic=topic)
        pages = await every_page(standin.mei, answer.message)  # type: ignore[arg-type] # there is one
        assert_quoted(pages, app.respond_to(f"discuss {topic}"), app.library)
        assert "To discuss:" in "\n".join(pages)
    standin.assert_sound()


async def test_discuss_in_a_direct_conversation_shows_both_sides(standin: StandIn) -> None:
    answer = await standin.mei.slash(standin.mei.direct, "discuss", topic="secret-report")
    assert "Private conversations have no threads" in (await answer.followed_up()).text
    standin.assert_sound()


# ── Elsewhere ────────────────────────────────────────────────────────────────


async def test_who_installed_it_for_themselves_uses_it_anywhere(standin: StandIn) -> None:
    elsewhere = standin.world.guild("Elsewhere", has_bot=False)
    channel = standin.world.channel(elsewhere, "general")
    standin.world.member(elsewhere, standin.village.mei)
    friends = standin.world.group("Friends", standin.village.mei, standin.village.organiser)
    for place in (channel, friends):
        answer = await standin.mei.installed.slash(place, "claim", words="zhenbao")
        assert "zhenbao" in answer.message.text  # type: ignore[union-attr]
        discussed = await standin.mei.installed.slash(place, "discuss", topic="secret-report")
        assert "both sides stand here" in (await discussed.followed_up()).text
    standin.assert_sound()


async def test_a_thread_counts_as_its_channel(standin: StandIn) -> None:
    channel = standin.village.channel
    await standin.organiser.slash(channel, "settings", change="length short", where="here")
    opened = await standin.mei.slash(channel, "discuss", topic="reform")
    assert opened.message is not None
    await in_thread(opened.message, "To discuss:")
    thread = opened.message.thread
    assert thread is not None
    assert thread.kind == Kind.THREAD
    inside = await standin.mei.slash(thread, "perspectives", topic="secret-report")
    outside = await standin.mei.slash(channel, "perspectives", topic="secret-report")
    assert inside.message.text == outside.message.text  # type: ignore[union-attr]
    again = await standin.mei.slash(thread, "discuss", topic="reform")
    assert again.message.thread is None  # type: ignore[union-attr]
    standin.assert_sound()


async def test_a_long_question_is_answered_in_as_many_messages_as_it_takes(standin: StandIn, app: App) -> None:
    channel = standin.village.channel
    await standin.organiser.slash(channel, "settings", change="length short")
    sentence = app.library.sentence(Reference("survey", 7, 3))
    assert sentence is not None
    words = app.library.cut(sentence.passage)
    answer = await standin.mei.slash(channel, "search", words=words)
    await answer.followed_up(1)
    assert [message.labels[-1:] for message in channel.said] == [[], ["Cite"]]
    assert_quoted([text for one in channel.said for text in one.texts], app.respond_to(f"search {words}"), app.library)
    standin.assert_sound()


async def test_other_bots_and_embeds_are_left_alone(standin: StandIn, catena: Process) -> None:
    bot = standin.world.user("other bot")
    bot.is_bot = True
    standin.world.member(standin.village.guild, bot)
    said = standin.actor(bot).say(standin.village.channel, f"<@{standin.world.bot.id}> claim zhenbao")
    mine = standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> claim zhenbao")
    answer = await mine
    standin.state.tell_of(mine.message, "MESSAGE_UPDATE")  # as when Discord adds the picture of a link
    await standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> help")
    assert not said.answers
    assert answer.edits == 0
    assert catena.exit_code is None
    standin.assert_sound()
