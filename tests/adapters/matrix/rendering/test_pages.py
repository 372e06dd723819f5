"""Everything that the two real libraries can be asked, laid out for Matrix."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.matrix.pages import Pages, render
from bot.app import App
from bot.groups import FULL, SHORT
from bot.reply import Outcome, Reply
from tests.adapters.everything import answers
from tests.adapters.matrix.rendering import pages_read as read


def laid_out(apps: tuple[App, ...]) -> Iterator[tuple[App, str, Reply, str, Pages]]:
    for app in apps:
        for line, reply in answers(app):
            for length in (FULL, SHORT):
                yield app, line, reply, length, render(reply, app.library, line, length)


def test_no_page_of_any_answer_exceeds_what_an_event_takes_and_both_forms_say_the_same(apps: tuple[App, ...]) -> None:
    for _, _, _, _, pages in laid_out(apps):
        read.assert_fits(pages)


def test_every_quotation_stands_word_for_word_with_who_says_it(apps: tuple[App, ...]) -> None:
    count = 0
    for app, _, reply, _, pages in laid_out(apps):
        read.assert_quotations_whole(pages.pages, reply, app.library)
        read.assert_quotations_whole(pages.unturned(), reply, app.library)
        assert len(read.parts(pages.pages)) == len(reply.quotations()), "none is parted, none stands twice"
        count += len(reply.quotations())
    assert count > 1_000


def test_nothing_that_a_reply_says_is_left_out_or_out_of_order(apps: tuple[App, ...]) -> None:
    for app, _, reply, _, pages in laid_out(apps):
        read.assert_nothing_left_out(pages.pages, reply, app.library)
        read.assert_steps_stand(pages.pages, reply)


def test_pages_begin_and_end_where_a_reader_knows_where_he_is(apps: tuple[App, ...]) -> None:
    turned = 0
    for _, line, reply, length, pages in laid_out(apps):
        read.assert_begins_and_ends_well(pages.pages, reply)
        read.assert_turns(pages, line, length)
        turned += len(pages.pages) > 1
    assert turned > 50


def test_nobody_turns_a_page_for_the_first_quotation(app: App) -> None:
    for line, reply in answers(app):
        if reply.quotations():
            first = render(reply, app.library, line, SHORT).pages[0]
            assert read.parts([first]), f"a page without a quotation: {line}\n{first.body}"


def test_in_a_thread_all_of_it_stands_on_as_few_pages_as_can_be(apps: tuple[App, ...]) -> None:
    for app, line, reply, _, pages in laid_out(apps):
        unturned = pages.unturned()
        assert len(unturned) <= len(pages.pages)
        assert len(unturned) == 1 or not line.startswith(("discuss", "perspectives")), line
        assert all(page.carried is not None and page.carried.last == 1 for page in unturned)
        read.assert_nothing_left_out(unturned, reply, app.library)
        read.assert_steps_stand(unturned, reply)


def test_whatever_can_be_picked_is_answered(apps: tuple[App, ...]) -> None:
    lines = {(app, line) for app, _, _, _, pages in laid_out(apps) for line in read.picked(pages.pages)}
    assert len(lines) > 300
    for app, line in lines:
        outcome = app.respond_to(line).outcome
        assert outcome in (Outcome.FOUND, Outcome.CHOICES) or (
            # A search for what was typed may find nothing, a fragment has no surroundings, a group alone has settings.
            (outcome is Outcome.NOTHING and line.startswith(("search ", "read "))) or line == "settings"
        ), line


def test_a_short_page_is_about_a_screen_of_a_phone(app: App) -> None:
    line = "who khrushchev"
    reply = app.respond_to(line)
    short, full = (render(reply, app.library, line, length).pages for length in (SHORT, FULL))
    assert len(short) > len(full) > 1
    assert all(len(page.body) <= read.ROOM[FULL] + 100 for page in full)
    assert sorted(len(page.body) for page in short)[len(short) // 2] <= read.ROOM[SHORT] + 100


def test_each_document_has_its_section_under_its_own_name_parted_by_rules(app: App) -> None:
    line = "perspectives secret-report"
    (page,) = render(app.respond_to(line), app.library, line, FULL).unturned()
    for document in app.library.documents.values():
        assert page.html.count(f"<h4>[{document.label}]</h4>") == 1
    first, second, *below = page.html.split("<hr />")
    assert "<h4>" in first
    assert second.startswith("<h4>")
    assert below
    assert all("<blockquote>" not in part for part in below)
