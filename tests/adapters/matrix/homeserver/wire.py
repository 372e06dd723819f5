"""The wire between the bot and the homeserver, where a test decides what goes wrong."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from yarl import URL

SYNC = r"/sync$"
SEND = r"/send/m\.room\."
_HOP = ("connection", "content-length", "content-encoding", "host", "transfer-encoding", "keep-alive")


@dataclass
class Fault:
    """What happens to requests whose path a pattern is found in. `times` is how often; None is until it is taken away.

    A `status` with its `body` and `headers` in the place of the server's; or `drops` the connection; or `hangs`; or, with
    `arrives`, the request reaches the server first, and only its answer is lost; or it only `delays` for some seconds.
    """

    path: str
    times: int | None = 1
    status: int = 0
    body: str = '{"errcode": "M_UNKNOWN", "error": "played"}'
    headers: Mapping[str, str] = field(default_factory=dict)
    drops: bool = False
    hangs: bool = False
    delays: float = 0.0
    arrives: bool = False
    delay: float = 0.0
    seen: int = 0

    def takes(self, path: str) -> bool:
        """Whether this request is one of them; if so, it counts."""
        if not re.search(self.path, path) or (self.times is not None and self.seen >= self.times):
            return False
        self.seen += 1
        return True

    async def taken(self, seconds: float = 30.0) -> None:
        """Wait until it has taken a request."""
        try:
            async with asyncio.timeout(seconds):
                while not self.seen:  # noqa: ASYNC110  # it is only counted
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"nothing went to {self.path} in {seconds:g} s") from None


class Wire:
    """A reverse proxy on loopback. It counts what goes through it."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.url = ""
        self.requests: list[tuple[float, str, str]] = []
        """When (monotonic), method and path of each request."""
        self.edit_sync: Callable[[dict[str, Any]], dict[str, Any]] | None = None
        """What becomes of an answer to /sync."""
        self._faults: list[Fault] = []
        self._released = asyncio.Event()
        self._session: ClientSession | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, target: str) -> AsyncIterator[Wire]:
        """Listen for as long as the block lasts."""
        wire = cls(target)
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{path:.*}", wire._pass)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        async with ClientSession(timeout=ClientTimeout(total=90), auto_decompress=True) as session:
            wire._session = session
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            wire.url = f"http://{host}:{port}"
            try:
                yield wire
            finally:
                wire._released.set()
                await runner.cleanup()

    def fault(self, path: str, **what: Any) -> Fault:
        """Let something go wrong from now on."""
        fault = Fault(path, **what)
        self._faults.append(fault)
        return fault

    def mend(self) -> None:
        """Let all go well from now on; what hangs is dropped."""
        self._faults.clear()
        self._released.set()
        self._released = asyncio.Event()

    def count(self, path: str, since: float = 0.0, method: str = "") -> int:
        """How many requests went to such a path."""
        return sum(
            1
            for at, used, asked in self.requests
            if at >= since and re.search(path, asked) and (not method or used == method)
        )

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((time.monotonic(), request.method, request.path))
        fault = next((one for one in self._faults if one.takes(request.path)), None)
        if fault is not None and fault.delays:
            await asyncio.sleep(fault.delays)
            fault = None
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
            fault = None
        if fault is not None and not fault.arrives:
            return await self._go_wrong(fault, request)
        body = await request.read()
        status, headers, content = await self._forwarded(request, body)
        if fault is not None:
            return await self._go_wrong(fault, request)
        if request.path.endswith("/sync") and self.edit_sync is not None and status == 200:
            content = json.dumps(self.edit_sync(json.loads(content))).encode()
        return web.Response(status=status, headers=headers, body=content)

    async def _forwarded(self, request: web.Request, body: bytes) -> tuple[int, dict[str, str], bytes]:
        assert self._session is not None
        passed = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        try:
            async with self._session.request(
                request.method, URL(f"{self.target}{request.raw_path}", encoded=True), data=body, headers=passed
            ) as response:
                headers = {name: value for name, value in response.headers.items() if name.lower() not in _HOP}
                return response.status, headers, await response.read()
        except (ClientError, TimeoutError, OSError):
            return 502, {"Content-Type": "text/html"}, b"<html>Bad Gateway</html>"

    async def _go_wrong(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault.hangs:
            await self._released.wait()
        if fault.drops or fault.hangs or not fault.status:
            assert request.transport is not None
            request.transport.close()
            return web.Response(status=500)
        return web.Response(
            status=fault.status, body=fault.body.encode(), headers={"Content-Type": "application/json", **fault.headers}
        )
