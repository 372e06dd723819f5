"""What an account does with what it finds in the store, and with whom it has no conversation yet."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.answering.answerer import Answerer
from adapters.answering.limits import Limit, Limits
from adapters.answering.shelf import Shelf
from adapters.database.opening import Database, open_database
from adapters.database.post import Received
from adapters.matrix.account import AccountAtWork
from adapters.matrix.encryption import Encryption
from adapters.matrix.membership import Invites
from adapters.matrix.places import DEFAULTS
from adapters.matrix.reading import kind_of, read, stored
from adapters.matrix.wire import Wire
from adapters.runtime.work import Worker
from bot.app import App
from bot.loading import open_library
from tests.adapters.matrix.parts.bodies import BOT, EMPTY, MEI, ROOM, joined, made, member, now, said
from tests.adapters.matrix.parts.scripted import Answer, Homeserver, Says
from tests.adapters.matrix.parts.waiting import until

TOY = Path(__file__).parents[3] / "library"
NOTHING_NEW = Answer({"next_batch": "quiet", "rooms": {}}, after=0.02)
DAYS = 86_400_000
"""Milliseconds of one."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite:///{tmp_path / 'catena.sqlite3'}")
    yield database
    await database.close()


@asynccontextmanager
async def at_work(
    scripted: Homeserver,
    wire: Wire,
    encryption: Encryption,
    database: Database,
    *syncs: Says,
    limits: Limits | None = None,
) -> AsyncIterator[AccountAtWork]:
    """An account at work, while /sync answers so; after that there is nothing new. It has heard something before."""
    scripted.says("GET", "/sync", *syncs, NOTHING_NEW)
    scripted.says("PUT", "/rooms/*", lambda _: Answer({"event_id": "$sent"}))
    await database.post.receive(BOT, "s0", [])
    worker = Worker()
    answerer = Answerer(Shelf([App(*open_library(TOY, None))]), database.choices, worker, DEFAULTS, limits=limits)
    account = AccountAtWork(wire, encryption, BOT, answerer, database, Invites())
    stop = asyncio.Event()
    working = asyncio.create_task(account.run(stop))
    try:
        yield account
    finally:
        stop.set()
        await asyncio.wait_for(working, 60)
        await worker.close(grace=1)


def sent(scripted: Homeserver) -> list[str]:
    """The words that were sent."""
    return [one.body["body"] for one in scripted.to("PUT", "/rooms/*") if "/send/m.room.message/" in one.path]


async def test_what_was_left_unanswered_days_ago_is_not_answered_at_the_next_start(
    scripted: Homeserver, wire: Wire, encryption: Encryption, database: Database
) -> None:
    questions = {
        "$old": {**said("!claim keeper-asleep"), "event_id": "$old", "origin_server_ts": now() - 5 * DAYS},
        "$new": {**said("!topics"), "event_id": "$new"},
    }
    kept = [
        Received(ROOM, id_, kind_of(happening), json.dumps(stored(happening)))
        for id_, source in questions.items()
        if (happening := read(source)) is not None
    ]
    await database.post.receive(BOT, "s0", kept)
    async with at_work(scripted, wire, encryption, database, Answer(joined(before=made()))), asyncio.timeout(60):
        while await database.post.waiting(BOT):  # noqa: ASYNC110  # the store tells nobody
            await asyncio.sleep(0.02)
    assert len(sent(scripted)) == 1
    assert "topic" in sent(scripted)[0].casefold()


async def test_what_was_missed_is_answered_though_it_is_more_than_one_may_ask_at_once(
    scripted: Homeserver, wire: Wire, encryption: Encryption, database: Database
) -> None:
    """Asked ten minutes apart, and heard at once after an outage; what is asked just now is refused as ever."""
    missed = [{**said("!claim keeper-asleep"), "origin_server_ts": now() - (9 - n) * 600_000} for n in range(8)]
    just_now = [said("!claim keeper-asleep") for _ in range(8)]
    syncs = Answer(joined(before=made())), Answer(joined(*missed))
    limits = Limits(Limit(2, 0.5), None)
    async with at_work(scripted, wire, encryption, database, *syncs, limits=limits):
        await until(lambda: len(sent(scripted)) >= 8)
        assert not [words for words in sent(scripted) if "That is a lot at once" in words]
        scripted.says("GET", "/sync", Answer(joined(*just_now)), NOTHING_NEW)
        await until(lambda: any("That is a lot at once" in words for words in sent(scripted)))


async def test_somebody_is_told_in_a_new_conversation_once_the_bot_knows_it(
    scripted: Homeserver, wire: Wire, encryption: Encryption, database: Database
) -> None:
    new = "!new:example.org"
    scripted.says("POST", "/createRoom", Answer({"room_id": new}))
    async with at_work(scripted, wire, encryption, database, Answer(EMPTY)) as account:
        await until(lambda: account.knows_rooms)
        telling = asyncio.create_task(account.tell(MEI, {"msgtype": "m.notice", "body": "It is paused."}, "key"))
        await until(lambda: len(scripted.to("POST", "/createRoom")) == 1)
        await asyncio.sleep(0.3)
        assert sent(scripted) == []
        scripted.says("GET", "/sync", Answer(joined(member(BOT), room=new)), NOTHING_NEW)
        await asyncio.wait_for(telling, 60)
    assert sent(scripted) == ["It is paused."]
