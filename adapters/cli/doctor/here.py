"""What can be found out on this machine: Python, settings, libraries, folders, the store."""

from __future__ import annotations

import getpass
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from adapters.cli.doctor import phrases
from adapters.cli.doctor.finding import Finding, not_used, ok, wrong
from adapters.setting_names import FILE, KNOWN
from adapters.settings import DOTENV, Settings
from bot.app import App
from bot.loading import LibraryError, open_library

_OLDEST = (3, 11)
_EXTRAS = {"discord": "discord", "matrix": "nio", "postgresql": "psycopg"}
"""What each extra brings, by the module that tells whether it is there."""
_ROOM = 100
"""Megabytes that should be free."""
_MEGABYTE = 1_000_000


def python() -> Finding:
    """Whether this Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    is_new = sys.version_info >= _OLDEST
    said = phrases.python(version)
    return ok(phrases.PYTHON, said) if is_new else wrong(phrases.PYTHON, said, phrases.PYTHON_MEND)


def names(chosen: Mapping[str, str]) -> Iterator[Finding]:
    """Names of ours that mean nothing, as misspelt ones do."""
    for name in sorted(set(chosen) - KNOWN):
        meant = next(iter(get_close_matches(name, KNOWN, n=1)), "")
        yield wrong(phrases.SETTINGS, phrases.unknown_setting(name, meant), phrases.rename_setting(name, meant))


def secrets(chosen: Mapping[str, str], folder: Path) -> Finding:
    """Whether others on this machine may read a file that holds a secret."""
    files = [folder / DOTENV, *(Path(path).expanduser() for name, path in chosen.items() if name.endswith(FILE))]
    for file in files:
        if (
            file.is_file()
            and os.name == "posix"
            and stat.S_IMODE(file.stat().st_mode) & 0o044
            and not _is_mounted(file)
        ):
            return wrong(phrases.SECRETS, phrases.others_read(file), phrases.keep_to_oneself(file))
    return ok(phrases.SECRETS, phrases.SECRETS_OK)


def extras(needed: tuple[str, ...]) -> Iterator[Finding]:
    """Whether what a platform, or the store, needs is installed."""
    for extra in needed:
        if find_spec(_EXTRAS[extra]) is None:
            yield wrong(extra.capitalize(), phrases.lacks(extra.capitalize()), phrases.install(extra))


def libraries(settings: Settings) -> Iterator[Finding]:
    """Whether the libraries are sound."""
    for folder in settings.libraries:
        try:
            library = App(*open_library(folder, settings.cache)).library
        except LibraryError as error:
            said = phrases.broken_library(folder, len(error.problems), str(error.problems[0]))
            yield wrong(phrases.LIBRARY, said, phrases.check_library(folder))
        else:
            said = phrases.library(library.parts.title, len(library.documents), len(library.claims))
            yield ok(phrases.LIBRARY, said)


def folder(path: Path | None) -> Finding:
    """Whether the state folder can be written to, and is its owner's alone."""
    if path is None:
        return wrong(phrases.FOLDER, phrases.NO_FOLDER, phrases.NO_FOLDER_MEND)
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return wrong(phrases.FOLDER, phrases.folder_closed(there), phrases.give_folder(there, getpass.getuser()))
    if there != path:
        return ok(phrases.FOLDER, phrases.folder_made(path))
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o022:
        return wrong(phrases.FOLDER, phrases.folder_open(path), phrases.close_folder(path))
    return ok(phrases.FOLDER, phrases.folder_well(path))


def room(path: Path) -> Finding:
    """Whether there is room on the disk of the state folder."""
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free // _MEGABYTE
    return (
        ok(phrases.ROOM, phrases.room(free))
        if free >= _ROOM
        else wrong(phrases.ROOM, phrases.no_room(free), phrases.ROOM_MEND)
    )


def zones() -> Finding:
    """Whether time zones are known."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return wrong(phrases.ZONES, phrases.ZONES_LACK, phrases.ZONES_MEND)
    return ok(phrases.ZONES, phrases.ZONES_OK)


def store(url: str | None) -> Finding:
    """Whether the store can be read, and is of this version; nothing of it is changed."""
    if find_spec("sqlalchemy") is None:
        return not_used(phrases.STORE, phrases.lacks("a platform"))
    if url is None:
        return wrong(phrases.STORE, phrases.NO_FOLDER, phrases.NO_FOLDER_MEND)
    from adapters.backup.errors import BackupError
    from adapters.backup.reading import snapshot
    from adapters.database.addresses import name_of, parse
    from adapters.database.errors import DatabaseError
    from adapters.database.migrating import revision, revisions
    from adapters.database.schema import HEAD

    name = ""
    try:
        name = name_of(parse(url))
        with snapshot(url) as connection:
            found = revision(connection)
    except BackupError:
        return ok(phrases.STORE, phrases.store_made(name))
    except DatabaseError as error:
        return wrong(phrases.STORE, str(error), phrases.STORE_MEND)
    if found is None:
        return ok(phrases.STORE, phrases.store_made(name))
    if found == HEAD:
        return ok(phrases.STORE, phrases.store_well(name))
    if found in revisions():
        return ok(phrases.STORE, phrases.store_older(name))
    return wrong(phrases.STORE, phrases.store_later(name), phrases.STORE_LATER_MEND)


def _is_mounted(file: Path) -> bool:
    """Whether a container platform has handed the file out: those are read by all in the container."""
    return file.is_relative_to("/run/secrets")
