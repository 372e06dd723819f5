"""The settings there are, and what a group chose of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Scope(StrEnum):
    """How far a choice reaches."""

    CHANNEL = "channel"
    GROUP = "group"


HERE, EVERYWHERE = "here", "everywhere"
"""How somebody says a scope: for this channel, for the whole group."""
SCOPE_ALIASES = {"channel": HERE, "room": HERE, "server": EVERYWHERE, "group": EVERYWHERE}
ON, OFF = "on", "off"
FULL, SHORT = "full", "short"


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that organisers choose.

    `values` are all there are, the default first; none for the library: whoever
    runs the bot has named those.
    """

    name: str
    summary: str
    values: tuple[str, ...] = ()


_DECLARED = (
    Setting("library", "Which library answers"),
    Setting(
        "length", "How much stands on a page: as much as a message holds, or about a screen of a phone", (FULL, SHORT)
    ),
    Setting("prefix", "Whether “!claim zhenbao” is answered, too", (OFF, ON)),
    Setting("inline", "Whether [[xu-lai 37.1]] and [[zhenbao]] in a message are answered", (OFF, ON)),
)

SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _DECLARED}


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen for a channel and for its whole group, by the setting's name."""

    channel: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[str, str] = field(default_factory=dict)

    def of(self, scope: Scope) -> Mapping[str, str]:
        return self.channel if scope is Scope.CHANNEL else self.group
