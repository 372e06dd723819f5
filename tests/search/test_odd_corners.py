"""Corners of search in which answers were once wrong."""

from __future__ import annotations

import pytest

from bot.search import Index
from bot.search.filtering import in_years, with_phrase
from bot.search.foreign import in_english
from bot.search.operators import Filters, read
from bot.search.speller import Speller
from bot.search.tables import Numbers, Strings
from bot.typed_dates import typed as span
from tests.search import made


def references(index: Index, numbers: Numbers) -> set[str]:
    return {str(index.engine.sentences.reference(number)) for number in numbers.tolist()}


def test_a_word_that_is_said_twice_is_no_compound() -> None:
    index = made.index(made.document("It had had been.", "It had been."))
    found = with_phrase(index.engine.lexicon, index.engine.sentences, "it had been")
    assert references(index, found) == {"made 1.2"}


def test_years_are_left_out(index: Index) -> None:
    everything, left = (index.search(*read(f"khrushchev {more}"), limit=1_000).matches for more in ("", "-year:1956"))
    dated = references(index, in_years(index.engine.lexicon, index.engine.sentences, span("1956")))
    kept = [str(match.reference) for match in everything if str(match.reference) not in dated]
    assert [str(match.reference) for match in left] == kept
    assert len(kept) < len(everything)


def test_how_many_passed_is_said_of_none_as_well(index: Index) -> None:
    assert index.search(*read("khrushchev year:1700")).passed == 0
    assert index.search(*read("khrushchev")).passed is None


def test_years_may_be_left_out() -> None:
    assert read("oil -year:1956")[1] == Filters(other_years=(("1956", span("1956")),))


def test_a_phrase_does_not_run_into_its_neighbours() -> None:
    assert read('was"the oil"short')[0].split() == ["was", "the", "oil", "short"]


@pytest.mark.parametrize("typed", ['"the oil" ' + "x" * 5_000, "-keeper " + "y" * 5_000], ids=["phrase", "without"])
def test_a_search_with_operators_says_that_it_was_cut_short(toy_index: Index, typed: str) -> None:
    assert toy_index.search(*read(typed)).cut_short


@pytest.mark.parametrize(("typed", "word"), [("krus", "khrushchev"), ("zhnb", "zhenbao"), ("gobac", "gorbachev")])
def test_a_letter_left_out_of_a_beginning(typed: str, word: str) -> None:
    words = Strings.of(["border", "gorbachev", "khrushchev", "zhenbao"])
    assert [words[number] for number, _ in Speller.of(words).begun(typed, words, 1)] == [word]


@pytest.mark.parametrize("typed", ["ivanov", "ivanvo", "the ivanov"])
def test_names_of_one_do_not_crowd_out_others(typed: str) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    index = made.index(
        *(
            made.person(
                f"p-{one}", f"{one * 4} Ivanov", (f"{one * 3}{two}{three} ivanov" for two in "abc" for three in letters)
            )
            for one in letters
        )
    )
    assert len(index.names(typed, ("person",))) == 25


def test_followers_are_several() -> None:
    assert in_english("marxisten") == ("marxist", "marxists")


def test_an_interval_is_noted_by_its_ends_and_an_open_end_is_no_word(index: Index) -> None:
    assert index.engine.lexicon.find("..") < 0
    low, high = index.engine.sentences.notes.lists.bounds(index.engine.lexicon.find("1964"))
    assert high > low
