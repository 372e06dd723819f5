"""What is said beside a plan that comes to nothing where it was made; what it takes to play the rest is in test_digests."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import discord
import pytest

from adapters.answering.answerer import Answer
from adapters.discord.digest_notes import note_for_interaction
from bot.app import App
from bot.groups import FULL, Asked, Place
from bot.loading import open_library

ALL = discord.Permissions.all()


@pytest.fixture(scope="module")
def app() -> App:
    return App(*open_library(Path(__file__).parents[2] / "library", None))


def answered(app: App, line: str) -> Answer:
    asked = Asked(Place("discord", "1", "2"), is_organiser=True, zones=("UTC",))
    return Answer(app.respond_to(line, asked), app, line, FULL)


def asked_in(channel: object, *, is_member: bool = True) -> Mock:
    """An interaction in a server."""
    interaction = Mock(spec=discord.Interaction, guild_id=1, application_id=7, channel=channel, app_permissions=ALL)
    interaction.is_guild_integration.return_value = is_member
    return interaction


def thread_in(kind: discord.ChannelType) -> Mock:
    parent = Mock(type=kind)
    parent.name = "reading"
    parent.permissions_for.return_value = ALL
    thread = Mock(spec=discord.Thread, guild=Mock())
    thread.parent = parent  # Mock takes an argument of that name for its own
    return thread


@pytest.mark.parametrize("kind", [discord.ChannelType.forum, discord.ChannelType.media])
def test_in_a_forum_nothing_can_be_posted(app: App, kind: discord.ChannelType) -> None:
    interaction = asked_in(thread_in(kind))
    assert "nothing can be posted in a forum" in note_for_interaction(interaction, answered(app, "digest 9 utc"))
    assert note_for_interaction(interaction, answered(app, "digest")) == "", "who only asks plans nothing"


def test_where_the_bot_is_no_member_it_says_how_to_add_it(app: App) -> None:
    interaction = asked_in(Mock(spec=discord.TextChannel), is_member=False)
    note = note_for_interaction(interaction, answered(app, "digest 9 utc"))
    assert "I am no member of this server" in note
    assert "client_id=7" in note


def test_where_all_is_well_and_of_other_commands_nothing_is_said(app: App) -> None:
    interaction = asked_in(Mock(spec=discord.TextChannel))
    assert note_for_interaction(interaction, answered(app, "digest 9 utc")) == ""
    assert note_for_interaction(asked_in(thread_in(discord.ChannelType.forum)), answered(app, "topics")) == ""
