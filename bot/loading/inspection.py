"""All there is to say of a library folder, for its editor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.library import Library
from bot.loading.build import build
from bot.loading.checks import SUGGESTIONS
from bot.loading.compiling import read_and_check
from bot.loading.folder import read_folder
from bot.model import Reference, SentenceRole
from bot.problems import Problem


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which sentences that may claim something are quoted by a claim.

    Second printings, headings and the like are not counted.
    """

    used: int
    unused: tuple[Reference, ...]

    @property
    def total(self) -> int:
        return self.used + len(self.unused)


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that can be said of a library folder. `library` is None where there are problems."""

    problems: tuple[Problem, ...]
    suggestions: tuple[Problem, ...]
    library: Library | None
    coverage: Coverage | None


def inspect(folder: Path) -> Inspection:
    """Its problems; or, where there are none, what could be better, and which sentences no claim uses."""
    files = read_folder(folder)
    draft, problems = read_and_check(files)
    if draft is None or problems:
        return Inspection(tuple(sorted(problems)), (), None, None)
    suggestions = sorted(found for check in SUGGESTIONS for found in check(draft))
    library = build(draft, files.hash)
    return Inspection((), tuple(suggestions), library, coverage(library))


def coverage(library: Library) -> Coverage:
    """How many of the sentences that may claim something are quoted by a claim."""
    used, unused = 0, []
    for document in library.documents.values():
        for sentence in document.sentences:
            if sentence.role is not SentenceRole.PROSE or sentence.twin_of is not None:
                continue
            if library.claims_at(sentence.reference):
                used += 1
            else:
                unused.append(sentence.reference)
    return Coverage(used, tuple(unused))
