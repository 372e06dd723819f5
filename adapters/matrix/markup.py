"""Strings as Matrix shows them, in this one place: each as plain text, and as HTML that says the same.

In HTML only bare tags stand, without any attribute, so that every client and
every server leaves them as they are. Nobody's words become a tag. Nor do they
become a link or somebody's name to press, which clients make of what looks like
an address: such words stand as code, where no client looks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.showing.visible import on_its_lines, on_one_line
from adapters.showing.visible import verbatim as visible

_PARTING = re.compile(r"""([\s“”‘’"'()\[\]{}<>«»„‚]+)""")
"""What parts words, and is part of no address."""
# A scheme, a domain, a user or room with its server, everybody in the room.
_ADDRESS = re.compile(r"[^\W\d_]:[^\s:]|[.。．｡][^\W\d_]{2}|^[^@#!+$]*[@#!+$][^:]*:+[^\s:]|(?i:@room|localhost)")
_PERHAPS = re.compile(r":\S|[.。．｡][^\W\d_]{2}|(?i:@room|localhost)")
"""Found in whatever has an address in it. Most words have none, and need not be parted."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The same words as plain text and as HTML."""

    body: str
    html: str

    def __add__(self, other: Marked) -> Marked:
        return Marked(self.body + other.body, self.html + other.html)

    def __bool__(self) -> bool:
        return bool(self.body)

    @property
    def bytes(self) -> int:
        """What it takes of an event, at the most."""
        return _written(self.body) + _written(self.html)


NOTHING = Marked("", "")
LINE_END = Marked("\n", "<br />")
RULE = "<hr />"


def plain(text: str) -> Marked:
    """Anybody's words but a document's, on one line."""
    return _unlinked(on_one_line(text).strip())


def ours(text: str) -> Marked:
    """Our own words."""
    return Marked(text, escaped(text))


def code(text: str) -> Marked:
    """A command or a reference, to be copied."""
    shown = on_one_line(text).strip()
    return _tagged("code", Marked(shown, escaped(shown)))


def strong(words: Marked) -> Marked:
    return _tagged("strong", words)


def small(words: Marked) -> Marked:
    """What is less than the answer itself."""
    return _tagged("em", words)


def heading(words: Marked, level: int) -> Marked:
    return _tagged(f"h{level + 2}", words)


def paragraph(words: Marked) -> Marked:
    return _tagged("p", words)


def quoted(text: str) -> Marked:
    """A document's words, on their lines."""
    lines = visible(text).split("\n")
    inside = "<br />".join(map(escaped, lines))
    return Marked("\n".join(f"> {line}" for line in lines), f"<blockquote>{inside}</blockquote>")


def on_a_line(text: str) -> Marked:
    """A document's words, which have no line ends, inside a sentence of ours."""
    return _unlinked(visible(text))


def folded(label: Marked, words: Marked) -> Marked:
    """Words that a client unfolds when their label is pressed."""
    html = f"<details><summary>{label.html}</summary>{words.html}</details>"
    return Marked(f"{label.body} {words.body}", html)


def copied(text: str) -> Marked:
    """Text to be copied as it stands, on its lines."""
    shown = on_its_lines(text)
    return Marked(shown, f"<pre><code>{escaped(shown)}</code></pre>")


def joined(between: Marked, parts: Iterable[Marked]) -> Marked:
    """The parts that say something, one after the other."""
    said = [part for part in parts if part]
    return Marked(between.body.join(part.body for part in said), between.html.join(part.html for part in said))


def stacked(parts: Iterable[Marked]) -> Marked:
    """Blocks one below the other, each on lines of its own."""
    return joined(Marked("\n", ""), parts)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unlinked(shown: str) -> Marked:
    """Words as they are shown, without what a client would make a link of."""
    if not _PERHAPS.search(shown):
        return Marked(shown, escaped(shown))
    words = _PARTING.split(shown)
    return Marked(
        shown, "".join(f"<code>{escaped(word)}</code>" if _ADDRESS.search(word) else escaped(word) for word in words)
    )


def _tagged(tag: str, words: Marked) -> Marked:
    return Marked(words.body, f"<{tag}>{words.html}</{tag}>" if words else "")


def _written(text: str) -> int:
    """Bytes of a text in JSON, which has an escape for these alone of what is left of anybody's words."""
    size = len(text) if text.isascii() else len(text.encode())
    return size + text.count('"') + text.count("\\") + text.count("\n")
