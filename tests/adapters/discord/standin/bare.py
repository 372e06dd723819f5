"""A plain discord.py bot that answers a constant: what proves the stand-in, and what the adapter is measured against.

python -m tests.adapters.discord.standin.bare --rest URL --gateway URL
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

import discord
from discord import app_commands

from tests.adapters.discord.standin.program import die_with_parent, point, read

NOBODY = discord.AllowedMentions.none()
TITLE = "### On Zhenbao"
QUOTATION = "> Bullets and shells may fly, but the people make history, and the people alone."
TURNED = "> The second page."
_CHOICES = [app_commands.Choice(name=f"Zhenbao {number}", value=f"zhenbao-{number}") for number in range(10)]


class Answer(discord.ui.LayoutView):
    """A card with a text, a button and a select."""

    def __init__(self, text: str = QUOTATION) -> None:
        super().__init__(timeout=None)
        card: discord.ui.Container[Any] = discord.ui.Container(accent_colour=0x8A1C1C)
        card.add_item(discord.ui.TextDisplay(TITLE))
        card.add_item(discord.ui.Separator())
        card.add_item(discord.ui.TextDisplay(text))
        self.add_item(card)
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        row.add_item(Turn())
        self.add_item(row)
        choosing: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        choosing.add_item(Choose())
        self.add_item(choosing)


def shown(text: str = QUOTATION) -> Answer:
    """The card to send. The one that `add_view` knows listens for all of them, so that nothing is kept of it here."""
    answer = Answer(text)
    answer.stop()
    return answer


class Turn(discord.ui.Button[Any]):
    """Shows the other page."""

    def __init__(self) -> None:
        super().__init__(label="Next", custom_id="bare:next")

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=shown(TURNED), allowed_mentions=NOBODY)


class Choose(discord.ui.Select[Any]):
    """Says what was chosen, to whom chose it."""

    def __init__(self) -> None:
        options = [discord.SelectOption(label="One", value="one"), discord.SelectOption(label="Two", value="two")]
        super().__init__(custom_id="bare:choose", placeholder="Choose", options=options)

    async def callback(self, interaction: discord.Interaction) -> None:
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.TextDisplay(f"You chose {self.values[0]}."))
        await interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=NOBODY)


class Bare(discord.AutoShardedClient):
    """Answers `/claim`, `/slow`, a menu, and whoever mentions it."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=NOBODY,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._answers: dict[int, int] = {}

    async def setup_hook(self) -> None:
        self.add_view(Answer())
        self.tree.add_command(claim)
        self.tree.add_command(slow)
        self.tree.add_command(check)
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot or self.user not in message.mentions:
            return
        sent = await message.reply(view=shown(), allowed_mentions=NOBODY, mention_author=False)
        self._answers[message.id] = sent.id

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        if payload.message_id in self._answers:
            channel = self.get_partial_messageable(payload.channel_id)
            answer = channel.get_partial_message(self._answers[payload.message_id])
            await answer.edit(view=shown(TURNED), allowed_mentions=NOBODY)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self._withdraw(payload.channel_id, payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        for question in payload.message_ids:
            await self._withdraw(payload.channel_id, question)

    async def _withdraw(self, channel: int, question: int) -> None:
        answer = self._answers.pop(question, None)
        if answer is not None:
            await self.get_partial_messageable(channel).get_partial_message(answer).delete()


@app_commands.command(description="What the documents say of something")
@app_commands.describe(words="A claim, or words from it")
async def claim(interaction: discord.Interaction, words: str) -> None:  # the answer is a constant
    await interaction.response.send_message(view=shown(), allowed_mentions=NOBODY)


@claim.autocomplete("words")
async def _complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:  # as above
    return _CHOICES


@app_commands.command(description="An answer that takes a while")
async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer(thinking=True)
    await interaction.edit_original_response(view=shown(), allowed_mentions=NOBODY)
    more = discord.ui.LayoutView()
    more.add_item(discord.ui.TextDisplay("And one thing more."))
    await interaction.followup.send(view=more, ephemeral=True, allowed_mentions=NOBODY)


@app_commands.context_menu(name="Check this quotation")
async def check(interaction: discord.Interaction, message: discord.Message) -> None:
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay(f"{len(message.content)} characters."))
    await interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=NOBODY)


async def run() -> None:
    """Connect, and close cleanly on SIGTERM."""
    async with Bare() as bot:
        loop = asyncio.get_running_loop()
        closing: list[asyncio.Task[None]] = []
        loop.add_signal_handler(signal.SIGTERM, lambda: closing.append(loop.create_task(bot.close())))
        await bot.start(os.environ["CATENA_DISCORD_TOKEN"])
        await asyncio.gather(*closing)


def main() -> int:
    """Run the bot until it is stopped."""
    die_with_parent()
    rest, gateway, _ = read()
    point(rest, gateway)
    discord.utils.setup_logging(root=True)
    asyncio.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
