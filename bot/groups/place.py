"""Where a command was given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a group on a platform, by the platform's own ids.

    `group` is a Discord server or a Matrix room; a private conversation is a
    group of its own, whose only channel it is. A thread counts as the channel
    it hangs on.
    """

    platform: str
    group: str
    channel: str

    @property
    def is_whole(self) -> bool:
        """Whether the channel is all there is of the group."""
        return self.group == self.channel

    def __post_init__(self) -> None:
        if not (self.platform and self.group and self.channel):
            raise ValueError("a place needs its platform, its group and its channel")
