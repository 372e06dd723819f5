"""Strings made harmless for Discord, in this one place: shown, they are the characters that were given.

In Discord's Markdown a backslash takes its meaning from any ASCII punctuation
behind it. So nothing formats, links, pings, or becomes an emoji or a time; what
cannot be seen, or turns the reading direction, is spelled out before that.
"""

from __future__ import annotations

import re

from adapters.showing.visible import on_its_lines, on_one_line
from adapters.showing.visible import verbatim as visible

# Emphasis, code, spoilers, the text of links, mentions and times (<…>), emojis (:smile:), addresses, calls to everybody.
_MARKUP = re.compile(r"[\\*_~`|<\[]|:(?=//|[\w+-]+:)|@(?=(?i:everyone|here))")
# Addresses that Discord knows without their beginning.
_ADDRESS = re.compile(r"(?<=discord)\.(?=gg|com)|(?<=discordapp)\.(?=com)", re.IGNORECASE)
# What makes a list, small text, a heading or a quotation of a line that begins with it.
_AT_THE_START = re.compile(r"^(\s*)(?:([-+#>])|(\d+)([.)]))")
_BACKTICKS = re.compile("`+")
_UNSEEN = "\u200b"
"""Keeps two things apart that Discord would read as one; nobody sees it."""


def plain(text: str) -> str:
    """Anybody's words but a document's, on one line, without markup."""
    return _escaped(on_one_line(text).strip())


def verbatim(text: str) -> str:
    """A document's words, without markup, on their lines."""
    return "\n".join(map(_escaped, visible(text).split("\n")))


def code(text: str) -> str:
    """A command or a reference in a code span that nothing in it can end."""
    shown = on_one_line(text).strip()
    if not shown:
        return ""
    if "`" not in shown:
        return f"`{shown}`"
    # Discord ends a span at the first run of as many marks; two are the most it knows.
    return f"`` {_BACKTICKS.sub(lambda run: _UNSEEN.join(run.group()), shown)} ``"


def fenced(text: str) -> str:
    """Text to be copied as it stands, in a code block that nothing in it can end."""
    shown = on_its_lines(text).replace("```", f"`{_UNSEEN}`{_UNSEEN}`")
    return f"```\n{shown}\n```"


def _escaped(line: str) -> str:
    escaped = _ADDRESS.sub(r"\\\g<0>", _MARKUP.sub(r"\\\g<0>", line))
    return _AT_THE_START.sub(_escape_start, escaped)


def _escape_start(found: re.Match[str]) -> str:
    space, bullet, number, point = found.groups()
    return f"{space}\\{bullet}" if bullet else f"{space}{number}\\{point}"
