"""`catena backup` and `catena restore`, as they are typed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.database.opening import open_database
from bot.groups import Choices, Place, Scope

ROOT = Path(__file__).parents[3]
PLACE = Place("discord", "server", "channel")


def catena(*words: str, folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CATENA_")}
    return subprocess.run(
        [sys.executable, "-m", "adapters.cli", *words],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "CATENA_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=300,  # a hang and nothing else takes so long
        check=False,
    )


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A state folder where a group has chosen something."""
    folder = tmp_path / "data"
    database = await open_database(f"sqlite:///{folder / 'catena.sqlite3'}")
    await database.choices.choose(PLACE, Scope.GROUP, "length", "short")
    await database.close()
    return folder


async def chosen(data: Path) -> Choices:
    database = await open_database(f"sqlite:///{data / 'catena.sqlite3'}")
    try:
        return await database.choices.choices(PLACE)
    finally:
        await database.close()


async def test_there_and_back(data: Path, tmp_path: Path) -> None:
    made = catena("backup", folder=tmp_path, data=data)
    assert (made.returncode, made.stderr) == (0, "")
    (file,) = tmp_path.glob("catena-*.tar.gz")
    assert file.name in made.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or sys.platform == "win32"
    elsewhere = tmp_path / "elsewhere"
    back = catena("restore", str(file), folder=tmp_path, data=elsewhere)
    assert (back.returncode, back.stderr) == (0, "")
    assert await chosen(elsewhere) == Choices({}, {"length": "short"})


async def test_nothing_is_written_over_unless_that_is_asked_for(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar.gz"
    assert catena("backup", str(file), folder=tmp_path, data=data).returncode == 0
    again = catena("backup", str(file), folder=tmp_path, data=data)
    assert (again.returncode, again.stdout) == (78, "")
    assert str(file) in again.stderr
    full = catena("restore", str(file), folder=tmp_path, data=data)
    assert full.returncode == 78
    assert "--replace" in full.stderr
    replaced = catena("restore", str(file), "--replace", folder=tmp_path, data=data)
    assert replaced.returncode == 0
    assert ".before-restore-" in replaced.stdout
    assert await chosen(data) == Choices({}, {"length": "short"})


def test_a_folder_that_is_not_there_is_not_taken_for_a_file(tmp_path: Path) -> None:
    made = catena("backup", "backups/", folder=tmp_path, data=tmp_path / "data")
    assert made.returncode == 78
    assert "There is no folder backups. Make it first: mkdir backups" in made.stderr
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize(
    ("words", "told"), [(("restore",), "takes one path"), (("backup", "a", "b"), "takes one path or none")]
)
def test_what_is_typed_wrongly(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    said = catena(*words, folder=tmp_path, data=tmp_path / "data")
    assert (said.returncode, said.stdout) == (2, "")
    assert told in said.stderr


@pytest.mark.parametrize("words", [("restore", "nothing.tar.gz"), ("backup",)])
def test_what_is_not_there_is_one_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    said = catena(*words, folder=tmp_path, data=tmp_path / "data")
    assert said.returncode == 78
    assert said.stderr.count("\n") == 1
