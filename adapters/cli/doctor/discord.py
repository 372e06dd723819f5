"""What Discord says of the bot."""

from __future__ import annotations

import re
from typing import Any

import aiohttp

from adapters.cli.doctor import phrases
from adapters.cli.doctor.asking import Told, ask, clock, reason
from adapters.cli.doctor.finding import Finding, ok, wrong
from bot.commands import COMMANDS

_MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""Discord: GATEWAY_MESSAGE_CONTENT and its limited form, among an application's flags."""


async def examine(token: str) -> list[Finding]:
    """Look at the token, and at what it opens."""
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
            commands = await ask(session, f"{Route.BASE}/applications/{me.body['id']}/commands")
            gateway = await ask(session, f"{Route.BASE}/gateway/bot")
        except (aiohttp.ClientError, TimeoutError) as error:
            return [wrong(phrases.DISCORD, phrases.unreached("Discord", reason(error)), phrases.UNREACHED_MEND)]
    return [
        *clock("Discord", me.at),
        ok(phrases.DISCORD_TOKEN, phrases.token_taken(str(me.body.get("name", "")))),
        _intent(me.body),
        *_commands(commands),
        *_gateway(gateway),
        _servers(me.body),
    ]


def _oddity(token: str) -> str:
    """What is not as in a token; "" where nothing is."""
    if re.search(r"\s", token):
        return "there are spaces in it"
    if token[:1] in "\"'":
        return "there are quotation marks around it"
    return "" if len(token.split(".")) == 3 else "it has not three parts with dots between"


def _refused(me: Told) -> list[Finding]:
    if me.status in (401, 403):
        return [wrong(phrases.DISCORD_TOKEN, phrases.TOKEN_REFUSED, phrases.TOKEN_MEND)]
    return [wrong(phrases.DISCORD, phrases.answered_oddly(me.status), phrases.LATER_MEND)]


def _intent(me: Any) -> Finding:
    is_granted = bool(int(me.get("flags", 0)) & _MESSAGE_CONTENT)
    return ok(phrases.DISCORD_INTENT, phrases.INTENT_THERE if is_granted else phrases.INTENT_LACKS)


def _commands(told: Told) -> list[Finding]:
    if told.status != 200 or not isinstance(told.body, list):
        return []
    there = {str(one.get("name")) for one in told.body}
    wanted = {*COMMANDS, *(command.menu for command in COMMANDS.values() if command.menu)}
    if not there:
        return [ok(phrases.DISCORD_COMMANDS, phrases.COMMANDS_NONE)]
    if there != wanted:
        return [wrong(phrases.DISCORD_COMMANDS, phrases.commands_lack(there ^ wanted), phrases.COMMANDS_MEND)]
    return [ok(phrases.DISCORD_COMMANDS, phrases.commands_there(len(wanted)))]


def _gateway(told: Told) -> list[Finding]:
    limit = told.body.get("session_start_limit") if isinstance(told.body, dict) else None
    if told.status != 200 or not isinstance(limit, dict):
        return []
    left, total = int(limit.get("remaining", 0)), int(limit.get("total", 0))
    if not left:
        return [wrong(phrases.DISCORD_GATEWAY, phrases.GATEWAY_NONE, phrases.GATEWAY_MEND)]
    return [ok(phrases.DISCORD_GATEWAY, phrases.gateway(left, total, int(told.body.get("shards", 1))))]


def _servers(me: Any) -> Finding:
    number = int(me.get("approximate_guild_count") or 0)
    return ok(phrases.DISCORD_SERVERS, phrases.servers(number) if number else phrases.SERVERS_NONE)
