"""The post when the program is killed, the disk is full, another program is at the store, or whoever asked gives up."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from adapters.database.opening import Database, DatabaseError, open_database
from adapters.database.post import Outgoing, Received
from bot.groups import Place, Scope
from tests.adapters.database.looking import let_go, rows
from tests.adapters.database.test_trouble import connections_with

ROOT = Path(__file__).parents[3]
ACCOUNT = "@catena:here"
PLACE = Place("matrix", "!room", "!room")


def asked(*ids: str, content: str = "{}") -> list[Received]:
    return [Received("!room", one, "message", content) for one in ids]


def answer(key: str, question: str = "") -> Outgoing:
    return Outgoing(key, "!room", "m.room.message", "{}", question, PLACE if question else None)


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


# ── Killed ───────────────────────────────────────────────────────────────────

_ANSWERER = """
import asyncio, sys
from adapters.database.opening import open_database
from adapters.database.post import Outgoing, Received
from bot.groups import Place
PLACE = Place("matrix", "!room", "!room")
async def main(url):
    post = (await open_database(url)).post
    for number in range(1_000_000):
        ids = [f"{number}a", f"{number}b"]
        await post.receive("me", f"{number}", [Received("!room", one, "message", "asked " * 50) for one in ids])
        print("received", number, flush=True)
        for one in ids:
            answers = [Outgoing(f"{one}{part}", "!room", "message", "said " * 500, one, PLACE) for part in "12"]
            await post.settle("me", one, answers)
            print("settled", one, flush=True)
            for answer in answers:
                await post.sent("me", answer, f"${answer.key}")
asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("least", [1, 20, 300])
def test_a_program_that_is_killed_leaves_no_half_of_a_step(url: str, kind: str, least: int) -> None:
    process = started(_ANSWERER, url)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(least)]
    time.sleep(random.Random().uniform(0, 0.01))  # anywhere in a step
    process.kill()
    said += process.stdout.read().splitlines(keepends=True)
    process.wait(30)
    process.stdout.close()
    if kind == "postgresql":
        let_go(url)
    told = [line.split() for line in said if line.endswith("\n")]

    if kind == "sqlite":
        assert rows(url, "PRAGMA integrity_check") == [("ok",)]
    ((position,),) = rows(url, "SELECT position FROM positions")
    inbox = rows(url, "SELECT id, content, settled_at FROM inbox ORDER BY number")
    queued: dict[str, str] = dict(rows(url, "SELECT key, question FROM outbox ORDER BY number"))
    sent = {question: ids.split() for question, ids in rows(url, "SELECT question_id, answer_ids FROM answers")}

    # What was said to be done is done; where reading stopped and what was read are of one mind.
    assert int(position) >= max(int(one) for what, one in told if what == "received")
    assert [one for one, _, _ in inbox] == [f"{number}{part}" for number in range(int(position) + 1) for part in "ab"]
    settled = {one for one, _, settled_at in inbox if settled_at is not None}
    assert settled >= {one for what, one in told if what == "settled"}
    for one, content, settled_at in inbox:
        assert (content == "") == (settled_at is not None)
        # Both answers are on their way or were sent, in order, each either the one or the other; or nothing is yet.
        answers = [*sent.get(one, []), *(f"${key}" for key, question in queued.items() if question == one)]
        assert answers == ([f"${one}1", f"${one}2"] if one in settled else [])


# ── Another program ──────────────────────────────────────────────────────────

_RIVAL = """
import asyncio, sys
from adapters.database.opening import open_database
from adapters.database.post import Outgoing, Received
async def main(url, name):
    database = await open_database(url)
    for number in range(60):
        batch = [Received("!room", f"{one}", "message", name) for one in range(number * 5, number * 5 + 10)]
        for new in await database.post.receive("me", f"{number}", batch):
            print("new", new.id)
        await database.post.settle("me", f"{number}", [Outgoing(f"{number} by {name}", "!room", "message", "{}")])
    await database.close()
asyncio.run(main(*sys.argv[1:]))
"""


async def test_two_programs_take_each_question_once_and_settle_it_once(url: str) -> None:
    processes = [started(_RIVAL, url, name) for name in "ab"]
    taken: list[str] = []
    for process in processes:
        said, _ = await asyncio.to_thread(process.communicate, timeout=180)
        assert process.returncode == 0
        taken += [line.split()[1] for line in said.splitlines()]
    assert sorted(taken, key=int) == [f"{number}" for number in range(305)]
    database = await open_database(url)
    assert [one.id for one in await database.post.waiting("me")] == [f"{number}" for number in range(60, 305)]
    settled = [one.key.split()[0] for one in await database.post.outgoing("me")]
    assert sorted(settled, key=int) == [f"{number}" for number in range(60)]
    await database.close()


