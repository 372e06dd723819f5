"""A bot whose machine is lost goes on from a backup that was made while it ran, in encrypted rooms as well."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from adapters.backup.backing_up import back_up
from adapters.backup.restoring import restore
from adapters.settings import Settings
from tests.adapters.matrix.homeserver.asking import ZHENBAO, room_with, words
from tests.adapters.matrix.homeserver.person import FIELD, Person, answered
from tests.adapters.matrix.homeserver.program import Program
from tests.adapters.matrix.homeserver.secret_person import SecretPerson
from tests.adapters.matrix.homeserver.synapse import Synapse


def settings_of(data: Path) -> Settings:
    return Settings(libraries=(), state=data, cache=None, database_url=f"sqlite:///{data / 'catena.sqlite3'}")


async def backed_up(data: Path, to: Path) -> None:
    await asyncio.to_thread(back_up, settings_of(data), to, version="0.1.0")


async def lost_and_restored(catena: Program, backup: Path) -> None:
    """The machine is lost with all that was on it; on another one the backup is put back, and the bot started."""
    await catena.kill()
    for path in (catena.data / "matrix", *catena.data.glob("catena.sqlite3*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    await asyncio.to_thread(restore, settings_of(catena.data), backup)
    await catena.start()


async def identity(someone: Person, user: str) -> object:
    """The key by which others know a user."""
    found = await someone.ask("POST", "/keys/query", {"device_keys": {user: []}})
    return found["master_keys"][user]["keys"]


async def test_in_an_encrypted_room_it_goes_on(
    ada: SecretPerson, mei: Person, homeserver: Synapse, catena: Program, tmp_path: Path
) -> None:
    backup = tmp_path / "kept.tar.gz"
    room = await ada.create_room(catena.user)
    await ada.knows(room, catena.user)
    first = await ada.hear(room, "!claim zhenbao")
    known_by = await identity(mei, catena.user)
    await backed_up(catena.data, backup)

    # It goes on: its ratchets turn, and it gives away keys that the backup knows nothing of.
    asked = [await ada.say(room, f"!search word{number}") for number in range(5)]
    for one in asked:
        await ada.answer_to(room, one)
    newer = []
    for number in range(3):
        newer.append(await ada.create_room(catena.user, name=f"Another {number}"))
        await ada.knows(newer[-1], catena.user)
        await ada.hear(newer[-1], "!topics")
    said = answered(ada.heard(room), catena.user)

    await lost_and_restored(catena, backup)
    assert "room keys of a backup were taken over" in catena.log
    for one in (room, *newer):  # also where it came after the backup
        assert f"> {ZHENBAO}\n— Xu Lai, own voice" in words(await ada.hear(one, "!claim zhenbao"))
        assert ada.unreadable(one) == 0
    assert answered(ada.heard(room), catena.user)[: len(said)] == said  # nothing is answered twice
    assert len(answered(ada.heard(room), catena.user)) == len(said) + 1
    assert await identity(mei, catena.user) == known_by

    # What it offered before the backup can be picked: it can read what it said then.
    number = next(number for number, line in first["content"][FIELD]["picks"].items() if line.startswith("cite"))
    sign = {"rel_type": "m.annotation", "event_id": first["event_id"], "key": f"{number}\ufe0f\u20e3"}
    await ada.send(room, "m.reaction", {"m.relates_to": sign})
    assert "BibTeX" in words(await ada.answer_to(room, first["event_id"]))
    await catena.kill()
    assert not list(catena.data.glob("matrix/*/inherited"))


async def test_what_the_group_chose_is_there_and_nothing_is_said_twice(
    mei: Person, catena: Program, tmp_path: Path
) -> None:
    backup = tmp_path / "kept.tar.gz"
    room = await room_with(mei, catena.user)
    await mei.hear(room, "!settings length short")
    await backed_up(catena.data, backup)
    short = words(await mei.hear(room, "!claim zhenbao"))
    before = len(await mei.messages(room, catena.user))
    await lost_and_restored(catena, backup)
    assert words(await mei.hear(room, "!claim zhenbao")) == short
    assert len(await mei.messages(room, catena.user)) == before + 1
