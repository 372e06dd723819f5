"""Logs: lines for a person at a terminal, JSON for programs; never a secret, never what somebody wrote.

Our own events come by structlog, those of libraries by the standard library's
logging; both leave by the same way.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Collection, Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from adapters.showing.visible import on_one_line

HIDDEN = "[secret]"
WRITTEN = ("text", "line", "content", "query")
"""Fields that hold what somebody wrote: they are logged at the level debug alone."""
_QUIET = ("discord", "aiohttp", "asyncio", "sqlalchemy", "alembic", "aiosqlite", "nio")
"""Libraries whose news are for whoever debugs; what they warn of is for everybody."""
# Discord: three runs of base64, the first of them the id; Matrix: access tokens of Synapse.
_LIKE_A_TOKEN = re.compile(r"\b[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}|\b(?:syt|mat|mct)_[\w-]{8,}")


def configure(level: str, stream: TextIO, secrets: Collection[str] = (), *, as_json: bool | None = None) -> None:
    """Set up logging for the whole program.

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
        _keep_private if not is_debug else _leave,
        _Hider(secrets),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if wants_json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty() and not os.environ.get("NO_COLOR"))
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
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


def _leave(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG001  # structlog's signature
    return event


def _keep_private(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG001  # structlog's signature
    for name in WRITTEN:
        event.pop(name, None)
    return event


def _name_exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG001  # structlog's signature
    """An exception in one line: its type, and what it says."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else None
    if error is None and info:
        error = info[1] if isinstance(info, tuple) else sys.exc_info()[1]
    if error is not None:
        event["problem"] = f"{type(error).__name__}: {error}"
    return event


class _Hider:
    """Takes secrets out of every value, and spells out what would act on a terminal or forge a line."""

    def __init__(self, secrets: Collection[str]) -> None:
        known = sorted(filter(None, secrets), key=len, reverse=True)
        self._secret = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG002  # as above
        return {
            self._text(name): value if name.startswith("_") else self._clean(value) for name, value in event.items()
        }

    def _clean(self, value: Any) -> Any:
        match value:
            case bool() | int() | float() | None:
                return value
            case Mapping():
                return {self._text(str(key)): self._clean(one) for key, one in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._clean(one) for one in value]
            case _:
                return self._text(value if isinstance(value, str) else repr(value))

    def _text(self, text: str) -> str:
        if self._secret is not None:
            text = self._secret.sub(HIDDEN, text)
        text = _LIKE_A_TOKEN.sub(HIDDEN, text)
        return "\n".join(map(on_one_line, text.split("\n"))) if "Traceback" in text else on_one_line(text)
