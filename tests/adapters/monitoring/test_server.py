"""Health and metrics as whoever watches over the program asks for them: over a socket."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.answering.answerer import Answered
from adapters.answering.shelf import Shelf
from adapters.monitoring.figures import STUCK, Figures
from adapters.monitoring.server import MonitoringService
from adapters.runtime.health import FRESH, Health
from adapters.runtime.reporting import from_json
from adapters.runtime.supervision import FinalError
from adapters.runtime.work import Worker
from bot.app import App
from bot.loading import open_library

TOY = Path(__file__).parents[2] / "library"


class Store:
    """A store that is there, away or slow."""

    problem: Exception | None = None
    hangs = False

    async def reach(self) -> None:
        if self.problem is not None:
            raise self.problem
        if self.hangs:
            await asyncio.sleep(3_600)


class Watched:
    """A program that is watched over, and who asks it."""

    def __init__(self, session: aiohttp.ClientSession, figures: Figures, store: Store, port: int) -> None:
        self.figures, self.store, self.port = figures, store, port
        self._session = session

    async def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self._session.request(method, url, headers=headers) as response:
            return response.status, await response.text(), dict(response.headers)

    async def metrics(self) -> dict[str, float]:
        _, text, _ = await self.get("/metrics")
        return {
            f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()))}}}": sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@asynccontextmanager
async def served(figures: Figures, store: Store, address: str = "127.0.0.1:0") -> AsyncIterator[int]:
    service, stop = MonitoringService(address, figures, store.reach), asyncio.Event()
    running = asyncio.create_task(service.run(stop))
    while not service.port and not running.done():  # noqa: ASYNC110  # nobody else is told of the port
        await asyncio.sleep(0.005)
    try:
        yield service.port
    finally:
        stop.set()
        await asyncio.wait_for(running, 5)


@pytest.fixture(scope="module")
def app() -> App:
    return App(*open_library(TOY, None))


@pytest.fixture
async def watched(app: App) -> AsyncIterator[Watched]:
    figures, store, worker = Figures(Health(), "0.1.0"), Store(), Worker()
    figures.shelf, figures.worker = Shelf([app]), worker
    figures.health.connection("discord").up()
    figures.health.connection("matrix", FRESH).up()
    async with served(figures, store) as port, aiohttp.ClientSession() as session:
        yield Watched(session, figures, store, port)
    await worker.close(grace=1)


async def test_all_is_well(watched: Watched, app: App) -> None:
    assert (await watched.get("/livez"))[:2] == (200, "alive\n")
    status, text, _ = await watched.get("/readyz")
    told = json.loads(text)
    assert status == 200
    assert told["ready"] is True
    assert told["store"] == {"ready": True, "problem": ""}
    assert told["libraries"] == [{"name": app.library.parts.name, "hash": app.library.hash[:12]}]
    read = from_json(told)
    assert [(one.name, one.is_ready) for one in read.connections or ()] == [("discord", True), ("matrix", True)]


async def test_a_connection_that_is_down_makes_it_unready_and_says_why(watched: Watched) -> None:
    watched.figures.health.connection("matrix").down("the homeserver does not answer, and is asked again")
    status, text, _ = await watched.get("/readyz")
    assert status == 503
    assert json.loads(text)["connections"][1]["problem"] == "the homeserver does not answer, and is asked again"
    assert (await watched.get("/livez"))[0] == 200, "it is alive all the same"


async def test_a_store_that_is_away_or_slow_is_told_at_once(watched: Watched) -> None:
    watched.store.problem = OSError("The store: it cannot be reached.")
    status, text, _ = await watched.get("/readyz")
    assert (status, json.loads(text)["store"]["problem"]) == (503, "The store: it cannot be reached.")
    watched.store.problem, watched.store.hangs = None, True
    status, text, _ = await watched.get("/readyz")
    assert (status, json.loads(text)["store"]["problem"]) == (503, "the store does not answer in time")


async def test_a_core_that_is_stuck_is_not_alive(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        go_on.wait(60)

    worker = watched.figures.worker
    assert worker is not None
    hanging = asyncio.create_task(worker.run(hang))
    await asyncio.to_thread(begun.wait)
    assert (await watched.get("/livez"))[0] == 200, "a question may take a while"
    now = time.monotonic
    monkeypatch.setattr("adapters.runtime.work.time.monotonic", lambda: now() + STUCK + 1)
    status, text, _ = await watched.get("/livez")
    assert (status, "thought about" in text) == (503, True)
    go_on.set()
    await hanging
    assert (await watched.get("/livez"))[0] == 200


async def test_metrics_count_what_happened(watched: Watched, app: App) -> None:
    for seconds, outcome in ((0.002, "found"), (0.2, "found"), (30.0, "limited")):
        watched.figures.observe(Answered("discord", "claim", outcome, seconds))
    watched.figures.observe(Answered("matrix", "", "usage", 0.001))
    watched.figures.counters = {"digests": {"posted": 3}, "reloads": {}}
    watched.figures.health.connection("matrix").down()
    watched.figures.health.connection("matrix").up()
    watched.figures.health.went_wrong("a question was not answered")
    found = await watched.metrics()
    assert found["catena_commands_total{command=claim,outcome=found,platform=discord}"] == 2
    assert found["catena_commands_total{command=claim,outcome=limited,platform=discord}"] == 1
    assert found["catena_commands_total{command=none,outcome=usage,platform=matrix}"] == 1
    assert found["catena_answer_seconds_count{platform=discord}"] == 3
    assert found["catena_answer_seconds_bucket{le=0.25,platform=discord}"] == 2
    assert found["catena_answer_seconds_bucket{le=+Inf,platform=discord}"] == 3
    assert found["catena_answer_seconds_sum{platform=discord}"] == pytest.approx(30.202)
    assert found["catena_connected{platform=matrix}"] == 1
    assert found["catena_reconnects_total{platform=matrix}"] == 1
    assert found["catena_digests_total{outcome=posted}"] == 3
    assert found["catena_errors_total{}"] == 1
    name, hash_ = app.library.parts.name, app.library.hash[:12]
    assert found[f"catena_library_info{{hash={hash_},library={name}}}"] == 1
    assert found["catena_build_info{version=0.1.0}"] == 1
    assert found["catena_tasks{}"] > 0
    assert found["process_start_time_seconds{}"] > 0


async def test_openmetrics_is_given_to_who_asks_for_it(watched: Watched) -> None:
    _, text, headers = await watched.get("/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert "openmetrics" in headers["Content-Type"]
    assert text.endswith("# EOF\n")


async def test_anything_else_is_refused_in_one_line(watched: Watched) -> None:
    assert (await watched.get("/"))[:2] == (404, "404 Not Found\n")
    assert (await watched.get("/../../etc/passwd"))[0] == 404
    status, text, headers = await watched.get("/livez", "POST")
    assert (status, text) == (405, "405 Method Not Allowed\n")
    assert headers["Allow"] == "GET,HEAD"
    assert headers["Server"] == "catena"
    assert (await watched.get("/readyz", "HEAD"))[:2] == (200, "")


async def test_many_at_once_and_nonsense_do_no_harm(watched: Watched) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", watched.port)
    writer.write(b"\x16\x03\x01 no request at all\r\n\r\n" + b"x" * 100_000)
    answers = await asyncio.gather(*(watched.get("/metrics") for _ in range(200)))
    assert {status for status, _, _ in answers} == {200}
    assert b"400" in await reader.readline()
    writer.close()


async def test_a_connection_that_is_kept_open_does_not_hold_up_the_stop(app: App) -> None:
    figures = Figures(Health(), "0.1.0")
    figures.shelf = Shelf([app])
    async with served(figures, Store()) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /livez HTTP/1.1\r\nHost: x\r\n")  # and never ends
        await writer.drain()
    writer.close()  # `served` has waited for the end, and not for this


async def test_an_address_that_is_taken_says_so(app: App) -> None:
    figures = Figures(Health(), "0.1.0")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        service = MonitoringService(f"127.0.0.1:{port}", figures, Store().reach)
        with pytest.raises(FinalError, match=f"127.0.0.1:{port}.*CATENA_HTTP="):
            await service.run(asyncio.Event())


async def test_without_a_library_it_is_not_ready() -> None:
    figures, store = Figures(Health(), "0.1.0"), Store()
    async with served(figures, store) as port, aiohttp.ClientSession() as session:
        assert (await Watched(session, figures, store, port).get("/readyz"))[0] == 503
