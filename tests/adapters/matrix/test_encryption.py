"""Encrypted rooms: keys that are late, used up or not shared, and what members see of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.conftest import unused
from tests.adapters.matrix.homeserver.person import FIELD, Event, Person, answered, relation, replies_to
from tests.adapters.matrix.homeserver.program import Program, running
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.matrix.homeserver.wire import SEND, SYNC, Wire

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."


def words(event: Event) -> str:
    return str(event["content"]["body"])


@pytest.fixture
async def room(ada: SecretPerson, wired: Program) -> str:
    """An encrypted room with the bot in it."""
    room = await ada.create_room(wired.user)
    await ada.knows(room, wired.user)
    return room


async def test_a_question_is_answered_as_in_any_room(ada: SecretPerson, room: str) -> None:
    answer = await ada.hear(room, "!claim zhenbao")
    assert f"> {ZHENBAO}\n— Xu Lai, own voice" in words(answer)
    assert answer["content"]["msgtype"] == "m.notice"


async def test_nothing_of_it_stands_in_the_clear(
    ada: SecretPerson, homeserver: Synapse, room: str, wired: Program
) -> None:
    await ada.hear(room, "!claim zhenbao")
    async with Person.open(homeserver.url, ada.user) as other_device:
        said = [event for event in await other_device.events(room) if event["sender"] == wired.user]
    messages = [event for event in said if event["type"].startswith("m.room.") and "state_key" not in event]
    assert messages
    assert {event["type"] for event in messages} == {"m.room.encrypted"}
    assert not any("zhenbao" in str(event["content"]).casefold() for event in said)


async def test_picks_threads_edits_and_redactions(ada: SecretPerson, room: str, wired: Program) -> None:
    asked = await ada.say(room, "!claim zhenbao")
    answer = await ada.answer_to(room, asked)
    picks = answer["content"][FIELD]["picks"]
    number = next(number for number, line in picks.items() if line.startswith("cite"))
    picked = await ada.hear(room, number, **{"m.relates_to": {"m.in_reply_to": {"event_id": answer["event_id"]}}})
    assert "BibTeX" in words(picked)
    await wired.kill()
    await wired.start()
    sign = {
        "m.relates_to": {"rel_type": "m.annotation", "event_id": answer["event_id"], "key": f"{number}\ufe0f\u20e3"}
    }
    await ada.send(room, "m.reaction", sign)
    assert words(await ada.answer_to(room, answer["event_id"])) == words(picked)
    thread = {"rel_type": "m.thread", "event_id": asked, "m.in_reply_to": {"event_id": asked}, "is_falling_back": True}
    in_thread = await ada.hear(room, "!topics", **{"m.relates_to": thread})
    assert relation(in_thread)["event_id"] == asked
    await ada.edit(room, asked, "!read survey 13.10")
    async with asyncio.timeout(20):
        while not any("survey 13.10" in str(one["content"].get("m.new_content")) for one in ada.heard(room)):  # noqa: ASYNC110  # nio tells nobody
            await asyncio.sleep(0.05)


async def test_broken_contents_do_no_harm(ada: SecretPerson, room: str) -> None:
    for content in (
        {},
        {"msgtype": "m.text"},
        {"msgtype": 7, "body": "!claim zhenbao"},
        {"msgtype": "m.text", "body": {"a": 1}},
        {"msgtype": "m.text", "body": "x", "m.relates_to": []},
    ):
        await ada.send(room, "m.room.message", content)
    # Inside, anybody can call an event anything.
    await ada.send(room, "m.room.member", {"membership": "join"})
    await ada.send(room, "m.room.redaction", {"redacts": "$x"})
    assert ZHENBAO in words(await ada.hear(room, "!claim zhenbao"))


async def test_used_up_one_time_keys_do_not_keep_a_newcomer_from_an_answer(
    homeserver: Synapse, wire: Wire, wired: Program
) -> None:
    """Somebody takes all keys, so that for the next one the fallback key is left; and the bot brings new ones."""
    thief = await homeserver.register(unused("thief"))
    async with Person.open(homeserver.url, thief) as person:
        device = await _device_of(person, wired.user)
        taken = set()
        for _ in range(60):
            body = {"one_time_keys": {wired.user: {device: "signed_curve25519"}}}
            keys = (await person.ask("POST", "/keys/claim", body))["one_time_keys"][wired.user][device]
            if any(key.get("fallback") for key in keys.values()):
                break
            taken.update(keys)
        else:
            raise AssertionError("the fallback key was never handed out")
    assert len(taken) >= 40
    newcomer = await homeserver.register(unused("new"))
    async with SecretPerson.open(homeserver.url, newcomer) as eve:
        room = await eve.create_room(wired.user)
        await eve.knows(room, wired.user)
        assert ZHENBAO in words(await eve.hear(room, "!claim zhenbao"))


async def _device_of(person: Person, user: str) -> str:
    found = await person.ask("POST", "/keys/query", {"device_keys": {user: []}})
    return str(next(iter(found["device_keys"][user])))


async def test_a_key_that_comes_late(ada: SecretPerson, wire: Wire, wired: Program) -> None:
    """The message is told 1.5 seconds before its key."""
    room = await ada.create_room(wired.user)
    await ada.knows(room, wired.user)
    held: list[dict[str, Any]] = []
    release = asyncio.get_running_loop().time() + 3600

    def hold(body: dict[str, Any]) -> dict[str, Any]:
        held.extend(body.get("to_device", {}).pop("events", []))
        if held and asyncio.get_running_loop().time() >= release:
            body.setdefault("to_device", {})["events"] = held[:]
            held.clear()
        return body

    wire.edit_sync = hold
    asked = await ada.say(room, "!claim zhenbao")
    async with asyncio.timeout(20):
        while not held:  # noqa: ASYNC110  # until the wire has it
            await asyncio.sleep(0.05)
    release = asyncio.get_running_loop().time() + 1.5
    await asyncio.sleep(1.6)
    await ada.send(room, "m.room.message", {"msgtype": "m.text", "body": "so that there is something to tell"})
    assert ZHENBAO in words(await ada.answer_to(room, asked))


@pytest.mark.slow
async def test_a_key_that_never_comes_is_said_once(
    ada: SecretPerson, homeserver: Synapse, wire: Wire, wired: Program
) -> None:
    room = await ada.create_room(wired.user)
    await ada.knows(room, wired.user)

    def hold(body: dict[str, Any]) -> dict[str, Any]:
        body.get("to_device", {}).pop("events", None)
        return body

    wire.edit_sync = hold
    await ada.say(room, "!claim zhenbao")
    await ada.say(room, "!claim zhenbao")
    async with asyncio.timeout(90):
        while not (said := [one for one in ada.heard(room) if "could not decrypt" in words(one)]):  # noqa: ASYNC110  # nio tells nobody
            await asyncio.sleep(0.2)
    await asyncio.sleep(8)
    said = [one for one in ada.heard(room) if "could not decrypt" in words(one)]
    assert len(said) == 1


@pytest.mark.parametrize("path", [r"/keys/claim$", r"/sendToDevice/", r"/keys/query$", SEND + "|m.room.encrypted"])
@pytest.mark.parametrize("fault", [{"status": 502}, {"drops": True}])
async def test_a_send_that_breaks_off_while_keys_are_shared(
    ada: SecretPerson, wire: Wire, wired: Program, path: str, fault: dict[str, Any]
) -> None:
    """The first answer comes all the same, and so does the next one."""
    wire.fault(path, times=2, **fault)
    room = await ada.create_room(wired.user)
    await ada.knows(room, wired.user)
    asked = [await ada.say(room, "!claim zhenbao"), await ada.say(room, "!topics")]
    for one in asked:
        await ada.answer_to(room, one)
    assert answered([one for one in ada.heard(room) if replies_to(one)], wired.user) == asked


async def test_a_crash_while_keys_are_shared(ada: SecretPerson, wire: Wire, wired: Program) -> None:
    wire.fault(r"/sendToDevice/", times=1, hangs=True)
    room = await ada.create_room(wired.user)
    await ada.knows(room, wired.user)
    asked = await ada.say(room, "!claim zhenbao")
    async with asyncio.timeout(20):
        while not wire.count(r"/sendToDevice/"):  # noqa: ASYNC110  # until it is at it
            await asyncio.sleep(0.05)
    await wired.kill()
    wire.mend()
    await wired.start()
    assert ZHENBAO in words(await ada.answer_to(room, asked))


async def test_who_comes_later_can_read_what_is_said_then(
    homeserver: Synapse, ada: SecretPerson, room: str, wired: Program
) -> None:
    await ada.hear(room, "!claim zhenbao")
    name = await homeserver.register(unused("eve"))
    async with SecretPerson.open(homeserver.url, name) as eve:
        await ada.client.room_invite(room, eve.user)
        await eve.client.join(room)
        await eve.knows(room, wired.user)
        await ada.knows(room, eve.user)
        assert ZHENBAO in words(await eve.hear(room, "!claim zhenbao"))


async def test_lost_keys_are_a_new_device(ada: SecretPerson, room: str, wired: Program, data: Path) -> None:
    await ada.hear(room, "!claim zhenbao")
    await wired.kill()
    for file in data.glob("matrix/*/keys/*.db*"):
        file.unlink()
    await wired.start()
    assert wired.log.count('"signed in"') == 2
    assert ZHENBAO in words(await ada.hear(room, "!claim zhenbao"))


async def test_a_broken_file_of_keys_is_a_new_device(ada: SecretPerson, room: str, wired: Program, data: Path) -> None:
    await wired.kill()
    for file in data.glob("matrix/*/keys/*.db"):
        file.write_bytes(b"this is no database" * 100)
    await wired.start()
    assert ZHENBAO in words(await ada.hear(room, "!claim zhenbao"))


async def test_what_is_secret_is_its_owner_s_alone(ada: SecretPerson, room: str, wired: Program, data: Path) -> None:
    await ada.hear(room, "!claim zhenbao")
    files = [path for path in (data / "matrix").rglob("*") if path.is_file() and path.name != "lock"]
    assert {path.name for path in files} >= {"session.json", "cross-signing.json"}
    for path in files:
        assert path.stat().st_mode & 0o077 == 0, path
    token = next(path for path in files if path.name == "session.json").read_text().split('"token": "')[1].split('"')[0]
    assert token not in wired.log
    assert wired.env.get("CATENA_LOG") is None


async def test_a_token_whose_device_has_lost_its_keys_is_refused_in_a_sentence(
    homeserver: Synapse, bot: str, data: Path
) -> None:
    async with Person.open(homeserver.url, bot) as owner:
        env = {"CATENA_MATRIX_PASSWORD": "", "CATENA_MATRIX_TOKEN": owner.token}
        async with running(homeserver.url, bot, data, env) as program:
            await program.kill()
            for file in data.glob("matrix/*/keys/*.db*"):
                file.unlink()
            await program.start(waits=False)
            assert await program.ended() == 78
            assert "a device whose keys are not in the state folder" in program.process.stderr


async def test_the_first_sync_is_read_before_anything_is_said(
    ada: SecretPerson, room: str, wire: Wire, wired: Program
) -> None:
    """Nothing goes out in the clear because the bot does not know yet that the room is encrypted."""
    await ada.hear(room, "!topics")  # the keys that others write to it with have come to the server
    await wired.kill()
    asked = await ada.say(room, "!claim zhenbao")
    wire.fault(SYNC, times=2, status=502)
    await wired.start()
    answer = await ada.answer_to(room, asked)
    assert ZHENBAO in words(answer)
    assert wire.count(r"/send/m\.room\.message/") == 0
