"""Who asks, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.groups.choices import Choices
from bot.groups.place import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """All that an answer may depend on beside its words.

    `place` is None where there is no group, as in a terminal. `libraries` are
    the names of those that are offered, the default first.
    """

    place: Place | None = None
    choices: Choices = field(default_factory=Choices)
    is_organiser: bool = False
    libraries: tuple[str, ...] = ()
