"""The program ends at any moment, and is started again: nothing is lost, nothing is said twice, all is in order."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.adapters.matrix.homeserver.asking import (
    QUIET,
    ZHENBAO,
    all_answered,
    all_answered_in_secret,
    room_with,
    words,
)
from tests.adapters.matrix.homeserver.person import Person, answered, first_answer, relation
from tests.adapters.matrix.homeserver.program import Program
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.wire import SEND, Wire

# ── Crashes ──────────────────────────────────────────────────────────────────


async def crashing(
    catena: Program,
    ask: Callable[[int], Awaitable[str]],
    answers: Callable[[], Awaitable[int]],
    commands: int,
    crashes: int,
) -> list[str]:
    """Ask so many questions, and end the program so many times: each time some are answered and others are not.

    What was asked. The next crash may come before it is connected again.
    """
    asked: list[str] = []

    async def asking() -> None:
        for number in range(commands):
            asked.append(await ask(number))
            await asyncio.sleep(random.uniform(0, 0.05))

    task = asyncio.create_task(asking())
    for at in sorted(random.sample(range(1, commands - 1), crashes)):
        async with asyncio.timeout(60):
            while await answers() < at:  # noqa: ASYNC110  # the server tells nobody
                await asyncio.sleep(0.02)
        await asyncio.sleep(random.uniform(0, 0.05))
        await catena.kill()
        await catena.start(waits=False)
    await task
    return asked


async def crashing_in_a_plain_room(mei: Person, catena: Program, commands: int, crashes: int) -> None:
    room = await room_with(mei, catena.user)

    async def answers() -> int:
        return len(answered(await mei.messages(room, catena.user), catena.user))

    asked = await crashing(catena, lambda number: mei.say(room, f"!search word{number}"), answers, commands, crashes)
    await all_answered(mei, room, catena.user, asked)


async def crashing_in_an_encrypted_room(ada: SecretPerson, catena: Program, commands: int, crashes: int) -> None:
    room = await ada.create_room(catena.user)
    await ada.knows(room, catena.user)
    await ada.hear(room, "!topics")

    async def answers() -> int:
        return len(answered(ada.heard(room), catena.user)) - 1

    before = answered(ada.heard(room), catena.user)
    asked = await crashing(catena, lambda number: ada.say(room, f"!search word{number}"), answers, commands, crashes)
    await all_answered_in_secret(ada, room, catena.user, before + asked)


async def test_a_crash_loses_nothing_and_says_nothing_twice(mei: Person, catena: Program) -> None:
    await crashing_in_a_plain_room(mei, catena, commands=10, crashes=1)


async def test_a_crash_in_an_encrypted_room(ada: SecretPerson, catena: Program) -> None:
    await crashing_in_an_encrypted_room(ada, catena, commands=10, crashes=1)


async def test_what_was_heard_before_a_crash_is_answered_after_it(wire: Wire, wired: Program, mei: Person) -> None:
    """The server tells it once. The first answer is on its way, the others wait behind it."""
    room = await room_with(mei, wired.user)
    fault = wire.fault(SEND, times=None, hangs=True)
    asked = [await mei.say(room, f"!search word{number}") for number in range(5)]
    await fault.taken()
    await asyncio.sleep(QUIET)  # so that it has heard of all of them
    await wired.kill()
    wire.mend()
    await wired.start()
    await all_answered(mei, room, wired.user, asked)


@pytest.mark.slow
async def test_six_crashes_in_sixty_commands(mei: Person, catena: Program) -> None:
    await crashing_in_a_plain_room(mei, catena, commands=60, crashes=6)


@pytest.mark.slow
async def test_six_crashes_in_sixty_commands_of_an_encrypted_room(ada: SecretPerson, catena: Program) -> None:
    await crashing_in_an_encrypted_room(ada, catena, commands=60, crashes=6)


@pytest.mark.slow
async def test_crashes_while_every_message_is_on_its_way(wire: Wire, wired: Program, mei: Person) -> None:
    """The answers of the server are late, so that each crash finds a message that is sent and not acknowledged."""
    room = await room_with(mei, wired.user)
    asked = [await mei.say(room, f"!search word{number}") for number in range(8)]
    for _ in range(4):
        fault = wire.fault(SEND, times=1, arrives=True, hangs=True)
        await fault.taken()
        await asyncio.sleep(0.2)  # so that it has arrived
        await wired.kill()
        wire.mend()
        await wired.start(waits=False)
    await all_answered(mei, room, wired.user, asked)


# ── Away ─────────────────────────────────────────────────────────────────────


async def away(mei: Person, catena: Program, commands: int, crashes: int = 0) -> None:
    """Ask while it is not there; then let it come back, and crash so many times while it catches up."""
    room = await room_with(mei, catena.user)
    await catena.kill()
    asked = [await mei.say(room, f"!search word{number}") for number in range(commands)]
    for at in sorted(random.sample(range(1, commands - 1), crashes)):
        await catena.start(waits=False)
        async with asyncio.timeout(60):
            while len(answered(await mei.messages(room, catena.user), catena.user)) < at:  # noqa: ASYNC110  # the server tells nobody
                await asyncio.sleep(0.02)
        await catena.kill()
    await catena.start()
    await all_answered(mei, room, catena.user, asked)


async def test_what_was_asked_while_it_was_away_is_answered(mei: Person, catena: Program) -> None:
    """More than one answer of /sync holds."""
    await away(mei, catena, commands=60)


@pytest.mark.slow
async def test_120_commands_while_it_was_away(mei: Person, catena: Program) -> None:
    await away(mei, catena, commands=120)


@pytest.mark.slow
async def test_crashes_while_it_catches_up(mei: Person, catena: Program) -> None:
    await away(mei, catena, commands=120, crashes=3)


@pytest.mark.slow
async def test_what_was_asked_in_secret_while_it_was_away_is_answered(ada: SecretPerson, catena: Program) -> None:
    room = await ada.create_room(catena.user)
    await ada.knows(room, catena.user)
    await catena.kill()
    asked = [await ada.say(room, f"!search word{number}") for number in range(60)]
    await catena.start()
    await all_answered_in_secret(ada, room, catena.user, asked)


async def test_what_was_edited_or_taken_back_while_it_was_away(mei: Person, catena: Program) -> None:
    room = await room_with(mei, catena.user)
    edited, redacted = await mei.say(room, "!topics"), await mei.say(room, "!claim zhenbao")
    answer, other = await mei.answer_to(room, edited), await mei.answer_to(room, redacted)
    await catena.kill()
    await mei.edit(room, edited, "!claim zhenbao")
    await mei.redact(room, redacted)
    never_heard, taken_back = await mei.say(room, "!topics"), await mei.say(room, "!topics")
    await mei.edit(room, never_heard, "!claim zhenbao")
    await mei.redact(room, taken_back)
    await catena.start()
    await mei.becomes(room, answer["event_id"], lambda said: ZHENBAO in said)
    await mei.becomes(room, other["event_id"], lambda said: said == "")
    last = await mei.answer_to(room, never_heard)
    await mei.becomes(room, last["event_id"], lambda said: ZHENBAO in said)
    await asyncio.sleep(QUIET)
    assert first_answer(await mei.events(room), taken_back) is None
    assert answered(await mei.messages(room, catena.user), catena.user) == [edited, never_heard]


async def test_threads_and_invitations_of_the_time_it_was_away(mei: Person, catena: Program) -> None:
    room = await room_with(mei, catena.user)
    root = await mei.say(room, "let us talk")
    await catena.kill()
    asked = await mei.say(room, "!claim zhenbao", thread=root)
    other = await mei.create_room(catena.user)
    too_early = await mei.say(other, "!topics")
    await catena.start()
    answer = await mei.answer_to(room, asked)
    assert relation(answer)["event_id"] == root
    await mei.wait_for(
        other, lambda events: any(one["sender"] == catena.user and "body" in one["content"] for one in events) or None
    )
    assert ZHENBAO in words(await mei.hear(other, "!claim zhenbao"))
    assert first_answer(await mei.events(other), too_early) is None


# ── What it kept is lost ─────────────────────────────────────────────────────


@pytest.mark.parametrize("lost", ["all of it", "the store"])
async def test_who_has_lost_its_memory_answers_nothing_again(
    mei: Person, catena: Program, data: Path, compiled: Path, lost: str
) -> None:
    room = await room_with(mei, catena.user)
    await mei.hear(room, "!claim zhenbao")
    await catena.kill()
    await mei.say(room, "!topics")
    if lost == "all of it":
        shutil.rmtree(data)
        shutil.copytree(compiled, data / "cache")
    else:
        files = list(data.glob("*.db*")) + list(data.glob("*.sqlite*"))
        assert files
        for file in files:
            file.unlink()
    before = answered(await mei.messages(room, catena.user), catena.user)
    await catena.start()
    asked = await mei.say(room, "!claim zhenbao")
    assert ZHENBAO in words(await mei.answer_to(room, asked))
    await asyncio.sleep(QUIET)
    assert answered(await mei.messages(room, catena.user), catena.user) == [*before, asked]


# ── An orderly end ───────────────────────────────────────────────────────────


SOON = 15.0
"""Seconds in which it has to end, on a busy machine too; after that, service managers kill it. Else it ends within two."""


async def test_it_ends_soon_whatever_it_does(mei: Person, catena: Program) -> None:
    room = await room_with(mei, catena.user)
    asked = [await mei.say(room, f"!search word{number}") for number in range(30)]
    code, seconds = await catena.terminate()
    assert code == 0
    assert seconds < SOON
    assert "Traceback" not in catena.log
    await catena.start()
    await all_answered(mei, room, catena.user, asked)


async def test_it_ends_soon_although_the_server_does_not_answer(wire: Wire, wired: Program, mei: Person) -> None:
    room = await room_with(mei, wired.user)
    fault = wire.fault(SEND, times=None, hangs=True)
    asked = [await mei.say(room, "!claim zhenbao"), await mei.say(room, "!topics")]
    await fault.taken()
    code, seconds = await wired.terminate()
    assert code == 0
    assert seconds < SOON
    wire.mend()
    await wired.start()
    await all_answered(mei, room, wired.user, asked)
