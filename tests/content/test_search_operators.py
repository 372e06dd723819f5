"""What `search` says of its operators, as somebody reads it who types them."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.reply import Actions, Note, Outcome, Paragraph, Reply


def said(reply: Reply) -> list[str]:
    """What the bot says itself: its notes on how words were understood, and its own paragraphs."""
    return [block.text for block in reply.blocks if isinstance(block, Note | Paragraph)]


def documents(reply: Reply) -> set[str]:
    return {block.quotation.passage.reference.document for block in reply.quotations()}


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("stalin doc:survey", "Only sentences in the survey."),
        ('doc:"the survey" stalin', "Only sentences in the survey."),
        ("stalin -doc:survey", "Only sentences in Xu Lai's article."),
        ("khrushchev year:1956-1964", "Only sentences dated in 1956–1964."),
        ("khrushchev year:1956", "Only sentences dated in 1956."),
        ("khrushchev -stalin", "Only sentences without “stalin”."),
        ("khrushchev -year:1956", "Only sentences without 1956."),
        ('"joint fleet"', "Only sentences with “joint fleet”, word for word."),
        ('"joint flaet"', "No sentence has “joint flaet” word for word; searched for the words."),
        (
            "fleet " + " ".join(f"-word{chr(97 + place)}" for place in range(12)),
            "Only the first eight operators of each kind were read.",
        ),
        ('stalin "soviet union"', "The first 10 are shown of 51 sentences that it was narrowed to."),
    ],
)
def test_it_says_what_it_was_narrowed_to(app: App, typed: str, note: str) -> None:
    reply = app.respond_to(f"search {typed}")
    assert reply.outcome is Outcome.FOUND
    assert note in said(reply)


def test_only_the_documents_asked_for_are_quoted(app: App) -> None:
    assert documents(app.respond_to("search khrushchev doc:survey")) == {"survey"}
    assert documents(app.respond_to("search khrushchev -doc:survey")) == {"xu-lai"}
    assert documents(app.respond_to("search khrushchev doc:survey doc:xu-lai")) == {"survey", "xu-lai"}


@pytest.mark.parametrize(
    ("typed", "outcome", "words"),
    [
        ("china year:soon", Outcome.USAGE, "“soon” is no date"),
        ("china doc:nowhere", Outcome.NOTHING, "No document is called “nowhere”."),
        ("khrushchev doc:survey -doc:survey", Outcome.NOTHING, "There are none."),
        ("year:1800", Outcome.NOTHING, "There are none."),
        ("doc:survey", Outcome.NOTHING, "Add words to search for."),
        ("tombstone doc:xu-lai", Outcome.NOTHING, "None of these sentences answers “tombstone”."),
        ("pizza recipe", Outcome.NOTHING, "Nothing in the documents answers “pizza recipe”."),
    ],
)
def test_what_finds_nothing_says_why(app: App, typed: str, outcome: Outcome, words: str) -> None:
    reply = app.respond_to(f"search {typed}")
    assert reply.outcome is outcome
    assert any(words in text for text in said(reply))
    assert not list(reply.quotations())


def test_what_the_narrowing_hides_can_be_searched_for_everywhere(app: App) -> None:
    reply = app.respond_to("search tombstone doc:xu-lai")
    commands = [action.command for block in reply.blocks if isinstance(block, Actions) for action in block.actions]
    assert "search tombstone" in commands
    assert documents(app.respond_to("search tombstone")) == {"survey"}


def test_what_may_be_no_answer_is_said_to_be_doubtful(app: App) -> None:
    reply = app.respond_to("search how accurate was the secret report?")
    assert "These come closest, but may not answer it." in said(reply)
    assert "None of these sentences has “accurate”." in said(reply)
    assert "These come closest, but may not answer it." not in said(app.respond_to("search joint fleet"))


def test_years_alone_list_their_sentences_in_order(app: App) -> None:
    reply = app.respond_to("search year:1969")
    assert next(str(block.quotation.passage.reference) for block in reply.quotations()) == "xu-lai 37.1"
