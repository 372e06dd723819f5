"""A command as somebody can type it again: in a shell after the program's name, elsewhere as it is."""

from __future__ import annotations

import re
import shlex

_HARMLESS = re.compile(r"[\w@%+=:,./ -]*")
_HARMLESS_IN_DOUBLE_QUOTES = re.compile(r"[^\"$`\\!%\n]*")


def called(command: str, program: str) -> str:
    """`claim zhenbao`, or `catena claim zhenbao` for a shell, which must not act on anything in the words."""
    if not program:
        return command
    name, _, words = command.partition(" ")
    ends_options = "--" if words.startswith("-") else ""
    if not _HARMLESS.fullmatch(words):
        words = f'"{words}"' if _HARMLESS_IN_DOUBLE_QUOTES.fullmatch(words) else shlex.quote(words)
    return " ".join(filter(None, (program, ends_options, name, words)))