async def test_a_store_that_another_program_holds_is_said_and_loses_nothing(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.sqlite.WAITS", 0.05)
    database = await open_database(url)
    await database.post.receive(ACCOUNT, "s1", asked("$1"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for attempt in (
        database.post.receive(ACCOUNT, "s2", asked("$2")),
        database.post.settle(ACCOUNT, "$1", [answer("a")]),
        database.post.queue(ACCOUNT, [answer("b")]),
    ):
        with pytest.raises(DatabaseError, match="another program holds it"):
            await attempt
    assert await database.post.position(ACCOUNT) == "s1"  # reading goes on
    other.execute("COMMIT")
    other.close()
    assert await database.post.waiting(ACCOUNT) == asked("$1")
    assert await database.post.outgoing(ACCOUNT) == []
    assert await database.post.receive(ACCOUNT, "s2", asked("$2")) == asked("$2")
    await database.close()


async def test_while_another_program_holds_it_the_loop_turns_and_the_order_stays(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.sqlite.WAITS", 60)
    database = await open_database(url)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    receiving = [
        asyncio.create_task(database.post.receive(ACCOUNT, f"s{number}", asked(f"${number}"))) for number in range(5)
    ]
    for _ in range(100):
        await asyncio.sleep(0.001)
    assert not any(task.done() for task in receiving)
    other.execute("COMMIT")
    other.close()
    await asyncio.gather(*receiving)
    assert await database.post.position(ACCOUNT) == "s4"
    assert await database.post.waiting(ACCOUNT) == asked(*(f"${number}" for number in range(5)))
    await database.close()


# ── The disk ─────────────────────────────────────────────────────────────────


async def test_a_full_disk_is_said_in_plain_words_and_loses_nothing(url: str, file: Path) -> None:
    database = await open_database(url)
    await database.post.receive(ACCOUNT, "s1", asked("$1"))
    await database.close()
    secret = "what somebody wrote " * 20_000
    with connections_with("max_page_count=1"):  # SQLite: as many as there are, where that is more
        database = await open_database(url)
        with pytest.raises(DatabaseError, match="the disk is full") as caught:
            await database.post.receive(ACCOUNT, "s2", asked("$2", "$3", content=secret))
        assert "somebody" not in "".join(traceback.format_exception(caught.value))
        assert await database.post.position(ACCOUNT) == "s1"
        assert await database.post.waiting(ACCOUNT) == asked("$1")
        await database.close()
    database = await open_database(url)
    received = asked("$2", "$3", content=secret)
    assert await database.post.receive(ACCOUNT, "s2", received) == received
    await database.close()


# ── Who asks ─────────────────────────────────────────────────────────────────


async def test_whoever_gives_up_in_the_middle_leaves_all_of_a_step_or_nothing(database: Database) -> None:
    chance = random.Random(7)
    kept: list[str] = []
    for number in range(100):
        receiving = asyncio.create_task(database.post.receive(ACCOUNT, f"{number}", asked(f"${number}")))
        for _ in range(chance.randrange(6)):
            await asyncio.sleep(chance.choice([0, 0.0002]))
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        if await database.post.position(ACCOUNT) == f"{number}":
            kept.append(f"${number}")
        assert await database.post.waiting(ACCOUNT) == asked(*kept)
    assert 0 < len(kept) < 100


async def test_more_than_can_be_done_is_refused_and_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.database.transactions.MOST_WAITING", 2)
    database = await open_database(url)
    receiving = [database.post.receive(ACCOUNT, f"{number}", asked(f"${number}")) for number in range(3)]
    kept = await asyncio.gather(*receiving, return_exceptions=True)
    assert [isinstance(one, DatabaseError) and "does not keep up" in str(one) for one in kept] == [False, False, True]
    assert await database.post.waiting(ACCOUNT) == asked("$0", "$1")
    await database.close()


async def test_all_work_is_done_on_one_thread_that_is_not_the_loops(url: str) -> None:
    seen: set[int] = set()

    def executes(*_: object) -> None:
        seen.add(threading.get_ident())

    event.listen(Engine, "before_cursor_execute", executes)
    try:
        database = await open_database(url)
        await asyncio.gather(
            *(database.post.receive(ACCOUNT, f"{number}", asked(f"${number}")) for number in range(20)),
            database.choices.choose(PLACE, Scope.GROUP, "prefix", "on"),
            database.answers.remember(PLACE, "question", ["answer"]),
            database.synced.remember("matrix", "application", "digest"),
        )
        await database.close()
    finally:
        event.remove(Engine, "before_cursor_execute", executes)
    assert len(seen) == 1
    assert threading.get_ident() not in seen


async def test_closing_does_what_was_asked_for_and_then_no_more(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.database.opening._ENDS_WITHIN", 60)  # a busy machine may need more than two seconds
    database = await open_database(url)
    receiving = [
        asyncio.create_task(database.post.receive(ACCOUNT, f"{number}", asked(f"${number}"))) for number in range(50)
    ]
    await asyncio.sleep(0)
    await database.close()
    assert sum(map(len, await asyncio.gather(*receiving))) == 50
    with pytest.raises(DatabaseError, match="is closed"):
        await database.post.position(ACCOUNT)
    await database.close()
    database = await open_database(url)
    assert len(await database.post.waiting(ACCOUNT)) == 50
    await database.close()


async def test_closing_waits_only_shortly_for_another_program(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.opening._ENDS_WITHIN", 0.05)
    monkeypatch.setattr("adapters.database.sqlite.WAITS", 60)
    database = await open_database(url)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    is_begun = threading.Event()

    def executes(*_: object) -> None:
        is_begun.set()

    event.listen(Engine, "before_cursor_execute", executes)
    try:
        receiving = asyncio.create_task(database.post.receive(ACCOUNT, "s1", asked("$1")))
        assert await asyncio.to_thread(is_begun.wait, 30)
    finally:
        event.remove(Engine, "before_cursor_execute", executes)
    begun = time.monotonic()
    await database.close()
    assert time.monotonic() - begun < 30
    other.execute("COMMIT")
    other.close()
    assert await receiving == asked("$1")  # what was begun ends for itself
