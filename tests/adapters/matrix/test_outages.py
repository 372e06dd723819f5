"""The homeserver is down, or wants less, or knows the bot no more: what members and admins see of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.conftest import unused
from tests.adapters.matrix.homeserver.asking import ZHENBAO, all_answered, room_with, words
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.program import Program, running
from tests.adapters.matrix.homeserver.synapse import PASSWORD, Synapse
from tests.adapters.matrix.homeserver.wire import SEND, SYNC, Wire


async def test_what_organisers_asked_long_ago_is_not_done(homeserver: Synapse, mei: Person, data: Path) -> None:
    def aged(answer: dict[str, Any]) -> dict[str, Any]:
        for room in answer.get("rooms", {}).get("join", {}).values():
            for event in room["timeline"]["events"]:
                event["origin_server_ts"] -= 3_600_000
        return answer

    bot = await homeserver.register(unused("catena"))
    async with Wire.open(homeserver.url) as wire, running(wire.url, bot, data) as catena:
        room = await room_with(mei, bot)
        await catena.kill()
        asked = await mei.say(room, "!settings prefix ?")
        wire.edit_sync = aged
        await catena.start()
        assert "I changed nothing" in words(await mei.answer_to(room, asked))
        wire.edit_sync = None
        assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))


COMES_BACK = 25.0
"""Seconds in which it answers again: it looks every eight, and on a busy machine an answer takes a while."""


async def outage(homeserver: Synapse, data: Path, seconds: float) -> float:
    """Seconds from the server's health to an answer, after an outage."""
    bot = await homeserver.register(unused("catena"))
    name = await homeserver.register(unused("mei"))
    async with Person.open(homeserver.url, name) as mei, running(homeserver.url, bot, data) as program:
        room = await room_with(mei, program.user)
        await homeserver.stop()
        await asyncio.sleep(seconds)
        await homeserver.start()
        began = time.monotonic()
        await mei.hear(room, "!claim zhenbao")
        return time.monotonic() - began


@pytest.fixture
async def own_homeserver(tmp_path: Path) -> AsyncIterator[Synapse]:
    """A homeserver that may be stopped."""
    synapse = Synapse(tmp_path / "synapse")
    await synapse.start()
    yield synapse
    await synapse.stop()


async def test_a_server_that_was_down_for_two_seconds(own_homeserver: Synapse, data: Path) -> None:
    assert await outage(own_homeserver, data, 2) < COMES_BACK


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [20, 60])
async def test_a_server_that_was_down_for_long(own_homeserver: Synapse, data: Path, seconds: float) -> None:
    assert await outage(own_homeserver, data, seconds) < COMES_BACK


async def test_a_server_that_is_not_there_yet(own_homeserver: Synapse, data: Path) -> None:
    bot = await own_homeserver.register(unused("catena"))
    name = await own_homeserver.register(unused("mei"))
    await own_homeserver.stop()
    program = Program(own_homeserver.url, bot, data)
    await program.start(waits=False)
    try:
        await program.said("trying again")
        assert f"127.0.0.1:{own_homeserver.port}" in program.log  # what cannot be reached
        await own_homeserver.start()
        await program.said('"connected"')
        async with Person.open(own_homeserver.url, name) as mei:
            room = await room_with(mei, program.user)
            assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
    finally:
        await program.kill()


async def two_a_second(synapse: Synapse, data: Path, commands: int) -> None:
    """The server lets the bot send no more than that; it sends all of it, in order, and does not press."""
    bot = await synapse.register(unused("catena"))
    name = await synapse.register(unused("mei"), is_admin=True)
    async with (
        Person.open(synapse.url, name) as mei,
        Wire.open(synapse.url) as wire,
        running(wire.url, bot, data) as program,
    ):
        limit = f"{synapse.url}/_synapse/admin/v1/users/{mei.user}/override_ratelimit"
        async with mei.session.post(
            limit, json={"messages_per_second": 0, "burst_count": 0}, headers={"Authorization": f"Bearer {mei.token}"}
        ) as response:
            assert response.status == 200, await response.text()
        room = await room_with(mei, program.user)
        asked = [await mei.say(room, f"!search word{number}") for number in range(commands)]
        await all_answered(mei, room, program.user, asked)
        assert wire.count(SEND) <= 3 * (commands + 1)


