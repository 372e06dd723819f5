"""The Dockerfile: what a linter says of it, and that what it copies is there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.deploy.files import DOCKERFILE, ROOT, instructions, unknown_settings

LAST = max(one.stage for one in instructions())


def _said(name: str, stage: int = LAST) -> list[str]:
    return [one.words for one in instructions() if one.name == name and one.stage == stage]


def test_the_linter_has_nothing_to_say(tmp_path: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("this system has no hadolint")
    done = subprocess.run([hadolint, "--no-color", DOCKERFILE], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)
    wrong = tmp_path / "Dockerfile"
    wrong.write_text("FROM python:latest\nRUN cd /tmp\n")
    assert subprocess.run([hadolint, wrong], capture_output=True, check=False).returncode != 0


def test_what_it_copies_is_there_and_is_sent() -> None:
    sent = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = set()
    for one in instructions():
        if one.name == "COPY" and "--from=" not in one.words:
            copied.update(shlex.split(one.words)[:-1])
    assert copied == sent
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_it_runs_as_a_user_without_rights() -> None:
    assert len(_said("USER")) == 1
    user, group = _said("USER")[0].split(":")
    assert int(user) >= 10_000
    assert int(group) >= 10_000
    assert f"-o {user} -g {group} /data" in " ".join(_said("RUN"))


def test_nothing_is_installed_or_left_over_in_what_is_run() -> None:
    assert not re.search(r"\b(pip|apt-get|apk)\b", " ".join(_said("RUN")))
    assert "venv --without-pip" in " ".join(_said("RUN", LAST - 1))


def test_it_is_started_asked_and_stopped_without_a_shell() -> None:
    assert _said("ENTRYPOINT") == ['["catena"]']
    assert _said("CMD") == ['["serve"]']
    assert _said("STOPSIGNAL") == ["SIGTERM"]
    assert re.search(r' CMD \["/opt/catena/bin/python", "-I", "/opt/catena/alive.py"\]$', _said("HEALTHCHECK")[0])


def test_what_it_writes_is_in_its_volume() -> None:
    environment = dict(pair.split("=", 1) for pair in shlex.split(" ".join(_said("ENV"))))
    assert environment["CATENA_DATA"] == environment["HOME"] == "/data"
    assert environment["PYTHONDONTWRITEBYTECODE"] == "1"
    assert _said("VOLUME") == ['["/data"]']
    assert unknown_settings(DOCKERFILE.read_text(encoding="utf-8")) == set()


def test_the_extras_it_builds_in_are_extras() -> None:
    extras = _said("ARG", 1)[0].removeprefix("EXTRAS=").split(",")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(extras) <= set(project["optional-dependencies"])


def test_both_stages_have_one_python() -> None:
    """What is installed by one would not run with another."""
    bases = [one.words.split()[0] for one in instructions() if one.name == "FROM"]
    assert bases == ["${PYTHON}"] * 2
    assert re.fullmatch(r"PYTHON=python:3\.1[1-9]-slim-\w+", _said("ARG", 0)[0])
