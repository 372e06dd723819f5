"""Health and metrics as whoever watches over the program asks for them: over a socket."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families

from adapters.answering.answerer import Answered
from adapters.answering.shelf import Shelf
from adapters.monitoring import figures as figures_module
from adapters.monitoring.figures import STUCK, Figures
from adapters.monitoring.server import _OPTIONS, MonitoringService
from adapters.runtime.health import FRESH, Health
from adapters.runtime.reporting import from_json
from adapters.runtime.supervision import FinalError
from adapters.runtime.work import Worker
from bot.app import App
from bot.loading import open_library

ROOT = Path(__file__).parents[3]
TOY = ROOT / "tests" / "library"


class Store:
    """A store that is there, away or slow."""

    def __init__(self) -> None:
        self.problem: Exception | None = None
        self.looks = 0
        self.is_asked = asyncio.Event()
        self.answers = asyncio.Event()
        self.answers.set()

    async def reach(self) -> None:
        self.looks += 1
        self.is_asked.set()
        if self.problem is not None:
            raise self.problem
        await self.answers.wait()


class Watched:
    """A program that is watched over, and who asks it."""

    def __init__(self, session: aiohttp.ClientSession, figures: Figures, store: Store, port: int) -> None:
        self.figures, self.store, self.port = figures, store, port
        self._session = session

    async def raw(self, asked: bytes) -> bytes:
        """What comes back for these bytes, until the connection ends."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(asked)
        try:
            return await asyncio.wait_for(reader.read(-1), 30)
        finally:
            writer.close()

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
        await asyncio.wait_for(running, 10)


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


