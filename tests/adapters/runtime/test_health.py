"""What the program knows of itself."""

from __future__ import annotations

import io
import math

import pytest
import structlog

from adapters.runtime.health import Connection, Health
from adapters.runtime.logs import configure
from adapters.runtime.reporting import from_json, to_json


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_connection_is_ready_once_it_stands() -> None:
    connection = Connection("discord")
    assert not connection.is_ready
    assert connection.seconds_silent == math.inf
    connection.up()
    assert connection.is_ready
    connection.down("it broke")
    assert not connection.is_ready
    assert connection.problem == "it broke"
    connection.up()
    assert connection.is_ready
    assert connection.problem == ""
    assert connection.reconnects == 1


def test_what_is_not_heard_of_for_a_minute_is_not_ready() -> None:
    clock = Clock()
    connection = Connection("matrix", 60.0, clock)
    connection.up()
    clock.now += 59
    assert connection.is_ready
    clock.now += 2
    assert not connection.is_ready
    connection.heard()
    assert connection.is_ready
    assert connection.reconnects == 0, "it was only silent"


def test_a_first_try_that_fails_is_no_lost_connection() -> None:
    connection = Connection("matrix")
    connection.down("no answer")
    connection.down("no answer")
    assert connection.since is None
    connection.up()
    assert connection.reconnects == 0


def test_errors_are_noted_by_what_the_code_calls_them() -> None:
    health = Health()
    before = structlog.get_config()
    try:
        configure("info", io.StringIO(), on_error=health.went_wrong)
        log = structlog.get_logger("catena")
        log.warning("a message was not sent, trying again")
        assert health.last_error is None
        log.error("a question was not answered", line="!claim my-secret")
    finally:
        structlog.configure(**before)
    assert health.errors == 1
    assert health.last_error is not None
    assert health.last_error.what == "a question was not answered"


@pytest.mark.parametrize("is_well", [True, False])
def test_what_is_written_is_read_as_it_was(is_well: bool) -> None:
    health = Health()
    health.connection("discord").up()
    health.connection("matrix").down("no answer")
    if not is_well:
        health.went_wrong("a question was not answered")
    written = health.status("0.1.0")
    read = from_json(to_json(written))
    assert to_json(read) == to_json(written)
    assert [one.name for one in read.connections or ()] == ["discord", "matrix"]


@pytest.mark.parametrize("found", [{}, {"version": 1, "connections": None, "last_error": None}])
def test_what_is_something_else_is_refused(found: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(found)
