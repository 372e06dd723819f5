"""Putting a backup back, where no bot runs."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from adapters.backup import archive, keys, phrases, rows, stamps
from adapters.backup.errors import BackupError
from adapters.backup.manifest import STORE, Manifest
from adapters.backup.stores import exchange_file, exchange_tables, filling
from adapters.database.addresses import name_of, parse
from adapters.database.errors import DatabaseError
from adapters.database.migrating import revisions
from adapters.database.sqlite import file_of
from adapters.places import make_private
from adapters.settings import Settings


@dataclass(frozen=True, slots=True)
class Summary:
    """What was restored: `accounts` on Matrix, those that were `left` as they were, and what was kept `beside`."""

    store: str
    made: str
    rows: Mapping[str, int]
    accounts: tuple[str, ...]
    left: tuple[str, ...]
    beside: tuple[Path, ...]

    def __str__(self) -> str:
        return "\n".join(
            (
                phrases.restored(sum(self.rows.values()), self.made, self.store),
                *map(phrases.account_restored, self.accounts),
                *map(phrases.account_left, self.left),
                *(phrases.kept_beside(str(path)) for path in self.beside),
            )
        )


def restore(settings: Settings, path: Path, *, replace: bool = False) -> Summary:
    """Put a backup in the place of a store that is empty, or, with `replace`, of any; all of it or nothing.

    What `replace` takes the place of is kept beside.
    Raises BackupError for what somebody has to mend first; then nothing was changed.
    """
    if settings.database_url is None or settings.state is None:
        raise BackupError(phrases.NO_STATE)
    make_private(settings.state)
    try:
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.state) as folder:
            unpacked = Path(folder)
            manifest = archive.unpack(path, unpacked)
            if manifest.revision not in revisions():
                raise BackupError(phrases.later_format(str(path), manifest.version))
            keys.refuse_running(settings.state)
            return _Restoring(settings.database_url, settings.state, path, unpacked, manifest, replace=replace).run()
    except keys.AccountRunsError as error:
        raise BackupError(phrases.account_runs(str(error))) from None
    except DatabaseError as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(phrases.cannot_restore(error.strerror or type(error).__name__)) from error


class _Restoring:
    """One restore, from what was unpacked."""

    def __init__(self, url: str, state: Path, path: Path, unpacked: Path, manifest: Manifest, *, replace: bool) -> None:
        self._url = parse(url)
        self._state = state
        self._path = str(path)
        self._unpacked = unpacked
        self._manifest = manifest
        self._replace = replace
        self._stamp = f"before-restore-{stamps.in_a_name(stamps.now())}"
        self._accounts: list[str] = []
        self._left: list[str] = []
        self._beside: list[Path] = []

    def run(self) -> Summary:
        fill, counted = filling(self._unpacked / STORE, self._manifest.revision, self._path)

        def filled(connection: Connection) -> None:
            fill(connection)
            if counted != dict(self._manifest.rows):
                raise BackupError(phrases.damaged(self._path))

        with ExitStack() as undo:
            file = file_of(self._url)
            if file is not None:
                aside = file.with_name(f"{file.name}.{self._stamp}")
                kept = exchange_file(file, filled, aside, replace=self._replace, then=lambda: self._put_accounts(undo))
            else:
                kept = exchange_tables(
                    self._url, filled, self._keep, replace=self._replace, then=lambda: self._put_accounts(undo)
                )
            undo.pop_all()  # it is done
        beside = (*((kept,) if kept is not None else ()), *self._beside)
        return Summary(
            name_of(self._url), self._manifest.made, counted, tuple(self._accounts), tuple(self._left), beside
        )

    def _put_accounts(self, undo: ExitStack) -> None:
        """Put the folders of accounts in their places, each of which can be taken back until all is done."""
        for unpacked in keys.accounts(self._unpacked):
            place = self._state / unpacked.parent.name / unpacked.name
            if keys.is_known(place) and not self._replace:
                self._left.append(keys.name_of(place))
                continue
            keys.put_in_order(unpacked)
            make_private(place.parent)
            if place.exists():
                aside = self._state / f"{place.parent.name}.{self._stamp}" / place.name
                make_private(aside.parent)
                place.rename(aside)
                undo.callback(aside.rename, place)
                self._beside.append(aside)
            unpacked.rename(place)
            undo.callback(place.rename, unpacked)
            self._accounts.append(keys.name_of(place))

    def _keep(self, connection: Connection, revision: str) -> Path:
        """A backup of what the tables hold, as `catena restore` takes it."""
        path = self._state / f"catena-{self._stamp}.tar.gz"
        store = self._unpacked / f"before-{STORE}"
        with store.open("wb") as lines:
            counted = rows.dump(connection, lines)
        manifest = Manifest(
            self._manifest.version, revision, stamps.written(stamps.now()), counted, {STORE: archive.member_of(store)}
        )
        archive.write(path, manifest, {STORE: store})
        return path
