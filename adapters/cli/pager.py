"""Long answers, a screen at a time: through $PAGER, or `less` where there is one."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping

_LESS = "FRX"
"""As git sets it: leave at once where all fits, show colours, leave the text on the screen."""


def find_pager(environment: Mapping[str, str]) -> list[str]:
    """The pager's command; empty where there is none, or none is wanted (`PAGER=cat`, `PAGER=`)."""
    chosen = environment.get("PAGER")
    if chosen is None:
        less = shutil.which("less", path=environment.get("PATH"))
        return [less] if less else []
    try:
        command = shlex.split(chosen, posix=os.name != "nt")
    except ValueError:
        return []
    return [] if command in ([], ["cat"]) else command


def page(text: str, command: list[str], environment: Mapping[str, str]) -> bool:
    """Show text in a pager until it is left. False where it cannot be started."""
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={"LESS": _LESS, **environment})  # noqa: S603  # the user's own choice
    except OSError:
        return False
    assert pager.stdin is not None
    with contextlib.suppress(OSError, KeyboardInterrupt), pager.stdin as pipe:  # left before the end
        pipe.write(text.encode("utf-8", "backslashreplace"))
    while True:
        try:
            pager.wait()
        except KeyboardInterrupt:  # meant for the pager, which has got it, too
            continue
        return True
