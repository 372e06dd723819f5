"""A small, strict reader of the HTML that stands in our messages, written apart from what writes it.

It takes what is left unchanged by the clients' lists of allowed HTML, and
nothing else: bare tags of a few kinds, each closed where it belongs, and no
character escaped but the three that must be.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_INLINE = {"strong", "em", "code", "br"}
_INSIDE = {
    "": {"p", "blockquote", "details", "pre", "h3", "h4", "hr"},
    "p": _INLINE,
    "blockquote": {"br"},
    "details": {"summary", *_INLINE},
    "summary": _INLINE,
    "pre": {"code"},
    "h3": _INLINE,
    "h4": _INLINE,
    "strong": {"code"},
    "em": {"code"},
    "code": set(),
}
"""Which tags may stand right inside which, "" being the message."""
_VOID = {"br", "hr"}
# What clients make links of, or names to press.
_LINK = re.compile(
    r"[a-z]://|\bwww\.|\bmailto:|\bmatrix:|[@#!+][\w.-]*:\w|\b\w+\.(?:com|org|net|de|onion)\b|\blocalhost\b|@room\b",
    re.IGNORECASE,
)


class _Reader(HTMLParser):
    def __init__(self, bar: str) -> None:
        super().__init__(convert_charrefs=False)
        self.bar = bar
        self.open: list[str] = []
        self.again = ""
        self.lines = [""]
        self.links: list[str] = []

    @property
    def inside(self) -> str:
        return self.open[-1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in _VOID, f"<{tag}> is written so, and not <{tag} />"
        self._begin(tag, attrs)
        self.open.append(tag)
        self.again += f"<{tag}>"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _VOID, f"<{tag} /> encloses nothing"
        self._begin(tag, attrs)
        self.again += f"<{tag} />"
        if tag == "br":
            self._end_line()

    def _begin(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs == [], f"<{tag}> has attributes: {attrs}"
        assert tag in _INSIDE[self.inside], f"<{tag}> in <{self.inside}>"
        if tag not in _INLINE and tag != "summary" and self.lines[-1]:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.inside == tag, f"</{tag}> closes <{self.inside}>"
        if tag == "blockquote":
            self._end_line()
        self.open.pop()
        self.again += f"</{tag}>"
        if tag == "summary":
            self._say(" ")
        elif tag not in _INLINE and self.lines[-1]:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        assert self.inside, f"words outside of everything: {data!r}"
        self.again += data
        if not {"code", "blockquote"} & set(self.open):
            self.links += _LINK.findall(data)
        first, *more = data.split("\n")
        assert not more or "pre" in self.open, f"a line end that is not shown: {data!r}"
        self._say(first)
        for line in more:
            self._end_line()
            self._say(line)

    def handle_entityref(self, name: str) -> None:
        self.again += f"&{name};"
        self._say({"amp": "&", "lt": "<", "gt": ">"}[name])

    def handle_charref(self, name: str) -> None:
        raise AssertionError(f"a character was escaped that need not be: {name}")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def _end_line(self) -> None:
        self._say("")
        self.lines.append("")

    def _say(self, words: str) -> None:
        if not self.lines[-1] and "blockquote" in self.open:
            self.lines[-1] = self.bar
        self.lines[-1] += words


def lines(html: str, bar: str = "> ") -> list[str]:
    """What is read, line by line; a quotation's lines begin with a bar. Fails for HTML that a client would change."""
    return [line for line in _read(html, bar).lines if line]


def links(html: str) -> list[str]:
    """What a client would make a link of, outside of documents' own words."""
    return _read(html).links


def _read(html: str, bar: str = "") -> _Reader:
    reader = _Reader(bar)
    reader.feed(html)
    reader.close()
    assert reader.open == [], f"never closed: {reader.open}"
    assert reader.again == html, "reads otherwise than it is written"
    return reader
