"""How the bot is, as JSON: what `/readyz` answers beside its own fields, and what `catena status` reads out of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.status import Connected, Status


def to_json(status: Status) -> dict[str, Any]:
    """A status as plain values; times as in `2026-11-25T18:42:00+00:00`, null where there is none."""
    error = status.last_error
    return {
        "version": status.version,
        "started": _written(status.started),
        "connections": [
            {"name": one.name, "ready": one.is_ready, "since": _written(one.since), "problem": one.problem}
            for one in status.connections or ()
        ],
        "last_digest": _written(status.last_digest),
        "last_error": {"at": _written(error[0]), "what": error[1]} if error is not None else None,
    }


def from_json(found: Mapping[str, Any]) -> Status:
    """The same, read.

    Raises ValueError, KeyError or TypeError for what is nothing of the kind.
    """
    error = found["last_error"]
    return Status(
        str(found["version"]),
        tuple(
            Connected(str(one["name"]), one["ready"] is True, _read(one["since"]), str(one["problem"]))
            for one in found["connections"]
        ),
        started=_read(found["started"]),
        last_digest=_read(found["last_digest"]),
        last_error=((_read(error["at"]) or datetime.now(UTC), str(error["what"])) if error else None),
    )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _read(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)
