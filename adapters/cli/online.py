"""The bot where groups talk: wires settings, libraries, store and platform, and runs until it is stopped.

Each platform is imported where it is wired: who runs one needs not install the other.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.answering.answerer import Answerer
from adapters.answering.shelf import Shelf
from adapters.cli import phrases
from adapters.cli.arguments import Arguments, UsageError
from adapters.cli.progress import Progress
from adapters.cli.streams import put
from adapters.database.opening import Database, DatabaseError, open_database, password_of
from adapters.places import make_private
from adapters.runtime.exits import Exit
from adapters.runtime.logs import configure
from adapters.runtime.supervision import FinalError, run
from adapters.runtime.work import Worker
from adapters.settings import Settings, SettingsError
from bot.app import App
from bot.loading import open_library


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a platform stands on."""

    answerer: Answerer
    database: Database


def discord(arguments: Arguments, settings: Settings, progress: Progress) -> Exit:
    """Run the bot on Discord, or print what adds it to a server.

    Raises LibraryError for a library that is not sound, SettingsError for
    what cannot be used, UsageError for options that are wrong.
    """
    from adapters.discord.service import DiscordService
    from adapters.discord.shards import read_shards

    _log(settings)
    if arguments.invites:
        return run(lambda stop: _invite(settings, stop))
    try:
        shards = read_shards(arguments.shards) if arguments.shards else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    shelf = _shelf(arguments, settings, progress)

    async def serve(stop: asyncio.Event) -> None:
        async with _ground(settings, shelf) as ground:
            service = DiscordService(
                settings.discord_token, ground.answerer, ground.database, shards=shards, syncs=arguments.syncs
            )
            await service.run(stop)

    return run(serve)


def matrix(arguments: Arguments, settings: Settings, progress: Progress) -> Exit:
    """Run the bot on Matrix.

    Raises LibraryError for a library that is not sound, SettingsError for
    what cannot be used.
    """
    from adapters.matrix import phrases as said
    from adapters.matrix.login import Account
    from adapters.matrix.membership import Invites
    from adapters.matrix.places import DEFAULTS
    from adapters.matrix.service import MatrixService

    _log(settings)
    chosen = settings.matrix
    account = Account(chosen.homeserver, chosen.user, chosen.password, chosen.token)
    shelf = _shelf(arguments, settings, progress)

    async def serve(stop: asyncio.Event) -> None:
        account.check()  # before anything is opened for it
        if settings.state is None:
            raise FinalError(said.NO_STATE_FOLDER)
        async with _ground(settings, shelf, DEFAULTS) as ground:
            service = MatrixService(
                account,
                Invites(chosen.invites),
                settings.state,
                ground.answerer,
                ground.database,
                describes=chosen.describes,
            )
            await service.run(stop)

    return run(serve)


@asynccontextmanager
async def _ground(
    settings: Settings, shelf: Shelf, defaults: Mapping[str, str] | None = None
) -> AsyncIterator[_Ground]:
    """Store, core and the way between them, for as long as a platform stands on it. `defaults` are those of the platform."""
    if settings.database_url is None:
        raise FinalError(phrases.NO_STATE_FOLDER)
    if settings.state is not None:
        make_private(settings.state)
    try:
        database = await open_database(settings.database_url)
    except DatabaseError as error:
        raise FinalError(str(error)) from None
    worker = Worker()
    answerer = Answerer(shelf, database.choices, worker, defaults or {})
    warming = asyncio.create_task(answerer.warm())
    try:
        yield _Ground(answerer, database)
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await worker.close(grace=0)
        await database.close()


async def _invite(settings: Settings, stop: asyncio.Event) -> None:  # noqa: ARG001  # what `run` runs is given it
    from adapters.discord.invite import PERMISSIONS, link
    from adapters.discord.service import application_id

    put(sys.stdout, phrases.invitation(link(await application_id(settings.discord_token)), PERMISSIONS))


def _log(settings: Settings) -> None:
    secrets = (
        settings.discord_token,
        settings.matrix.password,
        settings.matrix.token,
        password_of(settings.database_url),
    )
    configure(settings.log or "info", sys.stderr, secrets)


def _shelf(arguments: Arguments, settings: Settings, progress: Progress) -> Shelf:
    """The libraries, open. What is loaded now stays: looking through it again and again would only hold answers up."""
    folders: tuple[Path, ...] = (arguments.library,) if arguments.library else settings.libraries
    with progress:
        apps = [App(*open_library(folder, settings.cache, progress)) for folder in folders]
    names = [app.library.parts.name for app in apps]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(phrases.two_libraries(name))
    gc.collect()
    gc.freeze()
    return Shelf(apps)
