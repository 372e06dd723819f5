"""What the program does beside answering commands: a function for each verb."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.cli import phrases
from adapters.cli.about import number
from adapters.cli.arguments import Arguments, UsageError
from adapters.cli.exits import Exit
from adapters.cli.extras import needing
from adapters.cli.output import output_of
from adapters.cli.streams import put
from adapters.settings import SettingsError, configured, read_settings


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


def _backup(arguments: Arguments) -> Exit:
    settings = read_settings()
    with needing("online"):
        from adapters.backup.backing_up import back_up
        from adapters.backup.errors import BackupError
    path = _path(arguments)
    if path is not None and arguments.words[1].endswith(("/", os.sep)) and not path.is_dir():
        raise SettingsError(f"There is no folder {path}. Make it first: mkdir {path}")
    try:
        summary = back_up(settings, path, version=number(), replace=arguments.replaces)
    except BackupError as error:
        raise SettingsError(str(error)) from None
    put(sys.stdout, f"{summary}\n")
    return Exit.FOUND


def _restore(arguments: Arguments) -> Exit:
    settings, path = read_settings(), _path(arguments)
    assert path is not None  # the verb needs one
    with needing("online"):
        from adapters.backup.errors import BackupError
        from adapters.backup.restoring import restore
    try:
        summary = restore(settings, path, replace=arguments.replaces)
    except BackupError as error:
        raise SettingsError(str(error)) from None
    put(sys.stdout, f"{summary}\n")
    return Exit.FOUND


def _doctor(arguments: Arguments) -> Exit:
    from adapters.cli.doctor.examining import examine

    return examine(output_of(arguments), arguments.library)


def _init(arguments: Arguments) -> Exit:
    from adapters.cli.init import init

    return init(_path(arguments) or Path())


VERBS: Mapping[str, Verb] = {
    "check": Verb(_check, takes="content/khrushchev"),
    "discord": Verb(_online("discord")),
    "matrix": Verb(_online("matrix")),
    "serve": Verb(_online()),
    "doctor": Verb(_doctor),
    "init": Verb(_init, takes="my-bot"),
    "backup": Verb(_backup, takes="catena.tar.gz"),
    "restore": Verb(_restore, takes="catena.tar.gz", needs=True),
}
