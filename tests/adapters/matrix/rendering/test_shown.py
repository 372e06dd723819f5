"""What `--as matrix` shows: the content of the events, of every example and of answers that are longer than a page."""

from __future__ import annotations

from dataclasses import replace

from adapters.matrix import state
from adapters.matrix.shown import payloads
from bot.app import App
from bot.commands import COMMANDS
from bot.examples import fill_in
from bot.reply import QuotationBlock
from tests.adapters.hostile import library, quotation, reply
from tests.adapters.matrix.rendering import html_read


def test_every_example_can_be_looked_at(app: App) -> None:
    lines = [fill_in(example.words, app.library) for command in COMMANDS.values() for example in command.examples]
    assert len(lines) >= 20
    for line in lines:
        for content in payloads(app.respond_to(line), app.library):
            assert html_read.lines(content["formatted_body"])
            assert state.decode(content[state.FIELD]) is not None


def test_of_an_answer_that_can_be_turned_the_first_page_is_shown(app: App) -> None:
    (content,) = payloads(app.respond_to("who khrushchev"), app.library)
    carried = state.decode(content[state.FIELD])
    assert carried is not None
    assert (carried.page, carried.line) == (1, "who khrushchev")
    assert carried.last > 1


def test_of_one_that_cannot_all_pages_are() -> None:
    shelf = library(["The lamp was dark. " * 2_000])
    long = replace(reply(QuotationBlock(quotation(shelf, "log0", 0))), query="x" * 3_000)
    shown = payloads(long, shelf)
    assert len(shown) > 1
    assert sum(content["body"].count("dark.") for content in shown) == 2_000
