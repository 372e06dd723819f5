"""A copy of the toy library (tests/library), to break one thing in and see what is said."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.loading.inspection import inspect

LIBRARY = Path(__file__).parent.parent / "library"


@dataclass(frozen=True)
class Toy:
    """A library folder of one's own."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)

    def replace(self, name: str, old: str, new: str) -> None:
        """Change the one place at which words stand in a file."""
        content = self.read(name)
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {name}"
        self.write(name, content.replace(old, new))

    def append(self, name: str, lines: str) -> None:
        self.write(name, self.read(name) + lines)

    def line(self, name: str, words: str, nth: int = 1) -> int:
        """The line in which words stand for the first time, or the nth."""
        lines = [number for number, line in enumerate(self.read(name).split("\n"), start=1) if words in line]
        return lines[nth - 1]

    def rewrite_text(self, document: str, old: str, new: str) -> None:
        """Change a document's text as an editor does who means it: with its new hash."""
        text, description = f"documents/{document}/text.txt", f"documents/{document}/document.yaml"
        before = hashlib.sha256(self.path(text).read_bytes()).hexdigest()
        self.replace(text, old, new)
        self.replace(description, before, hashlib.sha256(self.path(text).read_bytes()).hexdigest())

    def problems(self) -> list[str]:
        """Everything that makes the library refuse to load, as its editor reads it."""
        return [str(problem) for problem in inspect(self.folder).problems]

    def problem(self) -> str:
        """The one thing that is wrong with it."""
        (only,) = self.problems()
        return only

    def suggestions(self) -> list[str]:
        found = inspect(self.folder)
        assert not found.problems
        return [str(suggestion) for suggestion in found.suggestions]


def copied(to: Path) -> Toy:
    """A fresh copy of the toy library."""
    shutil.copytree(LIBRARY, to)
    return Toy(to)


def link(path: Path, to: Path | str, *, folder: bool = False) -> None:
    """Make a symbolic link, or skip the test where there are none."""
    try:
        path.symlink_to(to, target_is_directory=folder)
    except (OSError, NotImplementedError):
        pytest.skip("this system has no symbolic links")


def skip_where_nothing_is_forbidden(folder: Path) -> None:
    """Skip the test for a user from whom no file can be kept."""
    secret = folder / "secret"
    secret.touch(mode=0)
    try:
        secret.read_bytes()
    except PermissionError:
        return
    finally:
        secret.unlink()
    pytest.skip("root may write anywhere")
