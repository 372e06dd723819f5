"""What each document says stands in its own card; what is about all of them stands in none."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import components
from adapters.discord.pages import render
from adapters.showing.visible import on_one_line
from bot.app import App
from bot.groups import FULL, SHORT
from bot.reply import Action, Actions, Heading, Note, NoteKind, Option, Options, Outcome, Paragraph, Reply
from tests.adapters.discord import pages_read as read
from tests.adapters.discord.markdown import read as reads


@pytest.mark.parametrize("length", [FULL, SHORT])
def test_the_question_of_a_discussion_is_in_no_documents_colour(app: App, length: str) -> None:
    for id_ in app.library.topics:
        line = f"discuss {id_}"
        reply = app.respond_to(line)
        question = next(block.text for block in reversed(reply.blocks) if isinstance(block, Paragraph))
        shown = [
            (colour, text)
            for page in render(reply, app.library, line, length).pages
            for colour, texts in read.cards(page)
            for text in texts
        ]
        assert [colour for colour, text in shown if reads(text).endswith(question)] == [None], line


def test_what_must_not_be_taken_for_an_answer_and_the_next_steps_stand_below_the_cards(app: App) -> None:
    count = 0
    for id_, topic in app.library.topics.items():
        line = f"perspectives {id_}"
        pages = render(app.respond_to(line), app.library, line, FULL).pages
        for page in pages:
            for part in page.shown:
                inside = str(part.get("components")) if part["type"] == 17 else ""
                assert "Not to be taken for this" not in inside, line
                assert "'type': 2" not in inside, line
        written = "\n".join(text for page in pages for text in read.texts(page))
        assert written.count("Not to be taken for this") == len(topic.do_not_stretch)
        count += len(topic.do_not_stretch)
    assert count > 10


def test_the_silence_of_a_document_stands_in_its_card_like_anothers_words(app: App) -> None:
    count = 0
    for id_ in app.library.topics:
        line = f"perspectives {id_}"
        reply = app.respond_to(line)
        sides = [block.text for block in reply.blocks if isinstance(block, Heading) and block.document]
        silences = [block.text for block in reply.blocks if isinstance(block, Note) and block.kind is NoteKind.SILENCE]
        inside = [
            reads(text)
            for page in render(reply, app.library, line, FULL).pages
            for colour, texts in read.cards(page)
            for text in texts
            if colour is not None
        ]
        for words in [*sides, *silences]:
            assert any(words in text for text in inside), f"{line}: {words}"
        count += len(silences)
    assert count > 10


@given(st.text(max_size=200))
def test_a_label_is_never_empty_nor_too_long_and_has_nothing_that_turns_or_hides_it(words: str) -> None:
    label = components.button(words, "c1:a:4ab5f1:f1:topics")["label"]
    assert 1 <= components.units(label) <= components.LONGEST_BUTTON
    assert on_one_line(label) == label
    described = components.option(words, "topics", words).get("description", "…")
    assert 1 <= components.units(described) <= components.LONGEST_OPTION


@pytest.mark.parametrize("length", [FULL, SHORT])
def test_a_command_that_no_button_or_menu_holds_is_written_where_it_is_offered(app: App, length: str) -> None:
    far = "search " + "".join(random.Random(7).choices(string.ascii_letters, k=220))
    endless = "search " + "`守灯人` \u202e" * 2_000
    offered = [Option("Short", "topics"), Option("Far", far), *(Option(f"No. {n}", f"{endless}{n}") for n in range(8))]
    for options in (offered[:3], offered):
        blocks = (Options("Which?", tuple(options)), Actions((Action("Far, too", far), Action("Endless", endless))))
        pages = render(Reply("sing", "", Outcome.CHOICES, blocks), app.library, "sing", length)
        read.assert_fits(pages)
        written = "\n".join(text for page in pages.pages for text in read.texts(page))
        assert written.count(f"\n`{far}`") == 1
        assert f"Far, too: `{far}`" in written
        assert "Endless: `` search" in written
        assert ("topics", False) in read.presses(pages)
