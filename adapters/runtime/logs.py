"""Logs: lines for a person at a terminal, JSON for programs; never a secret, never what somebody wrote.

Our own events come by structlog, those of libraries by the standard library's
logging; both leave by the same way.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import textwrap
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from adapters.showing.visible import on_one_line

HIDDEN = "[secret]"
WRITTEN = ("text", "line", "content", "query")
"""Fields that hold what somebody wrote: they are logged at the level debug alone."""
_LEAST = 6
"""Characters from which a secret is hidden within other words, too."""
_NO_WORD = 12
"""Characters from which a secret is hidden in what we call an event, too."""
DEEPEST = 20
"""Levels of a nested value that are looked into; a list that holds itself has no end."""
_OF_STRUCTLOG = ("_record", "_from_structlog")
"""Fields that ProcessorFormatter passes along, and takes out itself."""
_TRACE = "exception"
"""The one field of several lines: structlog's, at the level debug."""
_QUIET = ("discord", "aiohttp", "asyncio", "sqlalchemy", "alembic", "nio", "watchfiles")
"""Libraries whose news are for whoever debugs; what they warn of is for everybody."""
_FUSSY = "nio"
"""A library that warns of each message that somebody else's device gave no key for; we say what it comes to."""
_NEVER = ("peewee",)
"""Libraries whose news nobody gets, whatever the level: at debug it tells the keys of encrypted rooms."""
# Discord: three runs of base64, the first of them the id; an interaction's is base64 that begins with "interaction:",
# and like a webhook's it stands in addresses. Matrix: what Synapse and its authentication service hand out.
_LIKE_A_TOKEN = re.compile(
    r"(?P<before>/(?:webhooks|interactions)/\d+/)[\w-]+"
    r"|[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|aW50ZXJhY3Rpb246[\w-]+"
    r"|(?<![a-z])(?:sy[tr]|m[ac][tr])_[\w-]{8,}"
)


