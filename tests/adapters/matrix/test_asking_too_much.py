"""Somebody asks more than one may: a kind word once, and everybody else is answered."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.matrix.homeserver.person import Person, first_answer
from tests.adapters.matrix.homeserver.program import running
from tests.adapters.matrix.homeserver.synapse import Synapse

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
KIND = "That is a lot at once"


async def test_questions_too_many_are_answered_once_and_then_with_silence(
    homeserver: Synapse, bot: str, mei: Person, bob: Person, data: Path
) -> None:
    env = {"CATENA_LIMIT_USER": "3/hour", "CATENA_LIMIT_GROUP": "off"}
    async with running(homeserver.url, bot, data, env) as program:
        room = await mei.create_room(program.user, bob.user)
        await bob.join(room)
        for _ in range(3):
            assert ZHENBAO in (await mei.hear(room, "!claim zhenbao"))["content"]["body"]
        assert KIND in (await mei.hear(room, "!claim zhenbao"))["content"]["body"]
        silent = [await mei.say(room, "!claim zhenbao") for _ in range(3)]
        assert ZHENBAO in (await bob.hear(room, "!claim zhenbao"))["content"]["body"]
        events = await mei.events(room)
        assert [first_answer(events, one) for one in silent] == [None, None, None]
