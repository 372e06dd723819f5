"""What a backup says of itself: who wrote it and when, and what has to be in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.backup import phrases
from adapters.backup.errors import BackupError

NAME = "manifest.json"
STORE = "store.jsonl"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the backup, to the byte."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`version` is the program's, `revision` the store's last migration, `made` the time as ISO 8601 writes it.

    `rows` is how many there are of each table.
    """

    version: str
    revision: str
    made: str
    rows: Mapping[str, int]
    members: Mapping[str, Member]

    def written(self) -> bytes:
        """It as JSON, for people as well."""
        content = {
            "catena": "backup",
            "format": _FORMAT,
            "version": self.version,
            "revision": self.revision,
            "made": self.made,
            "rows": dict(self.rows),
            "members": {
                name: {"size": member.size, "sha256": member.sha256} for name, member in sorted(self.members.items())
            },
        }
        return f"{json.dumps(content, indent=2)}\n".encode()


def read_manifest(content: bytes, file: str) -> Manifest:
    """The manifest that stands in a backup.

    Raises BackupError for one that is none, or that only a later version of the program understands.
    """
    try:
        found: Any = json.loads(content)
        if found["catena"] != "backup":
            raise ValueError(found["catena"])
        if found["format"] != _FORMAT:
            raise BackupError(phrases.later_format(file, str(found.get("version"))))
        members = {
            str(name): Member(_number(one["size"]), str(one["sha256"])) for name, one in found["members"].items()
        }
        rows = {str(table): _number(many) for table, many in found["rows"].items()}
        if STORE not in members:
            raise ValueError(STORE)
        return Manifest(str(found["version"]), str(found["revision"]), str(found["made"]), rows, members)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise BackupError(phrases.no_backup(file)) from None


def _number(found: object) -> int:
    if type(found) is not int or found < 0:
        raise ValueError(found)
    return found
