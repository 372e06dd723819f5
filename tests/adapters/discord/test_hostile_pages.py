"""Libraries and askers that mean it badly: whatever they write, a page holds it, and shows it as words."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.discord.pages import render
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
from tests.adapters.discord import pages_read as read
from tests.adapters.discord.markdown import foreign
from tests.adapters.hostile import library, quotation, reply

PIECES = st.sampled_from(
    [
        "@everyone ",
        "<@1>",
        "[x](https://a.b)",
        "**",
        "``` ",
        "`",
        "\\",
        "# a",
        "\n- b",
        "\n> c",
        "\u202e",
        "\u200b",
        "||",
        "https://a.b/c ",
        "word ",
        "守灯人",
        "😀",
        "a" * 90,
        "x ",
        "1. ",
        "<t:1:R>",
        ":a:",
        "_",
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
@example(["@everyone\n" * 1_200, "\\" * 9_000], SHORT)
def test_the_parts_of_a_long_sentence_are_the_sentence_each_with_who_says_it(sentences: list[str], length: str) -> None:
    """Parted where it is longer than a message, and never cut."""
    shelf = library(sentences)
    blocks = [
        QuotationBlock(quotation(shelf, id_, number)) for id_ in shelf.documents for number in range(len(sentences))
    ]
    pages = render(reply(*blocks), shelf, "claim bad", length)
    read.assert_fits(pages)
    parts = [part for page in pages.pages for text in read.texts(page) for part in read.quoted_parts(text)]
    for block in blocks:
        mine = [part for part in parts if f"`{block.quotation.passage.reference}`" in part.credit]
        assert "".join(part.words for part in mine) == visible(shelf.cut(block.quotation.passage))
        owner = shelf.documents[block.quotation.passage.reference.document]
        for part in mine:
            assert part.credit.startswith(attribution_line(block.quotation, owner)), part.credit


@HOSTILE
@given(TEXTS, TEXTS, WORDS, LENGTHS)
@example("a - b " * 2_000, "x " * 4_000, "- a", FULL)
@example("\\*" * 3_000, "[" * 6_000, "*", SHORT)
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
        Actions((Action("Context", "read log0 1.1"), Action("Topics", "topics"))),
    ]
    pages = render(reply(*blocks), shelf, "claim bad", length)
    read.assert_fits(pages)
    read.assert_turns(pages, "claim bad", length)
    for page in pages.pages:
        for shown in read.texts(page):
            assert foreign(shown) == []
    read.assert_no_letter_left_out(pages, reply(*blocks), shelf)


@HOSTILE
@given(st.lists(WORDS, min_size=26, max_size=60), LENGTHS)
def test_a_long_list_has_menus_of_25_at_the_most_and_each_entry_can_be_opened(labels: list[str], length: str) -> None:
    shelf = library(["The lamp was dark."])
    rows = Rows(("a",), tuple((label,) for label in labels), commands=tuple(f"claim {n}" for n in range(len(labels))))
    options = Options("Which?", tuple(Option(label, f"who {n}") for n, label in enumerate(labels)))
    pages = render(reply(rows, options), shelf, "claim bad", length)
    read.assert_fits(pages)
    assert {line for line, turns in read.presses(pages) if not turns} == {
        f"{command} {number}" for command in ("claim", "who") for number in range(len(labels))
    }


@HOSTILE
@given(
    st.sampled_from(["claim", "perspectives", "search", "verify", "read", "who", "cite", "topics", "help", "sing"]),
    TEXTS,
    LENGTHS,
)
def test_whatever_is_asked_the_answer_fits_and_echoes_words_alone(
    app: App, command: str, query: str, length: str
) -> None:
    line = f"{command} {query}"[:10_000].strip()
    answer = app.respond_to(line)
    pages = render(answer, app.library, line, length)
    read.assert_fits(pages)
    for page in pages.pages:
        for shown in read.texts(page):
            assert foreign(shown) == []


@pytest.mark.parametrize("cell", ["a - b " * 1_500, "\\*" * 4_000, "a **b** " * 900 + "- c", "- x" * 3_000])
def test_an_entry_longer_than_a_message_is_parted_and_shown_as_words(cell: str) -> None:
    shelf = library(["The lamp was dark."])
    answer = reply(
        Rows(("a", "b"), ((cell, "- end"), ("short", cell)), commands=("claim one", "claim two")),
        Options("Which?", (Option(cell, "who one", "- detail"), Option("short", "who two", cell))),
    )
    pages = render(answer, shelf, "claim bad", FULL)
    read.assert_fits(pages)
    read.assert_no_letter_left_out(pages, answer, shelf)
    assert {line for line, turns in read.presses(pages) if not turns} == {
        "claim one",
        "claim two",
        "who one",
        "who two",
    }
    for page in pages.pages:
        for shown in read.texts(page):
            assert foreign(shown) == []


@pytest.mark.parametrize("length", [FULL, SHORT])
def test_pages_of_a_line_too_long_for_a_button_come_one_after_the_other(length: str) -> None:
    line = "".join(random.Random(7).choices(string.ascii_letters, k=1_500))
    shelf = library(["The lamp was dark. " * 300])
    answer = reply(QuotationBlock(quotation(shelf, "log0", 0)), QuotationBlock(quotation(shelf, "log1", 0)))
    pages = render(answer, shelf, f"verify {line}", length)
    assert not pages.is_turnable
    assert len(pages.pages) > 2
    assert pages.pages == pages.unturned()
    read.assert_fits(pages)
    assert list(read.presses(pages)) == []
