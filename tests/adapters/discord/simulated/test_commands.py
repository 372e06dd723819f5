"""Slash commands, their completion and the menus of a message, as a conversation."""

from __future__ import annotations

import pytest

from adapters.discord import phrases
from bot.app import App
from bot.commands import COMMANDS
from bot.declaration import Arguments, Command, Context, Param, ParamKind
from bot.examples import fill_in
from bot.groups import Asked
from bot.model import Reference
from bot.parsing import Invocation, parse
from bot.reply import Outcome, Paragraph, Reply
from tests.adapters.discord.markdown import foreign
from tests.adapters.discord.reading import assert_quoted
from tests.adapters.discord.simulated.stage import Shown, Stage, staged

EXAMPLES = [example.words for command in COMMANDS.values() for example in command.examples]


async def every_page(stage: Stage, first: Shown) -> list[str]:
    """The texts of an answer, turned to its last page."""
    texts, page = list(first.texts), first
    while not page.is_last_page:
        await stage.mei.click(page.message, label=phrases.NEXT)
        page = stage.again(page)
        texts += page.texts
    return texts


@pytest.mark.parametrize("words", EXAMPLES)
async def test_an_example_is_answered_to_all_where_it_quotes_and_else_to_the_asker(
    words: str, stage: Stage, app: App
) -> None:
    line = fill_in(words, app.library)
    command = COMMANDS[line.partition(" ")[0]]
    outcome = next(example.outcome for example in command.examples if example.words == words)
    asked = parse(line, app.commands)
    assert isinstance(asked, Invocation)
    answer = stage.answer(await stage.organiser.slash(stage.channel, asked.command, **asked.arguments))
    assert answer.is_private == (
        command.name in ("help", "settings", "status", "digest") or outcome is not Outcome.FOUND
    )
    reply = app.respond_to(line, Asked(is_organiser=True))
    assert reply.outcome is outcome
    if reply.quotations() and command.name != "discuss":  # whose quotations stand in its thread
        assert_quoted(await every_page(stage, answer), reply, app.library)


async def test_what_is_no_answer_is_for_the_asker_alone(stage: Stage) -> None:
    nothing = stage.answer(await stage.mei.slash(stage.channel, "claim", words="tiananmen"))
    assert nothing.is_private
    assert "no claim called “tiananmen”" in nothing.text
    usage = stage.answer(await stage.mei.slash(stage.channel, "claim", words="   "))
    assert usage.is_private
    assert "claim <words>" in usage.text
    assert "Try: /claim" in " ".join(usage.labels)
    assert [one for one in stage.said() if not one.is_private] == []


async def test_hostile_words_are_shown_as_they_were_typed_and_ping_nobody(stage: Stage) -> None:
    typed = "@everyone <@1> [x](https://evil.example) **b** ||s|| # h"
    answer = stage.answer(await stage.mei.slash(stage.channel, "claim", words=typed))
    assert not answer.message.mention_everyone
    assert not answer.message.mentions
    assert typed in answer.text
    assert [found for text in answer.texts for found in foreign(text)] == []


async def test_a_question_longer_than_a_button_holds_is_answered_in_several_messages(stage: Stage, app: App) -> None:
    sentence = app.library.sentence(Reference("survey", 7, 3))
    assert sentence is not None
    words = app.library.cut(sentence.passage)
    assert len(words) > 300
    await stage.organiser.slash(stage.channel, "settings", change="length short")
    asked = await stage.mei.slash(stage.channel, "search", words=words)
    parts = [stage.answer(asked), *stage.more(asked)]
    assert len(parts) > 1
    assert not any(phrases.NEXT in part.labels or part.is_private for part in parts)
    assert_quoted([text for part in parts for text in part.texts], app.respond_to(f"search {words}"), app.library)


