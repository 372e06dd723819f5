"""The signed-in device, as it is kept between two starts: its token, and the folder with its keys.

A device and its keys belong together: where one is lost, the other is of no
use, and the bot signs in as a new device.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from adapters.matrix import phrases
from adapters.matrix.wire import segment
from adapters.runtime.supervision import FinalError

INHERITED = "inherited"
"""The folder of files of room keys that a backup has put there: those of devices that are no more."""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Session:
    """A device of an account, and the token that it asks with."""

    user: str
    device: str
    token: str

    def __repr__(self) -> str:
        return f"Session(user={self.user!r}, device={self.device!r})"


class SessionFolder:
    """The folder of one account: `session.json`, `cross-signing.json`, and `keys/<device>.db` of the library's own."""

    def __init__(self, state: Path, user: str) -> None:
        self.path = state / "matrix" / (segment(user).lstrip(".") or "_")
        self.keys = self.path / "keys"
        self._lock = FileLock(self.path / "lock", timeout=0)

    def take(self) -> None:
        """Make the folder, and hold it for this program alone.

        Raises FinalError where it cannot be made, or another program holds it.
        """
        try:
            for folder in (self.path.parent, self.path, self.keys):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            raise FinalError(phrases.in_use(self.path)) from None
        except OSError as error:
            raise FinalError(phrases.cannot_keep(self.path, error.strerror or type(error).__name__)) from None

    def let_go(self) -> None:
        """Leave the folder to others."""
        self._lock.release()

    def load(self) -> Session | None:
        """The session that was kept; None where there is none, or its keys are not there."""
        content = self.read("session.json")
        user, device, token = (content.get(name) for name in ("user", "device", "token"))
        if not (isinstance(user, str) and isinstance(device, str) and isinstance(token, str)):
            return None
        return Session(user, device, token) if self.has_keys(device) else None

    def save(self, session: Session) -> None:
        """Keep a session; its keys are made when they are first needed."""
        self.write("session.json", asdict(session))

    def drop(self) -> None:
        """Forget the session, and the keys of its device: they are of no use without it."""
        content = self.read("session.json")
        (self.path / "session.json").unlink(missing_ok=True)
        device = content.get("device")
        if isinstance(device, str):
            for file in self.keys.glob(f"{_name(device)}*"):
                with suppress(OSError):
                    file.unlink()

    def store_of(self, device: str) -> Path:
        """The file with a device's keys, which its owner alone may read."""
        path = self._store(device)
        try:
            path.touch(mode=0o600)
        except OSError as error:
            raise FinalError(phrases.cannot_keep(path, error.strerror or type(error).__name__)) from None
        return path

    def has_keys(self, device: str) -> bool:
        """Whether the keys of a device are there, whole."""
        path = self._store(device)
        if not path.is_file():
            return False
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                return bool(connection.execute("SELECT count(*) FROM accounts").fetchone()[0])
        except sqlite3.OperationalError as error:
            return "locked" in str(error)  # somebody copies it
        except sqlite3.Error:
            return False

    def inherited(self) -> list[Path]:
        """The files with room keys of devices that are no more."""
        return sorted((self.path / INHERITED).glob("*.db"))

    def _store(self, device: str) -> Path:
        return self.keys / f"{_name(device)}.db"

    def read(self, name: str) -> dict[str, Any]:
        """A JSON file of the folder; empty where there is none, or it is no JSON.

        Raises FinalError where it is there and cannot be read: it must not be made anew.
        """
        path = self.path / name
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        except OSError as error:
            raise FinalError(phrases.cannot_keep(path, error.strerror or type(error).__name__)) from None
        return content if isinstance(content, dict) and content.get("format") == _FORMAT else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Write a JSON file that only its owner may read, whole or not at all.

        Raises FinalError where it cannot be written.
        """
        path = self.path / name
        new = path.with_name(f"{name}.new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump({"format": _FORMAT, **content}, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except OSError as error:
            raise FinalError(phrases.cannot_keep(path, error.strerror or type(error).__name__)) from None


def _name(device: str) -> str:
    return segment(device)
