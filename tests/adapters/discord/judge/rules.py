"""Judges a request by Discord's description, and by the rules that it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.adapters.discord.judge import openapi
from tests.adapters.discord.judge.commands import judge_choices, judge_command, judge_commands
from tests.adapters.discord.judge.lengths import outside
from tests.adapters.discord.judge.messages import judge_message

__all__ = ["judge", "judge_message", "judge_rules"]

_ANSWERS_WITH_MESSAGE, _DEFERS, _UPDATES, _COMPLETES, _MODAL = 4, 5, 7, 8, 9
_EPHEMERAL = 1 << 6

_COMMANDS = re.compile(r"/applications/\d+(/guilds/\d+)?/commands")
_COMMAND = re.compile(r"/applications/\d+(/guilds/\d+)?/commands/\d+")
_CALLBACK = re.compile(r"/interactions/\d+/[^/]+/callback")
_SENDS = re.compile(r"/channels/\d+/messages|/webhooks/\d+/[^/]+")
_EDITS = re.compile(r"/channels/\d+/messages/\d+|/webhooks/\d+/[^/]+/messages/(\d+|@original)")
_THREADS = re.compile(r"/channels/\d+(/messages/\d+)?/threads")


def judge(method: str, path: str, body: Any, query: str = "", *, was_v2: bool = False) -> list[str]:
    """Everything against a request. `was_v2`: it edits a message of Components V2. An empty list is a good one."""
    said = openapi.judge_request(method, path, body, query)
    return said + [f"{method} {path}: {one}" for one in judge_rules(method, path, body, was_v2=was_v2)]


def judge_rules(method: str, path: str, body: Any, *, was_v2: bool = False) -> list[str]:
    """What the rules beside the description have against a request."""
    if method == "PUT" and _COMMANDS.fullmatch(path) and isinstance(body, list):
        return judge_commands(body)
    if not isinstance(body, dict):
        return []
    if method == "POST" and _COMMANDS.fullmatch(path):
        return judge_command(body)
    if method == "PATCH" and _COMMAND.fullmatch(path) and "name" in body:
        return judge_command(body)
    if method == "POST" and _CALLBACK.fullmatch(path):
        return list(_callback(body, was_v2=was_v2))
    if method == "POST" and _SENDS.fullmatch(path):
        return judge_message(body)
    if method == "PATCH" and _EDITS.fullmatch(path):
        return judge_message(body, is_edit=True, was_v2=was_v2)
    if method == "POST" and _THREADS.fullmatch(path):
        return list(outside("the name of a thread", body.get("name"), 1, 100))
    return []


def _callback(body: dict[str, Any], *, was_v2: bool) -> Iterator[str]:
    kind, data = body.get("type"), body.get("data") or {}
    if kind == _ANSWERS_WITH_MESSAGE:
        yield from judge_message(data)
    elif kind == _UPDATES:
        yield from judge_message(data, is_edit=True, was_v2=was_v2)
    elif kind == _DEFERS:
        if (data.get("flags") or 0) & ~_EPHEMERAL:
            yield "an answer that is to come is ephemeral, or not; it has no other flags"
    elif kind == _COMPLETES:
        choices = data.get("choices")
        if not isinstance(choices, list):
            yield "a completion has choices"
        else:
            yield from judge_choices("a completion", choices, is_text=False)
    elif kind == _MODAL:
        yield from outside("the title of a modal", data.get("title"), 1, 45)
        yield from outside("the custom_id of a modal", data.get("custom_id"), 1, 100)
