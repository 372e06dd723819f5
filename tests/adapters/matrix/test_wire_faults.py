"""What goes wrong between the bot and its homeserver, and what members see of it: nothing, but later."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.matrix.homeserver.asking import QUIET, ZHENBAO, all_answered, room_with, words
from tests.adapters.matrix.homeserver.person import Person, answered
from tests.adapters.matrix.homeserver.program import Program
from tests.adapters.matrix.homeserver.wire import SEND, SYNC, Wire

_LIMIT = '{"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}'
_LIMIT_FOR_A_SECOND = '{"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 1000}'
_NO_TOKEN = '{"errcode": "M_UNKNOWN_TOKEN", "error": "Unknown token", "soft_logout": false}'

FAULTS: dict[str, dict[str, Any]] = {
    "502": {"status": 502, "body": "<html>Bad Gateway</html>", "headers": {"Content-Type": "text/html"}},
    "500": {"status": 500},
    "429 that says for how long": {"status": 429, "body": _LIMIT_FOR_A_SECOND},
    "429 with a header": {"status": 429, "body": _LIMIT, "headers": {"Retry-After": "1"}},
    "429 that says nothing": {"status": 429, "body": _LIMIT},
    "broken JSON": {"status": 200, "body": '{"next_batch": "s1", "rooms"'},
    "no object": {"status": 200, "body": "[]"},
    "nothing of what it should be": {"status": 200, "body": '{"next_batch": 7, "rooms": []}'},
    "a connection that drops": {"drops": True},
}


@pytest.fixture
async def room(mei: Person, wired: Program) -> str:
    return await room_with(mei, wired.user)


@pytest.mark.parametrize(
    "fault", ["502", *(pytest.param(one, marks=pytest.mark.slow) for one in FAULTS if one != "502")]
)
async def test_sync_that_fails_is_asked_again_without_haste(
    wire: Wire, wired: Program, mei: Person, room: str, fault: str
) -> None:
    wire.fault(SYNC, times=None, **FAULTS[fault])
    asked = await mei.say(room, "!claim zhenbao")  # ends the request that waits
    began, cpu = time.monotonic(), wired.cpu_seconds()
    await asyncio.sleep(6)
    assert wire.count(SYNC, since=began) <= 10
    assert wired.cpu_seconds() - cpu < 0.6
    wire.mend()
    second = await mei.say(room, "!topics")
    assert ZHENBAO in words(await mei.answer_to(room, asked))
    await mei.answer_to(room, second)
    assert answered(await mei.messages(room, wired.user), wired.user) == [asked, second]
    assert '"level": "error"' not in wired.log


@pytest.mark.slow
async def test_a_sync_that_hangs_is_given_up(wire: Wire, wired: Program, mei: Person, room: str) -> None:
    wire.fault(SYNC, times=1, hangs=True)
    first = await mei.say(room, "!claim zhenbao")
    second = await mei.say(room, "!topics")
    await mei.answer_to(room, second, seconds=60)
    assert answered(await mei.messages(room, wired.user), wired.user) == [first, second]


@pytest.mark.slow
async def test_a_first_sync_that_hangs_is_given_up(wire: Wire, bot: str, data: Path, mei: Person) -> None:
    wire.fault(SYNC, times=1, hangs=True)
    program = Program(wire.url, bot, data)
    await program.start(waits=False)
    try:
        await program.said('"connected"', 45)
        room = await room_with(mei, program.user)
        assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    finally:
        await program.kill()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_message_that_is_not_sent_is_sent_again_once(
    wire: Wire, wired: Program, mei: Person, room: str, fault: str
) -> None:
    wire.fault(SEND, times=2, **FAULTS[fault])
    asked = [await mei.say(room, line) for line in ("!claim zhenbao", "!topics", "!documents")]
    for one in asked:
        await mei.answer_to(room, one)
    await asyncio.sleep(QUIET)
    assert answered(await mei.messages(room, wired.user), wired.user) == asked


@pytest.mark.parametrize("lost", [{"status": 502}, {"drops": True}, {"status": 200, "body": "{"}])
async def test_a_message_that_arrived_is_not_there_twice(
    wire: Wire, wired: Program, mei: Person, room: str, lost: dict[str, Any]
) -> None:
    fault = wire.fault(SEND, times=2, arrives=True, **lost)
    asked = await mei.say(room, "!claim zhenbao")
    await mei.answer_to(room, asked)
    await mei.hear(room, "!topics")
    await asyncio.sleep(QUIET)
    assert fault.seen == 2
    assert answered(await mei.messages(room, wired.user), wired.user).count(asked) == 1


async def test_a_message_that_hangs_holds_up_no_other_room(wire: Wire, wired: Program, mei: Person, room: str) -> None:
    other = await room_with(mei, wired.user)
    fault = wire.fault(SEND, times=1, hangs=True)
    asked = await mei.say(room, "!claim zhenbao")
    await fault.taken()
    assert ZHENBAO in words(await mei.hear(other, "!claim zhenbao"))
    assert answered(await mei.messages(room, wired.user), wired.user) == []
    wire.mend()
    assert ZHENBAO in words(await mei.answer_to(room, asked))


@pytest.mark.slow
async def test_a_message_that_hangs_is_given_up_and_sent_again(
    wire: Wire, wired: Program, mei: Person, room: str
) -> None:
    wire.fault(SEND, times=1, arrives=True, hangs=True)
    asked = [await mei.say(room, line) for line in ("!claim zhenbao", "!topics")]
    for one in asked:
        await mei.answer_to(room, one, seconds=90)
    await asyncio.sleep(QUIET)
    assert answered(await mei.messages(room, wired.user), wired.user) == asked


async def test_what_is_told_twice_is_answered_once(wire: Wire, wired: Program, mei: Person, room: str) -> None:
    """A server may tell again what it told: with each answer here comes all that came before it."""
    told: list[Any] = []

    def again(body: dict[str, Any]) -> dict[str, Any]:
        timeline = body.get("rooms", {}).get("join", {}).get(room, {}).get("timeline")
        if timeline:
            told.extend(timeline["events"])
            timeline["events"] = told[:]
        return body

    wire.edit_sync = again
    asked = [await mei.say(room, line) for line in ("!claim zhenbao", "!topics", "!documents")]
    for one in asked:
        await mei.answer_to(room, one)
    await mei.say(room, "that is all")
    await asyncio.sleep(QUIET)
    assert len(told) > 3
    assert answered(await mei.messages(room, wired.user), wired.user) == asked


@pytest.mark.parametrize("path", [r"/messages$", pytest.param(r"/rooms/[^/]+/state", marks=pytest.mark.slow)])
async def test_catching_up_that_fails_is_tried_again(
    wire: Wire, wired: Program, mei: Person, room: str, path: str
) -> None:
    await wired.kill()
    asked = [await mei.say(room, f"!search word{number}") for number in range(60)]
    wire.fault(path, times=2, status=502)
    await wired.start(waits=False)
    await all_answered(mei, room, wired.user, asked)


async def test_a_token_that_is_refused_once_is_tried_again(wire: Wire, wired: Program, mei: Person, room: str) -> None:
    """It need not be lost: the server is asked whose it is."""
    wire.fault(SEND, times=1, status=401, body=_NO_TOKEN)
    asked = [await mei.say(room, line) for line in ("!claim zhenbao", "!topics")]
    await all_answered(mei, room, wired.user, asked)
    assert wired.log.count('"signed in"') == 1


async def test_a_token_that_is_refused_for_a_message_is_renewed(
    wire: Wire, wired: Program, mei: Person, room: str
) -> None:
    wire.fault(SEND, times=1, status=401, body=_NO_TOKEN)
    wire.fault(r"/whoami$", times=1, status=401, body=_NO_TOKEN)
    asked = [await mei.say(room, line) for line in ("!claim zhenbao", "!topics")]
    await all_answered(mei, room, wired.user, asked)
    assert wired.log.count('"signed in"') == 2


@pytest.mark.parametrize("refused", [SYNC, rf"{SYNC}|/whoami$"])
async def test_a_server_that_takes_no_token_is_not_pressed(
    wire: Wire, wired: Program, mei: Person, room: str, refused: str
) -> None:
    """It signs the bot in as often as it likes, and knows it no more."""
    wire.fault(refused, times=None, status=401, body=_NO_TOKEN)
    asked = await mei.say(room, "!claim zhenbao")
    began, cpu = time.monotonic(), wired.cpu_seconds()
    await asyncio.sleep(6)
    assert wire.count(r"/login$", since=began, method="POST") <= 5
    assert wire.count("", since=began) <= 60
    assert wired.cpu_seconds() - cpu < 3
    wire.mend()
    assert ZHENBAO in words(await mei.answer_to(room, asked))


async def test_what_arrived_before_a_crash_is_not_there_twice(
    wire: Wire, wired: Program, mei: Person, room: str
) -> None:
    wire.fault(SEND, times=1, arrives=True, hangs=True)
    asked = await mei.say(room, "!claim zhenbao")
    await mei.answer_to(room, asked)
    await wired.kill()
    wire.mend()
    await wired.start()
    await mei.hear(room, "!topics")
    await asyncio.sleep(QUIET)
    assert answered(await mei.messages(room, wired.user), wired.user).count(asked) == 1


async def test_a_message_that_is_refused_for_good_holds_up_no_other(
    wire: Wire, wired: Program, mei: Person, room: str
) -> None:
    wire.fault(SEND, times=1, status=403, body='{"errcode": "M_FORBIDDEN", "error": "No"}')
    refused = await mei.say(room, "!topics")
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    assert refused not in answered(await mei.messages(room, wired.user), wired.user)


async def test_what_cannot_be_read_now_is_read_later(wire: Wire, wired: Program, mei: Person, room: str) -> None:
    """What a reaction points at has to be fetched; that it fails is no reason to forget the reaction."""
    answer = await mei.hear(room, "!claim zhenbao")
    wire.fault(r"/event/", times=2, status=502)
    await mei.react(room, answer["event_id"], "2\ufe0f\u20e3")
    await mei.answer_to(room, answer["event_id"])


async def test_it_says_that_it_is_typing_only_where_that_takes_long(
    wire: Wire, wired: Program, mei: Person, room: str
) -> None:
    answer = await mei.hear(room, "!claim zhenbao")
    for _ in range(9):  # on a busy machine, not every quick answer is one
        before = wire.count(r"/typing/")
        await mei.hear(room, "!claim zhenbao")
        if wire.count(r"/typing/") == before:
            break
    else:
        raise AssertionError("each answer was announced")
    wire.fault(r"/event/", times=1, delays=1.0)
    await mei.react(room, answer["event_id"], "2\ufe0f\u20e3")
    await mei.answer_to(room, answer["event_id"])
    async with asyncio.timeout(30):
        while wire.count(r"/typing/") < before + 2:  # noqa: ASYNC110  # that it begins, and that it is done
            await asyncio.sleep(0.05)
    assert wire.count(r"/typing/") == before + 2


async def test_a_room_that_cannot_be_joined_at_once_is_joined_later(wire: Wire, wired: Program, mei: Person) -> None:
    wire.fault(r"/join/", times=2, status=500)
    room = await room_with(mei, wired.user)
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))


@pytest.mark.parametrize(
    "paths",
    [
        (r"/login$",),
        pytest.param(
            (
                r"/login$",
                r"/keys/upload$",
                r"/keys/query$",
                r"/keys/device_signing/upload$",
                r"/keys/signatures/upload$",
            ),
            marks=pytest.mark.slow,
        ),
    ],
)
async def test_an_outage_while_it_signs_in(wire: Wire, bot: str, data: Path, paths: tuple[str, ...]) -> None:
    for path in paths:
        wire.fault(path, times=1, status=502)
    program = Program(wire.url, bot, data)
    await program.start(waits=False)
    try:
        await program.said('"connected"', 60)
        assert "the device is cross-signed" in program.log
        assert '"level": "error"' not in program.log
    finally:
        await program.kill()
