"""Nothing is lost between receiving and sending, and nothing is done twice."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.database.opening import Database, open_database
from adapters.database.post import DAYS, Outgoing, Received
from bot.groups import Choices, Place, Scope

ACCOUNT, OTHER_ACCOUNT = "@catena:here", "@catena:there"
ROOM = "!room"
PLACE = Place("matrix", ROOM, ROOM)


def asked(*ids: str, room: str = ROOM) -> list[Received]:
    return [Received(room, one, "message", f'{{"text": "{one}"}}') for one in ids]


def answer(key: str, question: str = "") -> Outgoing:
    return Outgoing(key, ROOM, "m.room.message", f'{{"body": "{key}"}}', question, PLACE if question else None)


async def answers_of(database: Database, question: str) -> tuple[str, ...]:
    return await database.answers.of("matrix", ROOM, question)


async def test_a_question_on_its_way(url: str) -> None:
    """Each step survives the end of the program."""
    database = await open_database(url)
    assert await database.post.position(ACCOUNT) is None
    assert await database.post.receive(ACCOUNT, "s1", asked("$1", "$2")) == asked("$1", "$2")
    await database.close()

    database = await open_database(url)
    assert await database.post.position(ACCOUNT) == "s1"
    assert await database.post.waiting(ACCOUNT) == asked("$1", "$2")
    await database.post.settle(ACCOUNT, "$1", [answer("a", "$1"), answer("b", "$1")])
    await database.close()

    database = await open_database(url)
    assert await database.post.waiting(ACCOUNT) == asked("$2")
    assert await database.post.outgoing(ACCOUNT) == [answer("a", "$1"), answer("b", "$1")]
    await database.post.sent(ACCOUNT, answer("a", "$1"), "$answer-a")
    await database.close()

    database = await open_database(url)
    assert await database.post.outgoing(ACCOUNT) == [answer("b", "$1")]
    assert await answers_of(database, "$1") == ("$answer-a",)
    await database.post.sent(ACCOUNT, answer("b", "$1"), "$answer-b")
    assert await database.post.outgoing(ACCOUNT) == []
    assert await answers_of(database, "$1") == ("$answer-a", "$answer-b")
    await database.close()


async def test_what_came_before_is_dropped_answered_or_not(database: Database) -> None:
    post = database.post
    await post.receive(ACCOUNT, "s1", asked("$1", "$2"))
    await post.settle(ACCOUNT, "$1", [])
    assert await post.receive(ACCOUNT, "s2", asked("$3", "$2", "$4", "$1", "$3")) == asked("$3", "$4")
    assert await post.position(ACCOUNT) == "s2"
    assert await post.waiting(ACCOUNT) == asked("$2", "$3", "$4")
    assert await post.receive(ACCOUNT, "s3", asked("$1", "$2")) == []
    assert await post.receive(ACCOUNT, "s4", []) == []
    assert await post.position(ACCOUNT) == "s4"


async def test_accounts_know_nothing_of_each_other(database: Database) -> None:
    post = database.post
    for account in (ACCOUNT, OTHER_ACCOUNT):
        assert await post.receive(account, f"of {account}", asked("$1")) == asked("$1")
        await post.settle(account, "$1", [answer("same key")])
        await post.receive(account, f"of {account}", asked("$2"))
    await post.sent(ACCOUNT, answer("same key"), "$answer")
    assert await post.outgoing(ACCOUNT) == []
    assert await post.outgoing(OTHER_ACCOUNT) == [answer("same key")]
    await post.forget_account(OTHER_ACCOUNT)
    assert await post.position(OTHER_ACCOUNT) is None
    assert await post.waiting(OTHER_ACCOUNT) == []
    assert await post.outgoing(OTHER_ACCOUNT) == []
    assert await post.position(ACCOUNT) == f"of {ACCOUNT}"
    assert await post.waiting(ACCOUNT) == asked("$2")
    assert await post.receive(OTHER_ACCOUNT, "from the beginning", asked("$1")) == asked("$1")


async def test_the_order_is_kept_in_and_out(database: Database) -> None:
    post = database.post
    ids = [f"${number}" for number in range(700)]
    await post.receive(ACCOUNT, "s1", asked(*reversed(ids[:600])))
    await post.receive(ACCOUNT, "s2", asked(*ids[600:]))
    in_order = [*reversed(ids[:600]), *ids[600:]]
    assert await post.waiting(ACCOUNT) == asked(*in_order)
    for one in (*ids[:3], *ids[-3:]):  # whatever is done first
        await post.settle(ACCOUNT, one, [answer(f"{one} a", one), answer(f"{one} b", one)])
    await post.queue(ACCOUNT, [answer("of itself")])
    keys = [f"{one} {part}" for one in (*ids[:3], *ids[-3:]) for part in "ab"]
    assert [one.key for one in await post.outgoing(ACCOUNT)] == [*keys, "of itself"]
    done = {*ids[:3], *ids[-3:]}
    assert await post.waiting(ACCOUNT) == asked(*(one for one in in_order if one not in done))


async def test_a_queue_that_was_empty_goes_on_in_order(database: Database) -> None:
    for round_ in ("1", "2"):
        await database.post.queue(ACCOUNT, [answer(f"{round_}a"), answer(f"{round_}b")])
        assert [one.key for one in await database.post.outgoing(ACCOUNT)] == [f"{round_}a", f"{round_}b"]
        await database.post.drop(ACCOUNT, f"{round_}b")
        await database.post.sent(ACCOUNT, answer(f"{round_}a"), "$answer")
    assert await database.post.outgoing(ACCOUNT) == []


async def test_a_key_is_queued_once(database: Database) -> None:
    post = database.post
    await post.receive(ACCOUNT, "s1", asked("$1"))
    await post.queue(ACCOUNT, [answer("a"), answer("b")])
    await post.settle(ACCOUNT, "$1", [replace(answer("b"), content="another"), answer("c"), answer("c")])
    assert await post.outgoing(ACCOUNT) == [answer("a"), answer("b"), answer("c")]


async def test_what_is_settled_twice_is_answered_once(database: Database) -> None:
    post = database.post
    await post.receive(ACCOUNT, "s1", asked("$1"))
    await post.settle(ACCOUNT, "$1", [answer("a", "$1")])
    await post.sent(ACCOUNT, answer("a", "$1"), "$answer")
    await post.settle(ACCOUNT, "$1", [answer("a", "$1")])
    assert await post.outgoing(ACCOUNT) == []


async def test_what_is_sent_twice_is_an_answer_once(database: Database) -> None:
    post = database.post
    await post.queue(ACCOUNT, [answer("a", "$1"), answer("b", "$1")])
    for _ in range(2):
        await post.sent(ACCOUNT, answer("a", "$1"), "$answer")
    await post.sent(ACCOUNT, answer("b", "$1"), "$answer")  # the server took it for the first
    assert await answers_of(database, "$1") == ("$answer",)


async def test_what_answers_nothing_or_was_refused_is_no_answer(database: Database) -> None:
    post = database.post
    await post.queue(ACCOUNT, [answer("a"), answer("b", "$1")])
    await post.sent(ACCOUNT, answer("a"), "$greeting")
    await post.drop(ACCOUNT, "b")
    await post.drop(ACCOUNT, "never queued")
    assert await post.outgoing(ACCOUNT) == []
    assert await answers_of(database, "$1") == ()


async def test_what_is_answered_is_held_no_longer(database: Database, file: Path) -> None:
    post = database.post
    await post.receive(ACCOUNT, "s1", asked("$1"))
    await post.settle(ACCOUNT, "$1", [answer("a", "$1")])
    await post.sent(ACCOUNT, answer("a", "$1"), "$answer")
    kept = sqlite3.connect(file)
    assert kept.execute("SELECT id, content FROM inbox").fetchall() == [("$1", "")]
    assert kept.execute("SELECT * FROM outbox").fetchall() == []
    kept.close()


async def test_ids_of_what_is_settled_are_forgotten_after_a_week(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, post = time.time(), database.post
    await post.receive(ACCOUNT, "s1", asked("$early", "$late", "$last", "$never"))
    for one, days in (("$early", 0), ("$late", DAYS - 1), ("$last", DAYS + 0.5)):
        at = now + days * 86_400
        monkeypatch.setattr("time.time", lambda at=at: at)
        await post.settle(ACCOUNT, one, [])
    await post.sweep()
    assert await post.receive(ACCOUNT, "s2", asked("$early", "$late", "$last", "$never")) == asked("$early")
    assert await post.waiting(ACCOUNT) == [*asked("$never"), *asked("$early")]


async def test_opening_sweeps(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    database = await open_database(url)
    await database.post.receive(ACCOUNT, "s1", asked("$1"))
    await database.post.settle(ACCOUNT, "$1", [])
    await database.close()
    monkeypatch.setattr("time.time", lambda: now + (DAYS + 1) * 86_400)
    database = await open_database(url)
    assert await database.post.receive(ACCOUNT, "s2", asked("$1")) == asked("$1")
    await database.close()


async def test_forgetting_a_room_deletes_what_came_from_it_and_goes_to_it(database: Database) -> None:
    post, elsewhere = database.post, replace(answer("elsewhere"), room="!elsewhere")
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await post.receive(ACCOUNT, "s1", [*asked("$1", "$2"), *asked("$3", room="!elsewhere")])
    await post.settle(ACCOUNT, "$1", [answer("a", "$1"), elsewhere])
    await database.choices.forget(PLACE)
    assert await post.waiting(ACCOUNT) == asked("$3", room="!elsewhere")
    assert await post.outgoing(ACCOUNT) == [elsewhere]
    assert await post.position(ACCOUNT) == "s1"
    assert await database.choices.choices(PLACE) == Choices()


async def test_who_asks_to_be_forgotten_is_answered(database: Database) -> None:
    post = database.post
    await post.receive(ACCOUNT, "s1", asked("$forget"))
    await database.choices.forget(PLACE)
    await post.settle(ACCOUNT, "$forget", [answer("forgotten")])
    assert await post.outgoing(ACCOUNT) == [answer("forgotten")]


async def test_what_is_sent_after_its_room_was_forgotten_is_not_remembered(database: Database) -> None:
    await database.post.queue(ACCOUNT, [answer("a", "$1")])
    await database.choices.forget(PLACE)
    await database.post.sent(ACCOUNT, answer("a", "$1"), "$answer")
    assert await answers_of(database, "$1") == ()
