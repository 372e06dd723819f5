"""Whose choice holds: the one rule for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.groups.choices import SETTINGS, Choices

NO_DEFAULTS: Mapping[str, str] = {}


class Source(StrEnum):
    """Who decided a setting, the nearest first."""

    ARGUMENT = "argument"
    CHANNEL = "channel"
    GROUP = "group"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Settled:
    """The value that holds, and who decided it.

    `passed_over` are choices that no longer mean anything, as of a library that
    is not offered any more: they are kept, and hold again when it is.
    """

    setting: str
    value: str
    by: Source
    passed_over: tuple[tuple[Source, str], ...] = ()


def settle(
    setting: str,
    choices: Choices,
    *,
    argument: str = "",
    libraries: Sequence[str] = (),
    defaults: Mapping[str, str] = NO_DEFAULTS,
) -> Settled:
    """The value of a setting: of the argument, the channel, the group and the default, the first that is chosen and valid.

    `libraries` are the names that are offered, the default first; `defaults` are those of the platform, where it has
    its own. Raises KeyError for a setting that is not declared.
    """
    declared = SETTINGS[setting]
    values = declared.values or tuple(libraries)
    chosen = (
        (Source.ARGUMENT, argument),
        (Source.CHANNEL, choices.channel.get(setting, "")),
        (Source.GROUP, choices.group.get(setting, "")),
    )
    passed_over: list[tuple[Source, str]] = []
    for source, value in chosen:
        if declared.takes(value, libraries):
            return Settled(setting, value, source, tuple(passed_over))
        if value:
            passed_over.append((source, value))
    default = defaults.get(setting) or (values[0] if values else "")
    return Settled(setting, default, Source.DEFAULT, tuple(passed_over))
