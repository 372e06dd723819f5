"""Putting backups back: what is there again, what is refused, and what is kept beside."""

from __future__ import annotations

import json
import os
import stat
import time
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from adapters.backup.errors import BackupError
from adapters.database.schema import HEAD
from bot.groups import Choices
from bot.groups.digests import TimeOfDay
from tests.adapters.backup.bots import ACCOUNT, SERVER, Bot, everything
from tests.adapters.database.looking import rows, run, tables
from tests.adapters.database.test_earlier_versions import WRITTEN, store_at

CHOSEN = (Choices({"length": "short"}, {"prefix": "on"}), Choices({}, {"library": "хрущёв “”\n"}), ("one", "two"))


@pytest.fixture
async def backup(bot: Bot, tmp_path: Path) -> Path:
    """A backup of a bot with an account on Matrix."""
    await bot.chooses()
    bot.signs_in()
    return bot.backs_up(tmp_path / "kept.tar.gz").path


def refused(bot: Bot, path: Path, *, replace: bool = False) -> str:
    with pytest.raises(BackupError) as caught:
        bot.restores(path, replace=replace)
    return str(caught.value)


# ── What is there again ──────────────────────────────────────────────────────


async def test_on_another_machine_all_is_as_it_was(backup: Path, other: Bot) -> None:
    summary = other.restores(backup)
    assert await other.chosen() == CHOSEN
    assert json.loads((other.account / "cross-signing.json").read_text())["master"] == "seed"
    assert b"room-key" in (other.account / "inherited" / "DEVICE.db").read_bytes()
    assert not (other.account / "session.json").exists()
    said = str(summary)
    assert "5 rows" in said
    assert f"{ACCOUNT}: its identity and its room keys are back. It signs in as a new device" in said
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in other.state.rglob("*") if path.is_dir()} == {0o700}
        files = [path for path in other.state.rglob("*") if path.is_file()]
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert not [path for path in other.state.iterdir() if path.name.startswith(".")]


async def test_a_store_moves_to_the_other_database_and_back(
    backup: Path, mover: Bot, other: Bot, tmp_path: Path
) -> None:
    mover.restores(backup)
    assert await mover.chosen() == CHOSEN
    mover.backs_up(tmp_path / "again.tar.gz")
    other.restores(tmp_path / "again.tar.gz")
    assert await other.chosen() == CHOSEN
    for one in (mover, other):
        async with one.store() as database:  # and what counts by itself goes on counting
            from adapters.database.post import Received

            assert await database.post.receive("me", "s1", [Received("!room", "$1", "message", "{}")])


@pytest.mark.parametrize("revision", WRITTEN)
async def test_a_backup_of_any_version_comes_up_to_date(bot: Bot, other: Bot, tmp_path: Path, revision: str) -> None:
    bot.state.mkdir()
    store_at(bot.url, revision)
    summary = bot.backs_up(tmp_path / "kept.tar.gz")
    assert "inbox" not in summary.rows
    other.restores(tmp_path / "kept.tar.gz")
    async with other.store() as database:
        assert await database.choices.choices(SERVER) == Choices({"length": "short"}, {"prefix": "on"})
        assert await database.answers.of("discord", "channel", "question") == ("one", "two")
        assert await database.post.position("account") is None
        if revision >= "0003":
            assert await database.digests.of(SERVER) is not None
    assert rows(other.url, "SELECT version_num FROM alembic_version") == [(HEAD,)]


async def test_a_claim_of_the_day_that_was_posted_after_the_backup_is_not_posted_again(
    bot: Bot, other: Bot, tmp_path: Path
) -> None:
    now = int(time.time())
    async with bot.store() as database:
        at = TimeOfDay(9, 0)
        await database.digests.plan(SERVER, at, "Europe/Berlin", "mei", now - 3_600)  # posted an hour ago
        later = SERVER.__class__("discord", "server", "later")
        await database.digests.plan(later, at, "Europe/Berlin", "mei", now + 3_600)
        unknown = SERVER.__class__("discord", "server", "unknown")  # as on a machine with other time zones
        await database.digests.plan(unknown, at, "Mars/Olympus", "mei", now - 3_600)
    bot.backs_up(tmp_path / "kept.tar.gz")
    other.restores(tmp_path / "kept.tar.gz")
    async with other.store() as database:
        (left,) = await database.digests.due(["discord"], now, 10)
        assert left.place == unknown, "nobody can say when it comes, and the bot tells who planned it"
        found = {one.place.channel: one for one in await database.digests.due(["discord"], now + 90_000, 10)}
    assert found["later"].due_at == now + 3_600
    assert now < found["channel"].due_at <= now + 86_400 + 3_600
    assert found["channel"].try_at == found["channel"].due_at


async def test_a_claim_of_the_day_that_was_ended_gives_no_second_one_after_a_restore(
    bot: Bot, other: Bot, tmp_path: Path
) -> None:
    now = int(time.time())
    async with bot.store() as database:
        await database.digests.plan(SERVER, TimeOfDay(9, 0), "Europe/Berlin", "mei", now - 3_600)
    run(bot.url, "UPDATE digests SET last_day = '2026-11-25', last_at = 4102444800")  # as if it were not long ago
    async with bot.store() as database:
        await database.digests.end(SERVER)
    bot.backs_up(tmp_path / "kept.tar.gz")
    other.restores(tmp_path / "kept.tar.gz")
    async with other.store() as database:
        assert await database.digests.of(SERVER) is None
        assert await database.digests.last_day(SERVER) == date(2026, 11, 25)


