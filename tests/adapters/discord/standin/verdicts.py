"""What the judge is to say of requests and answers, kept until somebody asks: judging takes longer than answering, and would show in figures."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.adapters.discord.judge import openapi
from tests.adapters.discord.judge.rules import judge, judge_rules

_VARYING = re.compile(rb'"\d{15,20}"|"\d{4}-\d\d-\d\dT[^"]*"')
"""Ids and times: what differs between answers that are alike."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A request, or where `status` is not None the answer to one. `was_v2`: it edits a message of Components V2."""

    method: str
    path: str
    body: bytes
    query: str = ""
    was_v2: bool = False
    status: int | None = None

    @property
    def kind(self) -> tuple[object, ...]:
        """The same for all that would be judged alike."""
        path = "/".join("#" if len(part) > 20 or part.isdigit() else part for part in self.path.split("/"))
        body = self.body if self.status is None else _VARYING.sub(b'"0"', self.body)
        return self.method, path, body, self.query, self.was_v2, self.status


class Verdicts:
    """See above. Of a thousand that are alike, one is judged, and stands for all of them."""

    def __init__(self) -> None:
        self._waiting: list[_Kept] = []
        self._known: set[tuple[object, ...]] = set()
        self._problems: list[str] = []
        self.is_on = True
        """Off, nothing is judged, and nothing kept: for measuring."""

    def request(self, method: str, path: str, query: str, body: bytes, *, was_v2: bool) -> None:
        """Keep a request to be judged."""
        if self.is_on:
            self._waiting.append(_Kept(method, path, body, query, was_v2))

    def response(self, method: str, path: str, status: int, body: bytes) -> None:
        """Keep an answer to be judged."""
        if self.is_on:
            self._waiting.append(_Kept(method, path, body, status=status))

    def problems(self) -> list[str]:
        """Everything that was wrong until now.

        Without Discord's description, only the rules beside it judge; in CI
        the test fails then.
        """
        if os.environ.get("CI"):
            openapi.require()
        say = _say if openapi.is_at_hand() else _say_without_description
        self._judge(say)
        return list(self._problems)

    def _judge(self, say: Callable[[_Kept], list[str]]) -> None:
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if one.kind not in self._known:
                self._known.add(one.kind)
                self._problems.extend(say(one))


def _say(one: _Kept) -> list[str]:
    if one.status is None:
        return judge(one.method, one.path, _read(one), one.query, was_v2=one.was_v2)
    said = openapi.judge_response(one.method, one.path, one.status, _read(one))
    return [f"the stand-in itself: {problem}" for problem in said]


def _say_without_description(one: _Kept) -> list[str]:
    if one.status is not None:
        return []
    said = judge_rules(one.method, one.path, _read(one), was_v2=one.was_v2)
    return [f"{one.method} {one.path}: {problem}" for problem in said]


def _read(one: _Kept) -> Any:
    try:
        return json.loads(one.body) if one.body else None
    except ValueError:
        return None  # told of when it came
