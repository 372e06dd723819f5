"""How a bot is that runs on this machine, asked over its port for health."""

from __future__ import annotations

from bot.status import Status

_PATIENCE = 2.0
"""Seconds that it may take to answer."""


def status_of(address: str) -> Status:
    """What the bot says that serves its health at an address; where none answers, only which version is installed."""
    from adapters.cli.about import number

    if not address:
        return Status(number())
    from http.client import HTTPConnection, HTTPException
    from json import loads

    from adapters.runtime.reporting import from_json

    host, _, port = address.rpartition(":")
    connection = HTTPConnection(host.strip("[]") or "127.0.0.1", int(port), timeout=_PATIENCE)
    try:
        connection.request("GET", "/readyz")
        return from_json(loads(connection.getresponse().read()))
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return Status(number())
    finally:
        connection.close()
