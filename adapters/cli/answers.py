"""Commands answered one at a time: one from the command line, or one a line from standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, TypedDict

from adapters.cli.exits import OF_OUTCOME, Exit
from adapters.cli.output import Output
from bot.app import App
from bot.groups import Asked
from bot.parsing import Misuse, parse
from bot.reply import Reply
from bot.status import Status

_BOM = "\ufeff"
COMMENT = "#"
_STATUS = "status"


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
    return OF_OUTCOME[reply.outcome], reply


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
