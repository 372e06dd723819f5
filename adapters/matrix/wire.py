"""Requests to the homeserver: one place that knows their form, and tells their errors apart."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

PATIENCE = 30.0
"""Seconds that a request may take, where nothing else is said."""
_CLIENT = "/_matrix/client/v3"
_EXACT = 5.0
"""Seconds by which two clocks may differ that are both taken for right: an answer takes its time, too."""
_LONGEST_WAIT = 300.0
"""Seconds that a server can tell the bot to wait, at the most."""


class WireError(OSError):
    """A request that the server refused, or that did not get through.

    `status` is the HTTP status, 0 where there was no answer; `code` is Matrix's
    (spec: Standard error response). `wait` is how many seconds the server wants
    to be left alone for, 0 where it did not say.
    """

    def __init__(
        self, problem: str, *, status: int = 0, code: str = "", wait: float = 0.0, body: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(problem)
        self.status = status
        self.code = code
        self.wait = wait
        self.body = body or {}

    @property
    def is_token_gone(self) -> bool:
        """Whether the server knows the bot's token no more."""
        return self.code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN")

    @property
    def is_limit(self) -> bool:
        """Whether the bot asked for too much in too short a time; later it may."""
        return self.status == 429 or self.code == "M_LIMIT_EXCEEDED"

    @property
    def is_final(self) -> bool:
        """Whether asking the same again would be refused again."""
        return 400 <= self.status < 500 and not self.is_limit and self.status not in (401, 408)


class Wire:
    """The way to a homeserver, for whoever holds `token`."""

    def __init__(self, homeserver: str, token: str = "") -> None:
        self.homeserver = homeserver.rstrip("/")
        self.token = token
        self._session: ClientSession | None = None
        self._ahead = 0.0

    def now(self) -> float:
        """The time of day in seconds since 1970, as the homeserver told it last: how old an event is goes by its clock, not by ours."""
        return time.time() + self._ahead

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
        base: str = _CLIENT,
    ) -> dict[str, Any]:
        """The JSON object that the server answers. `path` is quoted already: see `segment`.

        Raises WireError, whatever went wrong on the way.
        """
        if self._session is None:
            self._session = ClientSession()
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with self._session.request(
                method,
                f"{self.homeserver}{base}{path}",
                params=query,
                data=None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
                headers={**headers, "Content-Type": "application/json"},
                timeout=ClientTimeout(total=patience),
            ) as response:
                self._ahead = _ahead(response, self._ahead)
                return await _read(response)
        except WireError:  # which is an OSError, too
            raise
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise WireError(f"{type(error).__name__}: {error}".rstrip(": ")) from error

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def segment(words: str) -> str:
    """An id as one segment of a path."""
    return quote(words, safe="")


async def _read(response: ClientResponse) -> dict[str, Any]:
    content = await response.read()
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):  # a proxy's page, half an answer, or one that is made to be too deep
        body = None
    if response.status == 200 and isinstance(body, dict):
        return body
    told = body if isinstance(body, dict) else {}
    code, said = told.get("errcode"), told.get("error")
    problem = f"{response.status} {code or ''} {said or response.reason or ''}".strip()
    raise WireError(
        problem if response.status != 200 else "200, but no JSON object",
        status=response.status,
        code=code if isinstance(code, str) else "",
        wait=_wait(response, told),
        body=told,
    )


def _ahead(response: ClientResponse, known: float) -> float:
    """How many seconds the server's clock is ahead of ours, to the second (RFC 9110, section 6.6.1); what is known where it tells nothing."""
    try:
        ahead = parsedate_to_datetime(response.headers.get("Date", "")).timestamp() - time.time()
    except (ValueError, OverflowError):
        return known
    return ahead if abs(ahead) > _EXACT else 0.0


def _wait(response: ClientResponse, told: Mapping[str, Any]) -> float:
    """What the server says of waiting: the header in seconds, which is newer, or the field in milliseconds."""
    seconds = _number(response.headers.get("Retry-After"))
    if seconds is None:
        seconds = (_number(told.get("retry_after_ms")) or 0.0) / 1000
    return min(seconds, _LONGEST_WAIT)


def _number(written: object) -> float | None:
    """A number that is not below zero; None for what is none."""
    try:
        found = float(written) if isinstance(written, str | int | float) else math.nan
    except ValueError:
        return None
    except OverflowError:
        return math.inf
    return None if math.isnan(found) else max(found, 0.0)
