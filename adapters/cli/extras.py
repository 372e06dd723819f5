"""What is to be installed where libraries are missing that not everybody needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.cli import phrases
from adapters.settings import SettingsError


@contextmanager
def needing(*extras: str) -> Iterator[None]:
    """Say which extras to install where a library of theirs is missing.

    Raises SettingsError with that sentence.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("bot", "adapters"):
            raise
        raise SettingsError(phrases.lacks_extra(extras)) from None
