"""Somebody who asks a bot in a room of their own, plain or encrypted, and reads what it answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from nio import (
    AsyncClient,
    AsyncClientConfig,
    EnableEncryptionBuilder,
    KeysUploadResponse,
    LoginResponse,
    RoomCreateResponse,
    RoomMessageNotice,
    RoomSendResponse,
    SyncResponse,
)

from tests.adapters.matrix.homeserver.synapse import PASSWORD
from tests.bench.matrix.contestants import Account

_FILTER = {"presence": {"types": []}, "room": {"timeline": {"limit": 100, "not_types": ["m.reaction"]}}}


class AskingError(Exception):
    """What was asked of the homeserver, or of the bot, came to nothing."""


class Asker:
    """A user with a client of their own."""

    def __init__(self, client: AsyncClient, bot: str) -> None:
        self._client = client
        self._bot = bot
        self._room = ""
        self._is_encrypted = False

    @classmethod
    @asynccontextmanager
    async def signed_in(cls, homeserver: str, user: str, bot: str, keys: Path) -> AsyncIterator[Self]:
        """One that is signed in for as long as the block lasts."""
        keys.mkdir(parents=True, exist_ok=True)
        client = AsyncClient(homeserver, user, store_path=str(keys), config=AsyncClientConfig(encryption_enabled=True))
        try:
            _must(await client.login(PASSWORD), LoginResponse)
            _must(await client.keys_upload(), KeysUploadResponse)
            yield cls(client, bot)
        finally:
            await client.close()

    async def invite(self, *, is_encrypted: bool, deadline: float) -> None:
        """Make a room, invite the bot, and wait until it is there and can be given keys."""
        state = [EnableEncryptionBuilder().as_dict()] if is_encrypted else []
        made = _must(await self._client.room_create(invite=[self._bot], initial_state=state), RoomCreateResponse)
        self._room, self._is_encrypted = made.room_id, is_encrypted
        async with asyncio.timeout(deadline):
            while True:
                await self._sync(1_000)
                if await self._is_there():
                    return

    async def say(self, text: str) -> str:
        """Say something. The id of the event."""
        content = {"msgtype": "m.text", "body": text}
        sent = await self._client.room_send(self._room, "m.room.message", content, ignore_unverified_devices=True)
        return str(_must(sent, RoomSendResponse).event_id)

    async def read(self) -> list[str]:
        """What the bot has said since this was last asked, in order; in an encrypted room, what it has encrypted."""
        joined = (await self._sync(0)).rooms.join.get(self._room)
        return [
            event.body
            for event in (joined.timeline.events if joined is not None else ())
            if event.sender == self._bot
            and isinstance(event, RoomMessageNotice)
            and event.decrypted is self._is_encrypted
        ]

    async def _is_there(self) -> bool:
        room = self._client.rooms.get(self._room)
        if room is None or room.encrypted is not self._is_encrypted:
            return False
        if self._bot not in room.users or room.users[self._bot].invited:
            return False
        if not self._is_encrypted:
            return True
        if self._client.should_query_keys:
            await self._client.keys_query()
        return any(True for _ in self._client.device_store.active_user_devices(self._bot))

    async def _sync(self, wait: int) -> SyncResponse:
        return _must(await self._client.sync(timeout=wait, sync_filter=_FILTER), SyncResponse)


async def new_device(homeserver: str, user: str) -> Account:
    """A new device of an account, for a bot that does not sign in by itself."""
    client = AsyncClient(homeserver, user)
    try:
        signed_in = _must(await client.login(PASSWORD), LoginResponse)
    finally:
        await client.close()
    return Account(signed_in.user_id, PASSWORD, signed_in.device_id, signed_in.access_token)


def _must(response: Any, kind: type[Any]) -> Any:
    if not isinstance(response, kind):
        raise AskingError(str(response))
    return response
