"""`/livez`, `/readyz` and `/metrics` on a port of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from aiohttp import web
from prometheus_client.exposition import choose_encoder

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


class MonitoringService:
    """Serves health and metrics at an address, as in `127.0.0.1:8080`; `:8080` is every address of the machine.

    `reach_store` raises OSError where the store cannot be reached.
    """

    def __init__(self, address: str, figures: Figures, reach_store: Callable[[], Awaitable[object]]) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host.strip("[]") or None, int(port)
        self._figures = figures
        self._reach_store = reach_store
        self._registry = registry_of(figures)
        self.port = 0
        """The port that is listened on; 0 before."""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set.

        Raises FinalError where the address cannot be listened on.
        """
        app = web.Application(middlewares=[_plain])
        app.add_routes(
            [web.get("/livez", self._live), web.get("/readyz", self._ready), web.get("/metrics", self._metrics)]
        )
        runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=_CLOSES_IN, keepalive_timeout=15.0
        )
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self._port)
            try:
                await site.start()
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise FinalError(phrases.cannot_listen(self._host or "", self._port, reason)) from None
            self.port = runner.addresses[0][1]
            _log.info("health and metrics are served", host=self._host or "every address", port=self.port)
            await stop.wait()
        finally:
            await runner.cleanup()

    async def _live(self, request: web.Request) -> web.Response:  # noqa: ARG002  # a handler's signature
        is_alive = self._figures.is_alive()
        return web.Response(status=200 if is_alive else 503, text=phrases.ALIVE if is_alive else phrases.STUCK)

    async def _ready(self, request: web.Request) -> web.Response:  # noqa: ARG002  # likewise
        figures = self._figures
        connections = figures.health.connections.values()
        store = await self._store()
        libraries = [
            {"name": name, "hash": app.library.hash[:12]}
            for name, app in (figures.shelf.apps.items() if figures.shelf is not None else ())
        ]
        is_ready = bool(libraries) and not store and all(one.is_ready for one in connections)
        answer: dict[str, Any] = {
            "ready": is_ready,
            **to_json(figures.health.status(figures.version)),
            "libraries": libraries,
            "store": {"ready": not store, "problem": store},
        }
        return web.json_response(answer, status=200 if is_ready else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(self._registry), headers={"Content-Type": content_type})

    async def _store(self) -> str:
        """What is wrong with the store; "" where nothing is."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._reach_store()
        except TimeoutError:
            return phrases.SLOW_STORE
        except OSError as error:
            return str(error)
        return ""


@web.middleware
async def _plain(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """One plain line for what is not served, and no word of what serves it."""
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        allowed = {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else {}
        response = web.Response(status=refusal.status, text=f"{refusal.status} {refusal.reason}\n", headers=allowed)
    with suppress(KeyError):
        del response.headers["Server"]
    response.headers["Server"] = "catena"
    return response
