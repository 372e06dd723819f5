"""The program as a process of its own: pipes, streams that are closed or full, the answer while the next question waits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import LIBRARY

ROOT = Path(__file__).parents[3]
CATENA = [sys.executable, "-m", "adapters.cli"]


@pytest.fixture
def variables(environment: pytest.MonkeyPatch) -> dict[str, str]:
    environment.setenv("PYTHONPATH", str(ROOT))
    environment.setenv("CATENA_LIBRARY", str(LIBRARY))
    return dict(os.environ)


def test_a_reader_that_leaves_is_no_fault(variables: dict[str, str]) -> None:
    with subprocess.Popen(
        CATENA, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        program.stdin.write(b"topics\n" * 10)
        program.stdin.close()
        assert program.stderr.read() == b""
        assert program.wait() == 0


def test_each_answer_comes_before_the_next_question(variables: dict[str, str]) -> None:
    with subprocess.Popen(
        [*CATENA, "--format", "json"], env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for words in ("oil-was-short", "light"):
            program.stdin.write(f"!claim {words}\n".encode())
            program.stdin.flush()
            assert json.loads(program.stdout.readline())["query"] == words
        program.stdin.close()
        assert program.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to write to")
def test_a_full_disk_is_said_in_one_sentence(variables: dict[str, str]) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [*CATENA, "topics"], env=variables, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == 70
    assert ran.stderr.startswith("The answer could not be written: ")
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_is_no_fault(variables: dict[str, str], closed: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", f'"$0" -m adapters.cli topics {closed}', sys.executable],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_bytes_come_out_as_utf_8(variables: dict[str, str]) -> None:
    ran = subprocess.run(
        [*CATENA, "claim", "oil-was-short"], env=variables | {"PYTHONUTF8": "1"}, capture_output=True, check=True
    )
    assert "│ " in ran.stdout.decode("utf-8")


def test_what_one_question_does_not_need_is_not_loaded(variables: dict[str, str]) -> None:
    """Loading is most of the time that an answer takes."""
    look = (
        "import sys; from adapters.cli.__main__ import main; main(['claim', 'oil-was-short']); "
        "print(*{'asyncio', 'argparse', 'numpy', 'platformdirs', 'prompt_toolkit', 'rich', 'threading', 'yaml'} & set(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", look]
    subprocess.run(command, env=variables, capture_output=True, check=True)  # compiles the library
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, encoding="utf-8", check=True)
    assert ran.stderr == "\n"
