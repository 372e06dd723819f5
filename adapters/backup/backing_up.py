"""Making a backup, while the bot runs or not."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.backup import archive, keys, phrases, stamps
from adapters.backup.errors import BackupError
from adapters.backup.manifest import STORE, Manifest
from adapters.backup.reading import copy_rows
from adapters.database.errors import DatabaseError
from adapters.settings import Settings


@dataclass(frozen=True, slots=True)
class Summary:
    """What was backed up: where it is, its size, rows by table, and accounts on Matrix."""

    path: Path
    size: int
    rows: Mapping[str, int]
    accounts: tuple[str, ...]

    def __str__(self) -> str:
        return phrases.backed_up(str(self.path), self.size, sum(self.rows.values()), self.accounts)


def back_up(settings: Settings, path: Path | None = None, *, version: str, replace: bool = False) -> Summary:
    """Write the store, and what the bot is known by on Matrix, to a file: whole or not at all.

    Without a name, or with that of a folder, the file is called after the time. `replace` is
    whether a file that is there may be overwritten; `version` is the program's.
    Raises BackupError for what somebody has to mend first.
    """
    if settings.database_url is None:
        raise BackupError(phrases.NO_STATE)
    moment = stamps.now()
    path = Path() if path is None else path
    if path.is_dir():
        path /= f"catena-{stamps.in_a_name(moment)}.tar.gz"
    if path.exists() and not replace:
        raise BackupError(phrases.is_there(str(path)))
    try:
        with tempfile.TemporaryDirectory(prefix=".catena-backup-", dir=path.parent) as folder:
            staging = Path(folder)
            store = staging / STORE
            revision, rows = copy_rows(settings.database_url, store)
            files = {STORE: store}
            if settings.state is not None:
                files |= keys.collect(settings.state, staging)
            members = {name: archive.member_of(file) for name, file in files.items()}
            archive.write(path, Manifest(version, revision, stamps.written(moment), rows, members), files)
        size = path.stat().st_size
    except DatabaseError as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(phrases.cannot_write(str(path), error.strerror or type(error).__name__)) from error
    names = sorted({name.split("/")[1] for name in files if "/" in name})
    return Summary(path, size, rows, tuple(keys.name_of(Path(name)) for name in names))
