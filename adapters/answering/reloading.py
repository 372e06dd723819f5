"""A library that changes while the bot runs: a sound one replaces the old one between two answers, any other is reported."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from adapters.answering.shelf import Shelf
from adapters.runtime.supervision import supervise
from bot.app import App
from bot.problems import LibraryError

_log = structlog.get_logger(__name__)

_MOST_PROBLEMS = 5
"""Problems that the log tells of one library; `catena check` tells all."""
RELOADED, REFUSED = "reloaded", "refused"


class Reloading:
    """Watches the folders of a shelf. `open_app` opens one, on a thread of its own.

    `counts` tells how often that went well, and how often not.
    """

    def __init__(self, shelf: Shelf, folders: Mapping[str, Path], open_app: Callable[[Path], App]) -> None:
        self.counts: Counter[str] = Counter()
        self._shelf = shelf
        self._folders = {name: folder.resolve() for name, folder in folders.items()}
        self._open_app = open_app

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set; where the system lets nothing be watched, that is said, and tried again."""
        await supervise("watching libraries", lambda: self._watch(stop), stop)

    async def _watch(self, stop: asyncio.Event) -> None:
        from watchfiles import awatch  # here, because a program that answers once never needs it

        async for changes in awatch(*self._folders.values(), stop_event=stop, recursive=True):
            touched = [Path(path) for _, path in changes]
            for name, folder in self._folders.items():
                if any(path.is_relative_to(folder) for path in touched):
                    await self._reload(name, folder)

    async def _reload(self, name: str, folder: Path) -> None:
        try:
            app = await asyncio.to_thread(self._open_app, folder)
        except LibraryError as error:
            self.counts[REFUSED] += 1
            shown = [str(problem) for problem in error.problems[:_MOST_PROBLEMS]]
            _log.error(
                "a changed library has problems, the one before it goes on answering",
                library=name,
                problems=len(error.problems),
                first=shown,
                mend=f"catena check {folder}",
            )
            return
        except OSError as error:
            self.counts[REFUSED] += 1
            _log.error(
                "a changed library cannot be read, the one before it goes on answering",
                library=name,
                problem=str(error),
            )
            return
        before = self._shelf.apps[name].library.hash
        if app.library.hash == before:
            return  # a file was written anew, with the same in it
        self._shelf.replace(name, app)
        gc.freeze()  # what stays is not looked through again and again
        self.counts[RELOADED] += 1
        _log.info("a changed library answers from now on", library=name, hash=app.library.hash[:12], before=before[:12])
