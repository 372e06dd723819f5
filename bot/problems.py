"""What is wrong with a library, said so that its editor can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: where (file, line from 1, key), what is wrong, what to do.

    A suggestion is shown, and fails nothing.
    """

    file: str
    line: int
    key: str
    wrong: str
    remedy: str
    is_suggestion: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{place} {self.key}" if self.key else place
        return _on_one_line(f"{where}: {self.wrong}; {self.remedy}")


def _on_one_line(words: str) -> str:
    """Words out of a file of which nothing is known yet: no line breaks, no control characters, no lone surrogates."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in words)


class LibraryError(Exception):
    """A library that cannot be trusted, with every problem found in it."""

    def __init__(self, folder: str, problems: Iterable[Problem]) -> None:
        self.folder = folder
        self.problems = tuple(sorted(problems))
        many = len(self.problems)
        super().__init__(f"{folder}: {many} problem{'s' if many != 1 else ''}")
