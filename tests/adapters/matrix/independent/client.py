"""An encrypted Matrix client that shares no code with the bot, told what to do over lines of JSON."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.adapters.matrix.independent.node import Node

_LONGEST_LINE = 64 * 1024 * 1024
_LONGEST_TASK = 60
_PATIENCE = 60.0
"""Seconds that an event may take; a fault and nothing else takes so long."""
_LOOKING = 0.1
"""Seconds between two looks at what came."""


class ClientError(Exception):
    """The client could not do what it was told, or ended."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the client has it.

    `failure` is why it could not be decrypted, `shield` the warning beside it
    (its colour and its reason), each None where there is none.
    """

    id: str
    sender: str
    type: str
    content: Mapping[str, Any]
    encrypted: bool
    redacted: bool
    failure: str | None
    shield: str | None

    @property
    def body(self) -> str:
        return str(self.content.get("body", ""))

    @property
    def answers(self) -> str | None:
        """The event that this one replies to."""
        event: str | None = self._related.get("m.in_reply_to", {}).get("event_id")
        return event

    @property
    def replaces(self) -> str | None:
        """The event of which this one is an edit."""
        return self._related.get("event_id") if self._related.get("rel_type") == "m.replace" else None

    @property
    def _related(self) -> Mapping[str, Any]:
        related: Mapping[str, Any] = self.content.get("m.relates_to") or {}
        return related


@dataclass(frozen=True, slots=True)
class Account:
    """Who an account is to this client. `devices`: whether its owner signed each."""

    has_cross_signing: bool
    is_known: bool
    needs_approval: bool
    is_verified: bool
    devices: Mapping[str, bool]


@dataclass(slots=True)
class IndependentClient:
    """A client that is signed in, has its own cross-signing, and syncs."""

    _process: Process
    _user: str = ""
    _device: str = ""
    _stderr: deque[str] = field(default_factory=lambda: deque(maxlen=40))
    _ids: count[int] = field(default_factory=count)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def user(self) -> str:
        return self._user

    @property
    def device(self) -> str:
        return self._device

    @classmethod
    @asynccontextmanager
    async def open(
        cls, node: Node, homeserver: str, user: str, password: str, *, is_signed: bool = True
    ) -> AsyncIterator[IndependentClient]:
        """Sign in and sync, until the end of the block; `is_signed`: with cross-signing of its own."""
        process = await asyncio.create_subprocess_exec(
            *node.command("client.mjs"), stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=_LONGEST_LINE
        )
        client = cls(process)
        draining = asyncio.create_task(client._drain())
        try:
            login = await client.do("login", homeserver=homeserver, user=user, password=password)
            client._user, client._device = login["user"], login["device"]
            await client.do("start")
            if is_signed:
                await client.do("bootstrap")
            yield client
            await client.do("stop")
        finally:
            await client._end()
            await draining

    async def isolate(self, *, on: bool = True) -> None:
        """Give keys to devices that their owners signed, and to no other, and take them from no other."""
        await self.do("isolation", on=on)

    async def create_room(self, *invited: str, name: str = "Study group", encrypted: bool = True) -> str:
        """A room of its own."""
        return str(await self.do("create", name=name, invite=invited, encrypted=encrypted))

    async def join(self, room: str) -> None:
        await self.do("join", room=room)

    async def say(self, room: str, text: str, **more: object) -> str:
        """A message; `more` is what its content says beside the text."""
        content = {"msgtype": "m.text", "body": text, "m.mentions": {}, **more}
        return str(await self.do("send", room=room, content=content))

    async def edit(self, room: str, event: str, text: str) -> str:
        return str(await self.do("edit", room=room, event=event, text=text))

    async def react(self, room: str, event: str, key: str) -> str:
        return str(await self.do("react", room=room, event=event, key=key))

    async def redact(self, room: str, event: str) -> str:
        return str(await self.do("redact", room=room, event=event))

    async def events(self, room: str) -> list[Event]:
        """What came and what it sent itself, in order, without the room's state."""
        return [Event(**event) for event in await self.do("events", room=room)]

    async def account(self, user: str) -> Account:
        return Account(**await self.do("account", user=user))

    async def joined(self, room: str, user: str, seconds: float = _PATIENCE) -> None:
        """Wait until somebody is in a room."""

        async def look() -> bool:
            return bool((await self.do("members", room=room)).get(user) == "join")

        await self._until(look, seconds, f"{user} did not come into {room}")

    async def received(self, room: str, wanted: Callable[[Event], bool], seconds: float = _PATIENCE) -> Event:
        """Wait for an event, and give the first that is wanted."""
        events: Sequence[Event] = ()

        async def look() -> bool:
            nonlocal events
            events = await self.events(room)
            return any(map(wanted, events))

        try:
            await self._until(look, seconds, "no such event came")
        except ClientError as error:
            shown = "\n".join(f"  {event}" for event in events)
            raise ClientError(f"{error}; what came:\n{shown}") from None
        return next(filter(wanted, events))

    async def answer(self, room: str, question: str, seconds: float = _PATIENCE) -> Event:
        """Wait for the event that replies to a question."""
        return await self.received(
            room, lambda event: event.answers == question and event.sender != self._user, seconds
        )

    async def do(self, verb: str, **given: object) -> Any:
        """Tell the client to do one thing, and return what it says."""
        async with self._lock:
            id_ = next(self._ids)
            try:
                async with asyncio.timeout(_LONGEST_TASK):
                    said = await self._said(id_, {"do": verb, **given})
            except (ConnectionError, TimeoutError) as error:
                raise ClientError(self._readable(f"{verb}: the client did not answer")) from error
        if said is None:
            raise ClientError(self._readable(f"{verb}: the client ended"))
        if "error" in said:
            raise ClientError(self._readable(said["error"]))
        return said["value"]

    async def _said(self, id_: int, task: Mapping[str, object]) -> dict[str, Any] | None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"id": id_, **task}).encode() + b"\n")
        await stdin.drain()
        while line := await stdout.readline():
            said: dict[str, Any] = json.loads(line)
            if said["id"] == id_:  # not to something that nobody waits for any more
                return said
        return None

    async def _until(self, look: Callable[[], Awaitable[bool]], seconds: float, otherwise: str) -> None:
        try:
            async with asyncio.timeout(seconds):
                while True:
                    if await look():
                        return
                    await asyncio.sleep(_LOOKING)
        except TimeoutError:
            raise ClientError(f"{otherwise} in {seconds} s") from None

    async def _drain(self) -> None:
        assert self._process.stderr
        async for line in self._process.stderr:
            self._stderr.append(line.decode(errors="replace").rstrip())

    async def _end(self) -> None:
        """It ends by itself when nobody can tell it anything any more."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _readable(self, said: str) -> str:
        return "\n".join([said, *self._stderr])
