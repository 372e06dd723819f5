"""Libraries and askers that mean it badly: whatever they write, a page holds it, and shows it as words."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.matrix import state
from adapters.matrix.pages import render
from adapters.showing.visible import on_one_line
from adapters.showing.visible import verbatim as visible
from bot.app import App
from bot.citation import attribution_line
from bot.groups import FULL, SHORT
from bot.model import Passage, Role
from bot.reply import (
    Action,
    Actions,
    Block,
    Change,
    Citation,
    Difference,
    Divide,
    Heading,
    Note,
    NoteKind,
    Option,
    Options,
    Paragraph,
    QuotationBlock,
    Rows,
    Verdict,
    VerdictKind,
)
from tests.adapters.hostile import library, quotation, reply
from tests.adapters.matrix.rendering import pages_read as read

PIECES = st.sampled_from(
    [
        "@room ",
        "@somebody:example.org",
        "https://matrix.to/#/@a:b.c ",
        "<b>",
        "</blockquote>",
        "<img src=x>",
        "<!--",
        "&lt;",
        "&",
        "\n> c",
        "\n\n",
        "\u202e",
        "\u200b",
        "\0",
        '"',
        "\\",
        "word ",
        "守灯人",
        "😀",
        "a" * 90,
        "x ",
    ]
)
WORDS = st.lists(PIECES, min_size=1, max_size=25).map("".join).filter(lambda words: bool(words.strip()))
"""A few hostile words."""
TEXTS = st.builds(lambda words, times: (words * times)[:12_000], WORDS, st.sampled_from([1, 1, 1, 3, 20, 200, 2_000]))
"""As many of them as a sentence of another library might have."""
LENGTHS = st.sampled_from([FULL, SHORT])
HOSTILE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@HOSTILE
@given(st.lists(TEXTS, min_size=1, max_size=4), LENGTHS)
@example(["x" * 12_000], FULL)
@example(["&" * 12_000], FULL)
@example(["😀" * 12_000], SHORT)
@example(["a\n" * 6_000, '"' * 9_000], SHORT)
def test_the_parts_of_a_long_sentence_are_the_sentence_each_with_who_says_it(sentences: list[str], length: str) -> None:
    """Parted where it is longer than a page, and never cut."""
    shelf = library(sentences)
    blocks = [
        QuotationBlock(quotation(shelf, id_, number)) for id_ in shelf.documents for number in range(len(sentences))
    ]
    pages = render(reply(*blocks), shelf, "claim bad", length)
    read.assert_fits(pages)
    for shown in (pages.pages, pages.unturned()):
        parts = read.parts(shown)
        for block in blocks:
            mine = [part for part in parts if part.credit.endswith(f" · {block.quotation.passage.reference}")]
            assert _joined(mine) == visible(shelf.cut(block.quotation.passage)).replace("\n", "")
            line = attribution_line(block.quotation, shelf.documents[block.quotation.passage.reference.document])
            assert all(part.credit.startswith(line) for part in mine)


def _joined(parts: list[read.Part]) -> str:
    return "".join(part.words for part in parts).replace("\n", "")


@HOSTILE
@given(TEXTS, TEXTS, WORDS, LENGTHS)
@example("a - b " * 2_000, "x " * 4_000, "- a", FULL)
@example("&" * 12_000, "😀" * 6_000, "<", SHORT)
def test_whatever_an_editor_writes_is_shown_as_words_and_none_of_it_is_left_out(
    text: str, other: str, word: str, length: str
) -> None:
    shelf = library(["The lamp was dark.", "It burned again."])
    places = shelf.documents["log0"].sentences
    blocks: list[Block] = [
        Heading(word, 1),
        Note(NoteKind.RESOLUTION, text),
        Paragraph(text),
        Heading(shelf.documents["log0"].label, 2, "log0"),
        QuotationBlock(quotation(shelf, "log0", 0), Role.CONTEXT),
        Note(NoteKind.EDITOR, other, word, keep=True),
        Note(NoteKind.SILENCE, other),
        Divide(text),
        Rows(("a", "b"), tuple((f"{word} {number}", text[:700]) for number in range(30)), word, ("claim bad",) * 30),
        Options(word, tuple(Option(f"{word} {number}", f"claim {number}", text[:500]) for number in range(8))),
        Verdict(
            VerdictKind.ALTERED,
            text[:500],
            (Difference(Change.ADDED, text), Difference(Change.LEFT_OUT, "", Passage(places[0].reference, 0, 3))),
        ),
        Citation("bibtex", other),
        Actions((Action("Context", "read log0 1.1"), Action(f"All sides: {text}", "topics"))),
    ]
    pages = render(reply(*blocks), shelf, "claim bad", length)
    read.assert_fits(pages)
    read.assert_turns(pages, "claim bad", length)
    for shown in (pages.pages, pages.unturned()):
        read.assert_no_letter_left_out(shown, reply(*blocks), shelf)
        assert len(list(read.picked(shown))) == 40


@HOSTILE
@given(
    st.sampled_from(["claim", "perspectives", "search", "verify", "read", "who", "cite", "topics", "help", "sing"]),
    TEXTS,
    LENGTHS,
)
@example("sing", "<b>@room https://example.org</b> " * 1_800, FULL)
@example("search", "\u202e<img src=x>", SHORT)
def test_whatever_is_asked_the_answer_fits_and_echoes_words_alone(
    app: App, command: str, query: str, length: str
) -> None:
    line = f"{command} {query}".strip()
    answer = app.respond_to(line)
    pages = render(answer, app.library, line, length)
    read.assert_fits(pages)
    list(read.picked(pages.pages))


@pytest.mark.parametrize("cell", ["a - b " * 1_500, "&" * 7_000, "<b>a</b> " * 900 + "- c", "- x" * 3_000])
def test_an_entry_longer_than_a_page_is_parted_and_shown_as_words(cell: str) -> None:
    shelf = library(["The lamp was dark."])
    answer = reply(
        Rows(("a", "b"), ((cell, "- end"), ("short", cell)), commands=("claim one", "claim two")),
        Options("Which?", (Option(cell, "who one", "- detail"), Option("short", "who two", cell))),
    )
    pages = render(answer, shelf, "claim bad", FULL)
    read.assert_fits(pages)
    read.assert_no_letter_left_out(pages.pages, answer, shelf)
    assert list(read.picked(pages.pages)) == ["claim one", "claim two", "who one", "who two"]


@pytest.mark.parametrize("length", [FULL, SHORT])
def test_pages_of_a_line_too_long_to_be_carried_come_one_after_the_other(length: str) -> None:
    line = "".join(random.Random(7).choices(string.ascii_letters, k=2_500))
    shelf = library(["The lamp was dark. " * 1_500])
    answer = reply(QuotationBlock(quotation(shelf, "log0", 0)), QuotationBlock(quotation(shelf, "log1", 0)))
    pages = render(answer, shelf, f"verify {line}", length)
    assert not pages.is_turnable
    assert len(pages.pages) > 1
    assert pages.pages == pages.unturned()
    read.assert_fits(pages)
    assert all(page.carried is not None and page.carried.line == "" for page in pages.pages)
    assert all(state.offered(page.carried) == () for page in pages.pages if page.carried)


def test_what_is_too_long_to_be_picked_is_written() -> None:
    long, odd = "verify " + "中" * 1_900, "verify half a pair \ud83d"
    shelf = library(["The lamp was dark."])
    answer = reply(
        Options("Which?", (Option("One", long), Option("Two", odd), Option("Three", "topics"))),
        Actions((Action("Again", long), Action("Topics", "topics"))),
    )
    pages = render(answer, shelf, "topics", FULL)
    (page,) = pages.pages
    read.assert_fits(pages)
    assert list(read.picked(pages.pages)) == ["topics", "topics"]
    written = f"verify {'中' * 292}…"
    assert f"\nOne\n{written}\nTwo\n{on_one_line(odd)}\n1. Three\n" in page.body
    assert f"\nNext: Again: {written} · 2. Topics\n" in page.body


def test_more_than_a_message_can_carry_goes_on_on_the_next_page() -> None:
    shelf = library(["The lamp was dark."])
    lines = [f"verify {number} {'中' * 500}" for number in range(9)]
    answer = reply(Options("Which?", tuple(Option(str(number), line) for number, line in enumerate(lines))))
    pages = render(answer, shelf, "topics", FULL)
    read.assert_fits(pages)
    assert list(read.picked(pages.pages)) == lines
    assert len(pages.pages) > 1
