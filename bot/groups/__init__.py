"""What a group may choose, whose choice holds, and the port to where choices are kept."""

from bot.groups.asked import Asked
from bot.groups.choices import (
    EVERYWHERE,
    FULL,
    HERE,
    OFF,
    ON,
    PREFIX,
    SCOPE_ALIASES,
    SETTINGS,
    SHORT,
    Choices,
    Scope,
    Setting,
    prefix_of,
)
from bot.groups.place import Place
from bot.groups.resolver import Settled, Source, settle
from bot.groups.speaking import Speaking
from bot.groups.store import Store

__all__ = [
    "EVERYWHERE",
    "FULL",
    "HERE",
    "OFF",
    "ON",
    "PREFIX",
    "SCOPE_ALIASES",
    "SETTINGS",
    "SHORT",
    "Asked",
    "Choices",
    "Place",
    "Scope",
    "Setting",
    "Settled",
    "Source",
    "Speaking",
    "Store",
    "prefix_of",
    "settle",
]
