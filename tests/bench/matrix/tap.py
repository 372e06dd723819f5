"""A tap between a bot and the homeserver: it passes everything on, and notes when the bot hears of an event and when it sends.

Everything is noted on this side of the sockets, so a share holds what it takes
to cross them, the same for every bot.
"""

from __future__ import annotations

import asyncio
import re
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import ClientSession, ClientTimeout, TCPConnector, hdrs, web
from yarl import URL

_EVENT = re.compile(rb'"event_id"\s*:\s*"(\$[^"]+)"')
_SENT = re.compile(r"/rooms/[^/]+/send/m\.room\.(?:message|encrypted)/")
"""Messages; the signs that are put below them are none."""
_SYNC = "/sync"
_NOT_PASSED_ON = frozenset(
    {"host", "connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"}
)
_QUIET = 0.03
"""Seconds without a request, after which nothing is under way but the wait for news."""
_LOOKS = 0.002
"""Seconds between two looks at what the bot does, while nothing is measured."""


class Tap:
    """What a bot takes for the homeserver."""

    def __init__(self, homeserver: str, session: ClientSession) -> None:
        self.url = ""
        self._homeserver = homeserver
        self._session = session
        self._heard: dict[str, float] = {}
        self._sent = [0.0]
        self._under_way: dict[int, str] = {}
        self._latest = 0.0

    @classmethod
    @asynccontextmanager
    async def open(cls, homeserver: str) -> AsyncIterator[Self]:
        """One before a homeserver, for one bot."""
        connector = TCPConnector(limit=0)
        async with ClientSession(
            connector=connector, auto_decompress=False, timeout=ClientTimeout(total=90)
        ) as session:
            tap = cls(homeserver, session)
            app = web.Application(client_max_size=2**24)
            app.router.add_route("*", "/{path:.*}", tap._pass_on)
            runner = web.AppRunner(app, access_log=None, handler_cancellation=True)  # who is gone waits for nothing
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            tap.url = f"http://{host}:{port}"
            try:
                yield tap
            finally:
                await runner.cleanup()

    @property
    def sent(self) -> int:
        """How many messages the bot has sent."""
        return len(self._sent) - 1

    async def listens(self, deadline: float) -> None:
        """Wait until the bot asks for news."""
        await _until(lambda: _SYNC in self._under_way.values(), deadline)

    async def quiet(self, deadline: float) -> None:
        """Wait until the bot does nothing but wait for news."""
        await _until(
            lambda: set(self._under_way.values()) == {_SYNC} and time.perf_counter() - self._latest >= _QUIET, deadline
        )

    async def share(self, question: str, deadline: float) -> float:
        """Wait until the bot has answered an event. Milliseconds from its hearing of it to the first message that it sends then."""
        await _until(lambda: question in self._heard and self._sent[-1] >= self._heard[question], deadline)
        heard = self._heard[question]
        return (self._sent[bisect_left(self._sent, heard)] - heard) * 1_000

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        arrived = time.perf_counter()
        path = request.rel_url.raw_path
        is_sync = path.endswith(_SYNC)
        if request.method == hdrs.METH_PUT and _SENT.search(path):
            self._sent.append(arrived)
        self._latest = arrived
        number = id(request)
        self._under_way[number] = _SYNC if is_sync else path
        try:
            return await self._answer(request, is_sync=is_sync)
        finally:
            del self._under_way[number]
            self._latest = time.perf_counter()

    async def _answer(self, request: web.Request, *, is_sync: bool) -> web.StreamResponse:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _NOT_PASSED_ON}
        url = f"{self._homeserver}{request.raw_path}"
        body = await request.read()
        async with self._session.request(request.method, URL(url, encoded=True), headers=headers, data=body) as answer:
            content = await answer.read()
            response = web.Response(
                status=answer.status,
                body=content,
                headers={name: value for name, value in answer.headers.items() if name.lower() not in _NOT_PASSED_ON},
            )
        at = time.perf_counter()
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionResetError:  # a bot that was stopped while it waited for news
            return response
        if is_sync and answer.status == web.HTTPOk.status_code:
            for event in _EVENT.findall(content):
                self._heard.setdefault(event.decode(), at)
        return response


async def _until(is_so: Callable[[], bool], deadline: float) -> None:
    async with asyncio.timeout(deadline):
        while not is_so():  # noqa: ASYNC110  # it is asked for many things, of which few come to be waited for
            await asyncio.sleep(_LOOKS)
