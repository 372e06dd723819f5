"""What can be found out on this machine: Python, what is installed, settings, libraries, folders."""

from __future__ import annotations

import errno
import getpass
import os
import re
import shlex
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from adapters.cli.doctor import phrases
from adapters.cli.doctor.finding import Finding, not_used, ok, wrong
from adapters.setting_names import ALL, FILE, KNOWN, PREFIX
from adapters.settings import DOTENV, collect
from bot.loading import LibraryError, load

_OLDEST = (3, 11)
_ONLINE = ("aiohttp", "alembic", "prometheus_client", "sqlalchemy", "structlog", "watchfiles")
_EXTRAS = {
    "discord": ("discord", *_ONLINE),
    "matrix": ("nio", "vodozemac", "Crypto", "cachetools", *_ONLINE),
    "postgresql": ("psycopg", *_ONLINE),
}
"""What each extra brings, by the modules that tell whether it is there."""
_ROOM = 100
"""Megabytes that should be free."""
_MEGABYTE = 1_000_000
_MARKS = "\"'“”„‟‘’‚‛«»"
_NEAR = 0.65
"""How alike two names are, without what all of them begin with, where one may be meant by the other."""
_ON_PLATFORMS = re.compile(r"\s*(?:export\s+)?(?P<name>(?:DISCORD|MATRIX)_\w+)\s*=\s*\S")
"""A line of .env that may be meant for us, without what our names begin with."""
_MAY_BEGIN_SO = "CATENA_MATRIX_PASSWORD"
"""A password may well begin or end with such a mark; whether it is right, the homeserver says."""


def python() -> Finding:
    """Whether this Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    is_new = sys.version_info >= _OLDEST
    said = phrases.python(version)
    return ok(phrases.PYTHON, said) if is_new else wrong(phrases.PYTHON, said, phrases.PYTHON_MEND)


def names(chosen: Mapping[str, str]) -> Iterator[Finding]:
    """Names of ours that mean nothing, as misspelt ones do, and values with quotation marks that somebody meant for a shell."""
    for name in sorted(set(chosen) - KNOWN):
        meant = _meant(name)
        yield wrong(phrases.SETTINGS, phrases.unknown_setting(name, meant), phrases.rename_setting(name, meant))
    for name in sorted(set(chosen) & KNOWN):
        ends = marked_ends(chosen[name])
        if ends == 2:
            yield wrong(phrases.SETTINGS, phrases.quoted_setting(name), phrases.unquote_setting(name))
        elif ends and name != _MAY_BEGIN_SO:
            yield wrong(phrases.SETTINGS, phrases.half_quoted_setting(name), phrases.unquote_setting(name))


def bare_names(chosen: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """Names of a platform's settings in .env that lack what ours begin with."""
    try:
        lines = (folder / DOTENV).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):  # there is none, or the settings say what is wrong with it
        return
    for name in dict.fromkeys(line["name"] for line in map(_ON_PLATFORMS.match, lines) if line is not None):
        meant = f"{PREFIX}{name}"
        if meant in KNOWN and meant not in chosen:
            yield wrong(phrases.SETTINGS, phrases.bare_setting(name), phrases.rename_setting(name, meant))


def marked_ends(value: str) -> int:
    """At how many ends of a value a quotation mark stands, straight or typographic."""
    value = value.strip()
    return sum(end in _MARKS for end in (value[0], value[-1])) if len(value) > 1 else 0


def _meant(name: str) -> str:
    """The setting that a misspelt name is near; "" where none is."""
    known = {one.removeprefix(PREFIX): one for one in KNOWN}
    near = get_close_matches(name.removeprefix(PREFIX), known, n=1, cutoff=_NEAR)
    return known[near[0]] if near else ""


