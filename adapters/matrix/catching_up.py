"""Fetches what /sync left out: after an outage it tells the last messages of a room alone."""

from __future__ import annotations

from typing import Any

import structlog

from adapters.matrix.wire import Wire, segment

_log = structlog.get_logger(__name__)

_AT_A_TIME = 100
_MOST = 5_000
"""Messages of one room that are fetched; what is older than that nobody waits for."""


async def missed(wire: Wire, room_id: str, newest: str, since: str) -> list[dict[str, Any]]:
    """The events between two positions of a room, oldest first, as the server has them.

    Raises WireError where they cannot be had.
    """
    found: list[dict[str, Any]] = []
    begin = newest
    while len(found) < _MOST:
        answer = await wire.ask(
            "GET",
            f"/rooms/{segment(room_id)}/messages",
            query={"dir": "b", "from": begin, "to": since, "limit": str(_AT_A_TIME)},
        )
        chunk = answer.get("chunk")
        if not isinstance(chunk, list) or not chunk:
            break
        found += [event for event in chunk if isinstance(event, dict)]
        end = answer.get("end")
        if not isinstance(end, str) or end in (begin, since):
            break
        begin = end
    else:
        _log.warning("too much was missed in a room, the oldest is left out", room=room_id, events=len(found))
    return found[::-1]
