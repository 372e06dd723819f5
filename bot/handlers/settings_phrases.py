"""What is said of a group's settings, in one place so that it can be translated."""

from __future__ import annotations

from bot.groups import Scope, Source
from bot.handlers.phrases import full_stop, shorten

__all__ = ["full_stop"]

_HERE = "this conversation"
SOURCES = {
    Source.ARGUMENT: "what was asked",
    Source.CHANNEL: "this channel",
    Source.GROUP: "this whole group",
    Source.DEFAULT: "the default",
}
_REACHES = {Scope.CHANNEL: "in this channel", Scope.GROUP: "in this whole group"}

SETTINGS_HERE = "Settings here"
SETTINGS_DEFAULT = "What groups begin with"
NO_GROUP = (
    "Groups choose their settings where they talk: /settings in a Discord server, !settings in a Matrix room. "
    "There is no group here."
)
FORGOTTEN = "Forgotten: nothing that was chosen or planned here is kept any more. The defaults hold, and no claim of the day comes."
FORGET_WHAT = "“settings forget” deletes all that is kept of this place. Do you mean that, or to take one choice back?"
FORGET_ALL = "Delete all of it"
CHOOSE = "Choose:"
TAKE_BACK = "As if nobody had chosen"
TAKE_BACK_HERE = "Take it back in this channel"
_ORGANISERS = "who may manage the server, or rename the room"
ONLY_ORGANISERS = f"Only organisers may do that: {_ORGANISERS}."
WHO_CHANGES = f"Organisers change them: {_ORGANISERS}."
NOT_KEPT = "That could not be kept: the bot's store cannot be reached. Nothing has changed; try again in a moment."


def source(by: Source, *, is_whole: bool = False) -> str:
    """Who decided; where there is one conversation alone, nobody speaks of channels."""
    return _HERE if is_whole and by in (Source.CHANNEL, Source.GROUP) else SOURCES[by]


def is_now(name: str, value: str, by: Source, *, is_whole: bool = False) -> str:
    return f"“{name}” is {value}, decided by {source(by, is_whole=is_whole)}."


def changed(name: str, value: str | None, scope: Scope, *, is_whole: bool = False) -> str:
    reach = f"in {_HERE}" if is_whole else _REACHES[scope]
    if value is None:
        return f"“{name}”: the choice made {reach} is taken back."
    return f"“{name}” is now {value} {reach}."


def how_to_change(example: str, *, is_whole: bool = False) -> str:
    """`example` is a change as it is typed there."""
    reach = "" if is_whole else "It holds in the whole group; for this channel alone, write “here” behind it. "
    kept = _HERE if is_whole else "this group"
    return f"Change one: {example}. {reach}“default” takes a choice back, and “settings forget” deletes all that is kept of {kept}."


def now_begin(prefix: str, menu: str) -> str:
    """How to speak to the bot from now on, once a group has chosen what commands begin with, or that nothing is."""
    if not prefix:
        listed = f"type {menu}help, or " if menu else ""
        return f"From now on {listed}mention me at the beginning of a message, as in “@… help”; in a conversation with me alone, just write it."
    return f"From now on commands begin with {prefix}, as in {prefix}help."


def still_here(name: str, value: str) -> str:
    return f"In this channel “{name}” stays {value}, because that was chosen for it alone."


def no_setting(name: str) -> str:
    return f"There is no setting “{shorten(name)}”. There is:"


def no_value(name: str, value: str) -> str:
    return f"“{name}” cannot be “{shorten(value)}”. It can be:"


def passed_over(name: str, value: str, source: Source) -> str:
    return f"“{name}” was set to “{value}” by {SOURCES[source]}, which is not offered here any more."
