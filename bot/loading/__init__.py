"""A library folder → `Library`, or every problem in it in one go.

`open_library` is the way in for programs: it keeps what it compiled in a cache
under the folder's hash. `load` compiles afresh; `bot.loading.inspection` tells
an editor all there is to say of a library.
"""

from __future__ import annotations

from pathlib import Path

from bot.library import Library
from bot.loading.compiled import CompiledStore, Progress
from bot.loading.folder import Folder, read_folder
from bot.problems import LibraryError, Problem
from bot.search import Index

__all__ = ["LibraryError", "Problem", "hash_of", "load", "open_library"]


def load(folder: Path) -> Library:
    """Read and check a library folder. Raises LibraryError with every problem in it."""
    return _compile(read_folder(folder))


def hash_of(folder: Path) -> str:
    """The hash of the library in a folder as it stands there now; "" where it cannot be read whole. Nothing is checked."""
    files = read_folder(folder)
    return "" if files.problems else files.hash


def open_library(folder: Path, cache: Path | None = None, progress: Progress | None = None) -> tuple[Library, Index]:
    """The library in a folder and its search index, compiled at most once for each content.

    `cache` is a folder to keep what was compiled in; None keeps nothing. A cache
    that is stale, broken or cannot be written changes nothing but the time it takes;
    where another process is compiling the same library, that is waited for.
    `progress` is told how many of how many sentences were read while an index is made; of 0 as long as that is not known.
    Raises LibraryError with every problem in the library.
    """
    files = read_folder(folder)
    store = CompiledStore(cache, files.hash)
    if files.problems:
        _compile(files)  # raises: whatever is kept, a folder with problems is refused
    kept = store.get(progress)
    if kept is not None:
        return kept
    if progress is not None:
        progress(0, 0)  # compiling begins, or waiting for who does it
    with store.alone():
        kept = store.get(progress)
        if kept is not None:
            return kept
        library = _compile(files)
        index = Index.build(library, progress)
        store.put(library, index)
    return library, index


def _compile(files: Folder) -> Library:
    from bot.loading.compiling import compile_folder  # here, because a program that finds it compiled needs no YAML

    return compile_folder(files)
