"""Asking a server something, within a few seconds, and what its clock says."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from adapters.cli.doctor import phrases
from adapters.cli.doctor.finding import Finding, ok, wrong

PATIENCE = 5.0
"""Seconds that a server may take."""
_MOST_APART = 30.0
"""Seconds that clocks may be apart."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a server answered: its status, its JSON (empty where it is none), and when it was there."""

    status: int
    body: Any
    at: datetime | None


async def ask(
    session: aiohttp.ClientSession, url: str, headers: Mapping[str, str] | None = None, body: object = None
) -> Told:
    """One request: GET, or POST where there is a body.

    Raises aiohttp.ClientError or OSError (TimeoutError is one) where there is no answer.
    """
    method = "GET" if body is None else "POST"
    async with session.request(
        method, url, headers=headers, json=body, timeout=aiohttp.ClientTimeout(total=PATIENCE)
    ) as response:
        try:
            found = await response.json(content_type=None)
        except ValueError:
            found = {}
        return Told(response.status, found, _read(response.headers.get("Date")))


def clock(host: str, there: datetime | None) -> list[Finding]:
    """Whether the clock here and that of a server are near each other; nothing where it does not say."""
    if there is None:
        return []
    apart = (datetime.now(UTC) - there).total_seconds()
    if abs(apart) <= _MOST_APART:
        return [ok(phrases.CLOCK, phrases.clock_well(host, abs(apart)))]
    return [wrong(phrases.CLOCK, phrases.clock_wrong(host, apart), phrases.CLOCK_MEND)]


def reason(error: BaseException) -> str:
    """Why there was no answer, in a few words."""
    if isinstance(error, TimeoutError):
        return phrases.no_answer(PATIENCE)
    if isinstance(error.__cause__, aiohttp.ClientError):
        error = error.__cause__  # the bot's own error is about that one
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return phrases.NO_SUCH_HOST
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return phrases.BAD_CERTIFICATE
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return phrases.NO_TLS
    if getattr(error, "errno", None) == errno.ECONNREFUSED:
        return phrases.NOBODY
    return str(getattr(error, "strerror", None) or type(error).__name__)


def _read(written: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(written) if written else None
    except ValueError:
        return None
