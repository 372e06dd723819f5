"""A library that changes while the bot runs: a sound one replaces the old one between two answers, any other is reported."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import structlog

from adapters.answering.shelf import Shelf
from adapters.runtime.supervision import supervise
from bot.app import App
from bot.loading import hash_of
from bot.problems import LibraryError

_log = structlog.get_logger(__name__)

_MOST_PROBLEMS = 5
"""Problems that the log tells of one library; `catena check` tells all."""
_LOOKS_EVERY = 10.0
"""Seconds after which it is looked whether a folder has gone, and another one stands in its place."""
RELOADED, REFUSED = "reloaded", "refused"


class Reloading:
    """Watches the folders of a shelf. `open_app` opens one, on a thread of its own.

    `counts` tells how often that went well, and how often not.
    """

    def __init__(self, shelf: Shelf, folders: Mapping[str, Path], open_app: Callable[[Path], App]) -> None:
        self.counts: Counter[str] = Counter()
        self._shelf = shelf
        self._folders = dict(folders)
        self._open_app = open_app
        self._watched = {name: _identity(folder) for name, folder in folders.items()}
        """Which folder is watched for each library; None where it has gone."""
        self._refused: set[str] = set()
        """The libraries whose last change was refused."""

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set; where the system lets nothing be watched, that is said, and tried again."""
        await supervise("watching libraries", lambda: self._watch(stop), stop)

    async def _watch(self, stop: asyncio.Event) -> None:
        from watchfiles import Change, awatch  # here, because a program that answers once never needs it

        unseen = set(self._folders)  # what changed after it was read, and before it was watched, is looked for once
        while not stop.is_set():
            for name in self._replaced():
                await self._reload(name)
                unseen.add(name)
            self._watched = {name: _identity(folder) for name, folder in self._folders.items()}
            # The system watches folders, and not what stands where one was, or where a link leads now.
            places = {name: self._folders[name].resolve() for name, found in self._watched.items() if found is not None}
            if not places:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _LOOKS_EVERY)
                continue
            async for changes in awatch(
                *places.values(), stop_event=stop, rust_timeout=int(_LOOKS_EVERY * 1000), yield_on_timeout=True
            ):
                touched = {Path(path): change for change, path in changes}
                for name, place in places.items():
                    if touched.get(place) is Change.deleted:
                        self._watched[name] = None
                    elif name in unseen or any(path.is_relative_to(place) for path in touched):
                        await self._reload(name)
                unseen -= places.keys()
                if self._replaced():
                    break

    def _replaced(self) -> list[str]:
        """The libraries in whose place another folder stands than the one that is watched."""
        found = {name: _identity(folder) for name, folder in self._folders.items()}
        return [name for name, identity in found.items() if identity not in (None, self._watched[name])]

    def _refuse(self, name: str) -> None:
        self.counts[REFUSED] += 1
        self._refused.add(name)

    async def _reload(self, name: str) -> None:
        folder = self._folders[name]
        before = self._shelf.apps[name].library.hash
        if name not in self._refused and await asyncio.to_thread(hash_of, folder) == before:
            return  # nothing, or a file was written anew with the same in it
        try:
            app = await asyncio.to_thread(self._open_app, folder)
        except LibraryError as error:
            self._refuse(name)
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
            self._refuse(name)
            _log.error(
                "a changed library cannot be read, the one before it goes on answering",
                library=name,
                problem=str(error),
            )
            return
        self._refused.discard(name)
        if app.library.hash == before:
            _log.info("a changed library is again as it was", library=name, hash=before[:12])
            return
        self._shelf.replace(name, app)
        gc.freeze()  # what stays is not looked through again and again
        self.counts[RELOADED] += 1
        _log.info("a changed library answers from now on", library=name, hash=app.library.hash[:12], before=before[:12])


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one in its place; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
