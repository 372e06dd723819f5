"""`settings`, as an organiser reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App
from bot.groups import Asked, Choices, Place, Scope
from bot.loading import open_library
from bot.reply import Actions, Choose, Forget, Heading, Note, Options, Outcome, Paragraph, Reply, Rows

PLACE = Place("discord", "1", "2")
ORGANISER = Asked(PLACE, Choices(), is_organiser=True, libraries=("skarholm", "khrushchev"))


@pytest.fixture(scope="module")
def app() -> App:
    return App(*open_library(Path(__file__).parent / "library", None))


def said(reply: Reply) -> str:
    return " ".join(block.text for block in reply.blocks if isinstance(block, Paragraph | Note))


def said_by_help(reply: Reply) -> str:
    return " ".join(
        cell for block in reply.blocks if isinstance(block, Rows) for row in block.rows for cell in row
    ) + " ".join(block.text for block in reply.blocks if isinstance(block, Heading | Paragraph))


def offered(reply: Reply) -> list[str]:
    return [option.command for block in reply.blocks if isinstance(block, Options) for option in block.options]


def test_everybody_else_is_told_who_may(app: App) -> None:
    reply = app.respond_to("settings prefix on", Asked(PLACE, libraries=("skarholm",)))
    assert reply.outcome is Outcome.USAGE
    assert reply.effects == ()
    assert reply.for_asker
    assert "Only organisers" in said(reply)


@pytest.mark.parametrize("line", ["settings forget", "settings forget prefix", "settings length short here"])
def test_nor_may_they_change_anything_in_another_way(app: App, line: str) -> None:
    reply = app.respond_to(line, Asked(PLACE, libraries=("skarholm",)))
    assert (reply.outcome, reply.effects, offered(reply)) == (Outcome.USAGE, (), [])
    assert "Only organisers" in said(reply)


@pytest.mark.parametrize("line", ["settings", "settings prefix"])
def test_everybody_may_look(app: App, line: str) -> None:
    reply = app.respond_to(line, Asked(PLACE, Choices(group={"prefix": "c!"}), libraries=("skarholm",)))
    assert reply.outcome is Outcome.FOUND
    rows = [cell for block in reply.blocks if isinstance(block, Rows) for row in block.rows for cell in row]
    assert "c!" in f"{rows} {said(reply)}"
    assert said(reply).endswith("Organisers change them: who may manage the server, or rename the room.")
    assert not any(isinstance(block, Actions | Options) for block in reply.blocks), (
        "what they may not do is not offered"
    )


def test_how_to_change_one_is_said_as_it_is_typed_there(app: App) -> None:
    for asked, typed in (
        (replace(ORGANISER, choices=Choices(group={"prefix": "c!"})), "c!settings prefix on"),
        (replace(ORGANISER, menu="/"), "/settings prefix on"),
        (ORGANISER, "settings prefix on"),
    ):
        assert f"Change one: {typed}. It holds" in said(app.respond_to("settings", asked))


def test_all_settings_with_who_decided(app: App) -> None:
    choices = Choices(channel={"prefix": "on"}, group={"library": "khrushchev"})
    reply = app.respond_to("settings", Asked(PLACE, choices, is_organiser=True, libraries=("skarholm", "khrushchev")))
    rows = next(block for block in reply.blocks if isinstance(block, Rows))
    assert {row[0]: row[1:3] for row in rows.rows} == {
        "library": ("khrushchev", "this whole group"),
        "length": ("full", "the default"),
        "prefix": ("on", "this channel"),
        "inline": ("off", "the default"),
    }
    steps = [action.command for block in reply.blocks if isinstance(block, Actions) for action in block.actions]
    assert "settings prefix off" in steps
    assert "settings library skarholm" in steps
    assert reply.for_asker


@pytest.mark.parametrize(
    "line", ["settings prefix on", "!settings Prefix ON", "settings prefix=on", "settings prefix on server"]
)
def test_a_choice_for_the_whole_group(app: App, line: str) -> None:
    reply = app.respond_to(line, ORGANISER)
    assert reply.effects == (Choose("prefix", "on", Scope.GROUP),)
    assert said(reply) == "“prefix” is now on in this whole group. From now on commands begin with !, as in !help."


def test_who_turns_the_prefix_off_learns_how_to_speak_to_the_bot(app: App) -> None:
    said_without, said_with = (
        said(app.respond_to("settings prefix off", replace(ORGANISER, menu=menu))) for menu in ("", "/")
    )
    assert "mention me at the beginning of a message" in said_without
    assert "/help" not in said_without
    assert "type /help, or mention me" in said_with


def test_forgetting_something_is_asked_about(app: App) -> None:
    reply = app.respond_to("settings forget prefix", ORGANISER)
    assert reply.effects == ()
    assert offered(reply) == ["settings prefix default", "settings forget"]
    assert offered(app.respond_to("settings forget all", ORGANISER)) == ["settings forget"]


@pytest.mark.parametrize("where", ["here", "channel", "room"])
def test_a_choice_for_this_channel(app: App, where: str) -> None:
    reply = app.respond_to(f"settings length short {where}", ORGANISER)
    assert reply.effects == (Choose("length", "short", Scope.CHANNEL),)
    assert said(reply) == "“length” is now short in this channel."


def test_a_choice_for_the_group_that_does_not_hold_here(app: App) -> None:
    asked = Asked(PLACE, Choices(channel={"prefix": "on"}), is_organiser=True)
    reply = app.respond_to("settings prefix off", asked)
    assert "In this channel “prefix” stays on" in said(reply)


def test_taking_a_choice_back(app: App) -> None:
    asked = Asked(PLACE, Choices(channel={"prefix": "off"}, group={"prefix": "on"}), is_organiser=True)
    reply = app.respond_to("settings prefix default here", asked)
    assert reply.effects == (Choose("prefix", None, Scope.CHANNEL),)
    assert said(reply).endswith("“prefix” is on, decided by this whole group.")


def test_what_a_platform_lacks_is_said_with_the_choice(app: App) -> None:
    asked = Asked(PLACE, Choices(), is_organiser=True, lacks={"prefix": "No text of messages is given."})
    assert "No text of messages is given." in said(app.respond_to("settings prefix on", asked))
    assert "No text" not in said(app.respond_to("settings prefix off", asked))


@pytest.mark.parametrize("sign", ["?", "c!", "ask:", "!!", "к!", "？"])
def test_a_prefix_of_one_s_own(app: App, sign: str) -> None:
    reply = app.respond_to(f"settings prefix {sign}", ORGANISER)
    assert reply.effects == (Choose("prefix", sign, Scope.GROUP),)
    assert f"commands begin with {sign}, as in {sign}help." in said(reply)


@pytest.mark.parametrize(
    "sign", ["hello", "/", "@", "[[", "far too long!", "<b>!", "-", "*", "1", "a_!", "\u200b!", "!" * 5000]
)
def test_what_is_no_prefix_is_refused_with_an_example(app: App, sign: str) -> None:
    reply = app.respond_to(f"settings prefix {sign}", ORGANISER)
    assert reply.outcome is Outcome.USAGE
    assert reply.effects == ()
    assert said(reply).startswith("A prefix of your own is one sign or two, such as “?”")
    assert offered(reply) == ["settings prefix off", "settings prefix on", "settings prefix ?"]


def test_the_table_shows_a_prefix_of_one_s_own(app: App) -> None:
    reply = app.respond_to("settings", replace(ORGANISER, choices=Choices(group={"prefix": "c!"})))
    rows = next(block for block in reply.blocks if isinstance(block, Rows))
    assert {row[0]: row[1:3] for row in rows.rows}["prefix"] == ("c!", "this whole group")
    steps = [action.command for block in reply.blocks if isinstance(block, Actions) for action in block.actions]
    assert {"settings prefix off", "settings prefix on"} <= set(steps)


def test_the_setting_alone_says_what_may_be_chosen(app: App) -> None:
    reply = app.respond_to("settings prefix", ORGANISER)
    assert "“prefix” is off, decided by the default." in said(reply)
    assert "A prefix of your own is" in said(reply)
    assert offered(reply) == [f"settings prefix {value}" for value in ("off", "on", "?", "default")]


def test_what_a_platform_begins_with_holds_until_somebody_chooses(app: App) -> None:
    asked = Asked(PLACE, Choices(), is_organiser=True, libraries=("skarholm",), defaults={"prefix": "on"})
    rows = next(block for block in app.respond_to("settings", asked).blocks if isinstance(block, Rows))
    assert {row[0]: row[1:3] for row in rows.rows}["prefix"] == ("on", "the default")
    off = Asked(PLACE, Choices(group={"prefix": "off"}), is_organiser=True, defaults={"prefix": "on"})
    assert said(app.respond_to("settings prefix default", off)).endswith("“prefix” is on, decided by the default.")


def test_where_there_is_one_conversation_alone_nobody_speaks_of_channels(app: App) -> None:
    room = Asked(Place("matrix", "!r", "!r"), Choices(), is_organiser=True, libraries=("skarholm",))
    reply = app.respond_to("settings length short here", room)
    assert reply.effects == (Choose("length", "short", Scope.GROUP),)
    assert said(reply) == "“length” is now short in this conversation."
    assert "channel" not in said(app.respond_to("settings", room))
    assert "channel" not in said_by_help(app.respond_to("help settings", room))
    assert "in this channel alone" in said_by_help(app.respond_to("help settings", ORGANISER))


def test_forgetting(app: App) -> None:
    reply = app.respond_to("settings forget", ORGANISER)
    assert reply.effects == (Forget(),)
    assert said(reply).startswith("Forgotten")


def test_slips(app: App) -> None:
    for line, expected in {
        "settings prefx on": ["settings prefix"],
        "settings length loud": ["settings length full", "settings length short"],
        "settings library khruschev": ["settings library khrushchev"],
        "settings forgt": ["settings forget"],
    }.items():
        reply = app.respond_to(line, ORGANISER)
        assert reply.outcome is Outcome.USAGE, line
        assert reply.effects == ()
        assert offered(reply) == expected


def test_one_setting_offers_its_values(app: App) -> None:
    reply = app.respond_to("settings inline", ORGANISER)
    assert reply.outcome is Outcome.CHOICES
    assert offered(reply) == ["settings inline off", "settings inline on", "settings inline default"]


def test_without_a_group_there_is_nothing_to_choose(app: App) -> None:
    nowhere = Asked(is_organiser=True, libraries=("skarholm",))
    assert app.respond_to("settings", nowhere).outcome is Outcome.FOUND
    reply = app.respond_to("settings prefix on", nowhere)
    assert reply.outcome is Outcome.USAGE
    assert reply.effects == ()
    assert "no group here" in said(reply)


def test_completion_offers_changes(app: App) -> None:
    values = [one.value for one in app.suggest("settings", "change", "Lib", ORGANISER)]
    assert values == ["library skarholm", "library khrushchev", "library default"]
    values = [one.value for one in app.suggest("settings", "change", "prefix", ORGANISER)]
    assert values == ["prefix off", "prefix on", "prefix ?", "prefix default"]
    assert [one.value for one in app.suggest("settings", "where", "", ORGANISER)] == ["everywhere", "here"]
