"""The settings there are, and what a group chose of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
PREFIX = "!"
"""What a group's commands begin with where it wants that, and chose no sign of its own."""
_OWN_PREFIX = r"[^\W_]{0,3}[!?.,;:$%&+~^|§¿¡…！？]{1,2}"
"""Two signs at most, and up to three letters or digits before them: words of a conversation seldom begin so."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that organisers choose.

    `values` are all there are, the default first; none for the library: whoever
    runs the bot has named those. `own` is a pattern of what may be chosen beside
    them, `example` one such value, and `hint` says what they are.
    """

    name: str
    summary: str
    values: tuple[str, ...] = ()
    own: str = ""
    example: str = ""
    hint: str = ""

    def takes(self, value: str, libraries: Sequence[str] = ()) -> bool:
        """Whether a value may be chosen, where those libraries are offered."""
        return value in (self.values or libraries) or bool(self.own and re.fullmatch(self.own, value))


_DECLARED = (
    Setting("library", "Which library answers"),
    Setting("length", "How much stands on a page: a full one, or about a screen of a phone", (FULL, SHORT)),
    Setting(
        "prefix",
        "Whether “!claim zhenbao” is answered, or the same with a prefix of your own",
        (OFF, ON),
        own=_OWN_PREFIX,
        example="?",
        hint="A prefix of your own is one sign or two, such as “?”, behind up to three letters or digits, as in “c!”: "
        "words, and “/”, “@”, “#”, “-” and the like, are left to conversations and to the chat program.",
    ),
    Setting("inline", "Whether [[xu-lai 37.1]] and [[zhenbao]] in a message are answered", (OFF, ON)),
)

SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _DECLARED}


def prefix_of(value: str) -> str:
    """What commands begin with where the setting of that name has a value; "" where it is off."""
    return {OFF: "", ON: PREFIX}.get(value, value)


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen for a channel and for its whole group, by the setting's name."""

    channel: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[str, str] = field(default_factory=dict)

    def of(self, scope: Scope) -> Mapping[str, str]:
        return self.channel if scope is Scope.CHANNEL else self.group
