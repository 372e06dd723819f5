"""A whole program and how it ends, as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
_HEAD = """
import asyncio, sys
from contextlib import asynccontextmanager
from adapters.runtime.logs import configure
from adapters.runtime.supervision import AwayError, FinalError, Services, run, run_all, supervise
from adapters.runtime.under_way import UnderWay
from adapters.runtime.work import Worker
configure("info", sys.stderr)
def prepared(main, beside={}):
    @asynccontextmanager
    async def prepare(stop):
        yield Services(main, beside)
        print("all ended", flush=True)
    return prepare
"""
_SERVICES = """
async def final(stop):
    raise FinalError("No token.\\x1b[2J Make one.")
async def away(stop):
    raise AwayError("No store. Wait.")
async def faulty(stop):
    raise RuntimeError("broken")
async def well(stop):
    pass
async def brief(stop):
    await asyncio.sleep(0.1)
    print("done", flush=True)
async def lasting(stop):
    await asyncio.sleep(0.1)
    print("running", flush=True)
    await stop.wait()
    print("stopped", flush=True)
"""


def start(body: str) -> subprocess.Popen[str]:
    return start_program(f"async def main(stop):\n{textwrap.indent(textwrap.dedent(body), '    ')}", "run(main)")


def start_program(definitions: str, end: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"{_HEAD}{definitions}\nsys.exit({end})\n"],
        cwd=ROOT,
        stdin=subprocess.PIPE,  # its end comes with ended()
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()  # what hangs does not outlive the test that found it
    return process.returncode, out, err


def wait_for_line(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline()


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_finished_before_it_stops(number: signal.Signals) -> None:
    process = start(
        """
        under_way = UnderWay()
        async def answer():
            with under_way:
                print("begun", flush=True)
                await asyncio.sleep(0.3)
                print("answered", flush=True)
        task = asyncio.create_task(answer())
        await stop.wait()
        print("finished" if await under_way.finished(30) else "cut off", flush=True)
        """
    )
    wait_for_line(process)
    process.send_signal(number)
    code, out, err = ended(process)
    assert (code, out.split()) == (0, ["answered", "finished"])
    assert err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_who_asks_twice_does_not_wait() -> None:
    process = start(
        'print("begun", flush=True)\nawait stop.wait()\nprint("stopping", flush=True)\nawait asyncio.sleep(3600)'
    )
    wait_for_line(process)
    process.send_signal(signal.SIGINT)
    wait_for_line(process)
    process.send_signal(signal.SIGINT)
    assert ended(process)[0] == 130


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_what_stops_of_itself_is_not_cut_off_by_the_first_signal() -> None:
    process = start(
        """
        stop.set()
        print("closing", flush=True)
        await asyncio.to_thread(sys.stdin.read)  # until the signal was sent, and nothing more comes
        print("closed", flush=True)
        """
    )
    wait_for_line(process)
    process.send_signal(signal.SIGTERM)
    code, out, _ = ended(process)
    assert (code, out) == (0, "closed\n")


def test_work_that_hangs_does_not_hold_up_the_end() -> None:
    code, out, err = ended(
        start(
            """
            import threading
            begun, never = threading.Event(), threading.Event()
            def hang():
                begun.set()
                never.wait()
            worker = Worker()
            working = asyncio.create_task(worker.run(hang))
            while not begun.is_set():
                await asyncio.sleep(0.001)
            await worker.close(0)
            print("closed", flush=True)
            """
        )
    )
    assert (code, out, err) == (0, "closed\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_one_that_ends_for_good_leaves_the_others_running() -> None:
    process = start_program(_SERVICES, 'run_all(prepared({"discord": final, "matrix": lasting}))')
    wait_for_line(process)
    process.send_signal(signal.SIGTERM)
    code, out, err = ended(process)
    assert (code, out) == (78, "stopped\nall ended\n")
    at_once, at_the_end = err.splitlines()
    assert "discord ended" in at_once
    assert at_the_end == "discord: No token.\\x1b[2J Make one."


@pytest.mark.parametrize(
    ("services", "worst"),
    [
        ('{"a": final, "b": final}', 78),
        ('{"a": well, "b": faulty}', 70),
        ('{"a": final, "b": away}', 75),
        ('{"a": final, "b": faulty, "c": well}', 70),
        ('{"a": well, "b": well}', 0),
    ],
)
def test_of_several_the_end_counts_that_another_start_may_mend(services: str, worst: int) -> None:
    code, _, err = ended(start_program(_SERVICES, f"run_all(prepared({services}))"))
    assert code == worst
    assert err.count("Make one.") == 2 * services.count("final")  # logged at once, said at the end
    assert err.count("RuntimeError: <string>:") == services.count("faulty")


def test_what_may_be_there_at_the_next_start_ends_with_a_code_of_its_own() -> None:
    code, _, err = ended(start('raise AwayError("The store is not there.")'))
    assert (code, err) == (75, "The store is not there.\n")


def test_one_alone_needs_no_name_and_no_line_in_the_log() -> None:
    code, _, err = ended(start_program(_SERVICES, 'run_all(prepared({"discord": final}))'))
    assert (code, err) == (78, "No token.\\x1b[2J Make one.\n")


def test_what_stands_beside_ends_with_the_last_of_the_others() -> None:
    code, out, err = ended(start_program(_SERVICES, 'run_all(prepared({"a": well}, {"health": lasting}))'))
    assert (code, out.splitlines(), err) == (0, ["running", "stopped", "all ended"], "")


def test_what_stands_beside_takes_nothing_down() -> None:
    code, out, err = ended(start_program(_SERVICES, 'run_all(prepared({"a": brief}, {"health": faulty}))'))
    assert (code, out.splitlines()) == (70, ["done", "all ended"])
    assert "health ended by a fault" in err


def test_what_somebody_has_to_mend_is_one_sentence() -> None:
    code, out, err = ended(start('raise FinalError("No token.\\x1b[2J Make one.\\u202e")'))
    assert (code, out) == (78, "")
    assert err == "No token.\\x1b[2J Make one.\\u202e\n"


def test_a_fault_of_ours_is_a_line_in_the_log() -> None:
    code, _, err = ended(start('raise RuntimeError("broken")'))
    assert code == 70
    assert "RuntimeError: <string>:" in err
    assert "Traceback" not in err


def test_what_ends_by_itself_ends_well() -> None:
    assert ended(start("pass")) == (0, "", "")


def test_what_fails_is_told_with_when_it_is_tried_again() -> None:
    code, _, err = ended(
        start(
            """
            tries = []
            async def attempt():
                tries.append(1)
                if len(tries) == 2:
                    stop.set()
                else:
                    raise ConnectionError("away")
            from adapters.runtime.supervision import Backoff
            await supervise("discord", attempt, stop, Backoff(first=0.01))
            """
        )
    )
    assert code == 0
    assert err.count("discord failed, trying again") == 1
    assert "ConnectionError: away" in err
