"""How the bot hears what happens, and how it waits where the homeserver is away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from peewee import OperationalError

from adapters.matrix import syncing
from adapters.matrix.encryption import Encryption
from adapters.matrix.syncing import BACKOFF, Batch, Syncing, cancelled, repeated
from adapters.matrix.wire import Wire, WireError
from adapters.runtime.supervision import Backoff
from tests.adapters.matrix.parts.bodies import BOT, EMPTY, MEI, ROOM, event, joined, made, said, state
from tests.adapters.matrix.parts.scripted import DROP, HANG, Answer, Asked, Homeserver, Says, refused
from tests.adapters.matrix.parts.sealing import HOSTILE, Sealing
from tests.adapters.matrix.parts.waiting import until

NOTHING_NEW = Answer({"next_batch": "quiet", "rooms": {}}, after=0.02)


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are as long as they are said to be, and short."""
    monkeypatch.setattr("adapters.runtime.supervision.random.uniform", max)
    monkeypatch.setattr(syncing, "BACKOFF", Backoff(0.05, 0.2, 30))


class Heard:
    """What was handed over."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []

    async def take(self, batch: Batch) -> None:
        self.batches.append(batch)

    @property
    def words(self) -> list[str]:
        return [
            one.body
            for batch in self.batches
            for room in batch.response.rooms.join.values()
            for one in room.timeline.events
            if isinstance(getattr(one, "body", None), str)
        ]


@asynccontextmanager
async def following(
    scripted: Homeserver, encryption: Encryption, wire: Wire, *answers: Says, since: str | None = None
) -> AsyncIterator[Heard]:
    """The loop at work, while /sync answers so; after that there is nothing new."""
    scripted.says("GET", "/sync", *answers)
    heard = Heard()
    loop = asyncio.create_task(Syncing(wire, encryption, heard.take).run(since))
    try:
        yield heard
    finally:
        await cancelled(loop)
        if not loop.cancelled():
            loop.result()  # it fell, and that is more to the point than what the test waited for


# ── Following ────────────────────────────────────────────────────────────────
async def test_each_answer_is_handed_over_once_and_in_order(
    scripted: Homeserver, encryption: Encryption, wire: Wire
) -> None:
    answers = [Answer(joined(said(f"{number}"), batch=f"s{number}")) for number in range(5)]
    async with following(scripted, encryption, wire, *answers, NOTHING_NEW) as heard:
        await until(lambda: len(heard.batches) >= 6)
    assert heard.words == ["0", "1", "2", "3", "4"]
    asked = [one.query.get("since") for one in scripted.to("GET", "/sync")][:6]
    assert asked == [None, "s0", "s1", "s2", "s3", "s4"]
    assert [batch.is_first for batch in heard.batches][:3] == [True, False, False]


async def test_after_a_restart_it_goes_on_from_where_it_was(
    scripted: Homeserver, encryption: Encryption, wire: Wire
) -> None:
    answers = Answer(joined(said("missed"), before=made())), NOTHING_NEW
    async with following(scripted, encryption, wire, *answers, since="s1") as heard:
        await until(lambda: len(heard.batches) >= 2)
    first, second, *_ = scripted.to("GET", "/sync")
    assert (first.query["since"], first.query["full_state"], first.query["timeout"]) == ("s1", "true", "0")
    assert "full_state" not in second.query
    assert int(second.query["timeout"]) > 0
    assert not heard.batches[0].is_first
    assert BOT in encryption.rooms[ROOM].users


async def test_what_nobody_needs_is_not_asked_for(scripted: Homeserver, encryption: Encryption, wire: Wire) -> None:
    async with following(scripted, encryption, wire, NOTHING_NEW) as heard:
        await until(lambda: len(heard.batches) >= 1)
    wanted = json.loads(scripted.asked[0].query["filter"])
    assert wanted["presence"] == wanted["account_data"] == wanted["room"]["ephemeral"] == {"types": []}


async def test_no_position_is_moved_before_what_was_there_is_taken(
    scripted: Homeserver, encryption: Encryption, wire: Wire
) -> None:
    scripted.says("GET", "/sync", Answer(joined(said("1"))), NOTHING_NEW)
    taken = asyncio.Event()
    begun = asyncio.Event()

    async def take(batch: Batch) -> None:
        begun.set()
        await taken.wait()

    loop = asyncio.create_task(Syncing(wire, encryption, take).run(None))
    await begun.wait()
    await asyncio.sleep(0.1)
    assert len(scripted.to("GET", "/sync")) == 1
    taken.set()
    await until(lambda: len(scripted.to("GET", "/sync")) > 1)
    await cancelled(loop)


async def test_it_says_when_it_is_connected(scripted: Homeserver, encryption: Encryption, wire: Wire) -> None:
    scripted.says("GET", "/sync", refused(502, "M_UNKNOWN"), NOTHING_NEW)
    following_ = Syncing(wire, encryption, Heard().take)
    loop = asyncio.create_task(following_.run(None))
    await asyncio.sleep(0.02)
    assert not following_.connected.is_set()
    async with asyncio.timeout(30):
        await following_.connected.wait()
    await cancelled(loop)


# ── Where the homeserver is away ─────────────────────────────────────────────
AWAY = {
    "a proxy's page": Answer(status=502, text="<html>Bad Gateway</html>"),
    "an error of its own": refused(500, "M_UNKNOWN"),
    "a limit without a time": refused(429, "M_LIMIT_EXCEEDED"),
    "half an answer": Answer(text='{"next_batch": "s1", "rooms'),
    "no object": Answer(["next_batch"]),
    "no answer to /sync": Answer({"rooms": {}}),
    "nothing": DROP,
    "gone": refused(404, "M_UNRECOGNIZED"),
    "forbidden": refused(403, "M_FORBIDDEN"),
    "no token of Matrix's": Answer(status=401, text="<html>Log in to the proxy</html>"),
}


@pytest.mark.parametrize("name", AWAY)
async def test_it_does_not_hammer(scripted: Homeserver, encryption: Encryption, wire: Wire, name: str) -> None:
    # The library below asks a second time by itself where a connection is dropped.
    most = 12 if AWAY[name] is DROP else 6
    async with following(scripted, encryption, wire, AWAY[name]) as heard:
        await asyncio.sleep(0.6)  # tries at 0, .05, .15, .35 and .55 seconds
        assert len(scripted.to("GET", "/sync")) <= most
        await until(lambda: len(scripted.to("GET", "/sync")) >= 2)
    assert heard.batches == []


@pytest.mark.parametrize("name", AWAY)
async def test_it_hears_what_was_said_meanwhile(
    scripted: Homeserver, encryption: Encryption, wire: Wire, name: str
) -> None:
    away = [AWAY[name]] * 4
    missed = Answer(joined(said("missed"), batch="s2"))
    answers = Answer(joined(said("before"), before=made(), batch="s1")), *away, missed, NOTHING_NEW
    async with following(scripted, encryption, wire, *answers) as heard:
        await until(lambda: len(heard.batches) >= 3)
    assert heard.words == ["before", "missed"]
    since = [one.query.get("since") for one in scripted.to("GET", "/sync")]
    assert since[:6] == [None, *["s1"] * 5]


async def test_after_a_failure_the_server_is_asked_for_what_there_is(
    scripted: Homeserver, encryption: Encryption, wire: Wire
) -> None:
    answers = NOTHING_NEW, refused(502, "M_UNKNOWN"), NOTHING_NEW
    async with following(scripted, encryption, wire, *answers) as heard:
        await until(lambda: len(heard.batches) >= 3)
    waits = [int(one.query["timeout"]) for one in scripted.to("GET", "/sync")][:4]
    assert waits == [0, 30_000, 0, 30_000]


@pytest.mark.parametrize(
    "limit",
    [
        Answer({"errcode": "M_LIMIT_EXCEEDED"}, 429, {"Retry-After": "1"}),
        refused(429, "M_LIMIT_EXCEEDED", retry_after_ms=1_000),
    ],
)
async def test_it_leaves_the_server_alone_for_as_long_as_it_wants(
    scripted: Homeserver, encryption: Encryption, wire: Wire, limit: Answer
) -> None:
    async with following(scripted, encryption, wire, limit, NOTHING_NEW) as heard:
        await until(lambda: len(heard.batches) >= 1)
    first, second, *_ = scripted.to("GET", "/sync")
    assert second.at - first.at >= 0.95


def test_a_server_that_comes_back_is_heard_within_eight_seconds() -> None:
    assert BACKOFF.longest <= 8


async def test_waits_begin_anew_once_it_answered(
    scripted: Homeserver, encryption: Encryption, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    delay = Backoff.delay

    def noted(backoff: Backoff, failures: int) -> float:
        waits.append(delay(backoff, failures))
        return waits[-1]

    monkeypatch.setattr(Backoff, "delay", noted)
    away = refused(502, "M_UNKNOWN")
    async with following(scripted, encryption, wire, away, away, away, NOTHING_NEW, away, NOTHING_NEW) as heard:
        await until(lambda: len(heard.batches) >= 2)
    at = [one.at for one in scripted.to("GET", "/sync")]
    assert waits == [0.05, 0.1, 0.2, 0.05]
    assert at[3] - at[2] >= 0.19


@pytest.mark.parametrize("code", ["M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"])
async def test_a_token_that_is_gone_ends_it(
    scripted: Homeserver, encryption: Encryption, wire: Wire, code: str
) -> None:
    scripted.says("GET", "/sync", NOTHING_NEW, refused(401, code))
    with pytest.raises(WireError) as caught:
        async with asyncio.timeout(30):
            await Syncing(wire, encryption, Heard().take).run(None)
    assert caught.value.is_token_gone
    assert len(scripted.to("GET", "/sync")) == 2


async def test_a_first_answer_that_does_not_come_is_given_up(
    scripted: Homeserver, encryption: Encryption, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "_FIRST", 0.1)
    ask, given = wire.ask, list[float]()

    async def noted(method: str, path: str, *, query: Mapping[str, str], patience: float) -> dict[str, Any]:
        given.append(patience)
        return await ask(method, path, query=query, patience=patience)

    monkeypatch.setattr(wire, "ask", noted)
    async with following(scripted, encryption, wire, HANG, HANG, Answer(EMPTY), NOTHING_NEW) as heard:
        await until(lambda: len(heard.batches) >= 1)
    assert given[:3] == [0.1, 0.2, 0.4], "a slow server is given more time"


async def test_a_later_answer_that_does_not_come_is_given_up(
    scripted: Homeserver, encryption: Encryption, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "_POLL", 0.05)
    monkeypatch.setattr(syncing, "_SLACK", 0.05)
    later = {None: Answer(EMPTY), EMPTY["next_batch"]: Answer(joined(said("missed"), batch="missed"))}
    hanging = iter([HANG])

    def says(asked: Asked) -> Answer:
        """By where the bot is, as a server does: on a busy machine it may give up an answer that is none too late."""
        since = asked.query.get("since")
        return next(hanging, later[since]) if since == EMPTY["next_batch"] else later.get(since, NOTHING_NEW)

    async with following(scripted, encryption, wire, says) as heard:
        await until(lambda: len(heard.batches) >= 2)
    assert next(hanging, None) is None
    assert heard.words == ["missed"]


BROKEN: dict[str, object] = {
    "no content": {**said("x"), "content": None},
    "no kind": {**said("x"), "type": 3},
    "odd words": event("m.room.message", {"msgtype": "m.text", "body": ["x"]}),
    "odd beside": {**said("x"), "unsigned": "none"},
    "odd state": state("m.room.member", "joined", key=MEI),
    "odd levels": state("m.room.power_levels", {"users": {MEI: "all"}}),
    "odd encryption": event("m.room.encrypted", {"algorithm": 3}),
    "empty": {},
}


@pytest.mark.parametrize("name", BROKEN)
async def test_one_event_that_is_broken_holds_up_no_other(
    scripted: Homeserver, encryption: Encryption, wire: Wire, name: str
) -> None:
    answer = Answer(joined(BROKEN[name], said("whole"), before=made()))
    async with following(scripted, encryption, wire, answer, NOTHING_NEW) as heard:
        await until(lambda: len(heard.batches) >= 1)
    assert heard.words[-1] == "whole"
    assert BOT in encryption.rooms[ROOM].users


@pytest.mark.parametrize("name", HOSTILE)
async def test_whatever_is_inside_an_encrypted_event_the_rooms_behind_it_are_known(
    scripted: Homeserver, encryption: Encryption, wire: Wire, name: str
) -> None:
    sealing = Sealing()
    sealing.hand_over(encryption)
    answer = joined(sealing.sealed(HOSTILE[name]), sealing.said("whole"), before=made())
    answer["rooms"]["join"].update(joined(said("elsewhere"), before=made(), room="!other:example.org")["rooms"]["join"])
    async with following(scripted, encryption, wire, Answer(answer), NOTHING_NEW) as heard:
        await until(lambda: len(heard.batches) >= 1)
    assert set(encryption.rooms) == {ROOM, "!other:example.org"}
    assert heard.words[-2:] == ["whole", "elsewhere"]


# ── What is done until it succeeds ───────────────────────────────────────────
class Attempts:
    """Fails with each of some errors, and then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self.made = 0
        self._errors = iter(errors)

    async def __call__(self) -> None:
        self.made += 1
        if (error := next(self._errors, None)) is not None:
            raise error


