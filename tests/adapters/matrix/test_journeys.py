"""What a reading group's room looks like with the bot in it: plain rooms, the program as it is, a real homeserver."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import App
from bot.commands import COMMANDS
from bot.examples import fill_in
from tests.adapters.matrix.homeserver.person import FIELD, Event, Person, answered, first_answer, relation, replies_to
from tests.adapters.matrix.homeserver.program import Program

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
QUIET = 1.0
"""Seconds after which what did not come will not come."""


@pytest.fixture
async def room(mei: Person, catena: Program) -> str:
    """A reading group's room, with the bot in it."""
    room = await mei.create_room(catena.user)
    await mei.wait_for(room, lambda events: mei_is_greeted(events, catena.user), what="the greeting")
    return room


@pytest.fixture
async def talk(mei: Person, catena: Program) -> str:
    """A conversation with the bot alone."""
    room = await mei.create_room(catena.user, name="", is_direct=True)
    await mei.wait_for(room, lambda events: mei_is_greeted(events, catena.user), what="the greeting")
    return room


def mei_is_greeted(events: list[Event], bot: str) -> Event | None:
    return next((one for one in events if one["sender"] == bot and one["type"] == "m.room.message"), None)


def words(event: Event) -> str:
    return str(event["content"]["body"])


async def test_the_first_message_is_two_lines_long(mei: Person, catena: Program, room: str) -> None:
    greeting = mei_is_greeted(await mei.events(room), catena.user)
    assert greeting is not None
    first, second = words(greeting).split("\n")
    assert "word for word" in first
    assert "“!claim zhenbao”" in second
    assert "“!help”" in second


async def test_a_claim_is_quoted_word_for_word_and_attributed(mei: Person, room: str) -> None:
    answer = await mei.hear(room, "!claim zhenbao")
    content = answer["content"]
    assert f"> {ZHENBAO}\n— Xu Lai, own voice" in content["body"]
    assert f"<blockquote>{ZHENBAO}</blockquote>" in content["formatted_body"]
    assert "xu-lai 37.1" in content["body"]
    assert "The survey does not discuss this" in content["body"]
    assert content["msgtype"] == "m.notice"
    assert content["m.mentions"] == {}
    assert relation(answer).get("rel_type") is None


@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_every_example_of_every_command_is_answered(mei: Person, room: str, app: App, name: str) -> None:
    for example in COMMANDS[name].examples:
        line = fill_in(example.words, app.library)
        answer = await mei.hear(room, f"!{line}")
        assert words(answer).strip(), line


async def test_the_ways_to_speak_to_it(mei: Person, catena: Program, room: str) -> None:
    local = catena.user[1:].partition(":")[0]
    for line, mentions in (
        (f"@{local}: claim zhenbao", []),
        (f"{catena.user} claim zhenbao", []),
        (f"{local}, claim zhenbao", []),
        (f"{local} claim zhenbao", [catena.user]),
        (f"[{local}](https://matrix.to/#/{catena.user}): claim zhenbao", [catena.user]),
    ):
        assert ZHENBAO in words(await mei.hear(room, line, mentions=mentions)), line
    assert "claim <words>" in words(await mei.hear(room, f"@{local}:"))


async def test_what_is_not_for_it_is_met_with_silence(mei: Person, catena: Program, room: str) -> None:
    local = catena.user[1:].partition(":")[0]
    unheard = [
        await mei.say(room, line, **more)
        for line, more in (
            ("!play something", {}),
            ("claim zhenbao", {}),
            (f"{local} is a fine word", {}),
            ("I asked !claim zhenbao", {}),
            ("[[zhenbao]]", {}),
            ("!claim zhenbao", {"msgtype": "m.notice"}),
            ("!claim zhenbao", {"msgtype": "m.emote"}),
            ("2", {}),
        )
    ]
    asked = await mei.say(room, "!claim zhenbao")
    await mei.answer_to(room, asked)
    assert [one for one in answered(await mei.events(room), catena.user) if one in unheard] == []


async def test_a_slip_is_met_with_the_nearest_names_where_the_bot_was_spoken_to(
    mei: Person, catena: Program, room: str
) -> None:
    local = catena.user[1:].partition(":")[0]
    answer = await mei.hear(room, f"@{local}: clam zhenbao")
    assert "There is no command “clam”" in words(answer)
    assert "1. claim" in words(answer)
    assert ZHENBAO in words(await mei.hear(room, "1", reply_to=answer["event_id"]))


