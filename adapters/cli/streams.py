"""Standard input and output, made fit for any words in any locale."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import TextIO

_CLOSED = (errno.EPIPE, errno.ESHUTDOWN, errno.EINVAL)
"""What a write to a closed pipe fails with; the last one on Windows."""


class WritingError(Exception):
    """Something could not be written."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause.strerror or str(cause))
        self.is_closed = isinstance(cause, BrokenPipeError) or cause.errno in _CLOSED
        """Whether the reader has left, as `head` does: no error."""


def put(stream: TextIO, text: str) -> None:
    """Write a text at once. Raises WritingError where that fails."""
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        raise WritingError(error) from None


def prepare_streams() -> None:
    """Let no character fail: what a locale cannot show is written as `\\u2502`.

    What goes into a file or a pipe on Windows is UTF-8, not what the console
    once used. A stream that was closed from outside takes everything and keeps
    nothing.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open as long as the program
        elif isinstance(stream, io.TextIOWrapper):
            is_windows_pipe = os.name == "nt" and not stream.isatty() and "PYTHONIOENCODING" not in os.environ
            stream.reconfigure(encoding="utf-8" if is_windows_pipe else None, errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def abandon_output() -> None:
    """Keep Python from writing the rest of a closed pipe, and complaining, when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