async def test_a_declared_command_appears_without_a_line_in_the_adapter(
    app: App, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def echo(arguments: Arguments, context: Context) -> Reply:
        said = Paragraph(f"You said {arguments['words']}.")
        return Reply("echo", arguments["words"], Outcome.FOUND, (said,))

    words = Param("words", "What to say", ParamKind.WORDS)
    declared = Command("echo", "Says it again", echo, (words,), menu="Say again")
    for module in ("bot.app", "adapters.discord.declared", "bot.commands"):
        monkeypatch.setattr(f"{module}.COMMANDS", {**COMMANDS, "echo": declared})
    knows_it = App(app.library, app._index)  # noqa: SLF001 # the same library, asked by more commands
    async with staged([knows_it], url) as stage:
        assert "echo" in stage.mei.available_commands(stage.channel)
        answer = stage.answer(await stage.mei.slash(stage.channel, "echo", words="hello"))
        assert answer.text == "You said hello."
        message = await stage.mei.send(stage.channel, "good evening")
        answer = stage.answer(await stage.mei.context_menu(stage.channel, "Say again", message))
        assert answer.text == "You said good evening."
        stage.assert_sound()


async def test_commands_are_registered_again_only_when_they_changed(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def registrations() -> int:
        return sum(one.method == "PUT" and one.path.endswith("/commands") for one in stage.env.http_requests)

    assert registrations() == 1
    await stage.restart(app)
    assert registrations() == 1
    fewer = {name: command for name, command in COMMANDS.items() if name != "timeline"}
    monkeypatch.setattr("adapters.discord.declared.COMMANDS", fewer)
    await stage.restart(app)
    assert registrations() == 2
    assert "timeline" not in stage.mei.available_commands(stage.channel)


# ── Completion ───────────────────────────────────────────────────────────────

COMPLETED = [
    (command.name, param.name)
    for command in COMMANDS.values()
    for param in command.params
    if not 0 < len(param.choices) <= 25
]


@pytest.mark.parametrize(("command", "option"), COMPLETED)
@pytest.mark.parametrize("typed", ["", "s", "zhen", "1956", "x" * 3_000])
async def test_what_is_offered_while_somebody_types_fits_into_discords_list(
    command: str, option: str, typed: str, stage: Stage
) -> None:
    offered = await stage.organiser.autocomplete(stage.channel, command, option, typed)
    assert len(offered) <= 25
    assert all(1 <= len(one["name"]) <= 100 and 1 <= len(one["value"]) <= 100 for one in offered)
    assert len({one["value"] for one in offered}) == len(offered)


async def test_what_is_offered_is_what_can_be_asked(stage: Stage) -> None:
    claims = await stage.mei.autocomplete(stage.channel, "claim", "words", "zhen")
    assert claims[0]["value"] == "zhenbao"
    assert claims[0]["name"].startswith("zhenbao: ")
    changes = await stage.organiser.autocomplete(stage.channel, "settings", "change", "prefix")
    assert {one["value"] for one in changes} == {"prefix off", "prefix on", "prefix ?", "prefix default"}
    assert await stage.mei.autocomplete(stage.channel, "claim", "words", "qqqqqqqqqq") == []
    assert await stage.mei.autocomplete(stage.channel, "verify", "quotation", "qqqqqqqqqq") == []


# ── Menus of a message ───────────────────────────────────────────────────────


async def test_the_menus_of_a_message_check_it_and_find_what_speaks_of_it(stage: Stage) -> None:
    message = await stage.mei.send(stage.channel, "In 1969, the Zhenbao Island conflict broke out.")
    checked = stage.answer(await stage.mei.context_menu(stage.channel, "Check this quotation", message))
    assert "Word for word" in checked.text
    assert not checked.is_private
    found = stage.answer(await stage.mei.context_menu(stage.channel, "Find excerpts on this", message))
    assert "xu-lai 37.1" in found.text
    assert not found.is_private


@pytest.mark.parametrize("menu", ["Check this quotation", "Find excerpts on this"])
async def test_a_message_without_words_is_said_to_have_none(menu: str, stage: Stage) -> None:
    picture = await stage.mei.send(stage.channel, attachments=[("picture.png", b"\x89PNG")])
    answer = stage.answer(await stage.mei.context_menu(stage.channel, menu, picture))
    assert answer.text == phrases.NO_WORDS
    assert answer.is_private


async def test_a_forwarded_message_has_the_words_that_were_forwarded(stage: Stage) -> None:
    quoted = await stage.mei.send(stage.channel, "In 1969, the Zhenbao Island conflict broke out.")
    forwarded = await stage.mei.forward(quoted, stage.channel)
    answer = stage.answer(await stage.mei.context_menu(stage.channel, "Check this quotation", forwarded))
    assert "Word for word" in answer.text
