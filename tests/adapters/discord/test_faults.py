"""What goes wrong between Discord and the program: nobody is answered twice, and nobody is left without an answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.discord import phrases
from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.state import DISCORDS_PATIENCE, OUR_PATIENCE

ANSWER = "zhenbao"
LATE = 4.2
"""Seconds; Discord gives an interaction up after 3."""


async def asks(standin: StandIn) -> None:
    """Ask something, and get one answer."""
    answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
    assert answer.callbacks == 1
    assert ANSWER in answer.message.text  # type: ignore[union-attr]


# ── The gateway ──────────────────────────────────────────────────────────────


async def test_what_was_asked_in_a_gap_is_answered_after_it(standin: StandIn, catena: Process) -> None:
    standin.gateway.delay = 0.2
    standin.gateway.abort()
    await asks(standin)
    assert standin.gateway.resumes == 1
    standin.gateway.delay = 0.0
    standin.gateway.reconnect()
    await standin.resumed(2)
    await asks(standin)
    standin.gateway.invalidate(can_resume=True)
    await standin.resumed(3)
    await asks(standin)
    for number, code in enumerate((4000, 4009), 4):
        await standin.gateway.close(code)
        await standin.resumed(number)
        await asks(standin)
    assert standin.gateway.identifies == 1
    assert catena.exit_code is None
    standin.assert_sound()


@pytest.mark.usefixtures("catena")
async def test_a_session_that_is_gone_is_begun_anew(standin: StandIn) -> None:
    standin.gateway.invalidate(can_resume=False)
    await standin.identified(2)
    await standin.connected()
    await asks(standin)
    standin.assert_sound()


@pytest.mark.slow
async def test_after_a_long_outage_it_is_back_within_a_minute(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data) as process:
        standin.gateway.refuse(1_000)
        standin.gateway.abort()
        await process.said("discord is away, trying again")
        await asyncio.sleep(150)
        standin.gateway.accept()
        await standin.connected(deadline=45)
        await asks(standin)


@pytest.mark.slow
async def test_a_gateway_that_refuses_is_tried_again(standin: StandIn, data: Path) -> None:
    standin.gateway.refuse(1)
    async with running(standin, data=data):
        await asks(standin)
    standin.assert_sound()


# ── Starting ─────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", [{"status": 503, "times": 4}, {"status": 500, "times": 6}, {"drop": True, "times": 4}], ids=str
)
async def test_a_login_that_fails_is_tried_again(standin: StandIn, data: Path, fault: dict[str, object]) -> None:
    # discord.py itself tries after a 500, five times; all other attempts are ours.
    standin.faults.add("GET", "/users/@me", **fault)  # type: ignore[arg-type] # as the ids name them
    async with running(standin, data=data, waits=False) as process:
        await standin.connected(deadline=60)
        await standin.registered(deadline=60)
        await asks(standin)
        assert process.exit_code is None
    standin.assert_sound()


async def test_until_the_commands_are_registered_it_is_reached_by_its_name(standin: StandIn, data: Path) -> None:
    standin.faults.add("PUT", "/applications/", status=503, times=3)
    async with running(standin, data=data, waits=False) as process:
        await process.connected(standin)
        answer = await standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> claim zhenbao")
        assert ANSWER in answer.text
        await process.said("discord commands failed, trying again", 60)
        await standin.registered(60)
        await asks(standin)
    standin.assert_sound()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (4004, phrases.BAD_TOKEN),
        (4013, phrases.BAD_INTENTS),
        (4014, phrases.REFUSED_INTENTS),
        (4010, phrases.BAD_SHARDS),
    ],
)
async def test_what_trying_again_cannot_mend_ends_it_with_a_sentence(
    standin: StandIn, data: Path, code: int, said: str
) -> None:
    standin.gateway.close_identifying(code)
    async with running(standin, data=data, waits=False) as process:
        assert await process.ended() == 78
    assert process.stderr.splitlines()[-1] == said
    assert "Traceback" not in process.stderr


async def test_a_second_program_with_the_same_settings_ends_with_a_sentence(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data):
        async with running(standin, data=data, waits=False) as second:
            assert await second.ended() == 78
            assert "Another Catena runs on Discord with these settings" in second.stderr
        await asks(standin)
    async with running(standin, data=data):  # and the first one leaves nothing behind
        await asks(standin)


async def test_a_wrong_token_ends_it_with_a_sentence_without_the_token(standin: StandIn, data: Path) -> None:
    async with running(standin, data=data, token="wrong-token", waits=False) as process:
        assert await process.ended() == 78
    assert process.stderr.splitlines()[-1] == phrases.BAD_TOKEN
    assert "wrong-token" not in process.stderr
    assert not standin.sessions


# ── Answering ────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("catena")
@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_an_answer_that_is_put_off_is_sent_again(standin: StandIn, status: int) -> None:
    fault = standin.faults.add("POST", "/interactions/", status=status)
    await asks(standin)
    assert fault.met == 1
    assert len(standin.village.channel.said) == 1
    standin.assert_sound()


async def test_an_answer_whose_confirmation_is_lost_is_not_given_twice(standin: StandIn, catena: Process) -> None:
    standin.faults.add("POST", "/interactions/", status=500, after=True)
    await standin.mei.slash(standin.village.channel, "claim", words="zhenbao").was_refused(40060)
    await asks(standin)
    assert len(standin.village.channel.said) == 2
    assert "Traceback" not in catena.stderr
    assert "was not answered" not in catena.stderr
    standin.assert_sound()


@pytest.mark.slow
async def test_what_arrives_too_late_is_dropped_without_a_word(standin: StandIn, catena: Process) -> None:
    standin.state.first_answer_within = DISCORDS_PATIENCE
    standin.faults.deliver_late(LATE)
    late = standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
    await late.was_refused(10062)
    standin.faults.add("POST", "/interactions/", delay=LATE)
    slow = standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
    await slow.was_refused(10062)
    assert not standin.village.channel.messages
    standin.state.first_answer_within = OUR_PATIENCE
    await asks(standin)
    assert "answered too late" in catena.stderr
    assert "Traceback" not in catena.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("catena")
async def test_an_answer_that_discord_confirms_late_is_given_once(standin: StandIn) -> None:
    standin.faults.add("POST", "/interactions/", delay=LATE, after=True)
    answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
    await asks(standin)
    assert answer.callbacks == 1
    assert len(standin.village.channel.said) == 2
    standin.assert_sound()


@pytest.mark.usefixtures("catena")
async def test_a_question_deleted_before_its_answer_gets_none(standin: StandIn) -> None:
    standin.gateway.delay = 0.3  # so that it is gone before the bot hears of it
    message = standin.mei.write(standin.village.channel, f"<@{standin.world.bot.id}> claim zhenbao")
    standin.mei.delete(message)
    standin.gateway.delay = 0.0
    await asks(standin)
    answer = await standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> topics")
    assert [one for one in standin.village.channel.said if one.author is standin.world.bot and one.reference] == [
        answer
    ]
    standin.assert_sound()


@pytest.mark.usefixtures("catena")
async def test_many_at_once_lose_nothing(standin: StandIn) -> None:
    names = ("zhenbao", "mutual-distrust", "yegorov-united-front")
    asked = [standin.mei.slash(standin.village.channel, "claim", words=names[number % 3]) for number in range(300)]
    answers = await asyncio.gather(*asked)
    assert {answer.callbacks for answer in answers} == {1}
    assert all(name in answer.message.text for answer, name in zip(answers, names * 100, strict=True))  # type: ignore[union-attr]
    standin.assert_sound()


@pytest.mark.slow
@pytest.mark.usefixtures("catena")
async def test_two_thousand_interactions_in_a_storm_of_faults(standin: StandIn, app: object) -> None:
    """Each of them is answered once, whatever becomes of the connection meanwhile."""
    channel, answers = standin.village.channel, []
    topics = ("reform", "secret-report", "zhenbao-island", "agriculture")
    for batch in range(20):
        if batch % 4 == 1:
            standin.gateway.reconnect()
        if batch % 4 == 2:
            standin.faults.add("POST", "/interactions/", status=(429, 500, 502)[batch % 3], times=5)
        if batch % 4 == 3:
            standin.gateway.abort()
        asked = [standin.mei.slash(channel, "perspectives", topic=topics[number % 4]) for number in range(100)]
        answers += await asyncio.gather(*asked)
    assert len(answers) == 2_000
    assert {answer.callbacks for answer in answers} == {1}
    assert len(channel.said) == 2_000
    standin.assert_sound()


# ── Connections that break while something is sent ───────────────────────────


@pytest.mark.parametrize("after", [False, True], ids=["before it arrived", "after it arrived"])
async def test_a_message_is_answered_once_though_the_connection_broke(
    standin: StandIn, catena: Process, after: bool
) -> None:
    channel = standin.village.channel
    standin.faults.add("POST", r"/channels/\d+/messages$", drop=True, after=after)
    answer = await standin.mei.say(channel, f"<@{standin.world.bot.id}> claim zhenbao")
    assert "zhenbao" in answer.text
    told = await standin.mei.say(channel, f"<@{standin.world.bot.id}> documents")
    assert "Xu Lai" in told.text
    mine = [message.text for message in channel.said if message.author is standin.world.bot]
    assert len(mine) == 2, mine
    assert "mistake" not in " ".join(mine)
    assert catena.exit_code is None
    standin.assert_sound()


async def test_a_thread_that_cannot_be_asked_for_leaves_both_sides_in_the_channel(
    standin: StandIn, catena: Process
) -> None:
    standin.faults.add("POST", r"/channels/\d+/messages/\d+/threads", drop=True)
    await standin.mei.slash(standin.village.channel, "discuss", topic="reform")
    await catena.said("a thread could not be opened")
    said = standin.village.channel.said
    await standin.until(lambda: len(said) > 1, "both sides below the opening")
    assert "\n> " in said[1].text, "quotations, and not only where the documents part"
    assert "mistake" not in " ".join(one.text for one in said)


async def test_a_thread_that_breaks_off_says_so_in_the_thread(standin: StandIn, catena: Process) -> None:
    channel = standin.village.channel
    standin.faults.add("POST", r"/channels/\d+/messages$", status=403)
    await standin.mei.slash(channel, "discuss", topic="reform")
    await catena.said("a thread could not be filled")
    (thread,) = [one for one in standin.world.channels.values() if one.is_thread]
    await standin.until(lambda: "Discord did not take the rest" in thread.said[-1].text, "the word that it broke off")
    assert "/discuss reform" in thread.said[-1].text


async def test_text_of_messages_that_is_no_longer_given_does_not_end_it(standin: StandIn, data: Path) -> None:
    standin.world.grants_content = True
    async with running(standin, data=data) as process:
        standin.world.grants_content = False
        standin.gateway.invalidate(can_resume=False)
        await process.said("no longer gives the bot the text of messages")
        await standin.connected(deadline=60)
        await asks(standin)
        assert process.exit_code is None
