"""The gateway: sessions over websockets, with events that are sent again to whoever comes back (Discord: Gateway)."""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.adapters.discord.standin import wire
from tests.adapters.discord.standin.changes import Changes
from tests.adapters.discord.standin.world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 8, 9, 10, 11
_ACK_AFTER = 0.02
"""Seconds before a heartbeat is acknowledged. At once would be before discord.py looks at its clock."""
GUILDS, MEMBERS, PRESENCES, GUILD_MESSAGES, GUILD_REACTIONS = 1 << 0, 1 << 1, 1 << 8, 1 << 9, 1 << 10
DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 12, 1 << 15
_KNOWN_INTENTS = (1 << 26) - 1


@dataclass(eq=False, slots=True)
class Session:
    """One identified client. `missed` are events that were sent and that its heartbeats have not confirmed."""

    id: str
    shard: tuple[int, int]
    intents: int
    number: int = 0
    events: deque[tuple[int, str]] = field(default_factory=deque)
    connection: Connection | None = None
    resumes: int = 0

    @property
    def is_connected(self) -> bool:
        return self.connection is not None


class Connection:
    """One websocket, compressed as the client asked for it."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, *, is_zlib: bool) -> None:
        self.socket = socket
        self.transport = transport
        self.session: Session | None = None
        self._deflate = zlib.compressobj() if is_zlib else None
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._sending = asyncio.create_task(self._send_all())

    def send(self, text: str) -> None:
        """Send a text after those before it; nothing where the connection is gone."""
        self._waiting.put_nowait(text)

    def send_op(self, op: int, data: Any = None) -> None:
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def _send_all(self) -> None:
        while True:
            text = await self._waiting.get()
            try:
                if self._deflate is None:
                    await self.socket.send_str(text)
                else:
                    packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(packed)
            except (ConnectionError, RuntimeError):
                return  # it was closed meanwhile; what is missed is sent again after a RESUME

    async def close(self, code: int) -> None:
        self.stop()
        await self.socket.close(code=code)

    def abort(self) -> None:
        """Tear the connection down without a word."""
        self.stop()
        if self.transport is not None:
            self.transport.abort()

    def stop(self) -> None:
        self._sending.cancel()


class Gateway:
    """Every session and connection, and what is to go wrong with them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.url = ""
        self.sessions: list[Session] = []
        """Those that can be resumed or are connected, in the order in which they identified."""
        self.connections: list[Connection] = []
        self.changes = Changes()
        self.heartbeat_interval = 41.25
        """Seconds."""
        self.acknowledges = True
        """Whether heartbeats are answered."""
        self.delay = 0.0
        """Seconds that each new connection waits for its HELLO."""
        self.identifies = 0
        self.resumes = 0
        """How many were successful."""
        self.received: list[tuple[int, Any]] = []
        """(op, data) of whatever clients sent, heartbeats left out."""
        self._refusals = 0
        self._close_codes: deque[int] = deque()
        self._later: set[asyncio.TimerHandle] = set()

    # ── What goes wrong ──────────────────────────────────────────────────────

    def refuse(self, connections: int) -> None:
        """Answer the next connections with 503: they never become websockets."""
        self._refusals += connections

    def accept(self) -> None:
        """Refuse no connections any more."""
        self._refusals = 0

    def close_identifying(self, *codes: int) -> None:
        """Close the next ones that identify with these codes, in this order."""
        self._close_codes.extend(codes)

    def reconnect(self) -> None:
        """Op 7: ask every client to come back."""
        for connection in list(self.connections):
            connection.send_op(RECONNECT)

    def invalidate(self, *, can_resume: bool) -> None:
        """Op 9: end every session; with `can_resume`, it may be taken up again."""
        for connection in list(self.connections):
            if not can_resume and connection.session in self.sessions:
                self.sessions.remove(connection.session)
            connection.send_op(INVALID_SESSION, can_resume)

    def abort(self) -> None:
        """Tear every connection down without a word."""
        for connection in list(self.connections):
            self._let_go(connection)
            connection.abort()

    async def close(self, code: int, *, can_resume: bool = True) -> None:
        """Close every connection with a code."""
        for connection in list(self.connections):
            if not can_resume and connection.session in self.sessions:
                self.sessions.remove(connection.session)
            self._let_go(connection)
            await connection.close(code)

    # ── Events ───────────────────────────────────────────────────────────────

    def dispatch(self, name: str, data: dict[str, Any], guild: int | None, intent: int = 0) -> None:
        """Send an event to the shard of a server (None: to the first), where its intent was asked for (0: always)."""
        for session in self._of(guild, intent):
            self._send(session, name, data)

    def sees_content(self, guild: int | None) -> bool:
        """Whether the sessions of a server were granted, and asked for, what messages say."""
        return any(session.intents & MESSAGE_CONTENT for session in self._of(guild, 0))

    def _of(self, guild: int | None, intent: int) -> list[Session]:
        shard = 0 if guild is None else guild >> 22
        return [
            session
            for session in self.sessions
            if shard % session.shard[1] == session.shard[0] and (not intent or session.intents & intent)
        ]

    def _send(self, session: Session, name: str, data: dict[str, Any]) -> None:
        session.number += 1
        text = json.dumps({"op": DISPATCH, "d": data, "s": session.number, "t": name}, ensure_ascii=False)
        session.events.append((session.number, text))
        if session.connection is not None:
            session.connection.send(text)

    # ── Connections ──────────────────────────────────────────────────────────

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One client, from its HELLO to its end."""
        if self._refusals > 0:
            self._refusals -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        transport = request.transport if isinstance(request.transport, asyncio.Transport) else None
        connection = Connection(socket, transport, is_zlib=request.query.get("compress") == "zlib-stream")
        self.connections.append(connection)
        try:
            await asyncio.sleep(self.delay)
            connection.send_op(HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000)})
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    await connection.close(4002)
                    break
                code = self._receive(connection, message.data)
                if code is not None:
                    await connection.close(code)
                    break
        finally:
            # Whoever says good-bye with 1000 or 1001 does not come back (Discord: Disconnecting).
            if (
                socket.close_code in (1000, 1001)
                and connection.session in self.sessions
                and connection in self.connections
            ):
                self.sessions.remove(connection.session)
            self._let_go(connection)
            connection.stop()
        return socket

    def _let_go(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        if connection.session is not None and connection.session.connection is connection:
            connection.session.connection = None
        self.changes.tell()

    def _receive(self, connection: Connection, text: str) -> int | None:
        """Do what a client says. The code to close with, where it said something wrong."""
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            return 4002
        if op == HEARTBEAT:
            self._beat(connection, data)
            return None
        self.received.append((op, data))
        try:
            if op == IDENTIFY:
                return 4005 if connection.session is not None else self._identify(connection, data)
            if op == RESUME:
                return 4005 if connection.session is not None else self._resume(connection, data)
            if connection.session is None:
                return 4003
            return None if op in (PRESENCE, 4, REQUEST_MEMBERS) else 4001
        finally:
            self.changes.tell()

    def _beat(self, connection: Connection, confirmed: object) -> None:
        if not self.acknowledges:
            return
        session = connection.session
        if session is not None and isinstance(confirmed, int):
            while session.events and session.events[0][0] <= confirmed:
                session.events.popleft()

        def acknowledge() -> None:
            self._later.discard(handle)
            connection.send_op(ACK)

        handle = asyncio.get_running_loop().call_later(_ACK_AFTER, acknowledge)
        self._later.add(handle)

    def _identify(self, connection: Connection, data: dict[str, Any]) -> int | None:
        self.identifies += 1
        if self._close_codes:
            return self._close_codes.popleft()
        if data.get("token") != self._world.token:
            return 4004
        shard = tuple(data.get("shard") or (0, 1))
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return 4010
        if shard[1] < self._world.shards:
            return 4011
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~_KNOWN_INTENTS or intents < 0:
            return 4013
        if intents & (MEMBERS | PRESENCES) or (intents & MESSAGE_CONTENT and not self._world.grants_content):
            return 4014
        session = Session(secrets.token_hex(16), shard, intents, connection=connection)
        # A client that was killed leaves a session behind; the new one takes over.
        self.sessions = [one for one in self.sessions if one.shard != shard or one.is_connected]
        self.sessions.append(session)
        connection.session = session
        self._welcome(session)
        return None

    def _welcome(self, session: Session) -> None:
        world = self._world
        guilds = [
            guild
            for guild in world.guilds.values()
            if guild.has_bot and (guild.id >> 22) % session.shard[1] == session.shard[0]
        ]
        ready = {
            "v": 10,
            "user": wire.own_user(world),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(world.application_id), "flags": world.application_flags},
            "private_channels": [],
        }
        self._send(session, "READY", ready)
        if session.intents & GUILDS:
            for guild in guilds:
                self._send(session, "GUILD_CREATE", wire.guild_event(guild, world))

    def _resume(self, connection: Connection, data: dict[str, Any]) -> int | None:
        if data.get("token") != self._world.token:
            return 4004
        session = next((one for one in self.sessions if one.id == data.get("session_id")), None)
        seen = data.get("seq")
        if session is None or not isinstance(seen, int):
            connection.send_op(INVALID_SESSION, False)
            return None
        if seen > session.number:
            self.sessions.remove(session)
            return 4007
        if session.connection is not None:
            session.connection.abort()
        session.connection = connection
        connection.session = session
        self.resumes += 1
        session.resumes += 1
        for number, text in session.events:
            if number > seen:
                connection.send(text)
        self._send(session, "RESUMED", {"_trace": []})
        return None

    async def stop(self) -> None:
        """Close everything, at the end of a test."""
        for handle in self._later:
            handle.cancel()
        for connection in list(self.connections):
            await connection.close(WSCloseCode.GOING_AWAY)
