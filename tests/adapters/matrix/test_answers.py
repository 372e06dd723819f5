"""Answers that are not as others: a fault of ours, one that takes long, one that is longer than a message."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from adapters.answering.answerer import Answerer
from adapters.answering.shelf import Shelf
from adapters.database.opening import open_database
from adapters.matrix import typing_notice
from adapters.matrix.login import Account
from adapters.matrix.membership import Invites
from adapters.matrix.places import DEFAULTS
from adapters.matrix.service import MatrixService
from adapters.runtime.work import Worker
from bot.app import NOBODY, App
from bot.groups import Asked
from bot.loading import open_library
from bot.parsing import Invocation
from bot.reply import Outcome, Paragraph, Reply
from tests.adapters.conftest import CONTENT
from tests.adapters.matrix.homeserver.person import Event, Person, replies_to
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import PASSWORD
from tests.adapters.matrix.homeserver.wire import Wire

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
LONG = "\n".join(
    f"Sentence {number} of a very long answer, with “quotation marks” & <signs>." for number in range(1_000)
)


class Odd(App):
    """Three commands are not as they should be."""

    def respond(self, invocation: Invocation, asked: Asked = NOBODY) -> Reply:
        match invocation.command:
            case "topics":
                raise RuntimeError("a fault of ours")
            case "documents":
                time.sleep(1.2)
            case "timeline":
                said = tuple(Paragraph(line) for line in LONG.split("\n"))
                return Reply("timeline", "", Outcome.FOUND, said)
            case _:
                pass
        return super().respond(invocation, asked)


@pytest.fixture
async def odd(wire: Wire, bot: str, compiled: Path, tmp_path: Path) -> AsyncIterator[str]:
    """The bot, in this process, with an odd core. Its id."""
    database = await open_database(f"sqlite:///{tmp_path / 'catena.sqlite3'}")
    worker = Worker()
    shelf = Shelf([Odd(*open_library(CONTENT, compiled))])
    answerer = Answerer(shelf, database.choices, worker, DEFAULTS)
    account = Account(wire.url, bot, PASSWORD)
    service = MatrixService(account, Invites(), tmp_path, answerer, database)
    stop = asyncio.Event()
    running = asyncio.create_task(service.run(stop))
    try:
        yield bot
    finally:
        stop.set()
        await running
        await worker.close(grace=1)
        await database.close()


@pytest.fixture
async def room(mei: Person, odd: str) -> str:
    room = await mei.create_room(odd)
    await mei.wait_for(
        room, lambda events: any(one["sender"] == odd and "body" in one["content"] for one in events) or None
    )
    return room


def words(event: Event) -> str:
    return str(event["content"]["body"])


async def test_a_fault_is_a_kind_line_to_who_asked_and_a_trace_in_the_log(mei: Person, room: str) -> None:
    with structlog.testing.capture_logs() as logs:
        asked = await mei.say(room, "!topics")
        answer = await mei.answer_to(room, asked)
    assert "by a mistake of mine" in words(answer)
    assert "a fault of ours" not in words(answer)
    errors = [one for one in logs if one["log_level"] == "error"]
    assert [one["event_id"] for one in errors] == [asked]
    assert errors[0]["exc_info"]
    # It lives; and the question, put right, is answered in the same place.
    await mei.edit(room, asked, "!claim zhenbao")
    await mei.becomes(room, answer["event_id"], lambda said: ZHENBAO in said)
    # Who only wrote something in passing is not troubled.
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))


async def test_who_waits_is_told_that_it_is_typing(
    mei: Person, room: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        typing_notice, "AFTER", 30
    )  # on a busy machine, no answer is there in half a second for certain
    await mei.hear(room, "!claim zhenbao")
    assert wire.count(r"/typing/") == 0
    monkeypatch.setattr(typing_notice, "AFTER", 0.05)
    await mei.hear(room, "!documents")
    async with asyncio.timeout(30):
        while wire.count(r"/typing/") < 2:  # noqa: ASYNC110  # that it begins, and that it is done
            await asyncio.sleep(0.05)


async def test_a_slow_answer_keeps_the_order_of_its_room_and_holds_up_no_request(
    mei: Person, odd: str, room: str
) -> None:
    asked = [await mei.say(room, line) for line in ("!documents", "!claim zhenbao")]
    await mei.answer_to(room, asked[1])
    found = [replies_to(event) for event in await mei.messages(room, odd) if replies_to(event)]
    assert found == asked


async def test_what_is_longer_than_a_message_is_said_on_pages_and_none_is_refused(
    mei: Person, odd: str, room: str
) -> None:
    said: list[str] = []
    answer = await mei.hear(room, "!timeline")
    said.append(words(answer))
    while "next" in words(answer):
        answer = await mei.hear(room, "next", reply_to=answer["event_id"])
        said.append(words(answer))
        assert len(said) < 200
    whole = "\n".join(said)
    for number in (0, 1, 499, 998, 999):
        assert f"Sentence {number} of a very long answer, with “quotation marks” & <signs>." in whole
    assert whole.count("Sentence ") == 1_000


async def test_a_long_answer_in_an_encrypted_room(ada: SecretPerson, odd: str) -> None:
    room = await ada.create_room(odd)
    await ada.knows(room, odd)
    assert "Sentence 0 of" in words(await ada.hear(room, "!timeline"))
    quoted = " ".join(
        ["Khrushchev did many things to promote the social progress of the Soviet Union, they said."] * 300
    )
    assert words(await ada.hear(room, f"!verify {quoted}"))
