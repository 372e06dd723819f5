"""`/livez`, `/readyz` and `/metrics` on a port of their own."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from adapters.monitoring import phrases
from adapters.monitoring.figures import Figures
from adapters.monitoring.metrics import registry_of
from adapters.runtime.reporting import to_json
from adapters.runtime.supervision import FinalError

_log = structlog.get_logger(__name__)

_PATIENCE = 0.8
"""Seconds that the store may take to be looked at: whoever asks for health waits for no second."""
_CLOSES_IN = 0.5
"""Seconds that requests under way are given when the program stops."""
_IDLE = 15.0
"""Seconds for which a connection may say nothing, or take to say what it asks."""
_OPTIONS: dict[str, Any] = {"keepalive_timeout": _IDLE, "access_log": None}
_OPENMETRICS = "application/openmetrics-text"
_PLAIN = "text/plain; version=0.0.4; charset=utf-8"

_Tell = Callable[[web.BaseRequest], Awaitable[web.Response]]


class MonitoringService:
    """Serves health and metrics at an address, as in `127.0.0.1:8080`; `:8080` is every address of the machine.

    `reach_store` raises OSError where the store cannot be reached.
    """

    def __init__(self, address: str, figures: Figures, reach_store: Callable[[], Awaitable[object]]) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        self._figures = figures
        self._reach_store = reach_store
        self._registry = registry_of(figures)
        self._tells: dict[str, _Tell] = {"/livez": self._live, "/readyz": self._ready, "/metrics": self._metrics}
        self._in_turn = asyncio.Lock()
        self._looking: asyncio.Task[str] | None = None
        self.port = 0
        """The port that is listened on; 0 before."""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set.

        Raises FinalError where the address cannot be listened on.
        """
        runner = web.ServerRunner(_Server(self._answer), shutdown_timeout=_CLOSES_IN)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._host or None, self._port).start()
            except OSError as error:
                raise FinalError(phrases.cannot_listen(self._host, self._port, error)) from None
            self.port = runner.addresses[0][1]
            _log.info("health and metrics are served", host=self._host or "every address", port=self.port)
            await stop.wait()
        finally:
            await runner.cleanup()
            if self._looking is not None:
                self._looking.cancel()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        tell = self._tells.get(request.path)
        if tell is None:
            return _line(HTTPStatus.NOT_FOUND)
        if request.method not in ("GET", "HEAD"):
            return _line(HTTPStatus.METHOD_NOT_ALLOWED, Allow="GET, HEAD")
        return await tell(request)

    async def _live(self, request: web.BaseRequest) -> web.Response:  # noqa: ARG002  # all are told in the same way
        if self._figures.is_alive():
            return _said(phrases.ALIVE)
        return _said(phrases.STUCK, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _ready(self, request: web.BaseRequest) -> web.Response:  # noqa: ARG002  # likewise
        store = await self._store()
        figures = self._figures
        health = figures.health
        libraries = [
            {"name": name, "hash": app.library.hash[:12]}
            for name, app in (figures.shelf.apps.items() if figures.shelf is not None else ())
        ]
        is_alive = figures.is_alive()
        is_ready = figures.is_ready() and not store
        told: dict[str, Any] = {
            "ready": is_ready,
            **to_json(health.status(figures.version)),
            "libraries": libraries,
            "store": {"ready": not store, "problem": store},
            "core": {"ready": is_alive, "problem": "" if is_alive else phrases.STUCK.strip()},
        }
        for one, connection in zip(told["connections"], health.connections.values(), strict=True):
            silent = connection.seconds_silent
            one["seconds_silent"] = round(silent, 1) if math.isfinite(silent) else None
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return _said(f"{json.dumps(told)}\n", status, "application/json; charset=utf-8")

    async def _metrics(self, request: web.BaseRequest) -> web.Response:
        is_open = _OPENMETRICS in request.headers.get("Accept", "")
        encode: Callable[[CollectorRegistry], bytes] = openmetrics.generate_latest if is_open else generate_latest
        # One at a time, and a turn of the event loop between two: however many ask at once, questions are answered.
        async with self._in_turn:
            body = encode(self._registry)
            await asyncio.sleep(0)
        return _said(body, of=openmetrics.CONTENT_TYPE_LATEST if is_open else _PLAIN)

    async def _store(self) -> str:
        """What is wrong with the store; "" where nothing is. However many ask, it is looked at once at a time."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        looking = self._looking
        await asyncio.wait({looking}, timeout=_PATIENCE)
        return looking.result() if looking.done() else phrases.SLOW_STORE

    async def _look(self) -> str:
        try:
            await self._reach_store()
        except OSError as error:
            return str(error) or type(error).__name__
        return ""


class _Connection(web.RequestHandler):
    """Somebody who asks. Nonsense is answered in one line, as a fault is: the library would name itself, and log each."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # the library's signature
    ) -> web.StreamResponse:
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("health could not be told", exc_info=exc)
        if request.writer.output_size:
            raise ConnectionError("an answer was begun, and cannot become another one")
        response = _line(HTTPStatus(status))
        response.force_close()
        return response


class _Server(web.Server):
    """Makes a connection of ours of each that comes in."""

    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=asyncio.get_running_loop(), **_OPTIONS)


def _line(status: HTTPStatus, **headers: str) -> web.Response:
    """One plain line: what a status means."""
    response = _said(f"{status.value} {status.phrase}\n", status)
    response.headers.update(headers)
    return response


def _said(body: str | bytes, status: HTTPStatus = HTTPStatus.OK, of: str = "text/plain; charset=utf-8") -> web.Response:
    """An answer that says no more of who gives it than a name, and that nobody keeps."""
    headers = {"Content-Type": of, "Server": "catena", "Cache-Control": "no-store"}
    return web.Response(body=body.encode() if isinstance(body, str) else body, status=status, headers=headers)
