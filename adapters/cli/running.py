"""How a bot is that runs on this machine, asked over its port for health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.status import Status, Unknown

_PATIENCE = 2.0
"""Seconds that it may take to answer."""


def status_of(address: str) -> Status:
    """What the bot says that serves its health at an address; where none does, why, and which version is installed."""
    from adapters.cli.about import number

    if not address:
        return Status(number())
    from http.client import HTTPConnection, HTTPException
    from json import loads

    from adapters.runtime.reporting import from_json

    host, _, port = address.rpartition(":")
    connection = HTTPConnection(host.strip("[]") or "127.0.0.1", int(port), timeout=_PATIENCE)
    why = Unknown.NOBODY
    try:
        connection.connect()
        why = Unknown.SOMETHING_ELSE
        connection.request("GET", "/readyz")
        found = loads(connection.getresponse().read())
        return replace(from_json(found), store=_problem(found, "store"), core=_problem(found, "core"))
    except (OSError, HTTPException, ValueError, LookupError, TypeError, AttributeError):
        return Status(number(), unknown=why, address=address)
    finally:
        connection.close()


def _problem(found: Mapping[str, Any], part: str) -> str:
    """What is wrong with the store or the core; "" where nothing is, or nothing is said of it."""
    told = found.get(part) or {}
    return "" if told.get("ready", True) is True else str(told.get("problem") or "no reason is given")
