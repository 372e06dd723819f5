"""The files of a folder → the library they make, if they hold together."""

from __future__ import annotations

from bot.library import Library
from bot.loading.build import build
from bot.loading.checks import ERRORS
from bot.loading.draft import Draft
from bot.loading.folder import Folder
from bot.loading.reading import read_draft
from bot.problems import LibraryError, Problem


def compile_folder(files: Folder) -> Library:
    """The library that the files make. Raises LibraryError with every problem in it."""
    draft, problems = read_and_check(files)
    if draft is None or problems:
        raise LibraryError(str(files.root), problems)
    return build(draft, files.hash)


def read_and_check(files: Folder) -> tuple[Draft | None, list[Problem]]:
    """What the files say, and everything that is wrong with it."""
    draft, problems = read_draft(files)
    if draft is not None:
        problems += [found for check in ERRORS for found in check(draft)]
    return draft, problems
