"""People who use the bot: they type commands, press buttons, write messages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any

from tests.adapters.discord.standin import permissions, wire
from tests.adapters.discord.standin.callbacks import owners
from tests.adapters.discord.standin.changes import DEADLINE
from tests.adapters.discord.standin.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, Asked, Interaction
from tests.adapters.discord.standin.registered import MESSAGE, NotOfferedError
from tests.adapters.discord.standin.snowflakes import now
from tests.adapters.discord.standin.state import State
from tests.adapters.discord.standin.world import Channel, Message, Role, User

_IN_GUILD, _WITH_BOT, _PRIVATE = 0, 1, 2
_MENTION = re.compile(r"<@(?P<role>&?)!?(?P<id>\d+)>")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. `installs_it` says that the bot is there by their own installation, not by the server's."""

    user: User
    state: State
    installs_it: bool = False

    @property
    def installed(self) -> Actor:
        """The same person, using the bot that they installed for themselves."""
        return replace(self, installs_it=True)

    @property
    def direct(self) -> Channel:
        """The conversation with the bot."""
        return self.state.world.direct(self.user)

    # ── Commands ─────────────────────────────────────────────────────────────

    def slash(self, channel: Channel, name: str, /, **typed: Any) -> Asked:
        """Use a slash command. Await what comes back for the answer.

        Raises NotOfferedError for what Discord would not let somebody do.
        """
        command, data = self.state.commands.fill_in(name, _guild(channel), typed)
        self._may_use(command, channel)
        return self._interact(COMMAND, channel, data)

    def complete(self, channel: Channel, name: str, option: str, typed: str, /, **others: Any) -> Asked:
        """Type into an option, with others filled in already. Await what comes back; `choices` are in it."""
        filled = {**others, option: typed}
        command, data = self.state.commands.fill_in(name, _guild(channel), filled, option)
        self._may_use(command, channel)
        return self._interact(AUTOCOMPLETE, channel, data)

    async def autocomplete(self, channel: Channel, name: str, option: str, typed: str, /, **others: Any) -> list[Json]:
        """Type into an option, and wait for what is offered: `{"name": …, "value": …}`."""
        return (await self.complete(channel, name, option, typed, **others)).choices

    def menu(self, channel: Channel, name: str, message: Message) -> Asked:
        """Choose from the menu of a message."""
        command = self.state.commands.find(name, MESSAGE, _guild(channel))
        self._may_use(command, channel)
        written = wire.message(message, self.state.world)
        data = {"id": command["id"], "name": name, "type": MESSAGE, "target_id": str(message.id)}
        return self._interact(COMMAND, channel, data | {"resolved": {"messages": {str(message.id): written}}})

    def _may_use(self, command: Json, channel: Channel) -> None:
        """Raises NotOfferedError where Discord would not show a command."""
        name, context = command["name"], self._context(channel)
        if int(self.installs_it) not in command["integration_types"]:
            raise NotOfferedError(f"{name!r} is not for installation type {int(self.installs_it)}")
        if command["contexts"] is not None and context not in command["contexts"]:
            raise NotOfferedError(f"{name!r} is not shown in context {context}, only in {command['contexts']}")
        if channel.guild is None:
            if not self.installs_it and context != _WITH_BOT:
                raise NotOfferedError("only somebody's own installation reaches this conversation")
            return
        if not self.installs_it and not channel.guild.has_bot:
            raise NotOfferedError(f"the bot is not in {channel.guild.name!r}")
        granted = channel.guild.permissions_of(self.user, channel)
        needed = int(command["default_member_permissions"] or 0) | permissions.USE_APPLICATION_COMMANDS
        if granted & needed != needed:
            raise NotOfferedError(f"{name!r} is not shown to {self.user.name}: it needs {needed:#x} of {granted:#x}")

    # ── Buttons and selects ──────────────────────────────────────────────────

    def click(self, message: Message, *, custom_id: str | None = None, label: str | None = None) -> Asked:
        """Press a button, by its custom_id or by what it is called."""
        for button in message.buttons:
            if (custom_id is None or button.get("custom_id") == custom_id) and (
                label is None or button.get("label") == label
            ):
                return self._use(message, button, {})
        raise NotOfferedError(f"no button {custom_id or label!r}; there are {message.labels}")

    def select(self, message: Message, custom_id: str | None, values: list[str]) -> Asked:
        """Choose from a select (None: from the only one)."""
        for select in message.selects:
            if custom_id is None or select["custom_id"] == custom_id:
                offered = [option["value"] for option in select["options"]]
                if not set(values) <= set(offered):
                    raise NotOfferedError(f"{values} are not all offered: {offered}")
                if not select["min_values"] <= len(values) <= select["max_values"]:
                    raise NotOfferedError(f"{len(values)} values, not {select['min_values']} to {select['max_values']}")
                return self._use(message, select, {"values": values})
        raise NotOfferedError(f"no select {custom_id!r}; there are {[one['custom_id'] for one in message.selects]}")

    def _use(self, message: Message, component: Json, data: Json) -> Asked:
        if message.is_deleted:
            raise NotOfferedError("the message is gone")
        if message.is_ephemeral and message.seen_by is not self.user:
            raise NotOfferedError(f"{self.user.name} does not see this message")
        if component.get("disabled") or "custom_id" not in component:
            raise NotOfferedError(f"nothing happens on {component}")
        used = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"]}
        return self._interact(COMPONENT, message.channel, used | data, message)

    # ── Interactions ─────────────────────────────────────────────────────────

    def _context(self, channel: Channel) -> int:
        if channel.guild is not None:
            return _IN_GUILD
        return _WITH_BOT if self.state.world.bot in channel.recipients else _PRIVATE

    def _interact(self, kind: int, channel: Channel, data: Json, source: Message | None = None) -> Asked:
        interaction = Asked(kind, self.user, channel, data, self.installs_it, source)
        self.state.interactions[interaction.token] = interaction
        written = self._written(interaction)

        def deliver() -> None:
            self.state.gateway.dispatch("INTERACTION_CREATE", written, _guild(channel))

        late = self.state.faults.take_lateness()
        if late:
            asyncio.get_running_loop().call_later(late, deliver)
        else:
            deliver()
        return interaction

    def _written(self, interaction: Interaction) -> Json:
        world, channel, guild = self.state.world, interaction.channel, interaction.channel.guild
        mine = permissions.IN_DIRECT if guild is None else guild.permissions_of(self.user, channel)
        bots = world.bot_permissions(channel) or mine & permissions.IN_DIRECT
        described = {
            key: value for key, value in wire.channel(channel, world).items() if key != "permission_overwrites"
        }
        written: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application_id),
            "type": interaction.kind,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": described | {"permissions": str(mine)},
            "token": interaction.token,
            "version": 1,
            "app_permissions": str(bots),
            "locale": "en-US",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": owners(interaction),
            "context": self._context(channel),
            "attachment_size_limit": 10_485_760,
        }
        if interaction.source is not None:
            written["message"] = wire.message(interaction.source, world)
        if guild is None:
            return written | {"user": wire.user(self.user)}
        member = wire.member(guild.members[self.user.id], with_user=True) | {"permissions": str(mine)}
        return written | {
            "member": member,
            "guild_id": str(guild.id),
            "guild_locale": "en-US",
            "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        }

    # ── Messages ─────────────────────────────────────────────────────────────

    def say(self, channel: Channel, content: str, *, reply_to: Message | None = None) -> Said:
        """Write a message. Await what comes back for the first answer to it."""
        return Said(self.write(channel, content, reply_to=reply_to), self.state)

    def write(self, channel: Channel, content: str, *, reply_to: Message | None = None) -> Message:
        """Write a message that no answer is waited for."""
        message = Message(channel, self.user, content, reference=reply_to, kind=19 if reply_to else 0)
        self._find_mentions(message)
        if reply_to is not None and reply_to.author not in message.mentions:
            message.mentions.append(reply_to.author)
        return self.state.post(message)

    def edit(self, message: Message, content: str) -> None:
        """Change a message of one's own."""
        message.content = content
        message.edited = now()
        self._find_mentions(message)
        self.state.tell_of(message, "MESSAGE_UPDATE")

    def delete(self, *messages: Message) -> None:
        """Delete a message, or several of a channel at once, as a moderator can."""
        self.state.remove(*messages)

    def _find_mentions(self, message: Message) -> None:
        world, guild = self.state.world, message.channel.guild
        found = list(_MENTION.finditer(message.content))
        users = [world.users[int(one["id"])] for one in found if not one["role"] and int(one["id"]) in world.users]
        roles: dict[int, Role] = {} if guild is None else {role.id: role for role in guild.roles}
        message.mentions = list(dict.fromkeys(users))
        message.mentioned_roles = [roles[int(one["id"])] for one in found if one["role"] and int(one["id"]) in roles]


def _guild(channel: Channel) -> int | None:
    return None if channel.guild is None else channel.guild.id


@dataclass(eq=False, slots=True)
class Said:
    """A message that somebody wrote, and what the bot answered to it. `await` it for the first answer."""

    message: Message
    state: State

    def __await__(self) -> Generator[Any, None, Message]:
        return self.answered().__await__()

    @property
    def answers(self) -> list[Message]:
        """The bot's answers to it that are there, oldest first."""
        every = list(self.message.channel.messages.values())
        return [one for one in every if one.reference is self.message and one.author is self.state.world.bot]

    async def answered(self, number: int = 1) -> Message:
        """An answer, the first or a later one."""
        await self.until(lambda: len(self.answers) >= number, f"answer {number}")
        return self.answers[number - 1]

    async def until(self, is_so: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
        """Wait until something is so in the channel. Raises AssertionError where it never is."""
        await self.message.channel.changes.until(is_so, lambda: f"{what}; {self}", deadline)

    async def answer_edited(self, answer: Message, number: int = 1) -> Message:
        """An answer, once it was edited so many times."""
        await self.until(lambda: answer.edits >= number, f"edit {number} of the answer")
        return answer

    async def unanswered(self) -> None:
        """Wait until no answer is there any more."""
        await self.until(lambda: not self.answers, "its answers are gone")

    def __str__(self) -> str:
        return f"{self.message.author.name} said {self.message.content!r}, and got {[one.text for one in self.answers]}"