@pytest.fixture
async def slow_homeserver(tmp_path: Path) -> AsyncIterator[Synapse]:
    """A homeserver that takes two messages a second."""
    synapse = Synapse(tmp_path / "synapse", {"rc_message": {"per_second": 2, "burst_count": 2}})
    await synapse.start()
    yield synapse
    await synapse.stop()


async def test_two_messages_a_second_are_enough(slow_homeserver: Synapse, data: Path) -> None:
    await two_a_second(slow_homeserver, data, commands=6)


@pytest.mark.slow
async def test_two_messages_a_second_are_enough_for_24(slow_homeserver: Synapse, data: Path) -> None:
    await two_a_second(slow_homeserver, data, commands=24)


@pytest.mark.parametrize("rooms", [3, pytest.param(10, marks=pytest.mark.slow)])
async def test_rooms_that_flood_hold_up_no_other(mei: Person, bob: Person, catena: Program, rooms: int) -> None:
    """All of it is there before the bot hears of it, and the quiet room's question is the last."""
    flooded = [await room_with(mei, catena.user) for _ in range(rooms)]
    quiet = await room_with(bob, catena.user)
    catena.pause()
    asked: dict[str, list[str]] = {room: [] for room in flooded}
    for number in range(15):
        for room in flooded:
            asked[room].append(await mei.say(room, f"!search word{number}"))
    question = await bob.say(quiet, "!claim zhenbao")
    catena.resume()
    answer = await bob.answer_to(quiet, question)
    assert ZHENBAO in words(answer)
    await asyncio.gather(*(all_answered(mei, room, catena.user, asked[room]) for room in flooded))
    last = [(await mei.messages(room, catena.user))[-1]["origin_server_ts"] for room in flooded]
    assert answer["origin_server_ts"] < max(last), "it waited for the others"


# ── Sessions ─────────────────────────────────────────────────────────────────


async def test_a_device_that_was_logged_out_signs_in_again(
    homeserver: Synapse, mei: Person, bot: str, data: Path
) -> None:
    async with Wire.open(homeserver.url) as wire, running(wire.url, bot, data) as catena:
        room = await room_with(mei, catena.user)
        began = time.monotonic()
        async with Person.open(homeserver.url, catena.user) as owner:
            await owner.ask("POST", "/logout/all", {})
        assert ZHENBAO in words(await mei.hear(room, "!claim zhenbao"))
        await asyncio.sleep(max(0.0, began + 6 - time.monotonic()))
        assert wire.count(r"/login$", since=began, method="POST") == 1
        assert wire.count(SYNC, since=began) <= 10
        assert catena.log.count('"signed in"') == 2


async def test_a_password_that_was_changed_ends_the_program_with_a_sentence(
    homeserver: Synapse, bot: str, data: Path
) -> None:
    admin = await homeserver.register(unused("admin"), is_admin=True)
    async with Person.open(homeserver.url, admin) as owner, running(homeserver.url, bot, data) as catena:
        changed = {"new_password": "another one", "logout_devices": True}
        async with owner.session.post(
            f"{homeserver.url}/_synapse/admin/v1/reset_password/{bot}",
            json=changed,
            headers={"Authorization": f"Bearer {owner.token}"},
        ) as response:
            assert response.status == 200, await response.text()
        assert await catena.ended() == 78
        assert "refuses the bot's name or password" in catena.process.stderr.strip().split("\n")[-1]
        assert PASSWORD not in catena.log


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


async def test_where_nothing_answers_the_log_names_the_address_and_its_setting(data: Path) -> None:
    program = Program("http://proxy:open-sesame@127.0.0.1:1", "@catena:example.org", data)
    await program.start(waits=False)
    try:
        await program.said("the homeserver does not answer, trying again")
        assert '"homeserver": "http://127.0.0.1:1"' in program.log
        assert '"setting": "CATENA_MATRIX_HOMESERVER"' in program.log
        assert "open-sesame" not in program.log
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