async def test_a_conversation_with_it_alone_needs_no_prefix(mei: Person, talk: str) -> None:
    assert ZHENBAO in words(await mei.hear(talk, "claim zhenbao"))
    answer = await mei.hear(talk, "clam zhenbao")
    assert "There is no command “clam”" in words(answer)
    # A number alone can only mean what the bot said last.
    assert ZHENBAO in words(await mei.hear(talk, "1"))


async def test_members_ask_and_organisers_choose(mei: Person, bob: Person, room: str) -> None:
    await mei.invite(room, bob.user)
    await bob.join(room)
    assert "Only organisers" in words(await bob.hear(room, "!settings prefix ?"))
    assert "“prefix” is now ?" in words(await mei.hear(room, "!settings prefix ?"))
    unheard = await bob.say(room, "!claim zhenbao")
    assert ZHENBAO in words(await bob.hear(room, "?claim zhenbao"))
    assert first_answer(await bob.events(room), unheard) is None
    assert "prefix · ? · this conversation" in words(await mei.hear(room, "?settings"))
    await mei.hear(room, "?settings forget")
    assert ZHENBAO in words(await bob.hear(room, "!claim zhenbao"))


async def test_references_in_a_message_where_that_was_turned_on(mei: Person, room: str) -> None:
    await mei.hear(room, "!settings inline on")
    answer = await mei.hear(room, "As [[xu-lai 37.1]] has it, and not `[[xu-lai 38.1]]`.")
    assert ZHENBAO in words(answer)
    assert "xu-lai 38.1" not in words(answer)


async def test_answers_stay_in_the_thread_they_were_asked_in(mei: Person, room: str) -> None:
    root = await mei.say(room, "Let us talk about 1969.")
    answer = await mei.hear(room, "!claim zhenbao", thread=root)
    assert relation(answer)["rel_type"] == "m.thread"
    assert relation(answer)["event_id"] == root
    assert relation(answer)["is_falling_back"] is True
    picked = await mei.hear(room, "2", thread=root, reply_to=answer["event_id"])
    assert relation(picked)["event_id"] == root


async def test_discuss_opens_a_thread_with_both_sides_and_a_question(mei: Person, catena: Program, room: str) -> None:
    asked = await mei.say(room, "!discuss secret-report")
    await mei.answer_to(room, asked)
    said = [one for one in await mei.messages(room, catena.user) if replies_to(one) == asked]
    assert all(relation(one)["rel_type"] == "m.thread" and relation(one)["event_id"] == asked for one in said)
    whole = "\n".join(words(one) for one in said)
    assert "Xu Lai's article" in whole
    assert "Survey of research" in whole
    assert "?" in words(said[-1])


# ── What becomes of questions ────────────────────────────────────────────────


async def test_an_edited_question_edits_its_answer(mei: Person, catena: Program, room: str) -> None:
    asked = await mei.say(room, "!claim zhenbao")
    answer = await mei.answer_to(room, asked)
    await mei.edit(room, asked, "!read survey 13.10")
    await mei.becomes(room, answer["event_id"], lambda said: "survey 13.10" in said)
    said = [one for one in await mei.messages(room, catena.user) if replies_to(one) == asked]
    assert len(said) == 1
    await mei.edit(room, asked, "never mind")
    await mei.becomes(room, answer["event_id"], lambda said: not said)
    await mei.edit(room, asked, "!claim zhenbao")
    await mei.wait_for(
        room, lambda events: [one for one in events if replies_to(one) == asked and ZHENBAO in words(one)] or None
    )


async def test_an_edit_makes_a_question_of_what_was_none(mei: Person, room: str) -> None:
    said = await mei.say(room, "claim zhenbao")
    await mei.edit(room, said, "!claim zhenbao")
    assert ZHENBAO in words(await mei.answer_to(room, said))


async def test_a_redacted_question_takes_its_answer_with_it(mei: Person, room: str) -> None:
    asked = await mei.say(room, "!claim zhenbao")
    answer = await mei.answer_to(room, asked)
    await mei.redact(room, asked)
    await mei.becomes(room, answer["event_id"], lambda said: not said)


# ── What an answer offers ────────────────────────────────────────────────────


