"""The least that answers: matrix-nio as its manual shows it, in plain and in encrypted rooms.

python -m tests.bench.matrix.bare HOMESERVER USER DEVICE TOKEN STORE
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom, RoomMessageText

_PREFIX = "!claim "


async def run(homeserver: str, user: str, device: str, token: str, store: Path) -> None:
    """Accept every invitation, and say what is asked again, until the end."""
    store.mkdir(parents=True, exist_ok=True)
    config = AsyncClientConfig(store_sync_tokens=True, encryption_enabled=True)
    client = AsyncClient(homeserver, user, device, str(store), config)
    client.restore_login(user, device, token)

    async def answer(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender == client.user_id or not event.body.startswith(_PREFIX):
            return
        content = {"msgtype": "m.notice", "body": event.body.removeprefix(_PREFIX)}
        await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    async def come(room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == client.user_id and event.membership == "invite":
            await client.join(room.room_id)

    client.add_event_callback(answer, RoomMessageText)
    client.add_event_callback(come, InviteMemberEvent)
    await client.sync_forever(timeout=30_000, full_state=True)


if __name__ == "__main__":
    _, homeserver, user, device, token, store = sys.argv
    asyncio.run(run(homeserver, user, device, token, Path(store)))
