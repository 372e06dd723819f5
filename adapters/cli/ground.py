"""What the bot stands on where groups talk: libraries, store and core, open for as long as it runs."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from adapters.answering.answerer import Answered, Answerer
from adapters.answering.limits import Limits, read_limit
from adapters.answering.shelf import Shelf
from adapters.cli import phrases
from adapters.cli.about import number
from adapters.cli.arguments import Arguments
from adapters.cli.progress import Progress
from adapters.database.errors import DatabaseError, PassingError
from adapters.database.opening import Database, open_database, password_of
from adapters.digest.planning import Planning
from adapters.places import make_private
from adapters.runtime.health import Health
from adapters.runtime.logs import configure
from adapters.runtime.supervision import AwayError, FinalError
from adapters.runtime.work import Worker
from adapters.settings import Settings, SettingsError
from bot.app import App
from bot.loading import open_library
from bot.status import Status

_log = structlog.get_logger(__name__)

_COMES_UP_IN = 60.0
"""Seconds for which the store is waited for at the start."""
_TRIES_EVERY = 2.0


def log_as_chosen(settings: Settings, health: Health) -> None:
    """Set up the log, in which no secret of the settings ever stands."""
    secrets = (
        settings.discord_token,
        settings.matrix.password,
        settings.matrix.token,
        password_of(settings.database_url),
    )
    configure(settings.log or "info", sys.stderr, secrets, on_error=health.went_wrong)
    for name in settings.unknown:
        _log.warning("a setting means nothing and is left out; is it misspelt? catena doctor says", name=name)


@dataclass(frozen=True, slots=True)
class Libraries:
    """The libraries, open, and the folders they came from by their name."""

    shelf: Shelf
    folders: Mapping[str, Path]
    open_app: Callable[[Path], App]


def open_libraries(arguments: Arguments, settings: Settings, progress: Progress) -> Libraries:
    """Open the libraries that were named.

    What is loaded now stays: looking through it again and again would only hold answers up.
    Raises LibraryError for one that is not sound, SettingsError for two of the same name.
    """
    folders: tuple[Path, ...] = (arguments.library,) if arguments.library else settings.libraries
    found: dict[str, Path] = {}
    apps: list[App] = []
    with progress:
        for folder in folders:
            app = App(*open_library(folder, settings.cache, progress))
            name = app.library.parts.name
            if name in found:
                raise SettingsError(phrases.two_libraries(name))
            found[name] = folder
            apps.append(app)
    gc.collect()
    gc.freeze()
    return Libraries(Shelf(apps), found, lambda folder: App(*open_library(folder, settings.cache)))


class Ground:
    """What platforms stand on. `observe` is told of each question."""

    def __init__(
        self,
        settings: Settings,
        libraries: Libraries,
        database: Database,
        health: Health,
        observe: Callable[[Answered], None] | None = None,
    ) -> None:
        self.shelf = libraries.shelf
        self.worker = Worker()
        self.database = database
        self.health = health
        health.store_problem = lambda: database.problem
        of_user, of_group = settings.limits
        self._limits = Limits(read_limit(of_user), read_limit(of_group))
        self._observe = observe

    def answerer(self, defaults: Mapping[str, str] | None = None) -> Answerer:
        """What a platform asks. `defaults` are those of the platform."""
        return Answerer(
            self.shelf,
            self.database.choices,
            self.worker,
            defaults,
            limits=self._limits,
            observe=self._observe,
            status=self.status,
            digests=Planning(self.database.digests),
        )

    async def reach_store(self) -> None:
        """Raise OSError where the store cannot be reached."""
        await self.database.reach()

    def status(self) -> Status:
        """How the bot is."""
        return self.health.status(number())


async def opened(url: str, stop: asyncio.Event) -> Database:
    """The store, open. What may pass is waited for, for a while: a server may come up at the same time as we.

    Raises FinalError where it cannot be opened, or `stop` is set meanwhile; AwayError where it may be there later.
    """
    until = time.monotonic() + _COMES_UP_IN
    while True:
        try:
            return await open_database(url)
        except PassingError as error:
            if stop.is_set() or time.monotonic() > until:
                raise AwayError(str(error)) from None
            _log.warning("the store is not there yet, trying again", problem=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _TRIES_EVERY)
        except DatabaseError as error:
            raise FinalError(str(error)) from None


@asynccontextmanager
async def ground(
    settings: Settings,
    libraries: Libraries,
    health: Health,
    stop: asyncio.Event,
    observe: Callable[[Answered], None] | None = None,
) -> AsyncIterator[Ground]:
    """The ground, for as long as platforms stand on it.

    Raises FinalError, or AwayError, where the store cannot be opened.
    """
    if settings.database_url is None:
        raise FinalError(phrases.NO_STATE_FOLDER)
    if settings.state is not None:
        make_private(settings.state)
    database = await opened(settings.database_url, stop)
    found = Ground(settings, libraries, database, health, observe)
    warming = asyncio.create_task(found.answerer().warm())
    try:
        yield found
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await found.worker.close(grace=0)
        await database.close()
