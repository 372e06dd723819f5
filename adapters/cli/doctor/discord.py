"""What Discord says of the bot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import aiohttp

from adapters.cli.doctor import phrases
from adapters.cli.doctor.asking import Told, ask, clock, reason
from adapters.cli.doctor.finding import Finding, ok, wrong
from adapters.cli.doctor.here import marked_ends
from bot.commands import COMMANDS

_MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""Discord: GATEWAY_MESSAGE_CONTENT and its limited form, among an application's flags."""
_OURS = (1, 3)
"""Discord: CHAT_INPUT and MESSAGE, the types of commands that the bot has."""
_TOO_OFTEN = 429
_LIKE = {
    r"\d{15,20}": "it looks like the application's id",
    r"[\w-]{32}": "it looks like the client secret, which stands elsewhere in the portal",
    r"[0-9a-f]{64}": "it looks like the public key, which stands elsewhere in the portal",
}
"""What people copy in its place."""


async def examine(token: str) -> list[Finding]:
    """Look at the token, and at what it opens."""
    if marked_ends(token):
        mend = phrases.unquote_setting("CATENA_DISCORD_TOKEN")
        return [wrong(phrases.DISCORD_TOKEN, phrases.token_odd("there is a quotation mark at an end of it"), mend)]
    odd = _oddity(token)
    if odd:
        return [wrong(phrases.DISCORD_TOKEN, phrases.token_odd(odd), phrases.TOKEN_MEND)]
    from discord.http import Route

    headers = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (catena, 0)"}
    async with aiohttp.ClientSession(headers=headers) as session:
        try:
            me = await ask(session, f"{Route.BASE}/applications/@me")
            if me.status != 200:
                return _refused(me)
            commands, gateway = await asyncio.gather(
                ask(session, f"{Route.BASE}/applications/{me.body['id']}/commands"),
                ask(session, f"{Route.BASE}/gateway/bot"),
            )
            return [
                *clock("Discord", me.at),
                ok(phrases.DISCORD_TOKEN, phrases.token_taken(str(me.body["name"]))),
                _intent(me.body),
                *_commands(commands),
                *_gateway(gateway),
                _servers(me.body),
            ]
        except (aiohttp.ClientError, OSError) as error:
            return [wrong(phrases.DISCORD, phrases.unreached("Discord", reason(error)), phrases.UNREACHED_MEND)]
        except (AttributeError, LookupError, TypeError, ValueError):  # a page to sign in at, and the like
            return [wrong(phrases.DISCORD, phrases.other_answer("Discord"), phrases.BETWEEN_MEND)]


def _oddity(token: str) -> str:
    """What is not as in a token; "" where nothing is."""
    if re.search(r"\s", token):
        return "there are spaces in it"
    for pattern, what in _LIKE.items():
        if re.fullmatch(pattern, token):
            return what
    return "" if len(token.split(".")) == 3 else "it has not three parts with dots between"


def _refused(told: Told) -> list[Finding]:
    if told.status in (401, 403):
        return [wrong(phrases.DISCORD_TOKEN, phrases.TOKEN_REFUSED, phrases.TOKEN_MEND)]
    mend = phrases.WAIT_MEND if told.status == _TOO_OFTEN else phrases.LATER_MEND
    return [wrong(phrases.DISCORD, phrases.answered_oddly(told.status), mend)]


def _intent(me: Any) -> Finding:
    is_granted = bool(int(me.get("flags") or 0) & _MESSAGE_CONTENT)
    return ok(phrases.DISCORD_INTENT, phrases.INTENT_THERE if is_granted else phrases.INTENT_LACKS)


def _commands(told: Told) -> Iterator[Finding]:
    """Whether Discord has the commands of this version, by their names: what else there is to them, the start compares."""
    if told.status != 200:
        yield wrong(phrases.DISCORD_COMMANDS, phrases.answered_oddly(told.status), phrases.LATER_MEND)
        return
    there = {str(one["name"]) for one in told.body if one["type"] in _OURS}
    wanted = {*COMMANDS, *(command.menu for command in COMMANDS.values() if command.menu)}
    if not there:
        yield ok(phrases.DISCORD_COMMANDS, phrases.COMMANDS_NONE)
    elif there == wanted:
        yield ok(phrases.DISCORD_COMMANDS, phrases.commands_there(len(wanted)))
    else:
        yield wrong(phrases.DISCORD_COMMANDS, phrases.commands_lack(there ^ wanted), phrases.COMMANDS_MEND)


def _gateway(told: Told) -> Iterator[Finding]:
    if told.status != 200:
        yield wrong(phrases.DISCORD_GATEWAY, phrases.answered_oddly(told.status), phrases.LATER_MEND)
        return
    limit = told.body["session_start_limit"]
    left, total = int(limit["remaining"]), int(limit["total"])
    if left:
        yield ok(phrases.DISCORD_GATEWAY, phrases.gateway(left, total, int(told.body["shards"])))
    else:
        yield wrong(phrases.DISCORD_GATEWAY, phrases.GATEWAY_NONE, phrases.GATEWAY_MEND)


def _servers(me: Any) -> Finding:
    number = int(me.get("approximate_guild_count") or 0)
    return ok(phrases.DISCORD_SERVERS, phrases.servers(number) if number else phrases.SERVERS_NONE)
