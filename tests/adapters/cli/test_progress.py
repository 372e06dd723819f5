"""When the bar comes while a library is read: its clock, and what it is told."""

from __future__ import annotations

import threading

import pytest

from adapters.cli import progress
from adapters.cli.progress import Progress
from adapters.cli.screen import Screen
from tests.adapters.cli.conftest import Stream


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock says; a test moves it."""
    time = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: time[0])
    return time


def errors() -> tuple[Progress, Stream]:
    stream = Stream(is_terminal=True)
    return Progress(Screen(stream, is_terminal=True)), stream


def test_it_comes_when_half_a_second_has_passed_since_somebody_began_to_wait(now: list[float]) -> None:
    bar, stream = errors()
    with bar:
        now[0] += 0.6
        bar(1, 3)
        assert "Reading the library … " in stream.written()
        assert "33 %" in stream.written()


def test_it_comes_by_itself_where_nothing_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    bar, stream = errors()
    with bar:
        bar(2, 2)
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join()
        assert "Making its index …" in stream.written()
        assert "━" * 20 not in stream.written()  # it is not full, it runs to and fro
    assert stream.written().endswith("\x1b[2K")


@pytest.mark.usefixtures("now")
def test_it_does_not_come_for_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 60.0)  # its timer goes by a clock that no test stops
    bar, stream = errors()
    before = set(threading.enumerate())
    with bar:
        bar(1, 2)
        bar(2, 2)
    assert stream.written() == ""
    assert set(threading.enumerate()) <= before, "its timer is gone"


def test_each_wait_has_a_clock_of_its_own(now: list[float]) -> None:
    bar, stream = errors()
    with bar:
        pass
    now[0] += 3600
    bar(1, 2)  # nobody waits
    with bar:
        bar(1, 2)
    assert stream.written() == ""
    with bar:
        now[0] += 0.6
        bar(1, 2)
    assert stream.written() != ""


def test_before_anything_is_known_it_has_no_percentage(now: list[float]) -> None:
    bar, stream = errors()
    with bar:
        now[0] += 0.6
        bar(0, 0)
        assert "Reading the library … " in stream.written()
        assert "%" not in stream.written()


def test_what_cannot_be_drawn_is_left_out(now: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    bar, stream = errors()

    def fail(*_: object) -> int:
        raise OSError

    with bar:
        monkeypatch.setattr(stream, "write", fail)
        now[0] += 0.6
        bar(1, 2)


def test_on_the_narrowest_screen_it_is_cut_and_never_two_lines(
    now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    bar, stream = errors()
    with bar:
        now[0] += 0.6
        bar(1, 2)
        assert stream.written().endswith("Reading the library ")


def test_a_locale_without_its_signs_gets_others(now: list[float]) -> None:
    stream = Stream(encoding="ascii", is_terminal=True)
    with Progress(Screen(stream, is_terminal=True)) as bar:
        now[0] += 0.6
        bar(1, 2)
    assert "Reading the library -----" in stream.written()
