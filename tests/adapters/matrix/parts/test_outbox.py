"""What is sent, and what becomes of the others where the homeserver fails at one message."""

from __future__ import annotations

import asyncio
import json

import pytest

from adapters.database.post import Outgoing
from adapters.matrix.contents import edited
from adapters.matrix.encryption import Encryption
from adapters.matrix.outbox import MESSAGE, Outbox
from adapters.matrix.pages import notice
from adapters.matrix.wire import Wire
from tests.adapters.matrix.parts.bodies import BOT, ROOM, joined, made
from tests.adapters.matrix.parts.scripted import Answer, Asked, Homeserver, refused


class Post:
    """Notes what becomes of messages."""

    def __init__(self) -> None:
        self.sent_keys: list[str] = []
        self.dropped: list[str] = []

    async def sent(self, account: str, outgoing: Outgoing, id: str) -> None:  # noqa: A002  # the port's name
        self.sent_keys.append(outgoing.key)

    async def drop(self, account: str, key: str) -> None:  # as above
        self.dropped.append(key)


def message(key: str) -> Outgoing:
    return Outgoing(key, ROOM, MESSAGE, json.dumps({"msgtype": "m.notice", "body": key}))


@pytest.mark.usefixtures("short_waits")
async def test_a_message_that_the_homeserver_fails_at_holds_up_the_others_for_minutes_and_not_for_ever(
    scripted: Homeserver, wire: Wire, encryption: Encryption, capsys: pytest.CaptureFixture[str]
) -> None:
    await encryption.receive(joined(before=made()))

    def fails_at_one(asked: Asked) -> Answer:
        return refused(500, "M_UNKNOWN") if "poison" in asked.path else Answer({"event_id": "$sent"})

    scripted.says("PUT", "/rooms/*", fails_at_one)
    post = Post()
    outbox = Outbox(wire, encryption, post, BOT, lambda: None)
    async with asyncio.timeout(60):
        events = await outbox.flush([message("poison"), message("next")])
    assert events == ["$sent"]
    assert (post.sent_keys, post.dropped) == (["next"], []), "the other one is tried again at the next start"
    assert "a message is put aside" in capsys.readouterr().out


def test_whoever_sees_no_changes_sees_no_part_of_a_quotation() -> None:
    content = edited(notice("Somebody said so, and 500 characters of it would end before it is said who."), "$earlier")
    assert content["body"].startswith("* I have changed this answer.")
    assert "Somebody said so" in content["m.new_content"]["body"]
