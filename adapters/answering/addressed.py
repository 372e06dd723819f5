"""A line for the bot, and how it was addressed; each platform finds that out in its own messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Way(Enum):
    """How a message came to be for the bot."""

    DIRECT = "direct"
    MENTION = "mention"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Addressed:
    """A line for the bot, and how it was addressed: who wrote a prefix may have meant another bot."""

    line: str
    way: Way
