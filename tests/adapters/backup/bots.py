"""A bot that is not running: what it kept, and backups of that."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from adapters.backup.backing_up import Summary as BackedUp
from adapters.backup.backing_up import back_up
from adapters.backup.restoring import Summary as Restored
from adapters.backup.restoring import restore
from adapters.database.opening import Database, open_database
from adapters.settings import Settings
from bot.groups import Choices, Place, Scope

SERVER, ROOM = Place("discord", "server", "channel"), Place("matrix", "!room", "!room")
ACCOUNT = "@catena:example.org"
FOLDER = "%40catena%3Aexample.org"


@dataclass(frozen=True)
class Bot:
    """Where it keeps what it keeps."""

    settings: Settings

    @property
    def state(self) -> Path:
        assert self.settings.state is not None
        return self.settings.state

    @property
    def url(self) -> str:
        assert self.settings.database_url is not None
        return self.settings.database_url

    @property
    def account(self) -> Path:
        return self.state / "matrix" / FOLDER

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Database]:
        """The store, open as a running bot has it."""
        database = await open_database(self.url)
        try:
            yield database
        finally:
            await database.close()

    async def chooses(self, length: str = "short") -> None:
        """Groups have chosen something, and were answered."""
        async with self.store() as database:
            await database.choices.choose(SERVER, Scope.GROUP, "prefix", "on")
            await database.choices.choose(SERVER, Scope.CHANNEL, "length", length)
            await database.choices.choose(ROOM, Scope.GROUP, "library", "хрущёв “”\n")
            await database.answers.remember(SERVER, "question", ["one", "two"])
            await database.synced.remember("discord", "1", "digest")

    async def chosen(self) -> tuple[Choices, Choices, tuple[str, ...]]:
        """What they chose, and which messages answer the question."""
        async with self.store() as database:
            return (
                await database.choices.choices(SERVER),
                await database.choices.choices(ROOM),
                await database.answers.of("discord", "channel", "question"),
            )

    def signs_in(self, device: str = "DEVICE", seed: str = "seed") -> None:
        """It has an account on Matrix, with keys as its library keeps them."""
        keys = self.account / "keys"
        keys.mkdir(parents=True, exist_ok=True)
        (self.account / "cross-signing.json").write_text(json.dumps({"format": 1, "master": seed}))
        (self.account / "session.json").write_text(json.dumps({"format": 1, "token": "secret-token"}))
        with closing(sqlite3.connect(keys / f"{device}.db")) as connection:
            connection.executescript(
                "CREATE TABLE accounts (id INTEGER PRIMARY KEY, account BLOB, user_id TEXT, device_id TEXT, shared INT);"
                "CREATE TABLE megolminboundsessions (session_id TEXT PRIMARY KEY, account_id INT, session BLOB);"
                "CREATE TABLE olmsessions (session_id TEXT PRIMARY KEY, account_id INT, session BLOB);"
                "INSERT INTO megolminboundsessions VALUES ('m', 1, 'room-key');"
                "INSERT INTO olmsessions VALUES ('o', 1, 'secret-ratchet');"
            )
            row = (1, "secret-identity", ACCOUNT, device, 1)
            connection.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?)", row)
            connection.commit()

    def backs_up(self, path: Path, *, replace: bool = False) -> BackedUp:
        """Make a backup."""
        return back_up(self.settings, path, version="1.2.3", replace=replace)

    def restores(self, path: Path, *, replace: bool = False) -> Restored:
        """Put one back."""
        return restore(self.settings, path, replace=replace)


def contents(path: Path) -> dict[str, bytes]:
    """What is in a backup, by name."""
    with tarfile.open(path) as archive:
        found = {entry.name: archive.extractfile(entry) for entry in archive}
        return {name: stream.read() for name, stream in found.items() if stream is not None}


def pack(path: Path, files: Mapping[str, bytes], change: Callable[[tarfile.TarInfo], None] = lambda _: None) -> Path:
    """A file such as a backup is, of whatever."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            change(entry)
            archive.addfile(entry, io.BytesIO(content))
    return path


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, to see that nothing was changed; locks are nobody's content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }
