"""A homeserver that answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

_CLIENT = "/_matrix/client/v3"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in. `path` is as it was sent, without what all paths begin with."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    token: str
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; `text` stands for itself, else `body` is written as JSON. `after` seconds pass before it."""

    body: object = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    after: float = 0.0


HANG = Answer(after=3_600)
DROP = Answer(status=0)
"""The connection is closed, and nothing is answered."""

Says = Answer | Callable[[Asked], Answer]


def refused(status: int, code: str, **beside: object) -> Answer:
    """Matrix's own form of an error."""
    return Answer({"errcode": code, "error": "no", **beside}, status)


class Homeserver:
    """Answers what was told for a method and a path: one after the other, the last one again and again."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.told: dict[tuple[str, str], tuple[Iterator[Says], list[Says]]] = {}
        self._runner: web.ServerRunner | None = None

    def says(self, method: str, path: str, *answers: Says) -> None:
        """Answer so from now on; a path that ends with `*` stands for all that begin like it."""
        self.told[method, path] = iter(answers), [answers[-1]]

    def to(self, method: str, path: str) -> list[Asked]:
        """What it was asked at a path, or at those that begin like it."""
        return [one for one in self.asked if one.method == method and _is_at(one.path, path)]

    async def start(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        content = await request.text()
        asked = Asked(
            request.method,
            request.raw_path.partition("?")[0].removeprefix(_CLIENT),
            dict(request.query),
            json.loads(content) if content else None,
            request.headers.get("Authorization", "").removeprefix("Bearer "),
            time.monotonic(),
        )
        self.asked.append(asked)
        says = self._next(asked)
        answer = says if isinstance(says, Answer) else says(asked)
        if answer.after:
            await asyncio.sleep(answer.after)
        if answer is DROP:
            assert request.transport is not None
            request.transport.abort()
        text = json.dumps(answer.body) if answer.text is None else answer.text
        return web.Response(text=text, status=answer.status or 500, headers=answer.headers)

    def _next(self, asked: Asked) -> Says:
        for (method, path), (coming, last) in self.told.items():
            if asked.method == method and _is_at(asked.path, path):
                return next(coming, last[0])
        return refused(404, "M_UNRECOGNIZED")


def _is_at(path: str, told: str) -> bool:
    return path.startswith(told[:-1]) if told.endswith("*") else path == told
