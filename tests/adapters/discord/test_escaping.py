"""Nobody's words become markup on Discord: they are shown as they were given, and nothing more."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.escaping import code, fenced, plain, verbatim
from adapters.showing.visible import on_its_lines, on_one_line
from adapters.showing.visible import verbatim as visible
from tests.adapters.discord.markdown import recognised, recognised_in_quotation, shown

CONSTRUCTS = [
    "*leaning*",
    "_leaning_",
    "**fat**",
    "__under__",
    "***both***",
    "~~struck~~",
    "||hidden||",
    "`code`",
    "``code``",
    "```py\ncode\n```",
    "> said",
    ">>> said",
    " > said",
    "# large",
    "## less",
    "### least",
    "-# small",
    "- one",
    "+ one",
    "* one",
    "  - one",
    "1. one",
    "12) one",
    "[here](https://example.org)",
    "[here](<https://example.org>)",
    "<https://example.org>",
    "<mailto:somebody@example.org>",
    "<tel:+4930123456>",
    "https://example.org",
    "HTTP://example.org",
    "discord://app",
    "discord.gg/abc",
    "discord.com/invite/abc",
    "discordapp.com/invite/abc",
    "<@12345>",
    "<@!12345>",
    "<@&12345>",
    "<#12345>",
    "</claim:12345>",
    "</settings show:12345>",
    "<t:1700000000>",
    "<t:1700000000:R>",
    "<:smile:12345>",
    "<a:smile:12345>",
    "<id:home>",
    "<id:customize>",
    "<id:linked-roles:12345>",
    ":smile:",
    ":+1:",
    ":flag_de:",
    "@everyone",
    "@here",
    "@Everyone",
]
SIGNS = st.sampled_from([*list("*_~|`>#-+<@!&:/[]().\\ \n\t1ae{}"), "\u202e", "\u200b", "ß", "中", "😀"])
TEXTS = st.lists(st.one_of(SIGNS, st.sampled_from(CONSTRUCTS)), max_size=30).map("".join)


@pytest.mark.parametrize("words", CONSTRUCTS)
def test_the_reader_knows_what_discord_knows(words: str) -> None:
    """The judge of the tests below, judged."""
    assert recognised(words), words


@pytest.mark.parametrize("words", CONSTRUCTS)
def test_markup_in_somebodys_words_is_shown_and_not_done(words: str) -> None:
    for around in ("{}", "so {} there", "\\{}", "\\\\{}\\", "({})", "{0}{0}"):
        text = around.format(words)
        assert recognised(plain(text)) == []
        assert shown(plain(text)) == on_one_line(text).strip()


@settings(max_examples=300)
@given(TEXTS)
@example("\\*a*")
@example("<@\\12345>")
@example("1\u0660. one")
def test_what_somebody_typed_never_formats_links_or_pings(text: str) -> None:
    assert recognised(plain(text)) == []
    assert shown(plain(text)) == on_one_line(text).strip()
    assert "\n" not in plain(text)


@settings(max_examples=300)
@given(TEXTS)
def test_a_documents_words_stand_on_their_lines_without_markup(text: str) -> None:
    assert recognised(verbatim(text)) == []
    assert shown(verbatim(text)) == visible(text)
    behind_a_bar = "\n".join(f"> {line}" for line in verbatim(text).split("\n"))
    assert recognised_in_quotation(behind_a_bar) == []


@given(TEXTS, TEXTS)
def test_somebodys_words_cannot_end_the_markup_that_we_put_around_them(one: str, other: str) -> None:
    for opened, closed in (("**", "**"), ("-# **", "**"), ("“", "”")):
        text = f"{opened}{plain(one)}{closed} {plain(other)}"
        bare = re.sub(r"\\([^0-9A-Za-z\s])", "", text)
        assert bare.count("**") == (2 if "**" in opened else 0)
        assert shown(text).startswith(opened + on_one_line(one).strip() + closed)


@given(TEXTS)
@example("`")
@example("a``b`c```")
@example("` `")
def test_nothing_in_a_code_span_ends_it(text: str) -> None:
    words = on_one_line(text).strip()
    if not words:
        assert code(text) == ""
        return
    span = code(text)
    found = re.match(r"(`+)(.*?[^`])\1(?!`)", span)
    assert found is not None
    assert found.group() == span, "the span ends where it should"
    assert len(found[1]) <= 2, "Discord knows no longer marks"
    assert found[2].strip().replace("\u200b", "") == words


@given(TEXTS)
@example("```")
@example("``````")
@example("a``\n`b")
def test_nothing_in_a_code_block_ends_it(text: str) -> None:
    block = fenced(text)
    assert block.startswith("```\n")
    assert block.index("```", 3) == len(block) - 3
    assert block[4:-4].replace("\u200b", "") == on_its_lines(text)


def test_what_needs_no_escape_has_none() -> None:
    for words in (
        "Xu Lai, own voice, ¶37.1",
        'the "secret report" – 1956',
        "-40 degrees",
        "1956 and 1.5",
        "a:b, 10:30",
    ):
        shown_words = plain(words)
        assert shown_words.replace("\\", "") == words
        assert shown_words.count("\\") <= 1


def test_an_id_in_a_code_span_is_copied_as_it_is() -> None:
    assert code("xu-lai 37.1") == "`xu-lai 37.1`"
    assert code("who ode's") == "`who ode's`"
