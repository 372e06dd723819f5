"""What the program does beside answering commands: a function for each verb."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.cli import phrases
from adapters.cli.arguments import Arguments, UsageError
from adapters.cli.exits import Exit
from adapters.cli.extras import needing
from adapters.cli.output import output_of
from adapters.settings import configured, read_settings


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb. `takes` is what may stand behind it: nothing, or the path of a folder or file, with an example."""

    run: Callable[[Arguments], Exit]
    takes: str = ""
    needs: bool = False
    """Whether that path has to be named."""

    def check(self, name: str, arguments: Arguments) -> None:
        """Raise UsageError where something else stands behind the verb."""
        words = arguments.words[1:]
        if words and not self.takes:
            raise UsageError(phrases.takes_no_words(name))
        if len(words) > 1 or (self.needs and not words):
            raise UsageError(phrases.takes_one_path(name, self.takes, needs=self.needs))


def _path(arguments: Arguments) -> Path | None:
    return Path(arguments.words[1]).expanduser() if arguments.words[1:] else None


def _check(arguments: Arguments) -> Exit:
    from adapters.cli.check import check

    settings = read_settings()
    return check(_path(arguments) or arguments.library or settings.library, output_of(arguments, settings))


def _online(*platforms: str) -> Callable[[Arguments], Exit]:
    """The bot where groups talk: on these platforms, or on all that something is set for."""

    def run(arguments: Arguments) -> Exit:
        settings = read_settings()
        gc.enable()
        names = platforms or configured(settings)
        with needing(*names):
            from adapters.cli import serving

            if arguments.invites:
                return serving.invite(settings)
            return serving.serve(names, arguments, settings, output_of(arguments, settings).progress)

    return run


VERBS: Mapping[str, Verb] = {
    "check": Verb(_check, takes="content/khrushchev"),
    "discord": Verb(_online("discord")),
    "matrix": Verb(_online("matrix")),
    "serve": Verb(_online()),
}
