"""Discord's HTTP API over a real socket: finds what a request is for, lets faults be in its way, and keeps it for the judge."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.adapters.discord.standin.callbacks import Callbacks
from tests.adapters.discord.standin.faults import Fault
from tests.adapters.discord.standin.interactions import Interaction
from tests.adapters.discord.standin.resources import Resources
from tests.adapters.discord.standin.state import Answer, RefusedError, Request, State
from tests.adapters.discord.standin.world import IS_V2, Message

PREFIX = "/api/v10"
_HEADERS = {
    "Via": "1.1 stand-in",  # without it, discord.py takes a 429 for a ban
    "X-RateLimit-Limit": "10000",
    "X-RateLimit-Remaining": "9999",
    "X-RateLimit-Reset": "4000000000",
    "X-RateLimit-Reset-After": "1.0",
}
_JSON = {"Content-Type": "application/json"}
"""Exactly so, which discord.py compares; and only where there is a body, for it reads one then."""
_TEXTS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
_INTERACTION = re.compile(r"/(?:interactions/\d+|webhooks/\d+)/(?P<token>[^/]+)")

Handler = Callable[[re.Match[str], Any, dict[str, str]], Answer]


class Rest:
    """Serves every request but the gateway's."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._routes = _routes(Resources(state), Callbacks(state))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        method, path, query = (
            request.method,
            request.rel_url.raw_path.removeprefix(PREFIX).replace("%40", "@"),
            request.rel_url.raw_query_string,
        )
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
            self._state.found.append(f"{method} {path}: the body is no JSON ({request.content_type})")
        seen = Request(method, path, query, body, asyncio.get_running_loop().time())
        self._state.requests.append(seen)
        self._state.verdicts.request(method, path, query, raw, was_v2=self._was_v2(method, path))
        fault = self._state.faults.take(method, path)
        answer = await self._meet(fault, request, seen)
        seen.status = answer.status
        self._state.changes.tell()
        text = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode()
        if fault is None or (fault.status is None and not fault.drop):
            self._state.verdicts.response(method, path, answer.status, text)
        headers = _HEADERS | (_JSON if text else {}) | answer.headers
        return web.Response(status=answer.status, body=text or None, headers=headers)

    async def _meet(self, fault: Fault | None, request: web.Request, seen: Request) -> Answer:
        if fault is None:
            return self._answer(request, seen)
        interaction = self._interaction(seen.path)
        if interaction is not None:
            interaction.had_fault = True  # the bot may not know what arrived, and answer it once more
        answer: Answer | None = None
        if fault.after:
            answer = self._answer(request, seen)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.drop:
            if request.transport is not None:
                request.transport.abort()
            return Answer(499)
        if fault.status is not None:
            return _failed(fault)
        return answer or self._answer(request, seen)

    def _answer(self, request: web.Request, seen: Request) -> Answer:
        try:
            if (
                not _INTERACTION.match(seen.path)
                and request.headers.get("Authorization") != f"Bot {self._state.world.token}"
            ):
                raise RefusedError(401, 0, "401: Unauthorized")
            for method, pattern, handler in self._routes:
                match = pattern.fullmatch(seen.path) if method == seen.method else None
                if match is not None:
                    return handler(match, {} if seen.body is None else seen.body, dict(request.query))
            self._state.found.append(f"{seen.method} {seen.path}: the stand-in does not know this request")
            raise RefusedError(404, 0, "404: Not Found")
        except RefusedError as error:
            return error.answer

    def _was_v2(self, method: str, path: str) -> bool:
        """Whether an edit is of a message of Components V2, which its body need not say again."""
        interaction = self._interaction(path)
        message: Message | None = None
        if interaction is not None and path.endswith("/callback"):
            message = interaction.source
        elif interaction is not None and path.endswith("@original"):
            message = interaction.message
        elif method == "PATCH" and "/messages/" in path:
            last = path.rsplit("/", 1)[1]
            message = self._state.world.message(int(last)) if last.isdigit() else None
        return message is not None and bool(message.flags & IS_V2)

    def _interaction(self, path: str) -> Interaction | None:
        """The interaction that a request belongs to."""
        found = _INTERACTION.match(path)
        return None if found is None else self._state.interactions.get(found["token"])


def _failed(fault: Fault) -> Answer:
    assert fault.status is not None  # asked by whoever calls
    if fault.status == 429:
        scope = "global" if fault.is_global else "user"
        body = {
            "message": "You are being rate limited.",
            "code": 0,
            "retry_after": fault.retry_after,
            "global": fault.is_global,
        }
        headers = {"Retry-After": str(max(1, round(fault.retry_after))), "X-RateLimit-Scope": scope}
        return Answer(429, body, headers | ({"X-RateLimit-Global": "true"} if fault.is_global else {}))
    if fault.status >= 500:
        return Answer(fault.status, {"message": f"{fault.status}: {_TEXTS.get(fault.status, 'Error')}", "code": 0})
    return Answer(fault.status, {"message": f"{fault.status}: refused on purpose", "code": 0})


def _routes(resources: Resources, callbacks: Callbacks) -> list[tuple[str, re.Pattern[str], Handler]]:
    commands = r"/applications/\d+(?:/guilds/(?P<guild>\d+))?/commands"
    channel, webhook = r"/channels/(?P<channel>\d+)", r"/webhooks/\d+/(?P<token>[^/]+)"
    message = rf"{channel}/messages/(?P<message>\d+)"
    of_webhook = rf"{webhook}/messages/(?P<message>\d+|@original)"
    reaction = rf"{message}/reactions/(?P<emoji>[^/]+)/@me"
    table: list[tuple[str, str, Handler]] = [
        ("POST", r"/interactions/(?P<interaction>\d+)/(?P<token>[^/]+)/callback", callbacks.callback),
        ("POST", webhook, callbacks.follow_up),
        ("GET", of_webhook, callbacks.get),
        ("PATCH", of_webhook, callbacks.edit),
        ("DELETE", of_webhook, callbacks.delete),
        ("POST", rf"{channel}/messages", resources.send),
        ("GET", rf"{channel}/messages", resources.messages),
        ("GET", message, resources.message),
        ("PATCH", message, resources.edit),
        ("DELETE", message, resources.delete),
        ("PUT", reaction, resources.react),
        ("DELETE", reaction, resources.unreact),
        ("POST", rf"{message}/threads", resources.thread_of_message),
        ("POST", rf"{channel}/threads", resources.thread),
        ("POST", rf"{channel}/typing", resources.typing),
        ("GET", channel, resources.channel),
        ("GET", r"/guilds/(?P<guild>\d+)", resources.guild),
        ("POST", "/users/@me/channels", resources.open_direct),
        ("GET", "/users/@me", resources.me),
        ("GET", "(?:/oauth2)?/applications/@me", resources.application),
        ("GET", "/gateway", resources.gateway),
        ("GET", "/gateway/bot", resources.gateway_bot),
        ("GET", commands, resources.commands),
        ("PUT", commands, resources.put_commands),
        ("POST", commands, resources.post_command),
        ("PATCH", rf"{commands}/(?P<command>\d+)", resources.patch_command),
        ("DELETE", rf"{commands}/(?P<command>\d+)", resources.delete_command),
    ]
    return [(method, re.compile(pattern), handler) for method, pattern, handler in table]
