"""`catena status`: what somebody reads who asks a running bot, or one that is not there."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from adapters.cli import running
from adapters.cli.program import run
from tests.adapters.cli.examined import TOY
from tests.adapters.matrix.homeserver.synapse import free_port

READY: dict[str, Any] = {
    "version": "0.1.0",
    "started": "2026-11-25T08:05:00+00:00",
    "connections": [{"name": "discord", "ready": True, "since": "2026-11-25T08:05:00+00:00", "problem": ""}],
    "last_digest": None,
    "last_error": None,
    "store": {"ready": True, "problem": ""},
    "core": {"ready": True, "problem": ""},
}


@contextmanager
def answering(body: str) -> Iterator[str]:
    """Something that answers so to every request. Its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's signature
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(cache))
    monkeypatch.setenv("CATENA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CATENA_LIBRARY", str(TOY))
    monkeypatch.delenv("CATENA_HTTP", raising=False)
    monkeypatch.setattr(
        running, "_PATIENCE", 60.0
    )  # who answers is a thread of this process, on a machine that may be busy


def status(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    code = run(["status", "--format", "json"])
    printed, errors = capsys.readouterr()
    assert errors == ""
    (rows,) = (block for block in json.loads(printed)["blocks"] if block["type"] == "rows")
    return code, {row[0]: row[1] for row in rows["rows"]}


def test_a_running_bot_whose_store_and_core_are_not_ready(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    down = {"store": {"ready": False, "problem": "the store is locked"}, "core": {"ready": False, "problem": "stuck"}}
    with answering(json.dumps({**READY, **down})) as address:
        monkeypatch.setenv("CATENA_HTTP", address)
        code, told = status(capsys)
    assert code == 0
    assert told["Discord"].startswith("connected since")
    assert told["store"] == "not ready: the store is locked"
    assert told["core"] == "not ready: stuck"


def test_a_running_bot_is_told_of_though_the_library_on_disk_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "library"
    shutil.copytree(TOY, broken)
    (broken / "library.yaml").write_text("title: [")
    monkeypatch.setenv("CATENA_LIBRARY", str(broken))
    with answering(json.dumps(READY)) as address:
        monkeypatch.setenv("CATENA_HTTP", address)
        code, told = status(capsys)
        assert run(["status"]) == 78
        assert "connected since" in capsys.readouterr().out
    assert code == 78
    assert told["Discord"].startswith("connected since")
    assert "cannot be used: 1 problem, the first: library.yaml" in told["library"]
    assert f"catena check {broken}" in told["library"]
    assert run(["topics"]) == 78  # nothing else is answered without one
    assert "cannot be used" in capsys.readouterr().err


def test_why_no_bot_could_be_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = status(capsys)
    assert code == 0
    assert "CATENA_HTTP is not set here" in told["connections"]

    nobody = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("CATENA_HTTP", nobody)
    code, told = status(capsys)
    assert code == 1
    assert f"nobody answers at {nobody}" in told["connections"]
    assert "catena serve" in told["connections"]

    for other in ("<h1>It works!</h1>", "[]", "{}", "null", '{"last_error": 1}'):
        with answering(other) as address:
            monkeypatch.setenv("CATENA_HTTP", address)
            code, told = status(capsys)
        assert code == 78, other
        assert f"what is at {address} (CATENA_HTTP) does not answer as a bot" in told["connections"]
