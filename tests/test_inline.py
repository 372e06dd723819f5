"""References in a message that is no command."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.handlers.inline import written
from bot.loading import open_library
from bot.reply import Heading, Outcome, Paragraph, Reply

APP = App(*open_library(Path(__file__).parent / "library", None))


@pytest.fixture
def app() -> App:
    return APP


def places(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [str(block.quotation.passage.reference) for block in reply.quotations()]


def test_a_sentence_and_a_claim(app: App) -> None:
    reply = app.inline("I mean [[keeper 4.1]], not [[keeper-asleep]].")
    assert reply is not None
    assert "keeper 4.1" in places(reply)
    assert [block.text for block in reply.blocks if isinstance(block, Heading)][1] == "keeper-asleep"
    assert not reply.for_asker


def test_what_leads_nowhere_is_passed_over(app: App) -> None:
    assert app.inline("see [[my notes]] and [[keeper asleep at noon]]") is None
    assert app.inline("no brackets") is None


def test_a_place_that_is_not_there_is_said(app: App) -> None:
    reply = app.inline("[[keeper 900.1]]")
    assert reply is not None
    assert reply.quotations() == ()
    assert "900.1" in reply.blocks[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "message", ["`[[keeper 4.1]]`", "```\n[[keeper 4.1]]\n```", "``a ` [[keeper 4.1]]``", "```[[keeper 4.1]]"]
)
def test_code_is_no_reference(app: App, message: str) -> None:
    assert app.inline(message) is None


def test_none_twice() -> None:
    assert written("[[a]] [[a]] [[b]]") == ("a", "b")


def test_three_at_most_and_what_leads_nowhere_is_none_of_them(app: App) -> None:
    reply = app.inline(
        "[[todo]] [[x]] [[y]] [[z]] [[keeper 1.1]] [[keeper ¶1.1]] [[keeper 1.2]] [[keeper 4.1]] [[keeper 3.1]]"
    )
    assert reply is not None
    assert reply.query == "[[keeper 1.1]] [[keeper 1.2]] [[keeper 4.1]]"


def test_what_stands_further_up_is_said_to_stand_there(app: App) -> None:
    reply = app.inline("[[keeper 4]] and [[keeper 4.1]]")
    assert reply is not None
    assert places(reply).count("keeper 4.1") == 1
    below = reply.blocks[-2]
    assert isinstance(below, Paragraph)
    assert below.text.endswith("¶4.1: quoted above.")
    assert len([block for block in reply.blocks if isinstance(block, Heading)]) == 1


@given(st.text(alphabet="[]` \nab-1.", max_size=80))
def test_any_message(text: str) -> None:
    reply = APP.inline(text)
    assert reply is None or reply.outcome is Outcome.FOUND


def test_the_same_answer_comes_back_by_its_line(app: App) -> None:
    reply = app.inline("so [[keeper 4.1]] and [[ keeper-asleep ]]")
    assert reply is not None
    assert app.respond_to(reply.query) == reply
