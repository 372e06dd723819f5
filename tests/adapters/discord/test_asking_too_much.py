"""Somebody asks more than one may: a kind word, and everybody else is answered."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn

ANSWER = "zhenbao"
LIMITED = {"CATENA_LIMIT_USER": "3/hour", "CATENA_LIMIT_GROUP": "off"}
KIND = "That is a lot at once"


async def test_a_command_too_many_is_told_to_the_asker_alone(standin: StandIn, data: Path) -> None:
    channel = standin.village.channel
    async with running(standin, data=data, env=LIMITED) as process:
        answers = [await standin.mei.slash(channel, "claim", words="zhenbao") for _ in range(3)]
        message = answers[-1].message
        assert message is not None
        assert ANSWER in message.text
        assert not any(answer.ephemeral for answer in answers)
        for _ in range(2):  # whoever types a command gets something back, each time
            refused = await standin.mei.slash(channel, "claim", words="zhenbao")
            assert KIND in refused.message.text  # type: ignore[union-attr]
            assert refused.ephemeral
        pressed = await standin.mei.click(message, label="Context")
        assert KIND in pressed.message.text  # type: ignore[union-attr]
        assert pressed.ephemeral
        other = await standin.organiser.slash(channel, "claim", words="zhenbao")
        assert ANSWER in other.message.text  # type: ignore[union-attr]
        assert "error" not in process.stderr
    standin.assert_sound()


async def test_a_page_is_not_turned_into_the_refusal(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data, env={**LIMITED, "CATENA_LIMIT_USER": "1/hour"}):
        answer = await standin.mei.slash(standin.village.channel, "perspectives", topic="secret-report")
        message = answer.message
        assert message is not None
        before = message.text
        refused = await standin.mei.click(message, label="Next ▶")
        assert KIND in refused.message.text  # type: ignore[union-attr]
        assert message.text == before
    standin.assert_sound()


async def test_messages_too_many_are_answered_once_and_then_with_silence(standin: StandIn, data: Path) -> None:
    channel = standin.village.channel
    line = f"<@{standin.world.bot.id}> claim zhenbao"
    async with running(standin, data=data, env=LIMITED):
        for _ in range(3):
            assert ANSWER in (await standin.mei.say(channel, line)).text
        assert KIND in (await standin.mei.say(channel, line)).text
        silent = [standin.mei.say(channel, line) for _ in range(3)]
        assert ANSWER in (await standin.organiser.say(channel, line)).text
        for said in silent:
            await said.unanswered()
    standin.assert_sound()
