"""Names, headings and matched words as long as a message: other libraries may have them, and a page holds them all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.discord import phrases
from adapters.discord.pages import Pages, render
from adapters.showing import labels
from adapters.showing.visible import on_one_line
from adapters.showing.visible import verbatim as visible
from bot.citation import attribution_line
from bot.groups import FULL, SHORT
from bot.library import Library, Parts
from bot.reply import Block, Heading, Note, NoteKind, Paragraph, QuotationBlock, Rows
from tests.adapters.discord import pages_read as read
from tests.adapters.discord.markdown import read as reads
from tests.adapters.hostile import library, quotation, reply

LENGTHS = pytest.mark.parametrize("length", [FULL, SHORT])


def laid_out(shelf: Library, length: str, *blocks: Block) -> Pages:
    """The pages, none of which exceeds a limit."""
    pages = render(reply(*blocks), shelf, "claim bad", length)
    read.assert_fits(pages)
    return pages


def words(pages: Pages, *signs: str) -> str:
    """All words in order, one space apart, without repeated headings and what begins a line of its kind."""
    lines = [line for page in pages.pages for text in read.texts(page) for line in reads(text).split("\n")]
    lines = [line for line in lines if not line.endswith(phrases.CONTINUED)]
    for sign in signs:
        lines = [line.removeprefix(sign) for line in lines]
    return " ".join(" ".join(lines).split())


def counted(number: int) -> str:
    return " ".join(f"word{place}" for place in range(number))


@LENGTHS
def test_a_heading_longer_than_a_message_is_parted_and_begins_its_pages_shortened(length: str) -> None:
    name = counted(900)
    pages = laid_out(library(["The lamp was dark."]), length, Heading(name), *[Paragraph("x" * 3_000)] * 2)
    assert words(pages).startswith(name)
    again = reads(read.texts(pages.pages[-1])[0]).partition("\n")[0]
    assert again.startswith("word0 word1 ")
    assert again.endswith(f"… {phrases.CONTINUED}")


@LENGTHS
def test_the_title_of_a_list_longer_than_a_message_is_parted(length: str) -> None:
    name = counted(900)
    pages = laid_out(library(["The lamp was dark."]), length, Rows(("a",), (("b",),), name))
    assert words(pages) == f"{name} b"


@LENGTHS
@pytest.mark.parametrize("number", [60, 200, 600])
def test_who_says_it_stands_whole_where_a_documents_name_is_very_long(number: int, length: str) -> None:
    shelf = library(["The lamp was dark.", "It burned again. " * 300], counted(number))
    blocks = [QuotationBlock(quotation(shelf, id_, place)) for id_ in shelf.documents for place in range(2)]
    pages = laid_out(shelf, length, Heading(f"[{counted(number)} 0]", 2, "log0"), *blocks)
    read_words = words(pages, "— ")
    for block in blocks:
        line = attribution_line(block.quotation, shelf.documents[block.quotation.passage.reference.document])
        assert on_one_line(line) in read_words
        assert f"`{block.quotation.passage.reference}`" in read_words


@LENGTHS
def test_a_page_that_repeats_only_the_beginning_of_a_documents_name_has_the_whole_name_at_each_quotation(
    length: str,
) -> None:
    named = library(["The lamp was dark. " * 30] * 20, counted(60), documents=1).documents["log0"]
    # Its voice says the short name already, so that a short line would name no document.
    shelf = Library(Parts("bad", "Bad", 1, "0", (replace(named, short="the [log]"),)))
    blocks = [QuotationBlock(quotation(shelf, "log0", place)) for place in range(20)]
    pages = laid_out(shelf, length, Heading(f"[{counted(60)} 0]", 2, "log0"), *blocks)
    assert len(pages.pages) > 1
    for page in pages.pages:
        credits_ = [line for text in read.texts(page) for line in text.split("\n") if line.startswith("— ")]
        assert credits_
        assert all(shelf.documents["log0"].label in reads(line) for line in credits_)


@LENGTHS
@pytest.mark.parametrize("number", [300, 600, 1_500])
def test_a_long_sentence_of_which_every_word_was_matched_is_shown_and_its_matches_are_named(
    number: int, length: str
) -> None:
    """Who pastes a whole sentence of a document into a search matches all of it."""
    sentence = counted(number)
    shelf = library([sentence])
    quoted = quotation(shelf, "log0", 0)
    start = quoted.passage.start
    pages = laid_out(shelf, length, QuotationBlock(quoted, marks=((start, start + len(sentence)),)))
    parts = [part for page in pages.pages for text in read.texts(page) for part in read.quoted_parts(text)]
    assert "".join(part.words for part in parts) == visible(sentence)
    line = attribution_line(quoted, shelf.documents["log0"])
    assert all(part.credit.startswith(line) for part in parts)
    assert words(pages, f"{labels.MATCHED} ").endswith(f"“{sentence}”")


def test_signs_of_a_form_in_an_editors_confidence_are_shown_as_they_are() -> None:
    pages = laid_out(library(["The lamp was dark."]), FULL, Note(NoteKind.EDITOR, "It burned.", "{} high"))
    assert words(pages) == "Editor's note (confidence: {} high): It burned."
