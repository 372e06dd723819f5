"""What a command's declaration is made of, and what its handler is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.groups import Asked, Speaking
from bot.library import Library
from bot.reply import Outcome, Reply
from bot.search import Index
from bot.text import fold

Arguments = Mapping[str, str]
"""Parameter name → the words as typed, without outer white space; a missing one is not in it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler may look at beside its arguments.

    Who asked, and where, only commands of groups are given; how one speaks to the bot there, all of them.
    """

    library: Library
    index: Index
    commands: Mapping[str, Command]
    asked: Asked = field(default_factory=Asked)
    speaking: Speaking = field(default_factory=Speaking)


Handler = Callable[[Arguments, Context], Reply]


class ParamKind(StrEnum):
    """What a parameter's words name, so that they can be completed."""

    WORDS = "words"
    CLAIM = "claim"
    TOPIC = "topic"
    PERSON = "person"
    DOCUMENT = "document"
    REFERENCE = "reference"
    DATES = "dates"
    STYLE = "style"
    COMMAND = "command"
    SETTING = "setting"
    TIME = "time"


class Access(StrEnum):
    """Who may change something with a command. What it shows, everybody may see."""

    EVERYONE = "everyone"
    ORGANISERS = "organisers"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `choices` are the only values it takes, where there are any; `aliases` are other names of them.

    One that is `of_channels` has a use only where a group has several.
    """

    name: str
    description: str
    kind: ParamKind
    required: bool = True
    choices: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    of_channels: bool = False

    def choice(self, word: str) -> str | None:
        """The choice that a word names, in any case; None where it names none."""
        known = fold(word)
        return known if known in self.choices else self.aliases.get(known)


@dataclass(frozen=True, slots=True)
class Example:
    """A line that works as it stands, and how it ends: help and test at once.

    `{claim}` and the like stand for what the library chose as its examples.
    """

    words: str
    shows: str
    outcome: Outcome = Outcome.FOUND


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what it answers, and who answers it.

    The first parameter takes the words as typed; a second one, where there is
    one, takes the last word if it is among its choices.

    `for_asker`: whatever it answers concerns the asker alone. `menu`: the label
    under which a platform offers it for a message that is there, whose words it
    then takes. `is_of_group`: what it answers depends on the group that asks,
    and may change while the library does not.
    """

    name: str
    summary: str
    handler: Handler
    params: tuple[Param, ...] = ()
    examples: tuple[Example, ...] = ()
    details: str = ""
    access: Access = Access.EVERYONE
    for_asker: bool = False
    is_of_group: bool = False
    menu: str = ""

    @property
    def usage(self) -> str:
        """`cite <reference> [style]`."""
        return _usage(self.name, self.params)

    def params_for(self, speaking: Speaking) -> tuple[Param, ...]:
        """The parameters that have a use where one speaks so."""
        return tuple(param for param in self.params if speaking.has_channels or not param.of_channels)

    def usage_for(self, speaking: Speaking) -> str:
        """The usage as it is typed where one speaks so: `!cite <reference> [style]`."""
        return speaking.typed(_usage(self.name, self.params_for(speaking)))


def _usage(name: str, params: Iterable[Param]) -> str:
    marks = (f"<{param.name}>" if param.required else f"[{param.name}]" for param in params)
    return " ".join((name, *marks))
