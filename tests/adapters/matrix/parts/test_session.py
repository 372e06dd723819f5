"""What is kept of a signed-in device, and what happens where some of it is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from adapters.matrix.session import Session, SessionFolder
from adapters.runtime.supervision import FinalError

USER = "@catena:example.org"
SESSION = Session(USER, "ABCDEF", "secret")


def folder_in(state: Path, user: str = USER) -> SessionFolder:
    folder = SessionFolder(state, user)
    folder.take()
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    """The folder of an account that was never signed in, held by this program."""
    return folder_in(tmp_path)


def make_keys(folder: SessionFolder, device: str = SESSION.device) -> Path:
    """A file of keys as the library leaves it."""
    path = folder.store_of(device)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE accounts (account BLOB)")
        connection.execute("INSERT INTO accounts VALUES ('pickled')")
        connection.commit()
    return path


# ── Kept and loaded ──────────────────────────────────────────────────────────
def test_a_session_is_there_at_the_next_start(folder: SessionFolder, tmp_path: Path) -> None:
    folder.save(SESSION)
    make_keys(folder)
    folder.let_go()
    assert folder_in(tmp_path).load() == SESSION


def test_at_the_first_start_there_is_none(folder: SessionFolder) -> None:
    assert folder.load() is None


def test_a_newer_session_takes_the_place_of_an_older_one(folder: SessionFolder) -> None:
    newer = Session(USER, "GHIJKL", "other")
    for session in (SESSION, newer):
        folder.save(session)
        make_keys(folder, session.device)
    assert folder.load() == newer


def test_accounts_do_not_share_a_folder(tmp_path: Path) -> None:
    places = {folder_in(tmp_path, user).path for user in (USER, "@other:example.org", "@catena:elsewhere.org")}
    assert len(places) == 3


@pytest.mark.parametrize("user", ["../../etc", "@a/b:example.org", "..", "@catena:[::1]:8448"])
def test_whatever_the_account_is_called_its_folder_is_where_it_should_be(tmp_path: Path, user: str) -> None:
    folder = folder_in(tmp_path, user=user)
    assert folder.path.parent == tmp_path / "matrix"
    assert folder.path.resolve() == folder.path


@pytest.mark.parametrize("device", ["../ABC", "a/b", "ABC*", "Ä Ö?", "%2e%2e"])
def test_whatever_the_device_is_called_its_keys_are_where_they_should_be(folder: SessionFolder, device: str) -> None:
    assert make_keys(folder, device).resolve().parent == folder.keys
    assert folder.has_keys(device)


# ── Nobody else reads it ─────────────────────────────────────────────────────
def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = folder_in(tmp_path)
        folder.save(SESSION)
        store = folder.store_of(SESSION.device)
    finally:
        os.umask(before)
    assert [mode(one) for one in (folder.path.parent, folder.path, folder.keys)] == [0o700] * 3
    assert [mode(one) for one in (folder.path / "session.json", store)] == [0o600] * 2


def test_no_log_shows_the_token() -> None:
    assert "secret" not in f"{SESSION} {SESSION!r}"


# ── One program at a time ────────────────────────────────────────────────────
HOLDS = """
import sys
from pathlib import Path
from adapters.matrix.session import SessionFolder
folder = SessionFolder(Path(sys.argv[1]), sys.argv[2])
folder.take()
print("taken", flush=True)
sys.stdin.read()
"""


def test_another_program_holds_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, tmp_path, USER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[4],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"taken\n"
        with pytest.raises(FinalError, match="Another Catena runs with this account's keys"):
            folder_in(tmp_path)
        folder_in(tmp_path, user="@other:example.org").let_go()
        other.kill()
    folder_in(tmp_path).let_go()  # one that was killed holds nothing


def test_let_go_it_can_be_taken_again(folder: SessionFolder, tmp_path: Path) -> None:
    folder.let_go()
    folder_in(tmp_path).let_go()


# ── Lost, broken, half written ───────────────────────────────────────────────
def test_without_its_keys_a_session_is_none(folder: SessionFolder) -> None:
    folder.save(SESSION)
    assert folder.load() is None


def test_keys_that_were_never_filled(folder: SessionFolder) -> None:
    folder.save(SESSION)
    folder.store_of(SESSION.device)
    assert folder.load() is None


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 4096])
def test_keys_that_are_broken(folder: SessionFolder, content: bytes) -> None:
    folder.save(SESSION)
    make_keys(folder).write_bytes(content)
    assert folder.load() is None


def test_keys_of_nobody(folder: SessionFolder) -> None:
    folder.save(SESSION)
    with closing(sqlite3.connect(make_keys(folder))) as connection:
        connection.execute("DELETE FROM accounts")
        connection.commit()
    assert folder.load() is None


def test_to_look_for_keys_makes_none(folder: SessionFolder) -> None:
    assert not folder.has_keys("ABCDEF")
    assert list(folder.keys.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"format": 1, "user": "@cat',
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"user": "@catena:example.org", "device": "ABCDEF", "token": "secret"}',
        b'{"format": 2, "user": "@catena:example.org", "device": "ABCDEF", "token": "secret"}',
        b'{"format": 1, "user": "@catena:example.org", "device": "ABCDEF"}',
        b'{"format": 1, "user": "@catena:example.org", "device": ["ABCDEF"], "token": "secret"}',
    ],
)
def test_a_file_that_is_broken_or_of_another_version(folder: SessionFolder, content: bytes) -> None:
    make_keys(folder)
    (folder.path / "session.json").write_bytes(content)
    assert folder.load() is None
    folder.drop()
    folder.save(SESSION)
    assert folder.load() is None or folder.has_keys(SESSION.device)


def test_a_write_that_broke_off_leaves_what_was_there(folder: SessionFolder) -> None:
    make_keys(folder)
    folder.save(SESSION)
    (folder.path / "session.json.new").write_text('{"format": 1, "us')
    assert folder.load() == SESSION
    newer = Session(USER, SESSION.device, "newer")
    folder.save(newer)
    assert folder.load() == newer
    assert json.loads((folder.path / "session.json").read_text())["token"] == "newer"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "matrix").write_text("")
    with pytest.raises(FinalError, match=r"cannot be kept in .*Give that folder to the user"):
        folder_in(tmp_path)


def test_a_file_that_cannot_be_written(folder: SessionFolder) -> None:
    (folder.path / "session.json.new").mkdir()
    with pytest.raises(FinalError, match="cannot be kept"):
        folder.save(SESSION)


def test_keys_that_cannot_be_made(folder: SessionFolder) -> None:
    folder.keys.rmdir()
    with pytest.raises(FinalError, match="cannot be kept"):
        folder.store_of(SESSION.device)


# ── Forgotten ────────────────────────────────────────────────────────────────
def test_a_session_is_forgotten_with_its_keys_and_no_other_s(folder: SessionFolder) -> None:
    other = make_keys(folder, "OTHER")
    keys = make_keys(folder)
    beside = keys.with_name(f"{keys.name}-wal")
    beside.write_text("")
    folder.save(SESSION)
    folder.write("cross-signing.json", {"master": "x"})
    folder.drop()
    assert folder.load() is None
    assert not keys.exists()
    assert not beside.exists()
    assert other.exists()
    assert folder.read("cross-signing.json")["master"] == "x", "the account is the same, whatever its device"


def test_to_forget_what_is_not_there(folder: SessionFolder) -> None:
    folder.drop()
    folder.drop()
