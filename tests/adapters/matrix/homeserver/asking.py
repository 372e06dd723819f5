"""What tests of outages and restarts share: a room with the bot in it, and whether all that was asked in it was answered."""

from __future__ import annotations

import asyncio

from tests.adapters.matrix.homeserver.person import Event, Person, answered
from tests.adapters.matrix.homeserver.secret_person import SecretPerson

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
"""What `claim zhenbao` quotes."""
QUIET = 2.0
"""Seconds after which what did not come will not come."""


def words(event: Event) -> str:
    """What a message says."""
    return str(event["content"]["body"])


async def room_with(mei: Person, bot: str, version: str | None = None) -> str:
    """A room that the bot has come to, and said so."""
    room = await mei.create_room(bot, version=version)
    await mei.wait_for(
        room, lambda events: any(one["sender"] == bot and "body" in one["content"] for one in events) or None
    )
    return room


async def all_answered(mei: Person, room: str, bot: str, asked: list[str], seconds: float = 60.0) -> None:
    """Wait for an answer to each question; then see that there is one each, in order."""
    found: list[str] = []
    try:
        async with asyncio.timeout(seconds):
            while len(found := answered(await mei.messages(room, bot), bot)) < len(asked):  # noqa: ASYNC110  # the server tells nobody
                await asyncio.sleep(0.1)
    except TimeoutError:
        missing = [asked.index(one) for one in asked if one not in found]
        raise AssertionError(f"{len(found)} of {len(asked)} answers in {seconds:g} s, without {missing}") from None
    await asyncio.sleep(QUIET)
    _same(answered(await mei.messages(room, bot), bot), asked)


async def all_answered_in_secret(
    ada: SecretPerson, room: str, bot: str, asked: list[str], seconds: float = 60.0
) -> None:
    """Likewise in an encrypted room; and nothing of it is something that nobody can read."""
    for one in asked:
        await ada.answer_to(room, one, seconds)
    await asyncio.sleep(QUIET)
    _same(answered(ada.heard(room), bot), asked)
    assert ada.unreadable(room) == 0


def _same(found: list[str], asked: list[str]) -> None:
    """The numbers of the questions say more than their ids."""
    numbers = {one: number for number, one in enumerate(asked)}
    assert [numbers.get(one, one) for one in found] == list(range(len(asked)))
