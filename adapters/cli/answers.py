"""Commands answered one at a time: one from the command line, or one a line from standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, TypedDict

from adapters.cli.exits import OF_OUTCOME, Exit
from adapters.cli.output import Output
from bot.app import App
from bot.commands import COMMANDS
from bot.groups import Asked
from bot.library import Library, Parts
from bot.loading import LibraryError
from bot.parsing import Misuse, parse
from bot.reply import Reply
from bot.status import Status, Unknown

_BOM = "\ufeff"
COMMENT = "#"
_STATUS = "status"
_OF_UNKNOWN = {
    Unknown.NOT_SET: Exit.FOUND,
    Unknown.NOBODY: Exit.NOTHING,
    Unknown.SOMETHING_ELSE: Exit.CONFIGURATION,
}


class _Spoken(TypedDict, total=False):
    defaults: Mapping[str, str]
    menu: str


def answer(line: str, app: App, output: Output) -> tuple[Exit, Reply | None]:
    """Answer a command as typed. By a fault of ours there is no reply; that is told, and ends nothing."""
    try:
        with output.progress:
            asked = Asked(
                is_organiser=True,
                libraries=(app.library.parts.name,),
                **_spoken(output.platform),
                status=_status(line, app, output),
            )
            reply = app.respond_to(line, asked)
    except Exception as error:  # noqa: BLE001  # whatever it is, the next command is to be answered
        output.fault(line, error, app.library)
        return Exit.FAULT, None
    output.show(reply, app.library)
    return max(OF_OUTCOME[reply.outcome], _of_status(asked.status)), reply


def asks_for_status(line: str) -> bool:
    """Whether a line is `status`, which is answered without a library as well."""
    parsed = parse(line, COMMANDS)
    return not isinstance(parsed, Misuse) and parsed.command == _STATUS


def answer_without_library(error: LibraryError, output: Output) -> Exit:
    """`status` where the library cannot be used: how the running bot is, and the first problem."""
    from adapters.cli.running import status_of
    from bot.handlers.status import without_library

    reply = without_library(status_of(output.http), str(error.folder), len(error.problems), str(error.problems[0]))
    output.show(reply, Library(Parts("", "", 0, "", ())))
    return Exit.CONFIGURATION


def _of_status(status: Status | None) -> Exit:
    """Where a bot should answer and none does, that is told to scripts as well."""
    if status is None or status.connections is not None:
        return Exit.FOUND
    return _OF_UNKNOWN[status.unknown]


def _spoken(platform: str) -> _Spoken:
    """How commands begin on the platform that an answer is shown for, where that is another way than here."""
    if platform == "matrix":
        from adapters.matrix.places import DEFAULTS

        return {"defaults": DEFAULTS}
    if platform == "discord":
        from adapters.discord.places import MENU

        return {"menu": MENU}
    return {}


def _status(line: str, app: App, output: Output) -> Status | None:
    """How the running bot is, where a line asks for that: asking it takes a moment."""
    parsed = parse(line, app.commands)
    if isinstance(parsed, Misuse) or parsed.command != _STATUS:
        return None
    from adapters.cli.running import status_of

    return status_of(output.http)


def answer_each(lines: Iterable[str], app: App, output: Output) -> Exit:
    """Answer commands, one a line. Lines that are empty or begin with `#` are none.

    The exit code is the highest of all.
    """
    worst = Exit.FOUND
    for line in lines:
        if line.strip() and not line.lstrip().startswith(COMMENT):
            worst = max(worst, answer(line, app, output)[0])
    return worst


def read_lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a stream of UTF-8, each as soon as it is there.

    What is no UTF-8 becomes U+FFFD; a byte order mark at the beginning is none
    of the words.
    """
    for number, line in enumerate(stream):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        yield text.removeprefix(_BOM) if number == 0 else text
