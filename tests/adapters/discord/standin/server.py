"""A Discord of one's own on the loopback: REST, gateway, people, and a judge of all that is sent.

async with StandIn.open() as standin:
    village = standin.village
    mei = standin.actor(village.mei)
    async with running(standin, "discord", data=tmp_path):
        answer = await mei.slash(village.channel, "claim", words="zhenbao")
        assert "…" in answer.message.text
    standin.assert_sound()
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.adapters.discord.standin import wire
from tests.adapters.discord.standin.acting import Actor
from tests.adapters.discord.standin.changes import DEADLINE
from tests.adapters.discord.standin.faults import Faults
from tests.adapters.discord.standin.gateway import GUILDS, Gateway, Session
from tests.adapters.discord.standin.interactions import Interaction
from tests.adapters.discord.standin.registered import Registered
from tests.adapters.discord.standin.rest import PREFIX, Rest
from tests.adapters.discord.standin.state import DISCORDS_PATIENCE, OUR_PATIENCE, Request, State
from tests.adapters.discord.standin.world import Channel, User, Village, World, village


class StandIn:
    """See above. Made by `start` or `open`, ended by `stop`."""

    def __init__(self, place: Village, runner: web.AppRunner, site: web.TCPSite, state: State) -> None:
        self.village = place
        """The small world, where no other one was given; else one whose `world` is that."""
        self.world = place.world
        self.state = state
        self._runner = runner
        self._site = site
        self._port = port = int(runner.addresses[0][1])
        self.url = f"http://127.0.0.1:{port}"
        self.rest_url = f"{self.url}{PREFIX}"
        """What discord.http.Route.BASE is to be."""
        self.gateway_url = f"ws://127.0.0.1:{port}/gateway"
        """What discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY is to be."""
        self._actors: dict[int, Actor] = {}

    @classmethod
    async def start(cls, place: Village | World | None = None, *, judges: bool = True) -> StandIn:
        """Listen on a free port. `judges` off keeps nothing for the judge, and waits no longer than Discord: for measuring."""
        if isinstance(place, World):
            guild = next(iter(place.guilds.values()), None) or place.guild("Study group")
            channel = guild.channels[0] if guild.channels else place.channel(guild, "reading")
            place = Village(place, guild, channel, guild.owner, guild.owner)
        place = place or village()
        state = State(place.world)
        state.verdicts.is_on = judges
        state.first_answer_within = OUR_PATIENCE if judges else DISCORDS_PATIENCE
        app = web.Application()
        app.router.add_get("/gateway", state.gateway.serve)
        app.router.add_get("/gateway/", state.gateway.serve)
        app.router.add_route("*", f"{PREFIX}/{{path:.*}}", Rest(state).serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        standin = cls(place, runner, site, state)
        state.gateway.url = standin.gateway_url
        return standin

    @classmethod
    @asynccontextmanager
    async def open(cls, place: Village | World | None = None, *, judges: bool = True) -> AsyncIterator[StandIn]:
        """The same for as long as a block lasts."""
        standin = await cls.start(place, judges=judges)
        try:
            yield standin
        finally:
            await standin.stop()

    async def stop(self) -> None:
        """Close every connection, and stop listening."""
        await self.state.gateway.stop()
        await self._runner.cleanup()

    async def shut(self) -> None:
        """Refuse every new connection, as a machine does that is down; what is open stays."""
        await self._site.stop()

    async def listen(self) -> None:
        """Take connections again."""
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await self._site.start()

    def changed(self, channel: Channel) -> None:
        """Tell the bot that a channel is not what it was: its name, or what the bot may do in it."""
        assert channel.guild is not None  # conversations do not change
        self.gateway.dispatch("CHANNEL_UPDATE", wire.channel(channel, self.world), channel.guild.id, GUILDS)

    # ── Parts ────────────────────────────────────────────────────────────────

    @property
    def faults(self) -> Faults:
        return self.state.faults

    @property
    def gateway(self) -> Gateway:
        return self.state.gateway

    @property
    def sessions(self) -> list[Session]:
        return self.state.gateway.sessions

    @property
    def commands(self) -> Registered:
        return self.state.commands

    @property
    def requests(self) -> list[Request]:
        return self.state.requests

    @property
    def interactions(self) -> list[Interaction]:
        """All of them, oldest first."""
        return list(self.state.interactions.values())

    def sent(self, method: str, part: str = "") -> list[Request]:
        """The requests of a method whose path has something in it, oldest first."""
        return [request for request in self.requests if request.method == method and part in request.path]

    def actor(self, user: User) -> Actor:
        """Somebody, to act as."""
        return self._actors.setdefault(user.id, Actor(user, self.state))

    @property
    def mei(self) -> Actor:
        """A member of the small world's server."""
        return self.actor(self.village.mei)

    @property
    def organiser(self) -> Actor:
        """One of those who may manage it."""
        return self.actor(self.village.organiser)

    # ── Verdict ──────────────────────────────────────────────────────────────

    @property
    def problems(self) -> list[str]:
        """Everything that was wrong with what was sent, either way, until now."""
        return [*self.state.found, *self.state.verdicts.problems()]

    def assert_sound(self) -> None:
        """Raises AssertionError, where anything was wrong."""
        problems = self.problems
        assert not problems, "\n".join(problems[:20])

    # ── Waiting ──────────────────────────────────────────────────────────────

    async def until(self, is_so: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
        """Wait until something is so, looking after every request. Raises AssertionError where it never is."""
        await self.state.changes.until(is_so, lambda: f"{what}; {self}", deadline)

    async def connected(self, sessions: int = 1, deadline: float = DEADLINE) -> None:
        """Wait until so many sessions have identified, and are connected."""

        def is_so() -> bool:
            return sum(session.is_connected for session in self.sessions) >= sessions

        await self.gateway.changes.until(is_so, lambda: f"{sessions} connected; {self}", deadline)

    async def resumed(self, times: int = 1, deadline: float = DEADLINE) -> None:
        """Wait until sessions were taken up again so many times."""
        await self.gateway.changes.until(lambda: self.gateway.resumes >= times, lambda: f"resumed; {self}", deadline)

    async def identified(self, times: int, deadline: float = DEADLINE) -> None:
        """Wait until there were so many IDENTIFYs, refused ones counted."""
        await self.gateway.changes.until(
            lambda: self.gateway.identifies >= times, lambda: f"{times} IDENTIFYs; {self}", deadline
        )

    async def registered(self, deadline: float = DEADLINE) -> None:
        """Wait until commands are registered for everywhere."""
        await self.until(lambda: bool(self.commands.all()), "commands registered", deadline)

    def __str__(self) -> str:
        latest = [f"{one.method} {one.path[:80]} → {one.status}" for one in self.requests[-12:]]
        return f"{self.gateway.identifies} IDENTIFYs, {self.gateway.resumes} RESUMEs; latest requests: {latest}"
