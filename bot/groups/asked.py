"""Who asks, and where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.groups.choices import Choices, prefix_of
from bot.groups.digests import Digest
from bot.groups.place import Place
from bot.groups.resolver import settle
from bot.groups.speaking import Speaking
from bot.status import Status


@dataclass(frozen=True, slots=True)
class Asked:
    """All that an answer may depend on beside its words.

    `place` is None where there is no group, as in a terminal. `libraries` are
    the names of those that are offered, the default first. `lacks` says, by
    setting, what the platform would have to give before a choice of it can work;
    `defaults` are the platform's own, where it has any; `menu` is what opens its list of commands, as “/” does. `status` is how the bot is, where that is known.
    `digest` is what is planned for the channel, `zones` are the time zones there are, `countries` those of
    countries by their names in lower case.
    """

    place: Place | None = None
    choices: Choices = field(default_factory=Choices)
    is_organiser: bool = False
    libraries: tuple[str, ...] = ()
    lacks: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    status: Status | None = None
    digest: Digest | None = None
    zones: Collection[str] = ()
    countries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menu: str = ""

    @property
    def speaking(self) -> Speaking:
        """How one speaks to the bot here."""
        prefix = prefix_of(settle("prefix", self.choices, defaults=self.defaults).value)
        has_channels = self.place is None or not self.place.is_whole
        return Speaking("" if "prefix" in self.lacks else prefix, self.menu, has_channels)