# ── What is there already ────────────────────────────────────────────────────


async def test_a_store_that_holds_something_is_refused(backup: Path, other: Bot) -> None:
    await other.chooses("long")
    assert "holds 5 rows already" in refused(other, backup)
    assert not (other.state / "matrix").exists()
    assert (await other.chosen())[0].channel == {"length": "long"}


async def test_a_store_that_is_empty_is_filled(backup: Path, other: Bot) -> None:
    async with other.store():
        pass
    other.restores(backup)
    assert await other.chosen() == CHOSEN


async def test_what_is_replaced_is_kept_beside_and_can_be_put_back(backup: Path, other: Bot, kind: str) -> None:
    await other.chooses("long")
    other.signs_in("NEWER", seed="other seed")
    summary = other.restores(backup, replace=True)
    assert await other.chosen() == CHOSEN
    assert json.loads((other.account / "cross-signing.json").read_text())["master"] == "seed"
    store, account = summary.beside
    assert json.loads((account / "cross-signing.json").read_text())["master"] == "other seed"
    assert (account / "keys" / "NEWER.db").is_file()
    assert str(store) in str(summary)
    assert "before-restore-" in store.name
    if kind == "sqlite":
        assert rows(f"sqlite:///{store}", "SELECT value FROM choices WHERE setting = 'length'") == [("long",)]
    else:
        other.restores(store, replace=True)
        assert (await other.chosen())[0].channel == {"length": "long"}


async def test_keys_that_are_there_are_newer_and_stay(backup: Path, bot: Bot, mover: Bot) -> None:
    """As when the same bot goes from one database to the other."""
    before = everything(bot.state / "matrix")
    moved = Bot(bot.settings.__class__(libraries=(), state=bot.state, cache=None, database_url=mover.url))
    mover.state.mkdir()
    summary = moved.restores(backup)
    assert everything(bot.state / "matrix") == before
    assert summary.left == (ACCOUNT,)
    assert f"{ACCOUNT}: its keys are here already and were left as they are" in str(summary)
    assert await moved.chosen() == CHOSEN


async def test_a_broken_file_is_replaced(backup: Path, other: Bot, kind: str) -> None:
    if kind == "postgresql":
        run(other.url, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")  # what somebody left
        other.restores(backup)
    else:
        other.state.mkdir()
        (other.state / "catena.sqlite3").write_bytes(b"a letter " * 1000)
        assert "already" in refused(other, backup)
        summary = other.restores(backup, replace=True)
        assert summary.beside[0].read_bytes() == b"a letter " * 1000
    assert await other.chosen() == CHOSEN


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_tables_of_others_are_left_alone(backup: Path, other: Bot) -> None:
    other.state.mkdir()
    run(other.url, "CREATE TABLE another (word VARCHAR(9))", "INSERT INTO another VALUES ('here')")
    other.restores(backup)
    assert rows(other.url, "SELECT word FROM another") == [("here",)]


# ── A bot that runs ──────────────────────────────────────────────────────────


async def test_while_a_bot_runs_nothing_is_restored(backup: Path, other: Bot) -> None:
    async with other.store() as database:
        assert "A Catena is connected to the store. Stop it first" in refused(other, backup, replace=True)
        assert await database.answers.of("discord", "channel", "question") == ()
        await database.answers.remember(SERVER, "question", ["still works"])
    other.restores(backup, replace=True)
    assert await other.chosen() == CHOSEN


async def test_while_an_account_is_signed_in_nothing_is_restored(backup: Path, other: Bot) -> None:
    other.signs_in()
    lock = FileLock(other.account / "lock")
    with lock:
        assert f"signed in as {ACCOUNT}" in refused(other, backup, replace=True)
    other.restores(backup, replace=True)


# ── Whole or not at all ──────────────────────────────────────────────────────


async def test_a_restore_that_fails_at_the_last_step_leaves_all_as_it_was(
    backup: Path, other: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await other.chooses("long")
    other.signs_in("NEWER", seed="other seed")
    before = everything(other.state / "matrix")
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == other.account.name and ".restoring-" in str(self):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    assert "Input/output error" in refused(other, backup, replace=True)
    monkeypatch.undo()
    assert everything(other.state / "matrix") == before
    assert (await other.chosen())[0].channel == {"length": "long"}
    assert other.restores(backup, replace=True).accounts == (ACCOUNT,)


def test_what_is_refused_makes_no_store(other: Bot, tmp_path: Path) -> None:
    (tmp_path / "kept.tar.gz").write_bytes(b"a letter")
    assert "is no backup of Catena" in refused(other, tmp_path / "kept.tar.gz")
    assert "cannot be read" in refused(other, tmp_path / "nowhere.tar.gz")
    if "postgresql" in other.url:
        assert tables(other.url) == []
    assert everything(other.state) == {}
