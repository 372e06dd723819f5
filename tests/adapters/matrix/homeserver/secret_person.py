"""Somebody in encrypted rooms, by matrix-nio with keys in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent, RoomSendResponse
from nio.store import SqliteMemoryStore

from tests.adapters.matrix.homeserver.person import PATIENCE, first_answer
from tests.adapters.matrix.homeserver.synapse import PASSWORD

_ALL = {"room": {"timeline": {"limit": 500}}}
"""The server would tell ten messages at once, and leave out the others."""


class SecretPerson:
    """Somebody whose messages only those in the room can read."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client
        self.user: str = client.user_id
        self._heard: dict[str, list[dict[str, Any] | MegolmEvent]] = {}
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, name: str) -> AsyncIterator[SecretPerson]:
        """Sign in, and listen."""
        client = AsyncClient(url, name, config=AsyncClientConfig(store=SqliteMemoryStore, store_sync_tokens=False))
        answer = await client.login(PASSWORD)
        assert client.logged_in, answer
        person = cls(client)
        client.add_event_callback(person._hear, Event)
        await client.sync(0, full_state=True)
        if client.should_upload_keys:
            await client.keys_upload()
        person._listen()
        try:
            yield person
        finally:
            await person._stop_listening()
            await client.close()

    @asynccontextmanager
    async def deaf(self) -> AsyncIterator[None]:
        """Hear nothing for as long as the block lasts, and all of it after that."""
        await self._stop_listening()
        yield
        self._listen()

    async def create_room(self, *invited: str, name: str = "Secret reading group") -> str:
        """Make an encrypted room."""
        encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        answer = await self.client.room_create(name=name or None, invite=list(invited), initial_state=[encryption])
        room = str(answer.room_id)
        await self.knows(room)
        return room

    async def knows(self, room: str, *users: str) -> None:
        """Wait until the client knows a room to be encrypted, and some users to be in it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                known = self.client.rooms.get(room)
                if (
                    known is not None
                    and known.encrypted
                    and all(user in known.users and not known.users[user].invited for user in users)
                ):
                    return
                await asyncio.sleep(0.05)

    async def say(self, room: str, text: str, **more: object) -> str:
        """Write something. The id of the event."""
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def edit(self, room: str, event: str, text: str) -> str:
        """Make something else of what was written."""
        return await self.say(
            room,
            f"* {text}",
            **{
                "m.new_content": {"msgtype": "m.text", "body": text},
                "m.relates_to": {"rel_type": "m.replace", "event_id": event},
            },
        )

    async def send(self, room: str, kind: str, content: Mapping[str, object]) -> str:
        """Send any event."""
        answer = await self.client.room_send(room, kind, dict(content), ignore_unverified_devices=True)
        assert isinstance(answer, RoomSendResponse), answer
        return str(answer.event_id)

    def heard(self, room: str) -> list[dict[str, Any]]:
        """What was heard in a room and can be read, in order."""
        self._look_again(room)
        return [one for one in self._heard.get(room, []) if isinstance(one, dict)]

    def unreadable(self, room: str) -> int:
        """How much was heard in a room that cannot be read."""
        self._look_again(room)
        return sum(isinstance(one, MegolmEvent) for one in self._heard.get(room, []))

    async def answer_to(self, room: str, question: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """The first answer to something that was written, as it can be read."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    if (found := first_answer(self.heard(room), question)) is not None:
                        return found
                    await asyncio.sleep(0.05)
        except TimeoutError:
            said = [event["content"].get("body", "")[:80] for event in self.heard(room)]
            dark = self.unreadable(room)
            raise AssertionError(f"no answer in {seconds:g} s; heard {said}, and {dark} unreadable") from None

    async def hear(self, room: str, text: str, **more: object) -> dict[str, Any]:
        """Ask something, and wait for the answer."""
        return await self.answer_to(room, await self.say(room, text, **more))

    def _listen(self) -> None:
        self._listening = asyncio.create_task(self.client.sync_forever(5_000, sync_filter=_ALL))

    async def _stop_listening(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None

    async def _hear(self, room: Any, event: Event) -> None:
        if isinstance(event, MegolmEvent):
            self._heard.setdefault(room.room_id, []).append(event)
        elif event.source.get("type") == "m.room.message":
            self._heard.setdefault(room.room_id, []).append(event.source)

    def _look_again(self, room: str) -> None:
        """Read what could not be read when it came, where its key has come meanwhile."""
        heard = self._heard.get(room, [])
        for at, one in enumerate(heard):
            if isinstance(one, MegolmEvent):
                clear = self.client.olm._decrypt_megolm_no_error(one)  # noqa: SLF001  # the library has no other way to try again
                if clear is not None:
                    heard[at] = clear.source
