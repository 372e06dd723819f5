"""Messages that are no plain question: an old one that is edited, one of a server that nothing is known of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest

from adapters.database.answers import KEPT_DAYS
from tests.adapters.discord.standin import wire
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.discord.standin.snowflakes import snowflake
from tests.adapters.discord.standin.world import Message

pytestmark = pytest.mark.usefixtures("catena")


async def test_a_question_too_old_to_be_followed_is_not_answered_a_second_time(standin: StandIn) -> None:
    channel, mention = standin.village.channel, f"<@{standin.world.bot.id}>"
    then = datetime.now(UTC) - timedelta(days=KEPT_DAYS + 1)
    old = Message(channel, standin.mei.user, f"{mention} claim zhenbao", id=discord.utils.time_snowflake(then))
    channel.messages[old.id] = old
    standin.mei.edit(old, f"{mention} claim mutual-distrust")
    answers = [await standin.mei.say(channel, f"{mention} {asked}") for asked in ("topics", "documents", "help")]
    assert [one for one in channel.said if one.author is standin.world.bot] == answers
    standin.assert_sound()


async def test_a_message_of_a_server_that_nothing_is_known_of_is_no_private_one(standin: StandIn) -> None:
    channel = standin.village.channel
    written = wire.message_event(Message(channel, standin.mei.user, "topics"), standin.world, reads_content=True)
    unknown = {"guild_id": str(snowflake()), "channel_id": str(snowflake())}
    standin.gateway.dispatch("MESSAGE_CREATE", written | unknown, None)
    await standin.mei.say(channel, f"<@{standin.world.bot.id}> topics")
    assert not [request for request in standin.requests if f"/channels/{unknown['channel_id']}/" in request.path]
    standin.assert_sound()
