"""What there is on the stand-in: people, servers, channels, messages, and what the bot may do there.

Everything is plain and changeable; a test sets up what it needs before the
bot connects, or changes it while the bot runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from tests.adapters.discord.standin import permissions
from tests.adapters.discord.standin.changes import Changes
from tests.adapters.discord.standin.snowflakes import now, snowflake

TOKEN = "MTA.stand-in.token"
_FIRST_GUILD = 1_100_000_000_000 << 22
"""Servers get ids one millisecond apart, so that they fall on one shard after the other."""


class Kind(IntEnum):
    """Types of channels."""

    TEXT = 0
    DIRECT = 1
    GROUP = 3
    NEWS = 5
    THREAD = 11


THREADS = (10, 11, 12)
EPHEMERAL, LOADING, HAS_THREAD, IS_V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15
_CONTENT_LIMITED = 1 << 19
"""Application flag: message content, for bots in fewer than 100 servers."""


@dataclass(eq=False, slots=True)
class User:
    """Somebody, or a bot."""

    name: str
    id: int = field(default_factory=snowflake)
    is_bot: bool = False


@dataclass(eq=False, slots=True)
class Role:
    name: str
    permissions: int
    id: int = field(default_factory=snowflake)
    position: int = 1
    bot: User | None = None
    """The bot that Discord made the role for."""


@dataclass(eq=False, slots=True)
class Member:
    """Somebody in a server; `roles` without the one that everybody has."""

    user: User
    roles: list[Role]
    joined: str = field(default_factory=now)


@dataclass(eq=False, slots=True)
class Channel:
    """A channel, thread, or conversation. `denied` and `denied_to_bot` are permissions taken away in it."""

    kind: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    recipients: list[User] = field(default_factory=list)
    denied: int = 0
    denied_to_bot: int = 0
    id: int = field(default_factory=snowflake)
    owner: User | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    """Those that are there, oldest first; ephemeral ones too."""
    reactions: list[tuple[int, str]] = field(default_factory=list)
    """(message, emoji), as the bot set them."""
    nonces: dict[str, tuple[Message, float]] = field(default_factory=dict)
    """Messages by the nonce that Discord was to enforce, and when they came."""
    typings: int = 0
    changes: Changes = field(default_factory=Changes)

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def said(self) -> list[Message]:
        """The messages that everybody in the channel sees, oldest first."""
        return [message for message in self.messages.values() if not message.is_ephemeral]


@dataclass(eq=False, slots=True)
class Guild:
    """A server. `has_bot` is False where the bot is known only to those who installed it for themselves."""

    name: str
    owner: User
    id: int
    has_bot: bool = True
    everyone: int = permissions.EVERYONE
    bot_role: Role | None = None
    members: dict[int, Member] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)

    @property
    def roles(self) -> list[Role]:
        """Every role, the one that everybody has first; it has the server's id."""
        own = {role.id: role for member in self.members.values() for role in member.roles}
        return [Role("@everyone", self.everyone, id=self.id, position=0), *own.values()]

    def permissions_of(self, user: User, channel: Channel | None = None) -> int:
        """What somebody may do, in the server or in one of its channels."""
        if user is self.owner:
            return permissions.ALL
        member = self.members.get(user.id)
        granted = self.everyone
        for role in member.roles if member else ():
            granted |= role.permissions
        if granted & permissions.ADMINISTRATOR:
            return permissions.ALL
        place = channel.parent if channel is not None and channel.is_thread and channel.parent else channel
        if place is not None:
            granted &= ~place.denied
            if self.bot_role is not None and member is not None and self.bot_role in member.roles:
                granted &= ~place.denied_to_bot
        return granted if granted & permissions.VIEW_CHANNEL else 0


@dataclass(eq=False, slots=True)
class Message:
    """A message as it stands now. `components` are as Discord gives them back, `seen_by` is who alone sees an ephemeral one."""

    channel: Channel
    author: User
    content: str = ""
    id: int = field(default_factory=snowflake)
    created: str = field(default_factory=now)
    edited: str | None = None
    flags: int = 0
    components: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[User] = field(default_factory=list)
    mentioned_roles: list[Role] = field(default_factory=list)
    reference: Message | None = None
    kind: int = 0
    metadata: dict[str, Any] | None = None
    application: int | None = None
    webhook: int | None = None
    thread: Channel | None = None
    seen_by: User | None = None
    is_deleted: bool = False
    edits: int = 0

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def is_loading(self) -> bool:
        """Whether it still says “… is thinking”."""
        return bool(self.flags & LOADING)

    @property
    def every_component(self) -> list[dict[str, Any]]:
        """The components, and those inside them, in the order in which they are read."""
        return list(_walk(self.components))

    @property
    def texts(self) -> list[str]:
        """The texts that the components show, in order."""
        return [component["content"] for component in self.every_component if component["type"] == 10]

    @property
    def text(self) -> str:
        """All that is to be read in it, without labels of buttons."""
        embedded = [part for embed in self.embeds for part in (embed.get("title"), embed.get("description")) if part]
        return "\n".join([*([self.content] if self.content else []), *embedded, *self.texts])

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [component for component in self.every_component if component["type"] == 2]

    @property
    def labels(self) -> list[str]:
        """What its buttons are called."""
        return [str(button.get("label", "")) for button in self.buttons]

    @property
    def selects(self) -> list[dict[str, Any]]:
        return [component for component in self.every_component if component["type"] == 3]


