"""What clients are told of the commands."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from adapters.matrix.describing import Describing, descriptions
from adapters.matrix.encryption import Encryption
from adapters.matrix.reading import COMMAND, Message, read
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import Wire
from bot.commands import COMMANDS
from bot.declaration import Command
from bot.parsing import Invocation, parse
from tests.adapters.matrix.parts.bodies import BOT, MEI, ROOM, joined, made, said, state
from tests.adapters.matrix.parts.scripted import DROP, Answer, Asked, Homeserver, refused

BY_NAME = {content["command"]: (key, content) for key, content in descriptions(COMMANDS, BOT)}


# ── The contents ─────────────────────────────────────────────────────────────
def test_every_command_is_described_once() -> None:
    found = list(descriptions(COMMANDS, BOT))
    assert [content["command"] for _, content in found] == list(COMMANDS)
    assert len({key for key, _ in found}) == len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_a_description(command: Command) -> None:
    key, content = BY_NAME[command.name]
    assert base64.b64decode(key) == hashlib.sha256((command.name + BOT).encode()).digest()
    assert content["description"] == {"m.text": [{"body": command.summary}]}
    assert [one["key"] for one in content["parameters"]] == [param.name for param in command.params]
    for param, described in zip(command.params, content["parameters"], strict=True):
        assert described["description"] == {"m.text": [{"body": param.description}]}
        assert described["schema"] == {"schema_type": "primitive", "type": "string"}
        assert described.get("optional", False) is not param.required


def test_another_bot_s_descriptions_stand_beside_them() -> None:
    assert not {key for key, _ in descriptions(COMMANDS, BOT)} & {key for key, _ in descriptions(COMMANDS, MEI)}


def test_a_description_is_no_large_event() -> None:
    assert all(len(json.dumps(content).encode()) < 10_000 for _, content in descriptions(COMMANDS, BOT))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_what_a_client_makes_of_a_description_is_understood(command: Command) -> None:
    """Servers and clients may put the fields of an object into any order."""
    words = {param.name: param.choices[0] if param.choices else "zhenbao island" for param in command.params}
    for names in (list(words), list(words)[::-1]):
        invoked = {"command": command.name, "arguments": {name: words[name] for name in names}}
        source = said("/whatever it shows")
        source["content"][COMMAND] = invoked
        found = read(source)
        assert isinstance(found, Message)
        assert parse(found.command, COMMANDS) == Invocation(command.name, words)


# ── Written into a room ──────────────────────────────────────────────────────


class RoomState:
    """A room's state, as a homeserver keeps it."""

    def __init__(self, scripted: Homeserver) -> None:
        self.known: dict[str, object] = {}
        self._scripted = scripted
        scripted.says("GET", "/rooms/*", self._get)
        scripted.says("PUT", "/rooms/*", self._put)

    @property
    def written(self) -> list[str]:
        return [one.body["command"] for one in self._scripted.to("PUT", "/rooms/*")]

    def _get(self, asked: Asked) -> Answer:
        return Answer(self.known[asked.path]) if asked.path in self.known else refused(404, "M_NOT_FOUND")

    def _put(self, asked: Asked) -> Answer:
        self.known[asked.path] = asked.body
        return Answer({"event_id": "$1"})


async def describing(wire: Wire, encryption: Encryption, *, levels: dict[str, int], version: str = "10") -> Describing:
    """Describes to a room where people have such levels."""
    before = [*made(version, BOT if version == "12" else MEI), state("m.room.power_levels", {"users": levels})]
    await encryption.receive(joined(before=before))
    rooms = Rooms(wire, encryption, BOT)
    rooms.note(ROOM, before[0])
    return Describing(wire, rooms, BOT, COMMANDS)


async def test_where_the_bot_may_it_describes_its_commands_once(
    scripted: Homeserver, wire: Wire, encryption: Encryption
) -> None:
    room = RoomState(scripted)
    found = await describing(wire, encryption, levels={BOT: 50})
    await found.describe(ROOM)
    assert room.written == list(COMMANDS)
    scripted.asked.clear()
    await found.describe(ROOM)
    assert scripted.asked == []


async def test_what_stands_there_is_not_written_again(scripted: Homeserver, wire: Wire, encryption: Encryption) -> None:
    room = RoomState(scripted)
    await (await describing(wire, encryption, levels={BOT: 50})).describe(ROOM)
    changed = next(iter(room.known))
    room.known[changed] = {"command": "an older one"}
    scripted.asked.clear()
    await (await describing(wire, encryption, levels={BOT: 50})).describe(ROOM)
    assert len(room.written) == 1


async def test_where_the_bot_may_not_it_asks_nothing(scripted: Homeserver, wire: Wire, encryption: Encryption) -> None:
    found = await describing(wire, encryption, levels={MEI: 100})
    await found.describe(ROOM)
    await found.describe("!elsewhere:example.org")
    assert scripted.asked == []
    room = RoomState(scripted)
    await encryption.receive(joined(state("m.room.power_levels", {"users": {MEI: 100, BOT: 50}})))
    await found.describe(ROOM)
    assert room.written == list(COMMANDS), "once it may, it does"


async def test_who_made_a_room_of_version_12_may(scripted: Homeserver, wire: Wire, encryption: Encryption) -> None:
    room = RoomState(scripted)
    await (await describing(wire, encryption, levels={}, version="12")).describe(ROOM)
    assert room.written == list(COMMANDS)


@pytest.mark.parametrize(
    ("answer", "is_tried_again"),
    [
        (refused(403, "M_FORBIDDEN"), False),
        (refused(429, "M_LIMIT_EXCEEDED"), True),
        (Answer(status=502, text="<html>"), True),
        (DROP, True),
    ],
)
async def test_where_it_fails_nothing_else_does(
    scripted: Homeserver, wire: Wire, encryption: Encryption, answer: Answer, is_tried_again: bool
) -> None:
    scripted.says("GET", "/rooms/*", refused(404, "M_NOT_FOUND"))
    scripted.says("PUT", "/rooms/*", answer)
    found = await describing(wire, encryption, levels={BOT: 50})
    await found.describe(ROOM)
    scripted.asked.clear()
    await found.describe(ROOM)
    assert bool(scripted.asked) is is_tried_again
