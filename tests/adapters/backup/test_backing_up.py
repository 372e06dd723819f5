"""Making backups: what is in them, what is not, and what is said."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.backup.errors import BackupError
from adapters.database.post import Outgoing, Received
from tests.adapters.backup.bots import ACCOUNT, FOLDER, ROOM, Bot, contents, everything
from tests.adapters.database.looking import rows, run


def refused(bot: Bot, path: Path) -> str:
    with pytest.raises(BackupError) as caught:
        bot.backs_up(path)
    return str(caught.value)


async def test_a_backup_holds_what_groups_chose_and_says_what_it_is(bot: Bot, tmp_path: Path) -> None:
    await bot.chooses()
    file = tmp_path / "kept.tar.gz"
    summary = bot.backs_up(file)
    found = contents(file)
    assert set(found) == {"manifest.json", "store.jsonl"}
    manifest = json.loads(found["manifest.json"])
    assert (manifest["catena"], manifest["version"]) == ("backup", "1.2.3")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", manifest["made"])
    assert manifest["rows"] == {"answers": 1, "choices": 3, "digests": 0, "synced": 1}
    lines = [json.loads(line) for line in found["store.jsonl"].splitlines()]
    choice = {"platform": "discord", "group_id": "server", "channel_id": "", "setting": "prefix", "value": "on"}
    assert {"table": "choices", "row": choice} in lines
    assert len(lines) == 5
    assert str(summary).startswith(f"{file} (1 KB) holds 5 rows of the store. Keep it as you keep a password")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["kept.tar.gz"]


async def test_nothing_that_anybody_wrote_is_in_it(bot: Bot, tmp_path: Path) -> None:
    async with bot.store() as database:
        await database.post.receive("me", "s1", [Received("!room", "$1", "message", "what somebody wrote")])
        await database.post.queue("me", [Outgoing("key", "!room", "message", "what somebody wrote", "$1", ROOM)])
    bot.backs_up(tmp_path / "kept.tar.gz")
    assert contents(tmp_path / "kept.tar.gz")["store.jsonl"] == b""


async def test_without_a_name_it_is_called_after_the_time(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.chooses()
    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.chdir(folder)
    summary = bot.backs_up(Path())
    assert re.fullmatch(r"catena-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.tar\.gz", summary.path.name)
    assert [path.name for path in folder.iterdir()] == [summary.path.name]


async def test_a_file_that_is_there_stays_unless_told(bot: Bot, tmp_path: Path) -> None:
    await bot.chooses()
    file = tmp_path / "kept.tar.gz"
    file.write_bytes(b"precious")
    assert "stays as it is" in refused(bot, file)
    assert file.read_bytes() == b"precious"
    bot.backs_up(file, replace=True)
    assert "store.jsonl" in contents(file)


def test_where_nothing_was_kept_that_is_said_and_nothing_made(bot: Bot, tmp_path: Path) -> None:
    assert "nothing to back up yet" in refused(bot, tmp_path / "kept.tar.gz")
    assert not (tmp_path / "kept.tar.gz").exists()
    assert not bot.state.exists()


async def test_a_store_of_a_later_version_is_left_to_that_one(bot: Bot, tmp_path: Path) -> None:
    await bot.chooses()
    run(bot.url, "UPDATE alembic_version SET version_num = '9999'")
    assert "later version of Catena" in refused(bot, tmp_path / "kept.tar.gz")
    assert not (tmp_path / "kept.tar.gz").exists()


async def test_a_folder_that_is_not_there_is_said(bot: Bot, tmp_path: Path) -> None:
    await bot.chooses()
    assert "Name a file in a folder that is there" in refused(bot, tmp_path / "nowhere" / "kept.tar.gz")


def test_without_a_state_folder_there_is_nothing(bot: Bot, tmp_path: Path) -> None:
    nowhere = Bot(replace(bot.settings, state=None, database_url=None))
    assert "CATENA_DATA=" in refused(nowhere, tmp_path / "kept.tar.gz")


async def test_a_disk_that_is_full_leaves_no_half_of_a_backup(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.chooses()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "No space left on device" in refused(bot, tmp_path / "kept.tar.gz")
    assert [path.name for path in tmp_path.iterdir() if path != bot.state] == []


async def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(bot: Bot, tmp_path: Path) -> None:
    """A bot that changes two rows at a time, always together, while one backup after the other is made."""
    from bot.groups import Place, Scope

    async with bot.store() as database:
        is_over = asyncio.Event()

        async def write() -> int:
            number = 0
            while not is_over.is_set():
                number += 1
                await database.choices.move(Place("discord", f"{number - 1}", "c"), Place("discord", f"{number}", "c"))
            return number

        for scope in Scope:
            await database.choices.choose(Place("discord", "0", "c"), scope, "prefix", "on")
        writing = asyncio.create_task(write())
        groups: set[str] = set()
        number = 0
        while number < 5 or (len(groups) < 2 and number < 50):  # until it did write meanwhile
            await asyncio.to_thread(bot.backs_up, tmp_path / f"{number}.tar.gz")
            lines = contents(tmp_path / f"{number}.tar.gz")["store.jsonl"].splitlines()
            of_group = {json.loads(line)["row"]["group_id"] for line in lines}
            assert (len(lines), len(of_group)) == (2, 1)
            groups |= of_group
            number += 1
        is_over.set()
        assert await writing > 1
        assert len(groups) > 1


# ── Matrix ───────────────────────────────────────────────────────────────────


async def test_of_matrix_it_holds_identity_and_room_keys_and_nothing_of_the_device(bot: Bot, tmp_path: Path) -> None:
    await bot.chooses()
    bot.signs_in("DEVICE")
    summary = bot.backs_up(tmp_path / "kept.tar.gz")
    assert summary.accounts == (ACCOUNT,)
    found = contents(tmp_path / "kept.tar.gz")
    assert json.loads(found[f"matrix/{FOLDER}/cross-signing.json"])["master"] == "seed"
    keys = found[f"matrix/{FOLDER}/keys/DEVICE.db"]
    assert set(found) == {
        *("manifest.json", "store.jsonl"),
        *(f"matrix/{FOLDER}/cross-signing.json", f"matrix/{FOLDER}/keys/DEVICE.db"),
    }
    assert b"room-key" in keys
    assert b"secret" not in b"".join(found.values())
    (tmp_path / "keys.db").write_bytes(keys)
    assert rows(f"sqlite:///{tmp_path / 'keys.db'}", "SELECT user_id, device_id FROM accounts") == [(ACCOUNT, "DEVICE")]


async def test_keys_that_are_written_to_meanwhile_are_copied_whole(bot: Bot, tmp_path: Path) -> None:
    await bot.chooses()
    bot.signs_in("DEVICE")
    writing = sqlite3.connect(bot.account / "keys" / "DEVICE.db", isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("INSERT INTO megolminboundsessions VALUES ('half', 1, 'not yet')")
    bot.backs_up(tmp_path / "kept.tar.gz")
    writing.execute("COMMIT")
    writing.close()
    (tmp_path / "keys.db").write_bytes(contents(tmp_path / "kept.tar.gz")[f"matrix/{FOLDER}/keys/DEVICE.db"])
    assert rows(f"sqlite:///{tmp_path / 'keys.db'}", "SELECT session_id FROM megolminboundsessions") == [("m",)]


async def test_keys_that_are_broken_or_not_made_yet_do_not_keep_the_rest_from_being_backed_up(
    bot: Bot, tmp_path: Path
) -> None:
    await bot.chooses()
    bot.signs_in("DEVICE")
    (bot.account / "keys" / "BROKEN.db").write_bytes(b"a letter " * 1000)
    (bot.account / "keys" / "NEW.db").touch()
    bot.backs_up(tmp_path / "kept.tar.gz")
    assert [name for name in contents(tmp_path / "kept.tar.gz") if "/keys/" in name] == [
        f"matrix/{FOLDER}/keys/DEVICE.db"
    ]


async def test_backing_up_changes_nothing(bot: Bot, tmp_path: Path, kind: str) -> None:
    await bot.chooses()
    bot.signs_in()
    before = everything(bot.state / "matrix")
    bot.backs_up(tmp_path / "1.tar.gz")
    bot.backs_up(tmp_path / "2.tar.gz")
    assert everything(bot.state / "matrix") == before
    first, second = (contents(tmp_path / f"{number}.tar.gz") for number in (1, 2))
    assert first["store.jsonl"] == second["store.jsonl"]