def _walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for component in components:
        found.append(component)
        found.extend(_walk(component.get("components", [])))
        found.extend(_walk([component["accessory"]]) if "accessory" in component else [])
    return found


class World:
    """All of it. `grants_content` says whether Discord lets the bot read messages that do not mention it."""

    def __init__(self, *, token: str = TOKEN, grants_content: bool = False) -> None:
        self.token = token
        self.grants_content = grants_content
        self.bot = User("Catena", is_bot=True)
        self.owner = User("owner of the bot")
        self.application_id = self.bot.id
        self.users: dict[int, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.shards = 1
        """How many shards Discord recommends."""

    # ── Setting up ───────────────────────────────────────────────────────────

    def user(self, name: str) -> User:
        """A new user."""
        user = User(name)
        self.users[user.id] = user
        return user

    def guild(self, name: str, *, has_bot: bool = True, bot_permissions: int = 0, id: int | None = None) -> Guild:  # noqa: A002  # what Discord calls it
        """A new server. What the bot may do there: what everybody may, and `bot_permissions`."""
        owner = self.user(f"owner of {name}")
        guild = Guild(name, owner, _FIRST_GUILD + (len(self.guilds) << 22) if id is None else id, has_bot)
        guild.members[owner.id] = Member(owner, [])
        if has_bot:
            guild.bot_role = Role(self.bot.name, bot_permissions, bot=self.bot)
            guild.members[self.bot.id] = Member(self.bot, [guild.bot_role])
        self.guilds[guild.id] = guild
        return guild

    def member(self, guild: Guild, user: User | str, granted: int = 0) -> User:
        """Let somebody into a server; `granted` are permissions beside those of everybody."""
        user = self.user(user) if isinstance(user, str) else user
        guild.members[user.id] = Member(user, [Role(f"role of {user.name}", granted)] if granted else [])
        return user

    def channel(
        self, guild: Guild, name: str, kind: int = Kind.TEXT, *, denied: int = 0, denied_to_bot: int = 0
    ) -> Channel:
        """A new channel of a server."""
        channel = Channel(kind, name, guild, denied=denied, denied_to_bot=denied_to_bot)
        guild.channels.append(channel)
        return self.add(channel)

    def direct(self, user: User, other: User | None = None) -> Channel:
        """The conversation of somebody with the bot (or with somebody else), opened where there is none yet."""
        pair = {user, other or self.bot}
        for channel in self.channels.values():
            if channel.kind == Kind.DIRECT and set(channel.recipients) == pair:
                return channel
        return self.add(Channel(Kind.DIRECT, "", recipients=list(pair)))

    def group(self, name: str, *users: User) -> Channel:
        """A group conversation; bots are never in one."""
        return self.add(Channel(Kind.GROUP, name, recipients=list(users), owner=users[0]))

    def thread(self, parent: Channel, name: str, kind: int = Kind.THREAD) -> Channel:
        """A new thread of a channel, opened by somebody else than the bot."""
        assert parent.guild is not None  # conversations outside of servers have no threads
        return self.add(Channel(kind, name, parent.guild, parent, owner=parent.guild.owner))

    def add(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    # ── Asking ───────────────────────────────────────────────────────────────

    @property
    def application_flags(self) -> int:
        """What the application was granted, as bits."""
        return _CONTENT_LIMITED if self.grants_content else 0

    def bot_permissions(self, channel: Channel) -> int:
        """What the bot may do in a channel; nothing in one that it is not in."""
        if channel.guild is not None:
            return channel.guild.permissions_of(self.bot, channel) if channel.guild.has_bot else 0
        return permissions.IN_DIRECT if self.bot in channel.recipients else 0

    def message(self, id: int) -> Message | None:  # noqa: A002  # what Discord calls it
        """A message that is there, wherever that is."""
        return next((channel.messages[id] for channel in self.channels.values() if id in channel.messages), None)


@dataclass(frozen=True, slots=True)
class Village:
    """A small world that most tests can do with: one server with a channel, a member and an organiser."""

    world: World
    guild: Guild
    channel: Channel
    mei: User
    organiser: User


def village(*, grants_content: bool = False, bot_permissions: int = 0, everyone: int = permissions.EVERYONE) -> Village:
    """A new small world."""
    world = World(grants_content=grants_content)
    guild = world.guild("Study group", bot_permissions=bot_permissions)
    guild.everyone = everyone
    return Village(
        world=world,
        guild=guild,
        channel=world.channel(guild, "reading"),
        mei=world.member(guild, "Mei"),
        organiser=world.member(guild, "Organiser", permissions.MANAGE_GUILD),
    )
