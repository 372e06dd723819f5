"""What is taken out of the image is nothing that Catena needs, and is taken out of what is really there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

from tests.deploy.files import DEPLOY, ROOT

PACKAGES = Path(sysconfig.get_path("purelib"))
# Where what is taken out cannot be found, imports all of Catena, and asks.
_WITHOUT = """
import importlib, importlib.machinery, pkgutil, sys
from pathlib import Path
sys.path.insert(1, "deploy")
import trim

gone, missed = set(trim.never_run(Path(sys.argv[1]))), []

class Gone:
    @staticmethod
    def find_spec(name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.has_location and not gone.isdisjoint((Path(spec.origin), *Path(spec.origin).parents)):
            missed.append(name)
            raise ModuleNotFoundError(f"{name} is taken out", name=name)

sys.meta_path.insert(0, Gone)
import adapters, bot
for package in (bot, adapters):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith((".__main__", ".env")):
            importlib.import_module(module.name)
import sqlalchemy.dialects.postgresql.psycopg, sqlalchemy.dialects.sqlite.pysqlite
from bot.app import App
from bot.loading import open_library
app = App(*open_library(Path("content/khrushchev")))
for line in ("claim zhenbao", "search joint flet", "who yegorov", "timeline 1956-1969", "verify a great leap"):
    print(app.respond_to(line).outcome)
assert missed, "nothing that is taken out was looked for: is anything taken out?"
"""


@pytest.fixture(scope="module")
def trim() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("trim", DEPLOY / "trim.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_catena_answers_without_what_is_taken_out() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT, PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:4] == ["found"] * 4


def test_what_is_taken_out_is_there_to_be_taken(trim: ModuleType) -> None:
    """A library that moves its parts is noticed here, and not by the image that grew. Some parts only some processors have."""
    there = [pattern for pattern in trim.NEVER_RUN if not pattern.endswith((".so", "_c.*"))]
    assert [pattern for pattern in there if not any(PACKAGES.glob(pattern))] == []


def test_the_rest_stays(trim: ModuleType, tmp_path: Path) -> None:
    for name in (
        "discord/bin/opus.dll",
        "discord/client.py",
        "numpy/lib/tests/test_io.py",
        "numpy/lib/tests.py",
        "a/x.pyi",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    trim.delete(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"discord/client.py", "numpy/lib/tests.py"}
