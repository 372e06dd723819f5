"""The bot where groups talk: wires settings, libraries, store and platform, and runs until it is stopped."""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path

from adapters.answering.answerer import Answerer
from adapters.answering.shelf import Shelf
from adapters.cli import phrases
from adapters.cli.arguments import Arguments, UsageError
from adapters.cli.progress import Progress
from adapters.cli.streams import put
from adapters.database.opening import DatabaseError, open_database, password_of
from adapters.discord.invite import PERMISSIONS, link
from adapters.discord.service import DiscordService, application_id
from adapters.discord.shards import Shards, read_shards
from adapters.places import make_private
from adapters.runtime.exits import Exit
from adapters.runtime.logs import configure
from adapters.runtime.supervision import FinalError, run
from adapters.runtime.work import Worker
from adapters.settings import Settings, SettingsError
from bot.app import App
from bot.loading import open_library


def discord(arguments: Arguments, settings: Settings, progress: Progress) -> Exit:
    """Run the bot on Discord, or print what adds it to a server.

    Raises LibraryError for a library that is not sound, SettingsError for
    what cannot be used, UsageError for options that are wrong.
    """
    configure(settings.log or "info", sys.stderr, [settings.discord_token, password_of(settings.database_url)])
    if arguments.invites:
        return run(lambda stop: _invite(settings, stop))
    try:
        shards = read_shards(arguments.shards) if arguments.shards else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    with progress:
        shelf = _shelf(arguments, settings, progress)
    gc.collect()
    gc.freeze()  # what is loaded now stays; looking through it again and again would only hold answers up
    return run(lambda stop: _serve(arguments, settings, shelf, shards, stop))


async def _serve(
    arguments: Arguments, settings: Settings, shelf: Shelf, shards: Shards | None, stop: asyncio.Event
) -> None:
    if settings.database_url is None:
        raise FinalError(phrases.NO_STATE_FOLDER)
    if settings.state is not None:
        make_private(settings.state)
    try:
        database = await open_database(settings.database_url)
    except DatabaseError as error:
        raise FinalError(str(error)) from None
    worker = Worker()
    answerer = Answerer(shelf, database.choices, worker)
    warming = asyncio.create_task(answerer.warm())
    try:
        service = DiscordService(settings.discord_token, answerer, database, shards=shards, syncs=arguments.syncs)
        await service.run(stop)
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await worker.close(grace=0)
        await database.close()


async def _invite(settings: Settings, stop: asyncio.Event) -> None:  # noqa: ARG001  # what `run` runs is given it
    put(sys.stdout, phrases.invitation(link(await application_id(settings.discord_token)), PERMISSIONS))


def _shelf(arguments: Arguments, settings: Settings, progress: Progress) -> Shelf:
    folders: tuple[Path, ...] = (arguments.library,) if arguments.library else settings.libraries
    apps = [App(*open_library(folder, settings.cache, progress)) for folder in folders]
    names = [app.library.parts.name for app in apps]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(phrases.two_libraries(name))
    return Shelf(apps)
