"""A claim of the day, as a server sees it. The store is told that it is due; all else is as it is."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from bot.app import App
from tests.adapters.discord.reading import shown
from tests.adapters.discord.standin import permissions
from tests.adapters.discord.standin.running import Process, running
from tests.adapters.discord.standin.server import StandIn

HEADING = "Claim of the day, "


def bring_forward(data: Path, **columns: object) -> None:
    """Let every digest be due now."""
    values = {"due_at": int(time.time()) - 1, "try_at": int(time.time()) - 1, "last_day": "", **columns}
    store = sqlite3.connect(data / "catena.sqlite3", timeout=10)
    with store:
        store.execute(f"UPDATE digests SET {', '.join(f'{name} = ?' for name in values)}", [*values.values()])  # noqa: S608  # names of ours
    store.close()


async def test_organisers_plan_it_and_it_comes(standin: StandIn, catena: Process, data: Path, app: App) -> None:
    channel = standin.village.channel
    offered = await standin.organiser.autocomplete(channel, "digest", "time", "9 berl")
    assert [one["value"] for one in offered] == ["09:00 Europe/Berlin"]
    planned = await standin.organiser.slash(channel, "digest", time="09:00 berlin")
    assert planned.ephemeral
    assert "every day at 09:00 (Europe/Berlin)" in shown(planned.message.text)  # type: ignore[union-attr]
    refused = await standin.mei.slash(channel, "digest", time="off")
    assert "Only organisers" in refused.message.text  # type: ignore[union-attr]
    assert "every day at 09:00" in shown((await standin.mei.slash(channel, "digest")).message.text)  # type: ignore[union-attr]
    bring_forward(data)
    await standin.until(lambda: len(channel.said) == 1, "a digest")
    (message,) = channel.said
    assert HEADING in message.text
    assert any(name in shown(message.text) for name in app.library.claims)
    assert "Cite" in message.labels
    assert not message.mentions
    await catena.said("a digest was posted")  # it stands there before the store and the status know of it
    assert "The last one came on" in shown((await standin.mei.slash(channel, "digest")).message.text)  # type: ignore[union-attr]
    assert "last digest" in shown((await standin.mei.slash(channel, "status")).message.text)  # type: ignore[union-attr]
    assert catena.exit_code is None
    standin.assert_sound()


async def test_one_that_stands_there_is_not_posted_again(standin: StandIn, data: Path) -> None:
    channel = standin.village.channel
    async with running(standin, data=data):
        await standin.organiser.slash(channel, "digest", time="09:00 utc")
        bring_forward(data)
        await standin.until(lambda: len(channel.said) == 1, "a digest")
    channel.nonces.clear()  # Discord forgets them after minutes
    bring_forward(data, tries=1)  # as one leaves it who died between posting and saying so
    async with running(standin, data=data) as process:
        await process.said("a digest was posted", 60)
    assert len(channel.said) == 1
    standin.assert_sound()


async def test_where_it_may_not_write_it_is_paused_and_the_organiser_is_told(standin: StandIn, data: Path) -> None:
    channel = standin.world.channel(standin.village.guild, "quiet", denied_to_bot=permissions.SEND_MESSAGES)
    async with running(standin, data=data):
        await standin.organiser.slash(channel, "digest", time="09:00 utc")
        bring_forward(data, failures=2)
        await standin.until(lambda: len(standin.organiser.direct.said) == 1, "a word to the organiser")
        told = shown(standin.organiser.direct.said[0].text)
        assert "#quiet" in told
        assert "Send Messages" in told
        now = shown((await standin.organiser.slash(channel, "digest")).message.text)  # type: ignore[union-attr]
        assert "paused" in now
        assert channel.said == []
        resumed = await standin.organiser.slash(channel, "digest", time="resume")
        assert "goes on" in resumed.message.text  # type: ignore[union-attr]
    standin.assert_sound()


async def test_where_it_may_read_no_history_nothing_is_posted_twice(standin: StandIn, data: Path) -> None:
    channel = standin.world.channel(standin.village.guild, "closed", denied_to_bot=permissions.READ_MESSAGE_HISTORY)
    async with running(standin, data=data):
        await standin.organiser.slash(channel, "digest", time="09:00 utc")
        bring_forward(data)
        await standin.until(lambda: len(channel.said) == 1, "a digest")
    channel.nonces.clear()
    bring_forward(data, tries=1)
    async with running(standin, data=data) as process:
        await process.said("taken for posted", 60)
    assert len(channel.said) == 1
    standin.assert_sound()


async def test_a_channel_that_it_may_not_see_any_more_is_told(standin: StandIn, data: Path) -> None:
    channel = standin.world.channel(standin.village.guild, "hidden")
    async with running(standin, data=data):
        await standin.organiser.slash(channel, "digest", time="09:00 utc")
        channel.denied_to_bot = permissions.VIEW_CHANNEL
        bring_forward(data, failures=2, tries=1)
        await standin.until(lambda: len(standin.organiser.direct.said) == 1, "a word to the organiser")
        assert "I may not see it" in shown(standin.organiser.direct.said[0].text)
    assert channel.said == []
    standin.assert_sound()


async def test_in_a_thread_it_says_which_channel_it_comes_to(standin: StandIn, catena: Process) -> None:
    channel = standin.village.channel
    await standin.mei.slash(channel, "discuss", topic="reform")
    await standin.until(lambda: any(one.is_thread for one in standin.world.channels.values()), "a thread")
    (thread,) = [one for one in standin.world.channels.values() if one.is_thread]
    planned = await standin.organiser.slash(thread, "digest", time="9 utc")
    assert "every day at 09:00" in shown(planned.message.text)  # type: ignore[union-attr]
    beside = await planned.followed_up()
    assert f"In a thread, “here” is the channel that it hangs on: #{channel.name}." in beside.text
    assert "But" not in beside.text
    assert catena.exit_code is None


async def test_where_it_cannot_be_posted_whoever_plans_it_learns_so_at_once(standin: StandIn, catena: Process) -> None:
    channel = standin.village.channel
    channel.denied_to_bot = permissions.SEND_MESSAGES
    planned = await standin.organiser.slash(channel, "digest", time="9 utc")
    assert "But I cannot post there yet: I lack “Send Messages”." in (await planned.followed_up()).text
    looked = await standin.mei.slash(channel, "digest")
    assert "every day at 09:00" in shown(looked.message.text)  # type: ignore[union-attr]
    assert looked.followups == []
    assert catena.exit_code is None