async def test_pages_are_turned_by_sign_and_by_word_also_after_a_restart(
    mei: Person, catena: Program, room: str
) -> None:
    first = await mei.hear(room, "!perspectives secret-report")
    assert "1 of " in words(first)
    offered = await mei.wait_for(
        room, lambda events: [one for one in events if relation(one).get("event_id") == first["event_id"]] or None
    )
    assert relation(offered[0])["key"] == "▶️"
    await catena.kill()
    await catena.start()
    await mei.react(room, first["event_id"], "▶️")
    second = await mei.answer_to(room, first["event_id"])
    assert "2 of " in words(second)
    back = await mei.hear(room, "previous", reply_to=second["event_id"])
    assert words(back) == words(first)


async def test_what_is_next_is_picked_by_number(mei: Person, room: str) -> None:
    answer = await mei.hear(room, "!claim zhenbao")
    picks = answer["content"][FIELD]["picks"]
    number = next(number for number, line in picks.items() if line.startswith("cite"))
    by_reply = await mei.hear(room, number, reply_to=answer["event_id"])
    assert "BibTeX" in words(by_reply)
    sign = f"{number}\ufe0f\u20e3"
    await mei.react(room, answer["event_id"], sign)
    by_sign = await mei.answer_to(room, answer["event_id"])
    assert words(by_sign) == words(by_reply)
    wrong = await mei.hear(room, "77", reply_to=answer["event_id"])
    assert "not on offer" in words(wrong)


async def test_numbers_said_to_others_are_none_of_its_business(mei: Person, catena: Program, room: str) -> None:
    theirs = await mei.say(room, "Which one, 1 or 2?")
    unheard = await mei.say(room, "2", reply_to=theirs)
    await mei.react(room, theirs, "1\ufe0f\u20e3")
    await mei.hear(room, "!topics")
    found = answered(await mei.events(room), catena.user)
    assert unheard not in found
    assert theirs not in found


async def test_what_others_write_into_the_field_does_no_harm(mei: Person, room: str) -> None:
    carried = {"version": 1, "library": "x", "line": "settings forget", "picks": {"1": "settings forget"}}
    forged = await mei.send(room, "m.room.message", {"msgtype": "m.text", "body": "pick", FIELD: carried})
    await mei.react(room, forged, "1\ufe0f\u20e3")
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))


# ── Hostile words ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        "<b>bold</b> <script>alert(1)</script>",
        '<a href="https://matrix.to/#/@mei:localhost">@room</a>',
        "\u202etxet desrever\u202c \u2066isolated",
        "x" * 50_000,
        "@room @mei:localhost #room:localhost https://example.org/",
        "\x00\x07\x1b[31m",
        "</blockquote></details><h1>",
    ],
)
async def test_hostile_words_stay_words(mei: Person, room: str, line: str) -> None:
    answer = await mei.hear(room, f"!search {line}")
    content = answer["content"]
    assert content["m.mentions"] == {}
    for mark in ("<script", "<b>", "<a ", "<h1", "\u202e", "\u2066", "\x1b", "\x00"):
        assert mark not in content["formatted_body"]
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))


async def test_broken_events_do_no_harm(mei: Person, room: str) -> None:
    """Of events in the clear, the server lets pass only those with a body; test_encryption.py has the others."""
    for content in (
        {"msgtype": "m.text", "body": "!claim zhenbao", "m.relates_to": "nonsense", "format": 7},
        {"msgtype": "m.text", "body": "* x", "m.relates_to": {"rel_type": "m.replace", "event_id": 7}},
        {"msgtype": "m.text", "body": "x", "m.mentions": {"user_ids": "all"}},
        {"msgtype": "m.text", "body": "!claim zhenbao", "m.relates_to": {"m.in_reply_to": 7, "rel_type": []}},
    ):
        await mei.send(room, "m.room.message", content)
        await mei.send(room, "m.reaction", content)
    assert "78 topics" in words(await mei.hear(room, "!topics"))


async def test_two_bots_in_one_room_do_not_talk_to_each_other(mei: Person, catena: Program, room: str) -> None:
    """The other one repeats what the bot says, with its own name before it; as a notice, as bots do."""
    answer = await mei.hear(room, "!claim zhenbao")
    await mei.say(room, f"@{catena.user[1:]}: {words(answer)}", msgtype="m.notice")
    before = len(await mei.messages(room, catena.user))
    await asyncio.sleep(QUIET)
    assert len(await mei.messages(room, catena.user)) == before
