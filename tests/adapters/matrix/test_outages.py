"""What is down comes back, and nothing is lost or said twice meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import pytest

from tests.adapters.matrix.conftest import unused
from tests.adapters.matrix.homeserver.person import Event, Person, answered, first_answer
from tests.adapters.matrix.homeserver.program import Program, running
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import Synapse

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
QUIET = 2.0
"""Seconds after which what did not come will not come."""


def words(event: Event) -> str:
    return str(event["content"]["body"])


async def joined(mei: Person, bot: str, **how: object) -> str:
    """A room that the bot has come to, and said so."""
    room = await mei.create_room(bot, **how)  # type: ignore[arg-type]  # what create_room takes
    await mei.wait_for(
        room, lambda events: any(one["sender"] == bot and one["type"] == "m.room.message" for one in events) or None
    )
    return room


async def all_answered(mei: Person, room: str, bot: str, asked: list[str], seconds: float = 60.0) -> None:
    """Wait for an answer to each question; then see that there is one each, in order."""
    found: list[str] = []
    try:
        async with asyncio.timeout(seconds):
            while len(found := answered(await mei.messages(room, bot), bot)) < len(asked):  # noqa: ASYNC110  # the server tells nobody
                await asyncio.sleep(0.1)
    except TimeoutError:
        missing = [asked.index(one) for one in asked if one not in found]
        raise AssertionError(f"{len(found)} of {len(asked)} answers in {seconds:g} s, without {missing}") from None
    await asyncio.sleep(QUIET)
    assert answered(await mei.messages(room, bot), bot) == asked


async def killed_at_random(mei: Person, catena: Program, room: str, commands: int, kills: int) -> None:
    """Ask so many times, and end the program so many times in between, wherever it is."""
    at = set(random.sample(range(2, commands - 1), kills))
    asked: list[str] = []
    for number in range(commands):
        asked.append(await mei.say(room, f"!search word{number}"))
        await asyncio.sleep(random.uniform(0, 0.1))
        if number in at:
            await catena.kill()
            await catena.start(waits=False)
    await all_answered(mei, room, catena.user, asked)


async def test_a_crash_loses_nothing_and_says_nothing_twice(mei: Person, catena: Program) -> None:
    await killed_at_random(mei, catena, await joined(mei, catena.user), commands=10, kills=1)


@pytest.mark.slow
async def test_six_crashes_in_sixty_commands(mei: Person, catena: Program) -> None:
    await killed_at_random(mei, catena, await joined(mei, catena.user), commands=60, kills=6)


@pytest.mark.slow
async def test_six_crashes_in_sixty_commands_of_an_encrypted_room(ada: SecretPerson, catena: Program) -> None:
    room = await ada.create_room(catena.user)
    await ada.knows(room, catena.user)
    at = set(random.sample(range(2, 59), 6))
    asked: list[str] = []
    for number in range(60):
        asked.append(await ada.say(room, f"!search word{number}"))
        if number in at:
            await catena.kill()
            await catena.start(waits=False)
    for one in asked:
        await ada.answer_to(room, one, seconds=60)
    await asyncio.sleep(QUIET)
    assert answered(ada.heard(room), catena.user) == asked


async def offline(mei: Person, catena: Program, commands: int) -> None:
    """Ask while it is not there."""
    room = await joined(mei, catena.user)
    await catena.kill()
    asked = [await mei.say(room, f"!search word{number}") for number in range(commands)]
    await catena.start()
    await all_answered(mei, room, catena.user, asked)


async def test_what_was_asked_while_it_was_away_is_answered(mei: Person, catena: Program) -> None:
    """More than one answer of /sync holds."""
    await offline(mei, catena, commands=60)


@pytest.mark.slow
async def test_120_commands_while_it_was_away(mei: Person, catena: Program) -> None:
    await offline(mei, catena, commands=120)


async def test_what_organisers_asked_long_ago_is_not_done(mei: Person, catena: Program) -> None:
    """Long ago: ten minutes by the clock of the program, which is ahead here."""
    room = await joined(mei, catena.user)
    await catena.kill()
    asked = await mei.say(room, "!settings prefix ?")
    catena.env["FAKE_AHEAD"] = "3600"
    await catena.start()
    assert "I changed nothing" in words(await mei.answer_to(room, asked))
    await catena.kill()
    del catena.env["FAKE_AHEAD"]
    await catena.start()
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))


async def outage(homeserver: Synapse, data: Path, seconds: float) -> float:
    """Seconds from the server's health to an answer, after an outage."""
    bot = await homeserver.register(unused("catena"))
    name = await homeserver.register(unused("mei"))
    async with Person.open(homeserver.url, name) as mei, running(homeserver.url, bot, data) as program:
        room = await joined(mei, program.user)
        await homeserver.stop()
        await asyncio.sleep(seconds)
        await homeserver.start()
        began = time.monotonic()
        await mei.hear(room, "!claim zhenbao")
        return time.monotonic() - began


@pytest.fixture
async def own_homeserver(tmp_path: Path) -> Synapse:
    """A homeserver that may be stopped. It ends with the test's process."""
    synapse = Synapse(tmp_path / "synapse")
    await synapse.start()
    return synapse


async def test_a_server_that_was_down_for_two_seconds(own_homeserver: Synapse, data: Path) -> None:
    assert await outage(own_homeserver, data, 2) < 10
    await own_homeserver.stop()


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [20, 60])
async def test_a_server_that_was_down_for_long(own_homeserver: Synapse, data: Path, seconds: float) -> None:
    assert await outage(own_homeserver, data, seconds) < 10
    await own_homeserver.stop()


