"""Everything that the two real libraries can be asked, laid out for Discord."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.discord.pages import Pages, render
from bot.app import App
from bot.groups import FULL, SHORT
from bot.loading import open_library
from bot.reply import Outcome, Reply
from tests.adapters.discord import pages_read as read
from tests.adapters.discord.judge import openapi
from tests.adapters.everything import answers

TESTED = Path(__file__).parents[2] / "library"


@pytest.fixture(scope="module")
def apps(app: App, tmp_path_factory: pytest.TempPathFactory) -> tuple[App, ...]:
    """The real documents, and the small library of the tests."""
    return app, App(*open_library(TESTED, tmp_path_factory.mktemp("tested")))


def laid_out(apps: tuple[App, ...]) -> Iterator[tuple[App, str, Reply, str, Pages]]:
    for app in apps:
        for line, reply in answers(app):
            for length in (FULL, SHORT):
                yield app, line, reply, length, render(reply, app.library, line, length)


def test_no_page_of_any_answer_exceeds_what_discord_takes(apps: tuple[App, ...]) -> None:
    for _, _, _, _, pages in laid_out(apps):
        read.assert_fits(pages)


def test_discords_own_description_takes_every_kind_of_page(app: App) -> None:
    openapi.require()
    chosen = [
        "claim zhenbao",
        "perspectives secret-report",
        "who khrushchev",
        "topics",
        "timeline",
        "help",
        "documents survey",
    ]
    for line in [*chosen, "cite xu-lai 49.1 bibtex", "search joint fleet", "claim war", "sing"]:
        for page in render(app.respond_to(line), app.library, line, SHORT).pages:
            assert openapi.judge_request("POST", "/channels/1/messages", page.payload()) == []


def test_every_quotation_stands_word_for_word_with_who_says_it(apps: tuple[App, ...]) -> None:
    count = 0
    for app, _, reply, _, pages in laid_out(apps):
        read.assert_quotations_whole(pages, reply, app.library)
        read.assert_coloured(pages, reply)
        count += len(reply.quotations())
    assert count > 1_000


def test_nothing_that_a_reply_says_is_left_out_or_out_of_order(apps: tuple[App, ...]) -> None:
    for app, _, reply, _, pages in laid_out(apps):
        read.assert_nothing_left_out(pages, reply, app.library)
        read.assert_steps_stand(pages, reply)


def test_pages_begin_and_end_where_a_reader_knows_where_he_is(apps: tuple[App, ...]) -> None:
    turned = 0
    for _, line, reply, length, pages in laid_out(apps):
        read.assert_begins_and_ends_well(pages, reply)
        read.assert_turns(pages, line, length)
        turned += len(pages.pages) > 1
    assert turned > 50


def test_whatever_can_be_pressed_is_answered(apps: tuple[App, ...]) -> None:
    pressed = {(app, line) for app, _, _, _, pages in laid_out(apps) for line, _ in read.presses(pages)}
    assert len(pressed) > 300
    for app, line in pressed:
        outcome = app.respond_to(line).outcome
        assert outcome in (Outcome.FOUND, Outcome.CHOICES) or (
            # A search for what was typed may find nothing, a fragment has no surroundings, a group alone has settings.
            (outcome is Outcome.NOTHING and line.startswith(("search ", "read "))) or line == "settings"
        ), line


def test_a_short_page_is_about_a_screen_and_a_full_one_as_much_as_a_message_holds(app: App) -> None:
    line = "who khrushchev"
    reply = app.respond_to(line)
    short, full = (render(reply, app.library, line, length).pages for length in (SHORT, FULL))
    assert len(short) > len(full) > 1
    assert all(sum(map(len, read.texts(page))) > 2_000 for page in full[:-1])


def test_the_two_documents_have_colours_of_their_own(app: App) -> None:
    line = "perspectives secret-report"
    pages = render(app.respond_to(line), app.library, line, FULL).pages
    colours = {colour for page in pages for colour, _ in read.cards(page) if colour is not None}
    assert len(colours) == len(app.library.documents) == 2
