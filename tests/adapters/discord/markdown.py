"""A small reader of Discord's Markdown, written apart from what escapes it: what is recognised, and what is shown.

It reads more than Discord does rather than less: what it finds nothing in,
Discord finds nothing in.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# A backslash takes the meaning of any sign behind it but letters, digits and white space.
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_AWAY = 0xF0000
"""Where escaped characters are put while constructs are looked for: a private plane."""

_CONSTRUCTS = {
    "code": re.compile(r"(`+).+?\1", re.DOTALL),
    "emphasis": re.compile(r"\*.+?\*|_.+?_|~~.+?~~|\|\|.+?\|\|", re.DOTALL),
    "link": re.compile(r"\[.*?\]\(.*?\)", re.DOTALL),
    "address": re.compile(r"(?:https?|discord|steam|ftp)://\S|discord\.gg|discord(?:app)?\.com", re.IGNORECASE),
    "address in angles": re.compile(r"<(?:\w+:|\+?\d)[^<>\n]*>"),
    "mention": re.compile(r"<(?:@[!&]?|#)\d+>|<id:\w+>|<id:[^<>\n]*>|@(?:everyone|here)\b", re.IGNORECASE),
    "command": re.compile(r"</[^\n<>]+:\d+>"),
    "time": re.compile(r"<t:-?\d+(?::\w)?>"),
    "emoji": re.compile(r"<a?:\w+:\d+>|:[\w+~-]+:"),
    "beginning": re.compile(r"^\s*(?:>|#{1,3}\s|-#\s|[-*+]\s|\d+[.)]\s)", re.MULTILINE),
}
_CODE = re.compile(r"\\[^0-9A-Za-z\s]|```\n.*?\n```|(`+)(?:.*?[^`])\1(?!`)", re.DOTALL)
"""Code, and escaped signs, so that none of those begins it."""
_EMPHASIS = re.compile(r"(\\[^0-9A-Za-z\s])|\*\*")
_SMALL_OR_LARGE = re.compile(r"^(?:> |-# |### )", re.MULTILINE)


def shown(text: str) -> str:
    """The characters that stand on the screen where nothing is recognised."""
    return _ESCAPE.sub(r"\1", text)


def recognised(text: str) -> list[str]:
    """The kinds of markup in a text, each with the first piece of it."""
    bare = _ESCAPE.sub(lambda found: chr(_AWAY + ord(found[1]) % 0xFFFF), text)
    return [f"{kind}: {found.group()!r}" for kind, sign in _CONSTRUCTS.items() if (found := sign.search(bare))]


def recognised_in_quotation(text: str) -> list[str]:
    """The same inside a quotation: every line stands behind a bar, and begins anew there."""
    lines = text.split("\n")
    bare = [line.removeprefix("> ") for line in lines]
    unbarred = [f"no bar: {line!r}" for line in lines if not line.startswith("> ")]
    return unbarred + recognised("\n".join(bare))


def with_code(text: str, code: Callable[[str], str], other: Callable[[str], str]) -> str:
    """A text whose code is changed in one way, and the rest in another."""
    found: list[str] = []
    place = start = 0
    while (sign := _CODE.search(text, place)) is not None:
        place = sign.end()
        if not sign.group().startswith("\\"):
            found += [other(text[start : sign.start()]), code(sign.group())]
            start = sign.end()
    return "".join([*found, other(text[start:])])


def read(text: str) -> str:
    """A text as it is read: no escapes, no bars, no signs of size or emphasis; code keeps its marks."""
    return with_code(text, str, lambda words: shown(without_our_own(words, "")))


def without_our_own(text: str, instead: str) -> str:
    """A text without the signs that only we write: one at the beginning of a line, and pairs of asterisks."""
    return _EMPHASIS.sub(lambda sign: sign[1] or instead, _SMALL_OR_LARGE.sub("", text))


def foreign(text: str) -> list[str]:
    """Markup in a text of ours that is not ours."""
    return recognised(with_code(text, lambda _: "", lambda words: without_our_own(words, "\ue001")))
