"""A claim of the day, as a room sees it. The store is told that it is due; all else is as it is."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

from bot.app import App
from tests.adapters.matrix.homeserver.person import Event, Person
from tests.adapters.matrix.homeserver.program import Program

HEADING = "Claim of the day, "
PATIENCE = 30.0


def bring_forward(data: Path, **columns: object) -> None:
    """Let every digest be due now."""
    values = {"due_at": int(time.time()) - 1, "try_at": int(time.time()) - 1, "last_day": "", **columns}
    store = sqlite3.connect(data / "catena.sqlite3", timeout=10)
    with store:
        store.execute(f"UPDATE digests SET {', '.join(f'{name} = ?' for name in values)}", [*values.values()])  # noqa: S608  # names of ours
    store.close()


def digests(events: list[Event], user: str) -> list[str]:
    bodies = [str(event["content"].get("body", "")) for event in events if event["sender"] == user]
    return [body for body in bodies if HEADING in body]


def paused(events: list[Event], user: str) -> list[str]:
    bodies = [str(event["content"].get("body", "")) for event in events if event["sender"] == user]
    return [body for body in bodies if "paused" in body]


async def meet(mei: Person, catena: Program) -> str:
    room = await mei.create_room(catena.user)
    async with asyncio.timeout(PATIENCE):
        while catena.user not in await mei.members(room):  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.05)
    return room


async def test_organisers_plan_it_and_it_comes_once(mei: Person, catena: Program, data: Path, app: App) -> None:
    room = await meet(mei, catena)
    planned = await mei.hear(room, "!digest 9am berlin")
    assert "every day at 09:00 (Europe/Berlin)" in planned["content"]["body"]
    bring_forward(data)
    (body,) = await mei.wait_for(room, lambda events: digests(events, catena.user) or None, PATIENCE, "a digest")
    assert any(name in body for name in app.library.claims)
    assert "The last one came on" in (await mei.hear(room, "!digest"))["content"]["body"]
    await catena.kill()
    await catena.start()
    await mei.hear(room, "!topics")
    assert len(digests(await mei.events(room), catena.user)) == 1


async def test_what_was_queued_before_a_kill_comes_once(mei: Person, catena: Program, data: Path) -> None:
    room = await meet(mei, catena)
    await mei.hear(room, "!digest 9am utc")
    bring_forward(data)
    await mei.wait_for(room, lambda events: digests(events, catena.user) or None, PATIENCE, "a digest")
    await catena.kill()
    bring_forward(data, tries=1)  # as one leaves it who died between sending and saying so
    await catena.start()
    await catena.said("a digest was posted", 60)
    await mei.hear(room, "!topics")
    assert len(digests(await mei.events(room), catena.user)) == 1


async def test_where_it_may_not_write_it_is_paused_and_the_organiser_is_told(
    mei: Person, catena: Program, data: Path
) -> None:
    room = await meet(mei, catena)
    await mei.hear(room, "!digest 9am utc")
    levels = await mei.state(room, "m.room.power_levels")
    await mei.set_state(room, "m.room.power_levels", "", {**levels, "events_default": 50})
    bring_forward(data, failures=2)
    await catena.said("a digest was refused", 60)
    async with asyncio.timeout(PATIENCE):
        while not (invited := await mei.invitations()):  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.1)
    (conversation,) = invited
    await mei.join(conversation)
    told = await mei.wait_for(conversation, lambda events: paused(events, catena.user) or None, PATIENCE, "a word")
    assert "type there: !digest resume" in told[0]
    assert digests(await mei.events(room), catena.user) == []
