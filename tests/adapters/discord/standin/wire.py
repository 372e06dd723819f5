"""The world as Discord writes it: the JSON of people, servers, channels and messages."""

from __future__ import annotations

from typing import Any

from tests.adapters.discord.standin.snowflakes import now
from tests.adapters.discord.standin.world import Channel, Guild, Kind, Member, Message, Role, User, World

Json = dict[str, Any]
_DEFAULTS: dict[int, Json] = {
    2: {"style": 2},
    3: {"min_values": 1, "max_values": 1},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}
"""What Discord adds to components where it was not said, by type."""


def user(one: User) -> Json:
    """Somebody."""
    written: Json = {
        "id": str(one.id),
        "username": one.name.lower().replace(" ", "_"),
        "global_name": None if one.is_bot else one.name,
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    if one.is_bot:
        written["bot"] = True
    return written


def own_user(world: World) -> Json:
    """The bot to itself: GET /users/@me, and in READY."""
    return {**user(world.bot), "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def member(one: Member, *, with_user: bool) -> Json:
    """Somebody as a member of a server; in messages without the user, who stands beside."""
    written: Json = {
        "roles": [str(role.id) for role in one.roles],
        "joined_at": one.joined,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
    }
    if with_user:
        written["user"] = user(one.user)
    return written


def role(one: Role) -> Json:
    """A role."""
    written: Json = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.bot is not None,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if one.bot is not None:
        written["tags"] = {"bot_id": str(one.bot.id)}
    return written


def channel(one: Channel, world: World) -> Json:
    """A channel, thread or conversation."""
    last = next(reversed(one.messages), None)
    written: Json = {
        "id": str(one.id),
        "type": int(one.kind),
        "flags": 0,
        "last_message_id": None if last is None else str(last),
    }
    if one.guild is None:
        written["recipients"] = [user(person) for person in one.recipients if person is not world.bot]
        if one.kind == Kind.GROUP and one.owner is not None:
            written |= {"name": one.name, "icon": None, "owner_id": str(one.owner.id)}
        return written
    written |= {"guild_id": str(one.guild.id), "name": one.name, "rate_limit_per_user": 0}
    if one.is_thread:
        return written | _thread(one, world)
    return written | {
        "position": one.guild.channels.index(one),
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "permission_overwrites": list(_overwrites(one)),
    }


def _thread(one: Channel, world: World) -> Json:
    assert one.parent is not None  # what makes threads gives them one
    owner = one.owner or world.bot
    return {
        "parent_id": str(one.parent.id),
        "owner_id": str(owner.id),
        "message_count": len(one.messages),
        "total_message_sent": len(one.messages),
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": now(),
            "auto_archive_duration": 1440,
            "locked": False,
            "create_timestamp": now(),
        },
    }


def _overwrites(one: Channel) -> list[Json]:
    assert one.guild is not None
    denied = [(one.guild.id, one.denied)]
    if one.guild.bot_role is not None:
        denied.append((one.guild.bot_role.id, one.denied_to_bot))
    return [{"id": str(id_), "type": 0, "allow": "0", "deny": str(bits)} for id_, bits in denied if bits]


def guild(one: Guild) -> Json:
    """A server: GET /guilds/{id}, and the greater part of GUILD_CREATE."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(one.owner.id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role(each) for each in one.roles],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def guild_event(one: Guild, world: World) -> Json:
    """GUILD_CREATE: of the members only the bot, as for bots without the intent for members."""
    threads = [each for each in world.channels.values() if each.guild is one and each.is_thread]
    return guild(one) | {
        "joined_at": one.members[world.bot.id].joined,
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(one.members[world.bot.id], with_user=True)],
        "channels": [channel(each, world) for each in one.channels],
        "threads": [channel(each, world) for each in threads],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(one: Message, world: World, *, is_inner: bool = False) -> Json:
    """A message in full, with the one it answers; that one without what it answers itself."""
    written: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "author": user(one.author),
        "type": one.kind,
        "content": one.content,
        "timestamp": one.created,
        "edited_timestamp": one.edited,
        "flags": one.flags,
        "components": one.components,
        "embeds": [{"type": "rich", **embed} for embed in one.embeds],
        "attachments": [],
        "mentions": [user(each) for each in one.mentions],
        "mention_roles": [str(each.id) for each in one.mentioned_roles],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
    }
    if one.application is not None:
        written["application_id"] = str(one.application)
    if one.webhook is not None:
        written["webhook_id"] = str(one.webhook)
    if one.metadata is not None:
        written["interaction_metadata"] = one.metadata
    if one.thread is not None:
        written["thread"] = channel(one.thread, world)
    if one.reference is not None:
        written["message_reference"] = {
            "type": 0,
            "channel_id": str(one.channel.id),
            "message_id": str(one.reference.id),
        }
        if one.channel.guild is not None:
            written["message_reference"]["guild_id"] = str(one.channel.guild.id)
        if not is_inner:
            inner = None if one.reference.is_deleted else message(one.reference, world, is_inner=True)
            written["referenced_message"] = inner
    return written


def message_event(one: Message, world: World, *, reads_content: bool) -> Json:
    """MESSAGE_CREATE and MESSAGE_UPDATE: without what it says where that was not granted (Discord: Message Content Intent)."""
    written = message(one, world)
    guild = one.channel.guild
    if guild is not None:
        written["guild_id"] = str(guild.id)
        if one.author.id in guild.members and one.webhook is None:
            written["member"] = member(guild.members[one.author.id], with_user=False)
    if guild is not None and not reads_content:
        inner = written.get("referenced_message")
        for stands, it in ((one, written), (one.reference, inner)):
            if stands is not None and it and world.bot not in (stands.author, *stands.mentions):
                it |= {"content": "", "embeds": [], "attachments": [], "components": []}
    return written


def components(sent: list[Json]) -> list[Json]:
    """Components as Discord gives them back: numbered, and with what was not said filled in."""
    taken = {component["id"] for component in _flat(sent) if component.get("id")}
    numbers = iter(number for number in range(1, 10_000) if number not in taken)

    def complete(component: Json) -> Json:
        given = {key: value for key, value in component.items() if value is not None}
        written = {**_DEFAULTS.get(component["type"], {}), **given}
        written["id"] = given.get("id") or next(numbers)
        if "components" in given:
            written["components"] = [complete(inner) for inner in given["components"]]
        if "accessory" in given:
            written["accessory"] = complete(given["accessory"])
        return written

    return [complete(component) for component in sent]


def _flat(sent: list[Json]) -> list[Json]:
    inner = [[*component.get("components", []), *filter(None, [component.get("accessory")])] for component in sent]
    return [*sent, *(one for part in inner for one in _flat(part))]