QUICK = Backoff(0.01, 0.02)
BUSY = WireError("502", status=502)


async def test_it_is_done_again_until_it_succeeds() -> None:
    attempts = Attempts(BUSY, OSError("disk"), WireError("429", status=429), WireError("no answer"))
    assert await repeated("this", attempts, backoff=QUICK)
    assert attempts.made == 5


async def test_what_is_refused_for_good_is_let_be() -> None:
    attempts = Attempts(BUSY, WireError("403", status=403, code="M_FORBIDDEN"))
    assert not await repeated("this", attempts, backoff=QUICK)
    assert attempts.made == 2


async def test_so_many_times_and_no_more() -> None:
    attempts = Attempts(*[BUSY] * 9)
    assert not await repeated("this", attempts, 3, QUICK)
    assert attempts.made == 3


async def test_it_is_not_done_before_the_server_wants() -> None:
    began = asyncio.get_running_loop().time()
    assert await repeated("this", Attempts(WireError("429", status=429, wait=0.2)), backoff=QUICK)
    assert asyncio.get_running_loop().time() - began >= 0.19


async def test_a_token_that_is_gone_is_told() -> None:
    with pytest.raises(WireError):
        await repeated("this", Attempts(WireError("401", status=401, code="M_UNKNOWN_TOKEN")), backoff=QUICK)


