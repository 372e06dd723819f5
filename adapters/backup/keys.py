"""What of an account on Matrix is backed up, and where it is put again.

The signing keys, by which others know the bot, and the keys to what was said in
encrypted rooms. Not the device: its ratchets turn on with every message, and
what was used once must not be used again. Put back, an old device would offer
keys that it has given away since, and read nothing that is written to it. So the
bot signs in as a new device, signed by the same keys; and the token, and what is
the old device's own, are in no backup.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

from filelock import FileLock, Timeout

from adapters.matrix.session import INHERITED

_MATRIX = "matrix"
_SIGNING = "cross-signing.json"
_SESSION = "session.json"
_KEPT = ("accounts", "megolminboundsessions", "forwardedchains", "storeversion")
"""The library's tables of room keys; the others are the old device's alone."""


class AccountRunsError(Exception):
    """A program has an account's folder in hand; its name."""


def accounts(state: Path) -> Iterator[Path]:
    """The folders of accounts."""
    folder = state / _MATRIX
    if folder.is_dir():
        yield from sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))


def is_known(folder: Path) -> bool:
    """Whether an account's folder holds what the bot is known by."""
    return (folder / _SIGNING).exists() or (folder / _SESSION).exists()


def name_of(folder: Path) -> str:
    """The account that a folder is of, as people write it."""
    return unquote(folder.name)


def collect(state: Path, staging: Path) -> dict[str, Path]:
    """The files of a backup, by their names in it; copies that nobody writes to."""
    found: dict[str, Path] = {}
    for folder in accounts(state):
        copies = staging / folder.name
        copies.mkdir(mode=0o700)
        signing = folder / _SIGNING
        if signing.exists():
            copy = copies / _SIGNING
            shutil.copyfile(signing, copy)
            found[f"{_MATRIX}/{folder.name}/{_SIGNING}"] = copy
        for file in (*sorted((folder / "keys").glob("*.db")), *sorted((folder / INHERITED).glob("*.db"))):
            copy = copies / file.name
            if _copy(file, copy):
                found[f"{_MATRIX}/{folder.name}/keys/{file.name}"] = copy
    return found


def refuse_running(state: Path) -> None:
    """Raise AccountRunsError where a program has one of the folders in hand."""
    for folder in accounts(state):
        lock = FileLock(folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise AccountRunsError(name_of(folder)) from None
        lock.release()


def put_in_order(unpacked: Path) -> None:
    """An account's folder as it is in a backup, as the bot looks for it."""
    keys = unpacked / "keys"
    if keys.is_dir():
        keys.rename(unpacked / INHERITED)
    unpacked.chmod(0o700)


def _copy(source: Path, copy: Path) -> bool:
    """Copy the room keys out of a file that may be written to meanwhile. False where it is none of the library's."""
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original:
            descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.close(descriptor)
            with closing(sqlite3.connect(copy, isolation_level=None)) as copied:
                original.backup(copied)
                tables = {name for (name,) in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
                if not {"accounts", "megolminboundsessions"} <= tables:
                    return False
                for name in sorted(tables - {*_KEPT}):
                    quoted = name.replace('"', '""')
                    copied.execute(f'DROP TABLE "{quoted}"')
                copied.execute("UPDATE accounts SET account = x''")
                copied.execute("VACUUM")
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False  # broken: the bot would not use it, either
    return True
