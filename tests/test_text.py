"""Words and the form in which they are compared."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import fold, words


def anything() -> st.SearchStrategy[str]:
    """Any characters at all, lone surrogates included, and often those that matter here."""
    every = st.characters(exclude_categories=())
    telling = st.sampled_from(list("…\"'”’“‘»«`´–— \n\t\r\u00a0\u2028aAZ1éßİИ中\u0301\u00ad\u200b\u202e\ud800"))
    return st.text(st.one_of(telling, every))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khrushchev’s", "khrushchev's"),
        ("“report”", '"report"'),
        ("«report»", '"report"'),
        ("`report`", "'report'"),
        ("left–wing — and", "left-wing - and"),
        ("Хрущёв", "хрущев"),
        ("café", "cafe\u0301"),
        ("CAFÉ", "cafe"),
        ("Straße", "STRASSE"),
        ("ﬁrst ½", "first 1⁄2"),
        ("Ｋｈｒｕｓｈｃｈｅｖ", "khrushchev"),
        ("wait…", "wait..."),
        ("one\u00a0two\tthree\nfour", "one two three four"),
        ("5\u2034", "5'''"),
        ("İstanbul", "istanbul"),
    ],
)
def test_two_spellings_of_the_same_words_fold_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "hidden",
    ["\u202e", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2066", "\u0301", "\u0007", "\x00", "\x7f", "\x1b", "\ud800"],
    ids=lambda hidden: f"U+{ord(hidden):04X}",
)
def test_what_cannot_be_seen_does_not_count(hidden: str) -> None:
    assert fold(f"Khru{hidden}shchev") == "khrushchev"
    assert fold(f"Khru{hidden}shchëv") == "khrushchev"


def test_folding_any_character_again_changes_nothing() -> None:
    for code in range(sys.maxunicode + 1):
        folded = fold(chr(code))
        assert fold(folded) == folded, f"U+{code:04X}"


@given(anything())
def test_folding_again_changes_nothing_and_leaves_nothing_hidden(text: str) -> None:
    folded = fold(text)

    assert fold(folded) == folded
    assert {unicodedata.category(character) for character in folded}.isdisjoint({"Cc", "Cf", "Cs", "Mn", "Me"})
    assert all(character == " " or not character.isspace() for character in folded)


@given(anything(), st.sampled_from(" \n\t\u00a0"), anything())
def test_folded_words_stay_apart(before: str, space: str, after: str) -> None:
    assert fold(before + space + after).split() == [*fold(before).split(), *fold(after).split()]


def test_words_know_their_place_and_their_folded_form() -> None:
    text = "Khrushchev’s “secret report”, cafe\u0301 — не ЯВИЛСЯ, 1956!"

    found = list(words(text))

    assert [text[word.start : word.end] for word in found] == [
        "Khrushchev’s", "secret", "report", "cafe\u0301", "не", "ЯВИЛСЯ", "1956",
    ]  # fmt: skip
    assert [word.folded for word in found] == ["khrushchev's", "secret", "report", "cafe", "не", "явился", "1956"]


@given(anything())
def test_words_are_slices_in_order(text: str) -> None:
    last_end = 0
    for word in words(text):
        assert last_end <= word.start < word.end <= len(text)
        assert word.folded == fold(text[word.start : word.end])
        last_end = word.end
