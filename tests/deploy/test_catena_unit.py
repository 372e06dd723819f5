"""What root types beside the unit: the program, with the unit's settings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY, UNIT

SCRIPT = DEPLOY / "catena-unit"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The script, called in the folder `here`, where `folder` is what /etc/catena is elsewhere."""
    program = folder / "program"
    program.write_text(f'#!/bin/sh\npwd\necho "$@"\nexec env -0 >{folder / "environment"}\n', encoding="utf-8")
    program.chmod(0o755)
    text = SCRIPT.read_text(encoding="utf-8")
    script = folder / "catena-unit"
    script.write_text(
        text.replace("/etc/catena", str(folder)).replace("/opt/catena/bin/catena", str(program)), encoding="utf-8"
    )
    (folder / "here").mkdir(exist_ok=True)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CATENA_")}
    return subprocess.run(
        ["sh", script, *words], env=plain, cwd=folder / "here", capture_output=True, text=True, check=False
    )


def told(folder: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """Where the program is called and with what words, and the settings it gets."""
    done = call(folder, *words)
    assert (done.returncode, done.stderr) == (0, "")
    pairs = (line.partition("=") for line in (folder / "environment").read_text(encoding="utf-8").split("\0"))
    return done.stdout.splitlines(), {name: value for name, _, value in pairs if name.startswith("CATENA_")}


def test_without_any_file_it_has_what_the_unit_has(tmp_path: Path) -> None:
    words, settings = told(tmp_path, "backup", "kept.tar.gz")
    assert words == [str(tmp_path / "here"), "backup kept.tar.gz"], "the file is made where it was typed"
    unit = dict(
        re.findall(r"(CATENA_\w+)=(\S+)", next(re.finditer("^Environment=.*$", UNIT.read_text(), re.MULTILINE))[0])
    )
    assert settings == unit


def test_what_stands_in_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "catena.env").write_text(
        "# groups\nCATENA_LOG=debug\n\nCATENA_HTTP='127.0.0.1:9000'\n", encoding="utf-8"
    )
    (tmp_path / "catena.yaml").write_text("limit: {}\n", encoding="utf-8")
    (tmp_path / "credentials").mkdir()
    secrets = dict(
        re.findall(r"^#LoadCredential=([\w-]+):/etc/catena/(\S+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    )
    for name in secrets:
        (tmp_path / "credentials" / name).write_text("secret", encoding="utf-8")
    _, settings = told(tmp_path, "doctor")
    named = re.findall(r"^#Environment=(\w+)=%d/([\w-]+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert settings == {
        "CATENA_DATA": "/var/lib/catena",
        "CATENA_HTTP": "127.0.0.1:9000",
        "CATENA_LOG": "debug",
        "CATENA_SETTINGS": str(tmp_path / "catena.yaml"),
        **{setting: str(tmp_path / secrets[name]) for setting, name in named},
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgresql://catena:pa$word@db/catena?a=1&b=2", "postgresql://catena:pa$word@db/catena?a=1&b=2"),
        ("'quoted $(touch it)'", "quoted $(touch it)"),
        ('"quoted; twice"', "quoted; twice"),
        ("two words  ", "two words"),
        ("", ""),
    ],
)
def test_a_value_is_what_stands_there(tmp_path: Path, written: str, read: str) -> None:
    """As systemd reads the file; a shell would run some of it, and let go of the rest."""
    (tmp_path / "catena.env").write_text(
        f"; groups\n# =\nno setting\nno name=1\nCATENA_DATABASE_URL={written}", encoding="utf-8"
    )
    _, settings = told(tmp_path, "backup")
    assert settings["CATENA_DATABASE_URL"] == read


def test_a_dotenv_that_the_unit_does_not_know_is_not_taken_for_its(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / ".env").write_text("CATENA_DATABASE_URL=sqlite:///other.sqlite3\n", encoding="utf-8")
    refused = call(tmp_path, "backup")
    assert refused.returncode == 78
    assert "the unit does not know the .env of this folder" in refused.stderr
    words, _ = told(tmp_path, "doctor")
    assert words == [str(tmp_path), "doctor"], "where the unit stands"
