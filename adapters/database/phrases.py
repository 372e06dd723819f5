"""What the store says of itself, to whoever runs the program."""

from __future__ import annotations

from collections.abc import Mapping

SQLITE_ADDRESS = "sqlite:////var/lib/catena/catena.sqlite3"
POSTGRESQL_ADDRESS = "postgresql://catena:PASSWORD@localhost/catena"

NO_ADDRESS = f"CATENA_DATABASE_URL is no database's address; write {SQLITE_ADDRESS} or {POSTGRESQL_ADDRESS}"
NO_DRIVER = "it is on PostgreSQL, for which something is missing: pip install 'catena[postgresql]'"
NOT_UTF8 = (
    "its database cannot hold every writing. Make one that can, and name that one: "
    "createdb --encoding=UTF8 --template=template0 catena"
)
CLOSED = "it is closed."
OVERLOADED = "it does not keep up with what is asked of it."
UNSURE = (
    "the connection was lost while something was being kept. Whether it was is not known; look, and do it again if not."
)

_AGAIN = "Try again in a moment."

_LOCKED = "another program holds it. Is there a second Catena, or a backup that does not end?"
_FULL = "the disk is full. Make room; nothing was lost."

SQLITE: Mapping[str, str] = {
    "unable to open database file": "it cannot be opened. Does its folder exist, and may Catena write there?",
    "readonly database": "Catena may not write to it. Give it to the user that Catena runs as.",
    "file is not a database": "it is no SQLite file, or broken. Move it away: Catena makes a new one, and groups choose again.",
    "malformed": "it is broken. Move it away: Catena makes a new one, and groups choose again.",
    "database is locked": _LOCKED,
    "disk is full": _FULL,
    "disk I/O error": "the disk could not be read or written.",
}
"""By what the driver says."""

_LOST = f"the connection to PostgreSQL was lost. {_AGAIN}"
_NO_RIGHT = "its user lacks a right there. As an administrator: ALTER DATABASE catena OWNER TO catena"
_TOO_MANY = "PostgreSQL has no connection left. End others, or raise max_connections."
_SERVER_FULL = "the disk of PostgreSQL is full. Make room; nothing was lost."
_NO_MEMORY = "PostgreSQL has no memory left."
_HELD = "another program holds what is needed. Is there a migration, or a backup that does not end?"
_STARTING = f"PostgreSQL is just starting or stopping. {_AGAIN}"
_WRONG_PASSWORD = (
    "PostgreSQL does not take the user or the password. Look at both in CATENA_DATABASE_URL; "
    "in a password, write %40 for @, %3A for :, %2F for /."
)
_NO_DATABASE = "there is no such database. Make it: createdb --encoding=UTF8 --template=template0 --owner=catena catena"
_NO_LETTER = "PostgreSQL cannot keep some letter. Its database must be one of UTF8."

SQLSTATES: Mapping[str, str] = {
    "08": _LOST,
    "22021": _NO_LETTER,
    "22P05": _NO_LETTER,
    "25006": "PostgreSQL lets it only be read. Is that a copy of another server? Name the one that may be written.",
    "25P": _LOST,
    "28": _WRONG_PASSWORD,
    "3D000": _NO_DATABASE,
    "40": f"another process changed the same, again and again. {_AGAIN}",
    "42501": _NO_RIGHT,
    "53100": _SERVER_FULL,
    "53200": _NO_MEMORY,
    "53300": _TOO_MANY,
    "55P03": _HELD,
    "57014": "PostgreSQL took too long, and was told to stop.",
    "57P": _STARTING,
    "58": "PostgreSQL could not read or write its disk.",
}
"""By what PostgreSQL calls it (its manual, appendix A), or the beginning of that."""

_NOBODY = "nobody answers there. Does PostgreSQL run, and are host and port right?"
_NO_SOCKET = "nobody answers there. Does PostgreSQL run, and is its socket there?"
_NO_HOST = "there is no such host. Look at it in CATENA_DATABASE_URL."
_SILENT = "PostgreSQL does not answer. Is it there, and does a firewall let Catena through?"
_NO_WAY = "PostgreSQL cannot be reached from here. Look at the host, and at the network."

UNREACHED: Mapping[str, str] = {
    "too many clients": _TOO_MANY,
    "connection slots": _TOO_MANY,
    "too many connections": _TOO_MANY,
    "password authentication failed": _WRONG_PASSWORD,
    "no password supplied": _WRONG_PASSWORD,
    'role "': _WRONG_PASSWORD,
    "pg_hba.conf": "PostgreSQL does not let this user in from here. Its pg_hba.conf says who may come.",
    "does not exist\n": _NO_DATABASE,
    "permission denied for database": "its user may not connect there. As an administrator: GRANT CONNECT ON DATABASE catena TO catena",
    "Connection refused": _NOBODY,
    "No such file or directory": _NO_SOCKET,
    "failed to resolve host": _NO_HOST,
    "translate host name": _NO_HOST,
    "timeout expired": _SILENT,
    "No route to host": _NO_WAY,
    "Network is unreachable": _NO_WAY,
    "starting up": _STARTING,
    "shutting down": _STARTING,
    "recovery": _STARTING,
    "invalid connection option": "CATENA_DATABASE_URL holds an option that PostgreSQL does not know.",
    "certificate": "the certificate of PostgreSQL could not be proved. Look at sslmode and sslrootcert in CATENA_DATABASE_URL.",
    "SSL": "it could not be agreed on encryption with PostgreSQL. Look at sslmode in CATENA_DATABASE_URL.",
    "closed the connection": _LOST,
}
"""By what the driver says where there is no connection: it knows no codes then, but the server's words."""


def of_store(where: str, said: str) -> str:
    """A sentence, with the store that it is about."""
    return f"The store ({where}): {said}"


def unknown_kind(kind: str) -> str:
    """An address of a database that the program has no use for."""
    return (
        f"CATENA_DATABASE_URL names “{kind}”, which Catena does not know; "
        f"it knows sqlite and postgresql: {SQLITE_ADDRESS} or {POSTGRESQL_ADDRESS}"
    )


def no_folder(path: object, reason: str) -> str:
    """The folder of a file cannot be made."""
    return of_store(
        str(path),
        f"its folder cannot be made ({reason}). "
        "Make it, and give it to the user that Catena runs as; or name another store with CATENA_DATABASE_URL.",
    )


def later_version(found: str, known: str) -> str:
    """The tables are those of a program that is newer."""
    return (
        f"The store was written by a later version of Catena (its number is {found}, the last that this one knows is {known}). "
        "Nothing was changed. Bring Catena up to date, or name another store with CATENA_DATABASE_URL."
    )


def too_old(oldest: int) -> str:
    """The server is of another time."""
    return f"this PostgreSQL is too old; Catena needs version {oldest} or later."


def cannot_be_used(reason: str) -> str:
    """What there is no better sentence for."""
    return f"it cannot be used ({reason})."


def cannot_be_reached(said: str) -> str:
    """What there is no better sentence for, where the server gave one."""
    return f"PostgreSQL cannot be reached: {said}"


PASSING = frozenset(
    {
        *(_LOCKED, _FULL, _SERVER_FULL, _NO_MEMORY, _HELD, _TOO_MANY, _STARTING, _LOST),
        *(_NOBODY, _NO_SOCKET, _NO_HOST, _SILENT, _NO_WAY),
    }
)
"""What may be over in a while without anybody changing a setting."""
