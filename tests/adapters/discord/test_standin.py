"""The stand-in for Discord, proved with a plain discord.py bot in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.adapters.discord.judge import openapi
from tests.adapters.discord.standin import bare, permissions
from tests.adapters.discord.standin.registered import NotOfferedError
from tests.adapters.discord.standin.running import Process, running_bare
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.world import Kind, village


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn.open(village(everyone=permissions.EVERYONE)) as standin:
        yield standin


@pytest.fixture
async def bot(standin: StandIn) -> AsyncIterator[Process]:
    async with running_bare(standin) as process:
        yield process


@pytest.mark.usefixtures("bot")
class TestWithABot:
    """What one that is connected makes of what people do."""

    async def test_a_slash_command_is_answered_once_and_everything_is_sound(self, standin: StandIn) -> None:
        openapi.require()
        answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
        assert answer.message is not None
        assert bare.QUOTATION in answer.message.texts
        assert not answer.ephemeral
        assert answer.callbacks == 1
        standin.assert_sound()

    async def test_completion_offers_what_the_bot_sends(self, standin: StandIn) -> None:
        choices = await standin.mei.autocomplete(standin.village.channel, "claim", "words", "zhen")
        assert choices[0]["value"] == "zhenbao-0"
        assert len(choices) == 10
        standin.assert_sound()

    async def test_a_button_changes_its_message_and_a_select_answers_its_user(self, standin: StandIn) -> None:
        answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
        assert answer.message is not None
        turned = await standin.organiser.click(answer.message, label="Next")
        assert turned.message is answer.message
        assert bare.TURNED in answer.message.texts
        chosen = await standin.mei.select(answer.message, "bare:choose", ["two"])
        assert chosen.ephemeral
        assert chosen.message is not None
        assert chosen.message.text == "You chose two."
        standin.assert_sound()

    async def test_a_menu_gets_the_message_that_it_was_opened_on(self, standin: StandIn) -> None:
        message = standin.mei.say(standin.village.channel, "Fourteen chars").message
        answer = await standin.mei.menu(standin.village.channel, "Check this quotation", message)
        assert answer.message is not None
        assert answer.message.text == "14 characters."
        standin.assert_sound()

    async def test_an_answer_that_takes_a_while_is_edited_and_followed(self, standin: StandIn) -> None:
        answer = await standin.mei.slash(standin.village.channel, "slow")
        more = await answer.followed_up()
        assert answer.message is not None
        assert bare.QUOTATION in answer.message.texts
        assert not answer.message.is_loading
        assert more.is_ephemeral
        assert len(answer.edits) == 1
        standin.assert_sound()

    async def test_a_mention_is_answered_and_the_answer_follows_its_question(
        self, standin: StandIn, bot: Process
    ) -> None:
        said = standin.mei.say(standin.village.channel, f"<@{standin.world.bot.id}> claim zhenbao")
        answer = await said
        assert bare.QUOTATION in answer.texts
        standin.mei.edit(said.message, f"<@{standin.world.bot.id}> claim xu-lai")
        await said.answer_edited(answer)
        assert bare.TURNED in answer.texts
        standin.mei.delete(said.message)
        await said.unanswered()
        await bot.terminate()
        assert "Traceback" not in bot.stderr
        standin.assert_sound()

    async def test_it_is_reached_in_direct_conversations_and_by_those_who_installed_it(self, standin: StandIn) -> None:
        group = standin.world.group("Friends", standin.village.mei, standin.village.organiser)
        elsewhere = standin.world.guild("Elsewhere", has_bot=False)
        channel = standin.world.channel(elsewhere, "general")
        standin.world.member(elsewhere, standin.village.mei)
        for actor, place in (
            (standin.mei, standin.mei.direct),
            (standin.mei.installed, group),
            (standin.mei.installed, channel),
        ):
            answer = await actor.slash(place, "claim", words="zhenbao")
            assert answer.message is not None
        with pytest.raises(NotOfferedError, match="not in 'Elsewhere'"):
            await standin.mei.slash(channel, "claim", words="zhenbao")
        standin.assert_sound()

    async def test_what_is_not_registered_cannot_be_used(self, standin: StandIn) -> None:
        with pytest.raises(NotOfferedError, match="no command 'play'"):
            await standin.mei.slash(standin.village.channel, "play")
        with pytest.raises(NotOfferedError, match="needs \\['words'\\]"):
            await standin.mei.slash(standin.village.channel, "claim")
        with pytest.raises(NotOfferedError, match="no options"):
            await standin.mei.slash(standin.village.channel, "claim", words="a", loud="yes")

    async def test_interactions_of_a_gap_are_delivered_when_the_session_is_resumed(self, standin: StandIn) -> None:
        standin.gateway.delay = 0.2  # so that the command certainly falls into the gap
        standin.gateway.abort()
        answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
        assert answer.callbacks == 1
        assert standin.gateway.resumes == 1
        assert standin.gateway.identifies == 1

    async def test_the_bot_comes_back_after_op_7_op_9_and_a_close_code(self, standin: StandIn) -> None:
        standin.gateway.reconnect()
        await standin.resumed(1)
        standin.gateway.invalidate(can_resume=True)
        await standin.resumed(2)
        await standin.gateway.close(4000)
        await standin.resumed(3)
        standin.gateway.invalidate(can_resume=False)
        await standin.identified(2)
        await standin.connected()
        assert (await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")).callbacks == 1
        standin.assert_sound()

    @pytest.mark.parametrize("status", [429, 500])
    async def test_a_first_answer_that_is_put_off_is_sent_again(self, standin: StandIn, status: int) -> None:
        fault = standin.faults.add("POST", "/interactions/", status=status)
        answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
        assert fault.met == 1
        assert answer.callbacks == 1  # the first did not get through
        standin.assert_sound()

    async def test_an_answer_that_discord_took_and_did_not_confirm_is_not_taken_twice(self, standin: StandIn) -> None:
        standin.faults.add("POST", "/interactions/", status=500, after=True)
        answer = standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
        await answer.was_refused(40060)
        assert len(standin.village.channel.said) == 1
        standin.assert_sound()

    async def test_an_interaction_that_arrives_too_late_is_unknown(self, standin: StandIn) -> None:
        standin.state.first_answer_within = 0.2
        standin.faults.deliver_late(0.4)
        late = standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
        await late.was_refused(10062)
        standin.faults.add("POST", "/interactions/", delay=0.4)
        slow = standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
        await slow.was_refused(10062)
        assert late.response is None
        assert slow.response is None
        assert not standin.village.channel.said

    async def test_many_at_once_lose_nothing(self, standin: StandIn) -> None:
        asked = [standin.mei.slash(standin.village.channel, "claim", words=str(number)) for number in range(200)]
        answers = await asyncio.gather(*asked)
        assert {answer.callbacks for answer in answers} == {1}
        assert len(standin.village.channel.said) == 200
        standin.assert_sound()

    async def test_a_bot_that_is_asked_to_stop_says_good_bye(self, standin: StandIn, bot: Process) -> None:
        code, _ = await bot.terminate()
        assert code == 0
        await standin.gateway.changes.until(lambda: not standin.sessions, lambda: "the session is over")


async def test_a_wrong_token_is_refused(standin: StandIn) -> None:
    async with running_bare(standin, token="wrong", waits=False) as process:
        assert await process.ended() == 1
    assert "Improper token" in process.stderr
    assert standin.requests[0].status == 401


@pytest.mark.parametrize(("code", "words"), [(4004, "4004"), (4013, "4013"), (4014, "privileged intents")])
async def test_closing_for_good_ends_a_plain_bot(standin: StandIn, code: int, words: str) -> None:
    standin.gateway.close_identifying(code)
    async with running_bare(standin, waits=False) as process:
        assert await process.ended() == 1
    assert words in process.stderr


async def test_503_on_registering_ends_a_plain_bot(standin: StandIn) -> None:
    standin.faults.add("PUT", "/applications/", status=503)
    async with running_bare(standin, waits=False) as process:
        assert await process.ended() == 1
    assert not standin.sessions


async def test_a_refused_connection_is_no_websocket_and_the_next_one_is(standin: StandIn) -> None:
    standin.gateway.refuse(1)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await session.ws_connect(standin.gateway_url)
        async with session.ws_connect(standin.gateway_url) as socket:
            hello = await socket.receive_json()
    assert hello["op"] == 10


async def test_a_server_that_is_down_refuses_connections_until_it_is_up_again(standin: StandIn) -> None:
    await standin.shut()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"{standin.rest_url}/gateway")
        await standin.listen()
        async with session.get(f"{standin.rest_url}/gateway") as response:
            assert response.status == 401


class TestWithoutABot:
    """Single requests, as Discord answers them."""

    async def ask(self, standin: StandIn, method: str, path: str, body: object = None) -> tuple[int, int]:
        """The status, and Discord's own code (0: none)."""
        headers = {"Authorization": f"Bot {standin.world.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, f"{standin.rest_url}{path}", json=body) as response,
        ):
            told = await response.json() if response.status != 204 else {}
            return response.status, told.get("code", 0)

    async def test_what_the_bot_may_not_do_is_refused_with_discords_codes(self, standin: StandIn) -> None:
        world, guild = standin.world, standin.village.guild
        hidden = world.channel(guild, "hidden", denied=permissions.VIEW_CHANNEL)
        silent = world.channel(guild, "silent", denied_to_bot=permissions.SEND_MESSAGES)
        threadless = world.channel(guild, "threadless", denied_to_bot=permissions.CREATE_PUBLIC_THREADS)
        said = standin.mei.say(standin.village.channel, "Hello").message
        told = {"content": "Hello", "allowed_mentions": {"parse": []}}
        thread = {"name": "On Zhenbao"}
        here = f"/channels/{standin.village.channel.id}"
        expected = [
            (("POST", f"/channels/{hidden.id}/messages", told), (403, 50001)),
            (("POST", f"/channels/{silent.id}/messages", told), (403, 50013)),
            (("POST", f"/channels/{threadless.id}/threads", thread | {"type": 11}), (403, 50013)),
            (("POST", "/channels/1/messages", told), (404, 10003)),
            (("GET", f"{here}/messages/1", None), (404, 10008)),
            (("PATCH", f"{here}/messages/{said.id}", told), (403, 50005)),
            (("DELETE", f"{here}/messages/{said.id}", None), (403, 50013)),
            (("POST", f"{here}/messages/{said.id}/threads", thread), (201, 0)),
            (("POST", f"{here}/messages/{said.id}/threads", thread), (400, 160004)),
            (("POST", f"{here}/typing", None), (204, 0)),
            (("PUT", f"{here}/messages/{said.id}/reactions/%F0%9F%91%8D/@me", None), (204, 0)),
            (("GET", f"/guilds/{guild.id}", None), (200, 0)),
            (("GET", here, None), (200, 0)),
            (("POST", "/users/@me/channels", {"recipient_id": str(standin.village.mei.id)}), (200, 0)),
            (("POST", "/interactions/1/unknown/callback", {"type": 5}), (404, 10062)),
            (("GET", "/webhooks/1/unknown/messages/@original", None), (404, 10015)),
        ]
        got = [await self.ask(standin, *request) for request, _ in expected]
        assert got == [answer for _, answer in expected]
        standin.assert_sound()

    @pytest.mark.parametrize(("after", "messages"), [(False, 0), (True, 1)])
    async def test_a_connection_may_be_closed_before_or_after_a_request_is_carried_out(
        self, standin: StandIn, after: bool, messages: int
    ) -> None:
        standin.faults.add("POST", "/channels/", drop=True, after=after)
        told = {"content": "Hello", "allowed_mentions": {"parse": []}}
        with pytest.raises(aiohttp.ClientConnectionError):
            await self.ask(standin, "POST", f"/channels/{standin.village.channel.id}/messages", told)
        assert len(standin.village.channel.said) == messages
        standin.assert_sound()

    async def test_an_unsound_request_is_a_problem(self, standin: StandIn) -> None:
        openapi.require()
        here = f"/channels/{standin.village.channel.id}/messages"
        await self.ask(standin, "POST", here, {"content": "Hello"})
        await self.ask(standin, "POST", here, {"content": 7, "allowed_mentions": {"parse": []}})
        mention, kind, *_ = standin.problems
        assert "allowed_mentions is missing" in mention
        assert "$.content: 7 is not of type" in kind

    async def test_a_channel_of_each_kind_is_written_as_discord_writes_it(self, standin: StandIn) -> None:
        openapi.require()
        world = standin.world
        direct, news = world.direct(standin.village.mei), world.channel(standin.village.guild, "news", Kind.NEWS)
        for channel in (direct, news):
            assert await self.ask(standin, "GET", f"/channels/{channel.id}") == (200, 0)
        standin.assert_sound()
