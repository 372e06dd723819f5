"""Somebody in plain rooms, by the protocol itself: no library between the test and the server."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import aiohttp

from tests.adapters.matrix.homeserver.synapse import PASSWORD

Event = dict[str, Any]
PATIENCE = 40.0
"""Seconds that an answer may take; a fault and nothing else takes so long."""
PAGE = 200
"""Events that are asked for at once."""
FIELD = "org.catena.answer"


class Person:
    """Somebody who is signed in."""

    def __init__(self, url: str, session: aiohttp.ClientSession, user: str, token: str, device: str) -> None:
        self.user = user
        self.token = token
        self.device = device
        self.session = session
        self._url = url
        self._numbers = itertools.count()

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, name: str) -> AsyncIterator[Person]:
        """Sign in with the password of everybody here."""
        async with aiohttp.ClientSession() as session:
            body = {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": name},
                "password": PASSWORD,
            }
            async with session.post(f"{url}/_matrix/client/v3/login", json=body) as response:
                answer = await response.json()
                assert response.status == 200, answer
            yield cls(url, session, answer["user_id"], answer["access_token"], answer["device_id"])

    async def ask(self, method: str, path: str, body: object = None, **query: str) -> dict[str, Any]:
        """One request; AssertionError where the server refuses it."""
        async with self.session.request(
            method,
            f"{self._url}/_matrix/client/v3{path}",
            json=body,
            params=query,
            headers={"Authorization": f"Bearer {self.token}"},
        ) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, (method, path, answer)
            return answer

    # ── Rooms ────────────────────────────────────────────────────────────────

    async def create_room(
        self,
        *invited: str,
        name: str = "Reading group",
        version: str | None = None,
        is_encrypted: bool = False,
        is_direct: bool = False,
        levels: Mapping[str, object] | None = None,
    ) -> str:
        """Make a room; "" is no name."""
        state = [{"type": "m.room.encryption", "state_key": "", "content": _MEGOLM}] if is_encrypted else []
        body: dict[str, object] = {"invite": list(invited), "initial_state": state, "is_direct": is_direct}
        if name:
            body["name"] = name
        if version:
            body["room_version"] = version
        if levels:
            body["power_level_content_override"] = levels
        return str((await self.ask("POST", "/createRoom", body))["room_id"])

    async def invite(self, room: str, user: str) -> None:
        await self.ask("POST", f"/rooms/{_q(room)}/invite", {"user_id": user})

    async def kick(self, room: str, user: str) -> None:
        await self.ask("POST", f"/rooms/{_q(room)}/kick", {"user_id": user})

    async def invitations(self) -> list[str]:
        """The rooms that somebody asked this one into."""
        answer = await self.ask("GET", "/sync", timeout="0")
        return list(answer.get("rooms", {}).get("invite", {}))

    async def join(self, room: str) -> None:
        await self.ask("POST", f"/join/{_q(room)}", {})

    async def leave(self, room: str) -> None:
        await self.ask("POST", f"/rooms/{_q(room)}/leave", {})

    async def upgrade(self, room: str, version: str) -> str:
        """Move a room to a version. The new room."""
        answer = await self.ask("POST", f"/rooms/{_q(room)}/upgrade", {"new_version": version})
        return str(answer["replacement_room"])

    async def encrypt_room(self, room: str) -> None:
        """Switch encryption on."""
        await self.set_state(room, "m.room.encryption", "", _MEGOLM)

    async def set_state(self, room: str, kind: str, key: str, content: Mapping[str, object]) -> None:
        await self.ask("PUT", f"/rooms/{_q(room)}/state/{_q(kind)}/{_q(key)}", dict(content))

    async def state(self, room: str, kind: str, key: str = "") -> dict[str, Any]:
        return await self.ask("GET", f"/rooms/{_q(room)}/state/{_q(kind)}/{_q(key)}")

    async def states(self, room: str) -> list[Event]:
        """All of a room's state."""
        answer: Any = await self.ask("GET", f"/rooms/{_q(room)}/state")
        return list(answer)

    async def members(self, room: str) -> set[str]:
        """Who is in a room."""
        return set((await self.ask("GET", f"/rooms/{_q(room)}/joined_members"))["joined"])

    # ── Words ────────────────────────────────────────────────────────────────

    async def say(
        self,
        room: str,
        text: str,
        *,
        thread: str = "",
        reply_to: str = "",
        mentions: Iterable[str] = (),
        **more: object,
    ) -> str:
        """Write something. The id of the event."""
        content: dict[str, object] = {"msgtype": "m.text", "body": text, **more}
        related: dict[str, object] = {}
        if thread:
            related = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": not reply_to}
        if reply_to or thread:
            related["m.in_reply_to"] = {"event_id": reply_to or thread}
        if related:
            content["m.relates_to"] = related
        named = list(mentions)
        if named:
            content["m.mentions"] = {"user_ids": named}
        return await self.send(room, "m.room.message", content)

    async def edit(self, room: str, event: str, text: str) -> str:
        """Make something else of what was written."""
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event},
        }
        return await self.send(room, "m.room.message", content)

    async def react(self, room: str, event: str, key: str) -> str:
        related = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.send(room, "m.reaction", {"m.relates_to": related})

    async def redact(self, room: str, event: str) -> None:
        await self.ask("PUT", f"/rooms/{_q(room)}/redact/{_q(event)}/{self.device}{next(self._numbers)}", {})

    async def send(self, room: str, kind: str, content: Mapping[str, object]) -> str:
        """Send any event."""
        path = f"/rooms/{_q(room)}/send/{_q(kind)}/{self.device}{next(self._numbers)}"
        return str((await self.ask("PUT", path, dict(content)))["event_id"])

    # ── What stands in a room ────────────────────────────────────────────────

    async def events(self, room: str) -> list[Event]:
        """All that happened in a room, in order."""
        found: list[Event] = []
        query = {"dir": "b", "limit": str(PAGE)}
        while True:
            answer = await self.ask("GET", f"/rooms/{_q(room)}/messages", **query)
            found += answer["chunk"]
            if not answer["chunk"] or "end" not in answer:
                return found[::-1]
            query["from"] = answer["end"]

    async def messages(self, room: str, sender: str) -> list[Event]:
        """Somebody's messages that stand, edits apart, in order."""
        return [
            event
            for event in await self.events(room)
            if event["sender"] == sender
            and event["type"] == "m.room.message"
            and event["content"]
            and relation(event).get("rel_type") != "m.replace"
        ]

    async def wait_for(
        self, room: str, found: Callable[[list[Event]], Any], seconds: float = PATIENCE, what: str = ""
    ) -> Any:
        """What `found` finds among the events of a room, as soon as it finds anything."""
        events: list[Event] = []
        try:
            async with asyncio.timeout(seconds):
                while True:
                    events = await self.events(room)
                    if (one := found(events)) is not None and one is not False:
                        return one
                    await asyncio.sleep(0.05)
        except TimeoutError:
            shown = [(event["type"], event["sender"], event["content"].get("body", "")[:80]) for event in events]
            raise AssertionError(f"{what or 'it'} did not come in {seconds:g} s; there is {shown}") from None

    async def answer_to(self, room: str, question: str, seconds: float = PATIENCE) -> Event:
        """The first answer to something that was written."""
        event: Event = await self.wait_for(room, lambda events: first_answer(events, question), seconds, "an answer")
        return event

    async def hear(self, room: str, text: str, seconds: float = PATIENCE, **how: Any) -> Event:
        """Ask something, and wait for the answer."""
        return await self.answer_to(room, await self.say(room, text, **how), seconds)

    async def current(self, room: str, event: str) -> str:
        """The words of a message as they are after its last edit; "" where it was taken back."""
        found = await self.ask("GET", f"/rooms/{_q(room)}/event/{_q(event)}")
        newer = found.get("unsigned", {}).get("m.relations", {}).get("m.replace")
        content = newer["content"]["m.new_content"] if newer else found["content"]
        return str(content.get("body", ""))

    async def becomes(self, room: str, event: str, found: Callable[[str], bool], seconds: float = PATIENCE) -> str:
        """Wait until a message's words are what `found` looks for."""
        said = ""
        try:
            async with asyncio.timeout(seconds):
                while not found(said := await self.current(room, event)):  # noqa: ASYNC110  # the server tells nobody
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"after {seconds:g} s it is still {said[:500]!r}") from None
        return said


_MEGOLM = {"algorithm": "m.megolm.v1.aes-sha2"}


def relation(event: Event) -> dict[str, Any]:
    """What an event says of its relation to others."""
    found = event["content"].get("m.relates_to")
    return found if isinstance(found, dict) else {}


def replies_to(event: Event) -> str:
    """The event that one answers to; "" where it answers to none."""
    return str(relation(event).get("m.in_reply_to", {}).get("event_id", ""))


def first_answer(events: Iterable[Event], question: str) -> Event | None:
    """The first notice that answers a question."""
    for event in events:
        if event["content"].get("msgtype") == "m.notice" and replies_to(event) == question:
            return event
    return None


def answered(events: Iterable[Event], bot: str) -> list[str]:
    """The questions that the bot answered, in the order of its answers."""
    return [replies_to(event) for event in events if event["sender"] == bot and replies_to(event)]


def _q(words: str) -> str:
    return quote(words, safe="")
