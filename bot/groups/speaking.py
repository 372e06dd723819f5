"""How one speaks to the bot where something was asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaking:
    """What commands begin with.

    `prefix` is the group's, or ""; `menu` is what opens the platform's own list of commands, as “/” does, or "".
    `has_channels` is whether a group has more than one conversation, so that somebody can choose for one of them.
    """

    prefix: str = ""
    menu: str = ""
    has_channels: bool = True

    def typed(self, line: str) -> str:
        """A command as it is typed there: `!claim zhenbao`."""
        return f"{self.prefix or self.menu}{line}"