def configure(
    level: str,
    stream: TextIO,
    secrets: Collection[str] = (),
    *,
    as_json: bool | None = None,
    on_error: Callable[[str], None] | None = None,
) -> None:
    """Set up logging for the whole program.

    `on_error` is told of each error by what the code calls it, which repeats nobody's words.

    `level` is one of debug, info, warning, error. `secrets` never leave by it,
    wherever they stand. `as_json` defaults to whether nobody sits before the stream.
    """
    wants_json = not stream.isatty() if as_json is None else as_json
    is_debug = level == "debug"
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if is_debug else _name_exception,
        _Hider(secrets, () if is_debug else WRITTEN),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if wants_json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty() and not os.environ.get("NO_COLOR"))
    )
    structlog.configure(
        processors=[_errors_to(on_error), *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _Handler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.DEBUG if is_debug else max(logging.WARNING, root.level))
    if not is_debug:
        logging.getLogger(_FUSSY).setLevel(logging.ERROR)
    for name in _NEVER:
        logging.getLogger(name).setLevel(logging.WARNING)


def _errors_to(on_error: Callable[[str], None] | None) -> Processor:
    """Tells of our own errors; what libraries say may hold anything."""

    def tell(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG001  # structlog's signature
        if on_error is not None and method in ("error", "exception", "critical"):
            on_error(str(event.get("event")))
        return event

    return tell


def _name_exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG001  # structlog's signature
    """An exception in one line: its type, and what it says, or where it was raised.

    What the network, the disk or a library says is told. What our own code says may
    repeat the words of whoever asked.
    """
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else None
    if error is None and info:
        error = info[1] if isinstance(info, tuple) else sys.exc_info()[1]
    if error is not None:
        # What a library wraps in an error of its own repeats what was wrapped, which may be ours.
        while isinstance(wrapped := getattr(error, "original", None), BaseException):
            error = wrapped
        try:
            told = str(error) if _is_told(error) else _where(error)
            event["problem"] = f"{type(error).__name__}: {told}"
        except Exception:  # noqa: BLE001  # anybody's __str__
            event["problem"] = type(error).__name__
    return event


def _is_told(error: BaseException) -> bool:
    return isinstance(error, OSError | TimeoutError) or type(error).__module__.partition(".")[0] in _QUIET


def _where(error: BaseException) -> str:
    """`answerer.py:87`, the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "raised nowhere"


class _Handler(logging.StreamHandler[TextIO]):
    """Says that a line was lost, and of whom: the standard library would print its arguments as they are."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the standard library's name
        said = (record.name, type(sys.exc_info()[1]).__name__)
        lost = logging.LogRecord(
            record.name, record.levelno, record.pathname, record.lineno, "a line of %s was lost: %s", said, None
        )
        with suppress(Exception):  # the stream may be what is broken
            self.stream.write(self.format(lost) + self.terminator)


class _Hider:
    """Takes secrets out of every value, and spells out what would act on a terminal or forge a line.

    Fields that are called as one of `private` are left out, however deep they stand.
    """

    def __init__(self, secrets: Collection[str], private: Collection[str]) -> None:
        known = sorted({form for secret in secrets if secret for form in _forms(secret)}, key=len, reverse=True)
        self._secret = _any_of(known)
        self._long = _any_of([secret for secret in known if len(secret) >= _NO_WORD])
        self._private = private

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG002  # as above
        # What we call an event stands in the code: a password that is a word of it would be given away by what is missing.
        is_ours = "_record" not in event
        cleaned: EventDict = {}
        for name, value in event.items():
            if name in _OF_STRUCTLOG:
                cleaned[name] = value
            elif name == "event" and is_ours and isinstance(value, str):
                cleaned[name] = on_one_line(_without(self._long, value))
            elif name == _TRACE and isinstance(value, str):
                cleaned[name] = self._trace(value)
            elif name not in self._private:
                cleaned[self._text(name)] = self._clean(value)
        return cleaned

    def _clean(self, value: Any, depth: int = 0) -> Any:
        match value:
            case bool() | int() | float() | None:
                return value
            case str():
                return self._text(value)
            case Mapping() | list() | tuple() | set() | frozenset() if depth >= DEEPEST:
                return "…"
            case Mapping():
                return {
                    self._text(_shown(key)): self._clean(one, depth + 1)
                    for key, one in value.items()
                    if key not in self._private
                }
            case list() | tuple() | set() | frozenset():
                return [self._clean(one, depth + 1) for one in value]
            case _:
                return self._text(_shown(value))

    def _text(self, text: str) -> str:
        return on_one_line(_without(self._secret, text))

    def _trace(self, text: str) -> str:
        """The lines of a trace, each indented: what an exception says looks like no line of the log."""
        lines: Iterable[str] = map(on_one_line, _without(self._secret, text).split("\n"))
        return textwrap.indent("\n".join(lines), "    ")


def _forms(secret: str) -> tuple[str, ...]:
    """A secret as it is, and as Python, JSON and addresses spell it within something else."""
    in_bytes = secret.encode(errors="surrogateescape")  # as the environment gives what is no UTF-8
    in_python = (repr(secret)[1:-1], ascii(secret)[1:-1], repr(in_bytes)[2:-1])
    # Python escapes a ' only where a " stands in the same text, which may be beside the secret.
    escaped = (form.replace("'", r"\'") for form in in_python)
    return secret, *in_python, *escaped, json.dumps(secret)[1:-1], quote(in_bytes, safe="")


def _any_of(secrets: Iterable[str]) -> re.Pattern[str] | None:
    known = "|".join(map(_pattern, secrets))
    return re.compile(known) if known else None


def _without(secret: re.Pattern[str] | None, text: str) -> str:
    if secret is not None:
        text = secret.sub(HIDDEN, text)
    return _LIKE_A_TOKEN.sub(rf"\g<before>{HIDDEN}", text)


def _pattern(secret: str) -> str:
    """A short secret is hidden as a word of its own: as a part of others it would show through what is left of them."""
    escaped = re.escape(secret)
    return rf"(?<!\w){escaped}(?!\w)" if len(secret) < _LEAST and secret.isalnum() else escaped


def _shown(value: object) -> str:
    """What stands for a value that is no text. A log never fails because of what it is given."""
    if isinstance(value, str):
        return value
    try:
        return repr(value)
    except Exception:  # noqa: BLE001  # anybody's __repr__
        return f"<{type(value).__name__}>"
