"""What is typed after `catena`: options anywhere, and the words of a command as they are.

By hand, because words are taken as typed: a word is an option only where it is
one of ours, `--` ends the options, and nothing is abbreviated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from adapters.cli import phrases


class Format(StrEnum):
    """The form of an answer."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class UsageError(Exception):
    """What is wrong with what was typed, and what to do."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """`words` are the command; `library` is None where none was named; `platform` is whose form an answer takes, or "".

    `invites`, `syncs` and `shards` belong to `catena discord` and `catena serve`, `replaces` to `catena backup` and
    `catena restore`.
    """

    words: tuple[str, ...] = ()
    format: Format = Format.TEXT
    library: Path | None = None
    is_paged: bool = True
    is_plain: bool = False
    wants_help: bool = False
    wants_version: bool = False
    platform: str = ""
    invites: bool = False
    syncs: bool = False
    shards: str = ""
    replaces: bool = False


PLATFORMS = ("discord", "matrix")
"""What an answer can be shown for: its exact payload there."""
_WITH_VALUE = ("--format", "--library", "--as")
_FLAGS = ("--no-pager", "--plain", "--help", "-h", "--version")
# Behind this word alone, so that elsewhere they are words like others.
_OF_VERB = {
    "discord": (("--shards",), ("--invite", "--sync")),
    "serve": (("--shards",), ("--sync",)),
    "backup": ((), ("--replace",)),
    "restore": ((), ("--replace",)),
}


def parse(typed: Sequence[str]) -> Arguments:
    """Read the words after the program's name.

    Raises UsageError for an option that is unknown, or lacks its value.
    """
    found = Arguments()
    words: list[str] = []
    rest = list(typed)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        own_with_value, own_flags = _OF_VERB.get(words[0] if words else "", ((), ()))
        if word == "--":
            words += rest
            break
        if word in (*_FLAGS, *own_flags):
            found = _with_flag(found, word)
        elif name in (*_WITH_VALUE, *own_with_value):
            if not equals:
                if not rest:
                    raise UsageError(phrases.lacks_value(name))
                value = rest.pop(0)
            found = _with_value(found, name, value)
        elif word.startswith("--") or (word.startswith("-") and not words):
            raise UsageError(phrases.unknown_option(word, _nearest(name, (*own_with_value, *own_flags))))
        else:
            words.append(word)
    return replace(found, words=tuple(words))


def _with_flag(found: Arguments, name: str) -> Arguments:
    match name:
        case "--no-pager":
            return replace(found, is_paged=False)
        case "--plain":
            return replace(found, is_plain=True)
        case "--version":
            return replace(found, wants_version=True)
        case "--invite":
            return replace(found, invites=True)
        case "--sync":
            return replace(found, syncs=True)
        case "--replace":
            return replace(found, replaces=True)
        case _:
            return replace(found, wants_help=True)


def _with_value(found: Arguments, name: str, value: str) -> Arguments:
    if not value and name != "--format":
        raise UsageError(phrases.lacks_value(name))
    if name == "--library":
        return replace(found, library=Path(value))
    if name == "--shards":
        return replace(found, shards=value)
    if name == "--as":
        if value.casefold() not in PLATFORMS:
            raise UsageError(phrases.unknown_platform(value, PLATFORMS))
        return replace(found, platform=value.casefold())
    try:
        return replace(found, format=Format(value.casefold()))
    except ValueError:
        raise UsageError(phrases.unknown_format(value, [known.value for known in Format])) from None


def _nearest(name: str, own: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, (*_WITH_VALUE, *_FLAGS, *own), n=1)), "")