async def test_a_fault_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await repeated("this", Attempts(ZeroDivisionError()), backoff=QUICK)


async def test_a_page_of_some_proxy_is_no_word_about_the_position(
    scripted: Homeserver, encryption: Encryption, wire: Wire
) -> None:
    answers = [
        Answer(joined(said("first"), batch="s2")),
        Answer(status=400, text="<html>400 Bad Request</html>"),
        Answer(joined(said("second"), batch="s3")),
    ]
    async with following(scripted, encryption, wire, *answers, NOTHING_NEW, since="s1") as heard:
        await until(lambda: len(heard.batches) >= 3)
    assert [one.query.get("since") for one in scripted.to("GET", "/sync")][:3] == ["s1", "s2", "s2"]
    assert heard.words == ["first", "second"]
    assert not any(batch.is_first for batch in heard.batches)


async def test_keys_that_cannot_be_kept_are_asked_for_again(
    scripted: Homeserver, encryption: Encryption, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the session ends, and the next one begins where this one stood."""

    def is_full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("nio.store.SqliteStore.save_encrypted_rooms", is_full)
    secret = state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    answer = Answer(joined(said("first"), before=[*made(), secret], batch="s2"))
    scripted.says("GET", "/sync", answer, NOTHING_NEW)
    heard = Heard()
    with pytest.raises(OSError, match=r"keys of encrypted rooms cannot be kept .*full"):
        await asyncio.wait_for(Syncing(wire, encryption, heard.take).run("s1"), 60)
    assert heard.batches == [], "nobody was told that it was heard"
