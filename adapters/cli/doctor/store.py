"""Whether the store can be used. Nothing of it is changed."""

from __future__ import annotations

import os
import shlex
import stat
from importlib.util import find_spec
from pathlib import Path

from adapters.cli.doctor import phrases
from adapters.cli.doctor.finding import Finding, not_used, ok, wrong
from adapters.cli.doctor.here import nearest, why_closed


def examine(url: str | None) -> Finding:
    """Open the store as it is, and look at its number."""
    if find_spec("sqlalchemy") is None:
        return not_used(phrases.STORE, phrases.lacks("online"))
    if url is None:
        return wrong(phrases.STORE, phrases.NO_FOLDER, phrases.NO_FOLDER_MEND)
    from adapters.backup.errors import BackupError
    from adapters.backup.reading import snapshot
    from adapters.database.addresses import name_of, parse
    from adapters.database.errors import DatabaseError
    from adapters.database.migrating import revision, revisions
    from adapters.database.schema import HEAD
    from adapters.database.sqlite import file_of

    try:
        parsed = parse(url)
        name, file = name_of(parsed), file_of(parsed)
        if file is not None:
            finding = _file(file)
            if finding is not None:
                return finding
        with snapshot(url) as connection:
            found = revision(connection)
    except (BackupError, DatabaseError) as error:
        return wrong(phrases.STORE, str(error), phrases.STORE_MEND)
    if found is None:
        return ok(phrases.STORE, phrases.store_made(name))
    if found == HEAD:
        return ok(phrases.STORE, phrases.store_well(name))
    if found in revisions():
        return ok(phrases.STORE, phrases.store_older(name))
    return wrong(phrases.STORE, phrases.store_later(name), phrases.STORE_LATER_MEND)


def _file(file: Path) -> Finding | None:
    """What there is to say of a file of SQLite before it is opened; None where it may be."""
    there, quoted = nearest(file), shlex.quote(str(file))
    folder = there if there.is_dir() else there.parent
    if why_closed(folder):  # SQLite makes files beside its own
        return wrong(phrases.STORE, phrases.closed_folder(file, folder), phrases.STORE_MEND)
    if there != file.absolute():
        return ok(phrases.STORE, phrases.store_made(str(file)))
    if not os.access(file, os.R_OK | os.W_OK):
        return wrong(phrases.STORE, phrases.folder_closed(file), phrases.make_writable(quoted), is_command=True)
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRGRP | stat.S_IROTH | 0o022):
        return wrong(phrases.STORE, phrases.store_open(file), phrases.keep_to_oneself(quoted), is_command=True)
    return None