async def test_a_connection_that_went_silent_makes_it_unready(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = json.loads((await watched.get("/readyz"))[1])
    assert [one["seconds_silent"] < FRESH for one in before["connections"]] == [True, True]
    now = time.monotonic()
    monkeypatch.setattr(watched.figures.health.connection("matrix"), "_clock", lambda: now + FRESH + 1)
    status, text, _ = await watched.get("/readyz")
    discord, matrix = json.loads(text)["connections"]
    assert (status, discord["ready"], matrix["ready"]) == (503, True, False)
    assert matrix["seconds_silent"] > FRESH
    watched.figures.health.connection("third").down("not yet")
    assert json.loads((await watched.get("/readyz"))[1])["connections"][2]["seconds_silent"] is None


async def test_a_store_that_is_away_is_told(watched: Watched) -> None:
    for error, said in (
        (OSError("The store: it cannot be reached."), "The store: it cannot be reached."),
        (OSError(), "OSError"),
    ):
        watched.store.problem = error
        status, text, _ = await watched.get("/readyz")
        assert (status, json.loads(text)["store"]) == (503, {"ready": False, "problem": said})
    watched.store.problem = None
    assert (await watched.get("/readyz"))[0] == 200


async def test_a_store_that_is_slow_is_told_and_not_asked_again_and_again(watched: Watched) -> None:
    watched.store.answers.clear()
    answers = await asyncio.gather(*(watched.get("/readyz") for _ in range(50)))
    assert {status for status, _, _ in answers} == {503}
    assert {json.loads(text)["store"]["problem"] for _, text, _ in answers} == {"the store does not answer in time"}
    assert watched.store.looks == 1
    assert (await watched.get("/livez"))[0] == 200
    watched.store.answers.set()
    assert (await watched.get("/readyz"))[0] == 200


async def test_a_fault_of_ours_is_one_line(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    watched.store.problem = RuntimeError("of ours")
    status, text, headers = await watched.get("/readyz")
    assert (status, text, headers["Server"]) == (500, "500 Internal Server Error\n", "catena")
    assert "health could not be told" in capsys.readouterr().out
    watched.store.problem = None
    assert (await watched.get("/readyz"))[0] == 200


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
    status, text, _ = await watched.get("/readyz")
    assert (status, json.loads(text)["core"]["ready"]) == (503, False)
    go_on.set()
    await hanging
    assert (await watched.get("/livez"))[0] == 200


async def test_metrics_count_what_happened(watched: Watched, app: App) -> None:
    for seconds, outcome in ((0.002, "found"), (0.2, "found"), (30.0, "limited")):
        watched.figures.observe(Answered("discord", "claim", outcome, seconds))
    watched.figures.observe(Answered("matrix", "", "usage", 0.001))
    watched.figures.observe(Answered("matrix", "whatever somebody typed", "found", 0.001))
    watched.figures.counters = {"digests": {"posted": 3}, "reloads": {}}
    watched.figures.health.connection("matrix").down()
    watched.figures.health.connection("matrix").up()
    watched.figures.health.went_wrong("a question was not answered")
    found = await watched.metrics()
    assert found["catena_commands_total{command=claim,outcome=found,platform=discord}"] == 2
    assert found["catena_commands_total{command=claim,outcome=limited,platform=discord}"] == 1
    assert found["catena_commands_total{command=none,outcome=usage,platform=matrix}"] == 1
    assert found["catena_commands_total{command=none,outcome=found,platform=matrix}"] == 1
    assert found["catena_answer_seconds_count{platform=discord}"] == 2, "who was turned away got no answer"
    assert found["catena_answer_seconds_bucket{le=0.25,platform=discord}"] == 2
    assert found["catena_answer_seconds_bucket{le=+Inf,platform=discord}"] == 2
    assert found["catena_answer_seconds_bucket{le=0.001,platform=discord}"] == 0
    assert found["catena_answer_seconds_sum{platform=discord}"] == pytest.approx(0.202)
    assert found["catena_connected{platform=matrix}"] == 1
    assert found["catena_reconnects_total{platform=matrix}"] == 1
    assert found["catena_digests_total{outcome=posted}"] == 3
    assert found["catena_errors_total{}"] == 1
    name, hash_ = app.library.parts.name, app.library.hash[:12]
    assert found[f"catena_library_info{{hash={hash_},library={name}}}"] == 1
    assert found["catena_build_info{version=0.1.0}"] == 1
    assert found["catena_tasks{}"] > 0
    assert found["process_start_time_seconds{}"] > 0


async def test_whether_it_is_ready_and_its_store_is_well_is_counted(watched: Watched) -> None:
    async def told() -> tuple[float, float]:
        found = await watched.metrics()
        return found["catena_ready{}"], found["catena_store_up{}"]

    assert await told() == (1, 1)
    watched.figures.health.store_problem = lambda: "the disk is full"
    assert await told() == (0, 0)
    assert (await watched.get("/readyz"))[0] == 503
    watched.figures.health.store_problem = lambda: ""
    watched.figures.health.connection("matrix").down("no answer")
    assert await told() == (0, 1)


async def test_what_may_come_is_counted_from_the_start(watched: Watched) -> None:
    """To see that a count grew takes two values of it: what appears as 1 would wake nobody."""
    found = await watched.metrics()
    for name, outcomes in (
        ("digests", ("posted", "failed", "paused", "left-out")),
        ("reloads", ("reloaded", "refused")),
    ):
        for outcome in outcomes:
            assert found[f"catena_{name}_total{{outcome={outcome}}}"] == 0
    assert found["catena_reconnects_total{platform=discord}"] == 0
    assert found["catena_errors_total{}"] == 0


async def test_what_waits_is_told_by_its_name(watched: Watched) -> None:
    watched.figures.queues = {"core": lambda: 3, "store": lambda: 0}
    found = await watched.metrics()
    assert (found["catena_queue{queue=core}"], found["catena_queue{queue=store}"]) == (3, 0)


async def test_an_event_loop_that_was_late_is_seen_for_a_minute(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_module, "_LOOKS_EVERY", 0.01)
    stop = asyncio.Event()
    looking = asyncio.create_task(watched.figures.run(stop))
    await asyncio.sleep(0.1)
    time.sleep(0.5)  # noqa: ASYNC251  # that is what is to be seen
    await asyncio.sleep(0.1)
    assert (await watched.metrics())["catena_loop_lag_seconds{}"] > 0.4
    stop.set()
    await looking


ASKS = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


async def test_openmetrics_is_given_to_who_asks_for_it(watched: Watched) -> None:
    _, text, headers = await watched.get("/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert "openmetrics" in headers["Content-Type"]
    parse: Callable[[str], Iterable[Metric]] = openmetrics_families
    assert {"catena_commands", "catena_answer_seconds"} <= {family.name for family in parse(text)}
    _, text, headers = await watched.get("/metrics")
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


@pytest.mark.parametrize(
    "accept", ["application/openmetrics-text; version=abc", "text/plain; version=9;escaping=x", ";,="]
)
async def test_nonsense_about_the_form_is_no_fault(watched: Watched, accept: str) -> None:
    assert (await watched.get("/metrics", Accept=accept))[0] == 200


async def test_anything_else_is_refused_in_one_line(watched: Watched) -> None:
    assert (await watched.get("/"))[:2] == (404, "404 Not Found\n")
    assert (await watched.get("/../../etc/passwd"))[0] == 404
    status, text, headers = await watched.get("/livez", "POST")
    assert (status, text) == (405, "405 Method Not Allowed\n")
    assert headers["Allow"] == "GET, HEAD"
    assert headers["Server"] == "catena"
    for path in ("/livez", "/readyz", "/metrics"):
        assert (await watched.get(path, "HEAD"))[:2] == (200, "")


@pytest.mark.parametrize(
    "asked",
    [
        b"\x16\x03\x01 somebody speaks TLS\r\n\r\n",
        b"MEOW /livez HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /livez HTTP/1.1\r\n" + b"".join(b"X-%d: x\r\n" % n for n in range(1_000)) + b"\r\n",
    ],
)
async def test_nonsense_is_answered_in_one_line_and_logged_by_nobody(
    watched: Watched, asked: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        head, _, body = (await watched.raw(asked)).partition(b"\r\n\r\n")
    assert head.splitlines()[0].split()[1] == b"400"
    assert body == b"400 Bad Request\n"
    assert b"Server: catena\r\n" in head
    assert caplog.records == []
    assert (await watched.get("/livez"))[0] == 200


async def test_questions_are_answered_while_many_ask_for_metrics(watched: Watched) -> None:
    done: list[bytes] = []

    async def asks() -> None:
        done.append(await watched.raw(f"{ASKS}\r\n".encode()))

    worker = watched.figures.worker
    assert worker is not None
    asking = [asyncio.create_task(asks()) for _ in range(200)]
    await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    assert await worker.run(lambda: "an answer") == "an answer"
    waiting = 200 - len(done)
    await asyncio.gather(*asking)
    assert waiting > 100, "it was answered in the midst of them"
    assert {answer.split()[1] for answer in done} == {b"200"}


async def test_who_takes_long_to_ask_is_cut_off(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_OPTIONS, "keepalive_timeout", 0.2)
    async with served(Figures(Health(), "0.1.0"), Store()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /livez HTTP/1.1\r\nHost")  # and never ends
        assert await asyncio.wait_for(reader.read(-1), 20) == b""
        writer.close()


@pytest.mark.parametrize(
    "asked", [b"", b"GET /livez HTTP/1.1\r\nHost: x\r\n", b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"]
)
async def test_a_connection_that_is_kept_open_does_not_hold_up_the_stop(app: App, asked: bytes) -> None:
    figures = Figures(Health(), "0.1.0")
    figures.shelf = Shelf([app])
    async with served(figures, Store()) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asked)  # and stays
        await writer.drain()
    writer.close()  # `served` has waited for the end, and not for this


async def test_a_store_that_hangs_does_not_hold_up_the_stop(app: App) -> None:
    store = Store()
    store.answers.clear()
    async with served(Figures(Health(), "0.1.0"), store) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
        await store.is_asked.wait()
    writer.close()
    assert [task for task in asyncio.all_tasks() if "_look" in repr(task)] == []


async def test_an_address_that_is_taken_says_so(app: App) -> None:
    figures = Figures(Health(), "0.1.0")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        service = MonitoringService(f"127.0.0.1:{port}", figures, Store().reach)
        with pytest.raises(FinalError, match=rf"at 127.0.0.1:{port}: the port is taken\. .*CATENA_HTTP="):
            await service.run(asyncio.Event())


async def test_an_address_of_another_machine_says_so() -> None:
    service = MonitoringService("[2001:db8::1]:8080", Figures(Health(), "0.1.0"), Store().reach)
    with pytest.raises(FinalError, match=r"at \[2001:db8::1\]:8080: .*CATENA_HTTP="):
        await service.run(asyncio.Event())


async def test_every_address_is_said_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    async with served(Figures(Health(), "0.1.0"), Store(), ":0") as port, aiohttp.ClientSession() as session:
        assert port
        assert "every address" in capsys.readouterr().out
        assert session.closed is False


def test_what_nobody_asked_for_is_not_loaded() -> None:
    program = "import sys, adapters.cli.serving; print([one for one in sys.modules if one.startswith(('aiohttp', 'prometheus'))])"
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout == "[]\n"


async def test_without_a_library_it_is_not_ready() -> None:
    figures, store = Figures(Health(), "0.1.0"), Store()
    async with served(figures, store) as port, aiohttp.ClientSession() as session:
        assert (await Watched(session, figures, store, port).get("/readyz"))[0] == 503
