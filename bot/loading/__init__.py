"""A library folder → `Library`, or every problem in it in one go.

`open_library` is the way in for programs: it keeps what it compiled in a cache
under the folder's hash. `load` compiles afresh; `inspect` also tells what an
editor may want to know of a library that is sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.library import Library
from bot.loading.build import build
from bot.loading.checks import ERRORS, SUGGESTIONS
from bot.loading.compiled import CompiledStore
from bot.loading.draft import Draft
from bot.loading.folder import Folder, read_folder
from bot.loading.reading import read_draft
from bot.model import Reference, SentenceRole
from bot.problems import LibraryError, Problem
from bot.search import Index

__all__ = ["Coverage", "Inspection", "LibraryError", "Problem", "inspect", "load", "open_library"]


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


def load(folder: Path) -> Library:
    """Read and check a library folder. Raises LibraryError with every problem in it."""
    return _load(read_folder(folder))


def open_library(folder: Path, cache: Path | None = None) -> tuple[Library, Index]:
    """The library in a folder and its search index, compiled at most once for each content.

    `cache` is a folder to keep what was compiled in; None keeps nothing. A cache
    that is stale, broken or cannot be written changes nothing but the time it takes.
    Raises LibraryError with every problem in the library.
    """
    files = read_folder(folder)
    store = CompiledStore(cache, files.hash)
    if not files.problems and (kept := store.get()) is not None:
        return kept
    library = _load(files)
    index = Index.build(library)
    store.put(library, index)
    return library, index


def inspect(folder: Path) -> Inspection:
    """Everything there is to say of a library folder, for its editor."""
    files = read_folder(folder)
    draft, problems = _check(files)
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


def _load(files: Folder) -> Library:
    draft, problems = _check(files)
    if draft is None or problems:
        raise LibraryError(str(files.root), problems)
    return build(draft, files.hash)


def _check(files: Folder) -> tuple[Draft | None, list[Problem]]:
    draft, problems = read_draft(files)
    if draft is not None:
        problems += [found for check in ERRORS for found in check(draft)]
    return draft, problems
