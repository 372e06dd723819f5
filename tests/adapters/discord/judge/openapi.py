"""Discord's OpenAPI description: where it is, and what it has against requests and answers."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.adapters.discord.judge.schemas import Judge, Schema

VARIABLE = "DISCORD_OPENAPI"
_BESIDE = Path(__file__).resolve().parents[4].parent / "shared" / "discord" / "openapi.json"
_MISSING = f"Discord's OpenAPI description is not at hand ({VARIABLE})"
_BOOLEANS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


@dataclass(frozen=True, slots=True)
class _Operation:
    """One method of one path. `body` and the values of `answers` are schemas; None where no JSON is sent."""

    path: str
    query: dict[str, Schema]
    in_path: dict[str, Schema]
    required: frozenset[str]
    body: Schema | None
    answers: dict[str, Schema | None]


def is_at_hand() -> bool:
    """Whether the description can be read here."""
    return _place().is_file()


def require() -> None:
    """Go on only with the description. Without it, the test that asks is skipped; in CI, it fails."""
    if is_at_hand():
        return
    if os.environ.get("CI"):
        pytest.fail(_MISSING, pytrace=False)
    pytest.skip(_MISSING)


def judge_request(method: str, path: str, body: Any, query: str = "") -> list[str]:
    """What the description has against a request. `path` is without the API's version, `body` None where there is none."""
    require()
    found, given = _find(method, path)
    if found is None:
        return [f"{method} {path}: Discord knows no such request"]
    said = [*_values(found.in_path, given, "{} in the path"), *_queried(found, query)]
    if found.body is None:
        said.extend(["takes no JSON body"] if body is not None else [])
    else:
        said.extend(_judge().problems(found.body, body))
    return [f"{method} {path}: {one}" for one in said]


def judge_response(method: str, path: str, status: int, body: Any) -> list[str]:
    """What the description has against an answer. Those of 500 and above are not described, and never wrong."""
    require()
    found, _ = _find(method, path)
    where = f"{method} {path} → {status}"
    if status >= 500:
        return []
    if found is None:
        return [] if status == 404 else [f"{where}: Discord knows no such request"]
    for name in (str(status), f"{status // 100}XX"):
        if name in found.answers:
            schema = found.answers[name]
            if schema is None:
                return [] if body is None else [f"{where}: has no body"]
            return [f"{where}: {one}" for one in _judge().problems(schema, body)]
    return [f"{where}: is answered with {sorted(found.answers)}"]


def _place() -> Path:
    named = os.environ.get(VARIABLE)
    return Path(named) if named else _BESIDE


@cache
def _description() -> Schema:
    read: Schema = json.loads(_place().read_text(encoding="utf-8"))
    # discord.py sends ids as numbers, which Discord takes; the description has them as strings alone.
    schemas = read["components"]["schemas"]
    schemas["SnowflakeType"] = {
        "anyOf": [
            {"type": "string", "pattern": schemas["SnowflakeType"]["pattern"]},
            {"type": "integer", "minimum": 0},
        ]
    }
    return read


@cache
def _judge() -> Judge:
    return Judge(_description())


def _find(method: str, path: str) -> tuple[_Operation | None, dict[str, str]]:
    """The operation that a request is, and what its path has in the places that vary."""
    segments = path.strip("/").split("/")
    for template, found in _operations().get((method.upper(), len(segments)), ()):
        pairs = list(zip(template, segments, strict=True))
        if all(part.startswith("{") or part == given for part, given in pairs):
            return found, {part[1:-1]: given for part, given in pairs if part.startswith("{")}
    return None, {}


@cache
def _operations() -> dict[tuple[str, int], list[tuple[list[str], _Operation]]]:
    """Every operation by its method and the number of its segments, those with fewer that vary first."""
    found: dict[tuple[str, int], list[tuple[list[str], _Operation]]] = {}
    for path, item in _description()["paths"].items():
        template = path.strip("/").split("/")
        for method, described in item.items():
            if method == "parameters":
                continue
            parameters = [*item.get("parameters", ()), *described.get("parameters", ())]
            one = _Operation(
                path,
                {each["name"]: each["schema"] for each in parameters if each["in"] == "query"},
                {each["name"]: each["schema"] for each in parameters if each["in"] == "path"},
                frozenset(each["name"] for each in parameters if each["in"] == "query" and each.get("required")),
                _content(described.get("requestBody", {})),
                {status: _content(_answer(answer)) for status, answer in described["responses"].items()},
            )
            found.setdefault((method.upper(), len(template)), []).append((template, one))
    for alike in found.values():
        alike.sort(key=lambda pair: sum(part.startswith("{") for part in pair[0]))
    return found


def _answer(described: Schema) -> Schema:
    if "$ref" not in described:
        return described
    resolved: Schema = _description()["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    return resolved


def _content(described: Schema) -> Schema | None:
    content = described.get("content", {}).get("application/json")
    schema: Schema | None = content["schema"] if content else None
    return schema


def _queried(operation: _Operation, query: str) -> Iterator[str]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    yield from _values(operation.query, given, "?{}")
    yield from (f"?{name}: is missing" for name in sorted(operation.required - given.keys()))


def _values(schemas: dict[str, Schema], given: dict[str, str], name_of: str) -> Iterator[str]:
    """What is wrong with values that stand in an address, where all of them are text."""
    for name, text in given.items():
        where, schema = name_of.format(name), schemas.get(name)
        if schema is None:
            yield f"{where}: Discord knows no such parameter"
        else:
            yield from (f"{where}: {one}" for one in _judge().problems(schema, _read(schema, text)))


def _read(schema: Schema, text: str) -> object:
    """A value as its schema means it; as text where it cannot be that."""
    if schema.get("type") == "boolean":
        return _BOOLEANS.get(text, text)
    if schema.get("type") == "integer" and text.lstrip("-").isdecimal():
        return int(text)
    return text
