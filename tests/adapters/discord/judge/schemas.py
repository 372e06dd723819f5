"""Whether a value is as a schema of Discord's description says (JSON Schema, Draft 2020-12).

jsonschema judges; what it is given for `$ref`, `oneOf` and `anyOf` knows how
Discord writes. References are looked up in a table. Branches are told apart by
`type` where Discord does so, as with components: then the problem named is the
one in the component, not that the message is none of seven things, and a
message is judged in milliseconds.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from jsonschema import (  # type: ignore[import-untyped] # it comes without types
    Draft202012Validator,
    FormatChecker,
    ValidationError,
    validators,
)

Schema = dict[str, Any]

_BITS = {"int32": 31, "int64": 63}
_FORMATS = FormatChecker(["uri"])
_KEYWORDS = Draft202012Validator.VALIDATORS
_LONGEST = 300
"""Characters of a problem: jsonschema repeats in it what it judged."""


@_FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator] # as above
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.datetime.fromisoformat(value).tzinfo is not None


class Judge:
    """Judges values by the schemas of one description."""

    def __init__(self, description: Schema) -> None:
        self._description = description
        self._referred: dict[str, Schema] = {}
        self._types: dict[int, tuple[int, ...]] = {}
        """By the identity of the branch: the description stays as it is."""
        keywords = {"$ref": self._reference, "oneOf": self._branches, "anyOf": self._branches, "format": _format}
        kind = validators.extend(Draft202012Validator, keywords)
        self._validator: Any = kind({}, format_checker=_FORMATS)

    def problems(self, schema: Schema, value: object) -> list[str]:
        """What is wrong with a value, each after its place in it (`$` is the whole)."""
        errors = self._validator.evolve(schema=schema).iter_errors(value)
        return [f"{error.json_path}: {_shortened(error.message)}" for error in errors]

    def _reference(self, validator: Any, name: str, value: object, _schema: Schema) -> Iterator[ValidationError]:
        yield from validator.descend(value, self._refer(name))

    def _refer(self, name: str) -> Schema:
        if name not in self._referred:
            found: Any = self._description
            for part in name.removeprefix("#/").split("/"):
                found = found[part]
            self._referred[name] = found
        return self._referred[name]

    def _branches(
        self, validator: Any, branches: list[Schema], value: object, schema: Schema
    ) -> Iterator[ValidationError]:
        left = [branch for branch in branches if branch.get("type") != "null"]
        if value is None and len(left) < len(branches):
            return
        if all("const" in branch for branch in left):
            allowed = [branch["const"] for branch in left]
            if value not in allowed or isinstance(value, bool):
                yield ValidationError(f"{value!r} is none of {allowed}")
            return
        if isinstance(value, dict):
            kinds = [self._types_of(branch) for branch in left]
            if all(kinds):
                left = [branch for branch, kind in zip(left, kinds, strict=True) if value.get("type") in kind]
                if not left:
                    known = sorted({one for kind in kinds for one in kind})
                    yield ValidationError(f"type {value.get('type')!r} is none of {known}")
                    return
        if len(left) == 1:
            yield from validator.descend(value, left[0])
        else:
            # Discord's own mark on most of its anyOf is that it means oneOf, though branches overlap: the weaker holds.
            yield from _KEYWORDS["anyOf"](validator, left, value, schema)

    def _types_of(self, branch: Schema) -> tuple[int, ...]:
        """The values of `type` that a branch is for; none where it is not told apart by it."""
        if id(branch) not in self._types:
            resolved = self._refer(branch["$ref"]) if "$ref" in branch else branch
            kind = resolved.get("properties", {}).get("type", {})
            is_told = "type" in resolved.get("required", ())
            self._types[id(branch)] = tuple(kind.get("enum", ())) if is_told else ()
        return self._types[id(branch)]


def _format(validator: Any, name: str, value: object, schema: Schema) -> Iterator[ValidationError]:
    bits = _BITS.get(name)
    if bits is None:
        yield from _KEYWORDS["format"](validator, name, value, schema)
    elif isinstance(value, int) and not -(2**bits) <= value < 2**bits:
        yield ValidationError(f"{value} is no {name}")


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 100]} … {message[-97:]}"