async def test_a_server_that_is_not_there_yet(own_homeserver: Synapse, data: Path) -> None:
    bot = await own_homeserver.register(unused("catena"))
    name = await own_homeserver.register(unused("mei"))
    await own_homeserver.stop()
    program = Program(own_homeserver.url, bot, data)
    await program.start(waits=False)
    try:
        await program.said("trying again")
        await own_homeserver.start()
        await program.said('"connected"')
        async with Person.open(own_homeserver.url, name) as mei:
            room = await joined(mei, program.user)
            assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    finally:
        await program.kill()
        await own_homeserver.stop()


async def test_two_messages_a_second_are_enough(tmp_path: Path, data: Path) -> None:
    """The server lets nobody send more; the bot sends all of it, in order, and does not press."""
    synapse = Synapse(tmp_path / "synapse", {"rc_message": {"per_second": 2, "burst_count": 2}})
    await synapse.start()
    bot = await synapse.register(unused("catena"))
    name = await synapse.register(unused("mei"), is_admin=True)
    async with Person.open(synapse.url, name) as mei, running(synapse.url, bot, data) as program:
        # Only the bot is limited.
        limit = f"{synapse.url}/_synapse/admin/v1/users/{mei.user}/override_ratelimit"
        async with mei.session.post(
            limit, json={"messages_per_second": 0, "burst_count": 0}, headers={"Authorization": f"Bearer {mei.token}"}
        ) as response:
            assert response.status == 200, await response.text()
        room = await joined(mei, program.user)
        asked = [await mei.say(room, f"!search word{number}") for number in range(24)]
        await all_answered(mei, room, program.user, asked)
    await synapse.stop()


async def test_ten_rooms_that_flood_hold_up_no_other(mei: Person, bob: Person, catena: Program) -> None:
    flooded = [await joined(mei, catena.user) for _ in range(10)]
    quiet = await joined(bob, catena.user)
    for number in range(10):
        await asyncio.gather(*(mei.say(room, f"!search word{number}") for room in flooded))
    began = time.monotonic()
    assert ZHENBAO in words(await bob.hear(quiet, "!claim zhenbao"))
    assert time.monotonic() - began < 5, "it waited for the others"
    for room in flooded:
        events = await mei.wait_for(
            room, lambda events: answered(events, catena.user) if len(answered(events, catena.user)) == 10 else None, 60
        )
        assert len(events) == 10


# ── Sessions ─────────────────────────────────────────────────────────────────


async def test_a_device_that_was_logged_out_signs_in_again(mei: Person, homeserver: Synapse, catena: Program) -> None:
    room = await joined(mei, catena.user)
    async with Person.open(homeserver.url, catena.user) as owner:
        await owner.ask("POST", "/logout/all", {})
    await catena.said("signed in")
    assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    assert catena.log.count('"signed in"') == 2


async def test_a_token_that_is_known_no_more_ends_the_program_with_a_sentence(
    homeserver: Synapse, bot: str, data: Path
) -> None:
    async with Person.open(homeserver.url, bot) as owner:
        env = {"CATENA_MATRIX_PASSWORD": "", "CATENA_MATRIX_TOKEN": owner.token}
        async with running(homeserver.url, bot, data, env) as program:
            await owner.ask("POST", "/logout/all", {})
            assert await program.ended() == 78
            last = program.process.stderr.strip().split("\n")[-1]
            assert last.startswith("The homeserver does not know the bot's token any more")
            assert owner.token not in program.log


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"CATENA_MATRIX_PASSWORD": "wrong"}, "refuses the bot's name or password"),
        ({"CATENA_MATRIX_PASSWORD": ""}, "There is neither password nor token"),
        ({"CATENA_MATRIX_USER": ""}, "There is no account for Matrix"),
        ({"CATENA_MATRIX_HOMESERVER": ""}, "There is no homeserver"),
        ({"CATENA_MATRIX_HOMESERVER": "not an address"}, "which is no address"),
        ({"CATENA_MATRIX_INVITES": "@@"}, "CATENA_MATRIX_INVITES names"),
    ],
)
async def test_what_somebody_has_to_mend_is_one_sentence_and_78(
    homeserver: Synapse, bot: str, data: Path, env: dict[str, str], sentence: str
) -> None:
    program = Program(homeserver.url, bot, data, env)
    await program.start(waits=False)
    try:
        assert await program.ended() == 78
        said = program.process.stderr.strip().split("\n")
        assert sentence in said[-1]
        assert "Traceback" not in program.process.stderr
    finally:
        await program.kill()


async def test_two_programs_do_not_share_a_device(homeserver: Synapse, catena: Program, data: Path) -> None:
    second = Program(homeserver.url, catena.user, data)
    await second.start(waits=False)
    try:
        assert await second.ended() == 78
        assert "Another Catena runs with this account's keys" in second.process.stderr
    finally:
        await second.kill()


async def test_it_ends_within_two_seconds(mei: Person, catena: Program) -> None:
    room = await joined(mei, catena.user)
    asked = [await mei.say(room, f"!search word{number}") for number in range(5)]
    code, seconds = await catena.terminate()
    assert code == 0
    assert seconds < 2
    await catena.start()
    await all_answered(mei, room, catena.user, asked)
    assert first_answer(await mei.events(room), asked[0]) is not None