def secrets(chosen: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """Whether others on this machine may read a file that holds a secret."""
    if os.name != "posix":
        return
    files = [Path(path).expanduser() for name, path in chosen.items() if name.endswith(FILE)]
    exposed = [file for file in files if _is_for_all(file) and _is_ours(file)]  # a container's are others', and its own
    dotenv = folder / DOTENV
    if _is_for_all(dotenv) and any(ALL[name].is_secret for name in collect({}, folder) if name in ALL):
        exposed.insert(0, dotenv)
    for file in exposed:
        yield wrong(phrases.SECRETS, phrases.others_read(file), phrases.keep_to_oneself(_quoted(file)), is_command=True)
    if not exposed:
        yield ok(phrases.SECRETS, phrases.SECRETS_OK)


def is_installed(extra: str) -> bool:
    """Whether all is there that an extra brings."""
    return all(find_spec(module) is not None for module in _EXTRAS[extra])


def extras(needed: Sequence[str]) -> Iterator[Finding]:
    """Which extras are installed, and whether those are that a platform, or the store, needs."""
    there = [extra for extra in _EXTRAS if is_installed(extra)]
    lacking = [extra for extra in needed if extra not in there]
    if not lacking:
        yield ok(phrases.EXTRAS, phrases.installed(there))
    for extra in lacking:
        yield wrong(phrases.EXTRAS, phrases.lacks(extra), phrases.install(extra))


def libraries(folders: Sequence[Path]) -> Iterator[Finding]:
    """Whether the libraries are sound. Nothing is kept of what is compiled: the bot's cache is its own."""
    seen: set[str] = set()
    for folder in folders:
        try:
            library = load(folder)
        except LibraryError as error:
            said = phrases.broken_library(folder, len(error.problems), str(error.problems[0]))
            yield wrong(phrases.LIBRARY, said, phrases.check_library(_quoted(folder)), is_command=True)
            continue
        name = library.parts.name
        if name in seen:
            yield wrong(phrases.LIBRARY, phrases.same_name(folder, name), phrases.SAME_NAME_MEND)
        else:
            said = phrases.library(library.parts.title, len(library.documents), len(library.claims))
            yield ok(phrases.LIBRARY, said)
        seen.add(name)


def folder(path: Path | None) -> Finding:
    """Whether the state folder can be written to, and is its owner's alone."""
    if path is None:
        return wrong(phrases.FOLDER, phrases.NO_FOLDER, phrases.NO_FOLDER_MEND)
    there = nearest(path)
    if not there.is_dir():
        return wrong(phrases.FOLDER, phrases.no_folder(path, there), phrases.NO_FOLDER_MEND)
    if not os.access(there, os.W_OK | os.X_OK):
        if there != path.absolute():  # never hand out a folder that belongs to the system
            return wrong(
                phrases.FOLDER,
                phrases.cannot_make(path, there),
                phrases.make_folder(_quoted(path), _user()),
                is_command=True,
            )
        return wrong(phrases.FOLDER, phrases.folder_closed(path), phrases.give(_quoted(path), _user()), is_command=True)
    problem = why_closed(there)
    if problem:  # /proc and its like take nothing from anybody, whatever their rights say
        return wrong(phrases.FOLDER, phrases.no_place(path, there, problem), phrases.NO_FOLDER_MEND)
    if there != path.absolute():
        return ok(phrases.FOLDER, phrases.folder_made(path))
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o022:
        return wrong(phrases.FOLDER, phrases.folder_open(path), phrases.close_folder(_quoted(path)), is_command=True)
    return ok(phrases.FOLDER, phrases.folder_well(path))


def room(path: Path) -> Finding:
    """Whether there is room on the disk of the state folder."""
    there = nearest(path)
    usage = shutil.disk_usage(there)
    if not usage.total:
        return not_used(phrases.ROOM, phrases.no_disk(there))
    free = usage.free // _MEGABYTE
    if free < _ROOM:
        return wrong(phrases.ROOM, phrases.no_room(free), phrases.ROOM_MEND)
    return ok(phrases.ROOM, phrases.room(free))


def zones() -> Finding:
    """Whether time zones are known."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return wrong(phrases.ZONES, phrases.ZONES_LACK, phrases.ZONES_MEND, is_command=True)
    return ok(phrases.ZONES, phrases.ZONES_OK)


def why_closed(folder: Path) -> str:
    """Why nothing can be made in a folder; "" where it can. It is tried, and what was made is gone again."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return os.strerror(errno.EACCES)
    try:
        os.rmdir(mkdtemp(prefix=".catena-", dir=folder))
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def nearest(path: Path) -> Path:
    """A path, or the nearest above it that is there, as far as this user may look."""
    whole = path.absolute()
    # Not Path.exists: that raises where one may not look.
    return next((one for one in (whole, *whole.parents) if os.path.exists(one)), Path(whole.anchor))


def _is_for_all(file: Path) -> bool:
    try:
        return file.is_file() and bool(stat.S_IMODE(file.stat().st_mode) & stat.S_IROTH)
    except OSError:
        return False


def _is_ours(file: Path) -> bool:
    return sys.platform != "win32" and file.stat().st_uid == os.geteuid() and not file.is_relative_to("/run")


def _user() -> str:
    """Who this is, by name where there is one: a container's user may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid()) if sys.platform != "win32" else "USER"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
