"""The bot where groups talk: wires settings, libraries, store and platforms, and runs until it is stopped.

Each platform is imported where it is wired: who runs one needs not install the other.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass

import structlog

from adapters.answering.reloading import Reloading
from adapters.cli import phrases
from adapters.cli.about import number
from adapters.cli.arguments import Arguments, UsageError
from adapters.cli.ground import Ground, ground, log_as_chosen, open_libraries
from adapters.cli.progress import Progress
from adapters.cli.streams import put
from adapters.database.upkeep import Upkeep
from adapters.digest.service import Channel, DigestService
from adapters.monitoring.figures import Figures
from adapters.runtime.exits import Exit
from adapters.runtime.health import FRESH, Connection, Health
from adapters.runtime.holding import held
from adapters.runtime.notifying import Notifier
from adapters.runtime.supervision import FinalError, Service, Services, run, run_all
from adapters.settings import Settings, SettingsError

_log = structlog.get_logger(__name__)

DISCORD, MATRIX = "discord", "matrix"


@dataclass(frozen=True, slots=True)
class _Platform:
    """A platform: what runs, and how its digests are made and posted."""

    service: Service
    channel: Channel


_Begin = Callable[[Ground], _Platform]
"""Makes a platform's service, once there is something to stand on."""


def serve(platforms: Iterable[str], arguments: Arguments, settings: Settings, progress: Progress) -> Exit:
    """Run the bot on these platforms until it is stopped; each is supervised alone.

    Raises LibraryError for a library that is not sound, SettingsError for what
    cannot be used, UsageError for options that are wrong.
    """
    health = Health()
    log_as_chosen(settings, health)
    begins = {name: _PLATFORMS[name](arguments, settings, health) for name in platforms}
    figures = Figures(health, number())
    libraries = open_libraries(arguments, settings, progress)

    @asynccontextmanager
    async def prepare(stop: asyncio.Event) -> AsyncIterator[Services]:
        async with ground(settings, libraries, health, stop, figures.observe) as stood_on:
            platforms = {name: begin(stood_on) for name, begin in begins.items()}
            channels = {name: one.channel for name, one in platforms.items()}
            digests = DigestService(stood_on.database.digests, channels, health)
            reloading = Reloading(libraries.shelf, libraries.folders, libraries.open_app)
            figures.shelf, figures.worker = stood_on.shelf, stood_on.worker
            figures.queues = {
                "core": lambda: stood_on.worker.waiting,
                "store": lambda: stood_on.database.waiting,
            }
            figures.counters = {"digests": digests.counts, "reloads": reloading.counts}
            hashes = {name: app.library.hash[:12] for name, app in stood_on.shelf.apps.items()}
            _log.info("started", version=number(), platforms=list(platforms), libraries=hashes)
            yield Services(
                {name: one.service for name, one in platforms.items()},
                {
                    "digests": digests.run,
                    "store": Upkeep(stood_on.database).run,
                    "reloading": reloading.run,
                    "notifying": Notifier(figures.is_alive, describe=figures.in_a_line).run,
                    **_monitoring(settings, figures, stood_on),
                },
            )
        _log.info("stopped")

    return run_all(prepare)


def invite(settings: Settings) -> Exit:
    """Print what adds the bot to a Discord server."""
    from adapters.discord.invite import PERMISSIONS, link
    from adapters.discord.service import application_id

    async def ask(stop: asyncio.Event) -> None:  # noqa: ARG001  # what `run` runs is given it
        put(sys.stdout, phrases.invitation(link(await application_id(settings.discord_token)), PERMISSIONS))

    log_as_chosen(settings, Health())
    return run(ask)


def _monitoring(settings: Settings, figures: Figures, stood_on: Ground) -> dict[str, Service]:
    """Health and metrics, where an address is set for them; else nothing of it is loaded."""
    if not settings.http:
        return {}
    from adapters.monitoring.server import MonitoringService

    serving = MonitoringService(settings.http, figures, stood_on.reach_store)
    return {"health": serving.run, "figures": figures.run}


def _discord(arguments: Arguments, settings: Settings, health: Health) -> _Begin:
    from adapters.discord import phrases as said
    from adapters.discord.posting import DiscordPoster
    from adapters.discord.service import DiscordService
    from adapters.discord.shards import lock_name, read_shards

    try:
        shards = read_shards(arguments.shards) if arguments.shards else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    if not settings.discord_token:
        raise SettingsError(said.NO_TOKEN)
    connection = health.connection(DISCORD)

    def begin(stood_on: Ground) -> _Platform:
        answerer, poster = stood_on.answerer(), DiscordPoster()

        async def service(stop: asyncio.Event) -> None:
            discord = DiscordService(
                settings.discord_token,
                answerer,
                stood_on.database,
                shards=shards,
                syncs=arguments.syncs,
                connection=connection,
                poster=poster,
            )
            lock = settings.state / lock_name(shards) if settings.state is not None else None
            with _told(connection), held(lock, said.in_use(lock)) if lock is not None else nullcontext():
                await discord.run(stop)

        return _Platform(service, Channel(answerer, poster))

    return begin


def _matrix(arguments: Arguments, settings: Settings, health: Health) -> _Begin:  # noqa: ARG001  # it has no options
    from adapters.matrix import phrases as said
    from adapters.matrix.login import Account
    from adapters.matrix.membership import Invites
    from adapters.matrix.places import DEFAULTS
    from adapters.matrix.posting import MatrixPoster
    from adapters.matrix.service import MatrixService

    chosen = settings.matrix
    account = Account(chosen.homeserver, chosen.user, chosen.password, chosen.token)
    connection = health.connection(MATRIX, FRESH)

    def begin(stood_on: Ground) -> _Platform:
        answerer, poster = stood_on.answerer(DEFAULTS), MatrixPoster()

        async def service(stop: asyncio.Event) -> None:
            with _told(connection):
                account.check()
                if settings.state is None:
                    raise FinalError(said.NO_STATE_FOLDER)
                await MatrixService(
                    account,
                    Invites(chosen.invites),
                    settings.state,
                    answerer,
                    stood_on.database,
                    describes=chosen.describes,
                    connection=connection,
                    poster=poster,
                ).run(stop)

        return _Platform(service, Channel(answerer, poster))

    return begin


@contextmanager
def _told(connection: Connection) -> Iterator[None]:
    """Let the connection say why its platform ended, for whoever asks while another one goes on."""
    try:
        yield
    except FinalError as error:
        connection.down(str(error))
        raise


_PLATFORMS: dict[str, Callable[[Arguments, Settings, Health], _Begin]] = {DISCORD: _discord, MATRIX: _matrix}
