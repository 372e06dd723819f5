"""Nobody's words become HTML, a link or a name to press: they are shown as they were given, and nothing more."""

from __future__ import annotations

import html
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.matrix import markup
from adapters.matrix.markup import Marked
from adapters.matrix.pages import notice
from adapters.showing.visible import on_its_lines, on_one_line
from adapters.showing.visible import verbatim as visible
from tests.adapters.matrix.rendering import html_read

LINKS = [
    "https://example.org",
    "HTTP://example.org/a(b)?c=d&e",
    "(https://example.org)",
    "“https://example.org”",
    "see:https://example.org.",
    "www.example.org",
    "example.org",
    "somebody@example.org",
    "mailto:somebody@example.org",
    "tel:+4930123456",
    "matrix:u/somebody:example.org",
    "https://matrix.to/#/@somebody:example.org",
    "@somebody:example.org",
    "@1:localhost:8448",
    "#room:example.org",
    "!AbC:example.org",
    "localhost",
    "@room",
    "xn--bcher-kva.example",
    "bücher.example",
    "例え.テスト",
]
TAGS = [
    "<b>",
    "</p>",
    "</blockquote><img src=x onerror=alert(1)>",
    "<a href='https://example.org'>here</a>",
    "<mx-reply>",
    "<!-- a -->",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "&#60;b&#62;",
    "&amp",
    "<font data-mx-bg-color=red>",
    "<br />",
    "]]>",
]
SIGNS = st.sampled_from([*list("<>&\"'/;#@!:.()[] \n\t1a="), "\u202e", "\u200b", "\0", "\ud800", "ß", "中", "😀"])
TEXTS = st.lists(st.one_of(SIGNS, st.sampled_from(LINKS), st.sampled_from(TAGS)), max_size=30).map("".join)


def read(marked: Marked) -> str:
    """What is read of HTML that consists of words and code."""
    return html.unescape(re.sub(r"</?code>", "", marked.html))


@pytest.mark.parametrize("words", LINKS)
def test_what_clients_make_links_of_stands_as_code(words: str) -> None:
    for around in ("{}", "so {} there", "“{}”", "({0}) {0}", "<{}>"):
        text = around.format(words)
        marked = markup.plain(text)
        bare = re.sub(r"<code>.*?</code>", "", marked.html)
        assert not re.search(r"\w[.:]\w|localhost|@", bare), bare
        assert marked.body == read(marked) == text


@pytest.mark.parametrize(
    "words",
    [
        "Xu Lai, own voice, ¶37.1",
        "10:30",
        "e.g. this",
        "1956. And then",
        "He said: “no”.",
        "a/b",
        "-40 degrees",
        "Mr. X, i.e. Y",
    ],
)
def test_other_words_stand_as_they_are(words: str) -> None:
    assert markup.plain(words) == Marked(words, words)


@settings(max_examples=300)
@given(TEXTS)
def test_what_somebody_typed_is_words_on_one_line(text: str) -> None:
    marked = markup.plain(text)
    assert marked.body == on_one_line(text).strip() == read(marked)
    html_read.lines(f"<p>{marked.html}</p>")
    assert html_read.links(f"<p>{marked.html}</p>") == []


@settings(max_examples=300)
@given(TEXTS)
def test_a_documents_words_stand_on_their_lines_behind_a_bar(text: str) -> None:
    quoted = markup.quoted(text)
    lines = [f"> {line}" for line in visible(text).split("\n")]
    assert quoted.body.split("\n") == lines
    if any(line != "> " for line in lines):
        inside = quoted.html.removeprefix("<blockquote>").removesuffix("</blockquote>")
        assert html.unescape(inside.replace("<br />", "\n")) == visible(text)
        html_read.lines(quoted.html)


@given(TEXTS)
def test_a_citation_is_copied_as_it_stands(text: str) -> None:
    copied = markup.copied(text)
    assert copied.body == on_its_lines(text)
    assert html.unescape(copied.html) == f"<pre><code>{on_its_lines(text)}</code></pre>"


@given(TEXTS)
def test_a_command_is_copied_as_it_stands(text: str) -> None:
    shown = markup.code(text)
    assert shown.body == on_one_line(text).strip()
    assert html.unescape(shown.html) == (f"<code>{shown.body}</code>" if shown.body else "")


@given(TEXTS, TEXTS)
def test_what_words_take_of_an_event_is_counted(one: str, other: str) -> None:
    for marked in (
        markup.plain(one),
        markup.plain(one) + markup.quoted(other),
        markup.folded(markup.plain(one), markup.plain(other)),
    ):
        taken = (json.dumps(form, ensure_ascii=False).encode() for form in (marked.body, marked.html))
        assert marked.bytes == sum(map(len, taken)) - 4


def test_a_sentence_of_our_own_keeps_its_lines_and_carries_nothing() -> None:
    content = notice("Say <claim>\nor ask @somebody:example.org.").content()
    assert content == {
        "msgtype": "m.notice",
        "body": "Say <claim>\nor ask @somebody:example.org.",
        "format": "org.matrix.custom.html",
        "formatted_body": "<p>Say &lt;claim&gt;<br />or ask <code>@somebody:example.org.</code></p>",
        "m.mentions": {},
    }
