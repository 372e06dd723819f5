"""What a search with operators finds has what it must have, and nothing that it must not."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Library
from bot.search import Decision, Found, Index
from bot.search.english import stem
from bot.search.filtering import in_documents, in_years, with_phrase, with_word
from bot.search.operators import read
from bot.search.tables import Numbers
from bot.search.words import tokens
from bot.typed_dates import typed as span
from tests.search import made

ALL = 10_000
"""More sentences than there are."""


def search(index: Index, typed: str, *, limit: int = ALL, documents: Collection[str] = ()) -> Found:
    return index.search(*read(typed), limit=limit, documents=documents)


def references(found: Found) -> set[str]:
    return {str(match.reference) for match in found.matches}


class Texts:
    """The sentences that can be found, each with its own words, read out of the documents and not out of the index."""

    def __init__(self, library: Library, index: Index) -> None:
        sentences = index.engine.sentences
        self.index = index
        self.library = library
        self.references = [str(sentences.reference(number)) for number in range(len(sentences))]
        self.texts: dict[str, str] = {}
        for number, reference in enumerate(self.references):
            sentence = library.sentence(sentences.reference(number))
            assert sentence is not None
            document = library.documents[sentence.reference.document]
            self.texts[reference] = document.text[sentence.start : sentence.end]
        self.words = {
            reference: [token.form for token in tokens(text) if not token.compound]
            for reference, text in self.texts.items()
        }
        self.plain = [
            reference for reference, text in self.texts.items() if not any(token.compound for token in tokens(text))
        ]
        """Those without a compound."""

    def named(self, numbers: Numbers) -> set[str]:
        return {self.references[number] for number in numbers.tolist()}

    def with_phrase(self, phrase: str) -> set[str]:
        return self.named(with_phrase(self.index.engine.lexicon, self.index.engine.sentences, phrase))

    def with_word(self, word: str) -> set[str]:
        return self.named(with_word(self.index.engine.lexicon, self.index.engine.sentences, word))

    def in_years(self, years: str) -> set[str]:
        return self.named(in_years(self.index.engine.lexicon, self.index.engine.sentences, span(years)))

    def standing(self, phrase: str) -> set[str]:
        """The sentences in which the words of a phrase stand one after the other: looked for in each of them."""
        wanted = [token.form for token in tokens(phrase) if not token.compound]
        count = len(wanted)
        return {
            reference
            for reference, words in self.words.items()
            if any(words[at : at + count] == wanted for at in range(len(words) - count + 1))
        }

    def having(self, word: str) -> set[str]:
        """The sentences with a word in any of its forms: looked for in each of them."""
        return {reference for reference, words in self.words.items() if stem(word) in {stem(other) for other in words}}


@pytest.fixture(scope="session")
def texts(library: Library, index: Index) -> Texts:
    return Texts(library, index)


@pytest.fixture(scope="session")
def toy_texts(toy: Library, toy_index: Index) -> Texts:
    return Texts(toy, toy_index)


# An exact phrase.


@st.composite
def phrases(draw: st.DrawFn) -> tuple[float, float, int]:
    """Where a phrase is cut out: in which sentence, how far into it, and how many words of it."""
    return draw(st.floats(0, 1, exclude_max=True)), draw(st.floats(0, 1, exclude_max=True)), draw(st.integers(1, 6))


@given(cut=phrases(), as_typed=st.booleans())
@settings(max_examples=150)
def test_a_phrase_must_stand_word_for_word(texts: Texts, cut: tuple[float, float, int], as_typed: bool) -> None:
    where, begin, count = cut
    text = list(texts.texts.values())[int(where * len(texts.texts))]
    places = [token for token in tokens(text) if not token.compound]
    first = int(begin * len(places))
    chosen = places[first : first + count]
    phrase = text[chosen[0].start : chosen[-1].end] if as_typed else " ".join(token.form.upper() for token in chosen)
    assert texts.with_phrase(phrase) == texts.standing(phrase) != set()
    other = " ".join(token.form for token in reversed(chosen))
    assert texts.with_phrase(other) == texts.standing(other)


def test_every_phrase_of_up_to_four_words_of_the_toy_library_is_found(toy_texts: Texts) -> None:
    for text in toy_texts.texts.values():
        places = [token for token in tokens(text) if not token.compound]
        for first in range(len(places)):
            for last in range(first, min(first + 4, len(places))):
                phrase = text[places[first].start : places[last].end]
                assert toy_texts.with_phrase(phrase) == toy_texts.standing(phrase) != set()


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        pytest.param("THE OIL WAS SHORT", {"keeper 4.1", "keeper 12.1"}, id="case"),
        pytest.param("went dark and", {"keeper 3.1"}, id="marks between"),
        pytest.param("oil was the short", set(), id="another order"),
        pytest.param("oil short", set(), id="a word between"),
        pytest.param("oil is short", set(), id="a word that no sentence has"),
        pytest.param("oils was", set(), id="another form"),
        pytest.param("the harbor board", {"keeper 5.1"}, id="another spelling is the same word"),
        pytest.param("灯塔石", {"keeper 7.1"}, id="a script without spaces"),
        pytest.param("灯石", set(), id="its signs apart"),
        pytest.param("灯塔石 the lantern stone", {"keeper 7.1"}, id="two scripts"),
        pytest.param("drunkard whatever the songs say", {"keeper 9.1"}, id="to the end"),
        pytest.param("songs say some songs", set(), id="across sentences"),
        pytest.param("— …", set(), id="no word"),
    ],
)
def test_phrases_in_the_toy_library(toy_texts: Texts, phrase: str, expected: set[str]) -> None:
    assert toy_texts.with_phrase(phrase) == expected


def test_no_phrase_goes_from_one_sentence_to_the_next() -> None:
    """Though each of both has its words."""
    index = made.index(made.document("The oil burned in the lamp.", "The lamp had no oil."))
    assert search(index, '"lamp the"').inexact == ("lamp the",)
    assert references(search(index, '"the lamp"')) == {"made 1.1", "made 1.2"}
    assert references(search(index, '"the lamp had"')) == {"made 1.2"}


@pytest.mark.parametrize("phrase", ["de-Stalinization", "the Sino-Soviet united front", "Multi-Factor"])
def test_a_phrase_with_a_compound(texts: Texts, phrase: str) -> None:
    found = texts.with_phrase(phrase)
    assert found == {reference for reference, text in texts.texts.items() if phrase in text} != set()


@pytest.mark.parametrize(
    ("phrase", "reference"),
    [
        ("Soviet united front", "xu-lai 3.1"),
        ("Indian war", "xu-lai 35.1"),
        ("the Sino", "xu-lai 3.1"),
        ("Stalinization hollowed out", "xu-lai 65.1"),
        ("Soviet break-up put the Soviet Union", "xu-lai 76.1"),
        ("wave the Hungarian incident", "survey 10.7"),
    ],
)
def test_a_phrase_may_begin_or_end_in_a_compound(texts: Texts, phrase: str, reference: str) -> None:
    assert reference in texts.with_phrase(phrase)


@pytest.mark.parametrize("phrase", ["long standing oil", "long-standing oil", "standing oil", "long-standing oil lamp"])
def test_a_compound_is_no_gap_in_a_phrase(phrase: str) -> None:
    index = made.index(made.document("A long-standing oil lamp.", "A long standing short oil lamp."))
    assert references(search(index, f'"{phrase}"')) == {"made 1.1"}
    assert search(index, '"long oil"').inexact == ("long oil",)


def test_only_sentences_with_the_phrase_are_found(index: Index, texts: Texts) -> None:
    found = search(index, '"personal worship"')
    assert references(found) == texts.standing("personal worship") != references(search(index, "personal worship"))
    assert found.inexact == ()


def test_all_of_several_phrases_must_stand(index: Index, texts: Texts) -> None:
    found = search(index, '"personal worship" “secret report”')
    assert references(found) == texts.standing("personal worship") & texts.standing("secret report") != set()


def test_a_phrase_that_no_sentence_has_is_said_to_be_and_is_sought_as_words(index: Index) -> None:
    found = search(index, '"fleet joint"', limit=5)
    assert found.inexact == ("fleet joint",)
    assert str(found.matches[0].reference) == "xu-lai 15.1"
    both = search(index, '"joint fleet" "fleet joint"')
    assert both.inexact == ("fleet joint",)
    assert references(both) == {"xu-lai 15.1"}


def test_a_phrase_that_no_sentence_has_lets_the_other_filters_stand(index: Index) -> None:
    found = search(index, '"khrushchev the impulsive" -stalin', documents=("survey",))
    assert found.inexact == ("khrushchev the impulsive",)
    assert {match.reference.document for match in found.matches} == {"survey"}


# Without a word.


@pytest.mark.parametrize("word", ["khrushchev", "reform", "reforms", "believed", "history", "countries", "is"])
def test_a_word_is_left_out_in_any_of_its_forms(texts: Texts, word: str) -> None:
    assert texts.with_word(word) & set(texts.plain) == texts.having(word) & set(texts.plain)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("songs", {"keeper 9.1", "keeper 10.1"}, id="every sentence that has it"),
        pytest.param("sleep", {"keeper 6.2"}, id="no word that has it inside"),
        pytest.param("year", {"keeper 7.1", "ledger 5.2"}, id="another form"),
        pytest.param("harbor", {"keeper 5.1", "keeper 8.1"}, id="another spelling"),
        pytest.param("OIL", {"keeper 4.1", "keeper 12.1", "ledger 5.1", "ledger 5.2"}, id="case"),
        pytest.param("灯塔石", {"keeper 7.1"}, id="a script without spaces"),
        pytest.param("board have held", {"ledger 7.1"}, id="a phrase"),
        pytest.param("harbour keeper", set(), id="no phrase of it"),
        pytest.param("whale", set(), id="not there"),
    ],
)
def test_what_has_a_word_in_the_toy_library(toy_texts: Texts, word: str, expected: set[str]) -> None:
    assert toy_texts.with_word(word) == expected


@pytest.mark.parametrize("word", ["barrel", "drunkards", "sleeping", "shows", "villager"])
def test_a_form_that_the_library_has_not_leaves_out_those_that_it_has(toy_texts: Texts, word: str) -> None:
    assert toy_texts.index.engine.lexicon.find(word) < 0
    assert toy_texts.with_word(word) == toy_texts.having(word) != set()


@pytest.mark.parametrize(
    ("words", "without"),
    [("khrushchev", "stalin"), ("soviet union", "khrushchev"), ("stalin", "worship"), ("report", "secret")],
)
def test_what_is_left_is_what_was_found_without_what_has_the_word(
    index: Index, texts: Texts, words: str, without: str
) -> None:
    everything = references(search(index, words))
    left = search(index, f"{words} -{without}")
    assert references(left) == everything - texts.having(without)
    assert references(left) < everything


def test_a_phrase_is_left_out(index: Index, texts: Texts) -> None:
    everything = references(search(index, "report"))
    assert references(search(index, 'report -"secret report"')) == everything - texts.standing("secret report")
    assert references(search(index, 'report -"report secret"')) == everything


def test_leaving_out_what_is_not_there_changes_nothing(index: Index) -> None:
    assert search(index, "joint fleet -zeppelin").matches == search(index, "joint fleet").matches


def test_nothing_is_left_where_all_is_left_out(index: Index) -> None:
    assert search(index, "sarcastic -sarcastic").declined
    assert search(index, "-sarcastic").declined


# Years.


def dated(library: Library, first: int, last: int) -> set[str]:
    """The sentences to which an editor gave a date in some years, by its first year or its decade."""
    found = set()
    for claim in library.claims.values():
        for date in claim.dates:
            year = re.match(r"(\d{3})(\d|X)", date.edtf)
            low, high = (int(year[1] + year[2].replace("X", end)) for end in "09") if year else (0, 0)
            if low <= last and first <= high:
                found.add(str(library.original(date.at)))
    return found


def naming(texts: Texts, first: int, last: int) -> set[str]:
    """The sentences that name one of some years, or a decade that has one of them."""
    names = {str(year) for year in range(first, last + 1)}
    names |= {f"{year - year % 10}s" for year in range(first, last + 1)}
    return {reference for reference, words in texts.words.items() if names & set(words)}


@pytest.mark.parametrize(
    ("years", "first", "last"),
    [
        ("1956", 1956, 1956),
        ("1958", 1958, 1958),
        ("1956-1964", 1956, 1964),
        ("1960s", 1960, 1969),
        ("1964-1972", 1964, 1972),
        ("1953", 1953, 1953),
        ("1970s", 1970, 1979),
        ("1979", 1979, 1979),
        ("1900-1999", 1900, 1999),
        ("1941", 1941, 1941),
        ("1812", 1812, 1812),
    ],
)
def test_sentences_of_some_years_name_one_or_were_given_one(texts: Texts, years: str, first: int, last: int) -> None:
    assert texts.in_years(years) == naming(texts, first, last) | dated(texts.library, first, last)


def test_a_year_that_a_sentence_names_and_one_that_an_editor_noted(toy_texts: Texts) -> None:
    assert toy_texts.in_years("1871") == {"keeper 3.1", "keeper 7.1"}
    assert "1871" not in toy_texts.texts["keeper 7.1"]
    assert toy_texts.in_years("1885") == toy_texts.in_years("1880s") == {"ledger 8.1"}
    assert toy_texts.in_years("1871-1889") == {"keeper 3.1", "keeper 7.1", "ledger 8.1"}
    assert toy_texts.in_years("1872-1879") == set()


@pytest.mark.parametrize("years", ["1000-2000", "0001-9999", "../1964", "1400-1999"])
def test_there_may_be_any_number_of_years(texts: Texts, years: str) -> None:
    assert texts.in_years(years) >= texts.in_years("1956") != set()


def test_a_day_is_looked_for_by_its_year(texts: Texts) -> None:
    assert texts.in_years("1953-03-05") == texts.in_years("1953") != set()


def test_years_alone_give_their_sentences_in_the_order_of_the_documents(index: Index, texts: Texts) -> None:
    found = search(index, "year:1956-1964")
    assert found.decision is Decision.ANSWER
    order = [str(match.reference) for match in found.matches]
    assert order == [reference for reference in texts.references if reference in texts.in_years("1956-1964")]
    assert all(match.marks == () == match.why and match.confidence == 1 for match in found.matches)
    assert [str(match.reference) for match in search(index, "year:1956-1964", limit=2).matches] == order[:2]


def test_years_narrow_what_the_words_find(index: Index, texts: Texts) -> None:
    found = search(index, "khrushchev year:1956-1964")
    assert references(found) == texts.in_years("1956-1964") & texts.having("khrushchev") != set()


def test_of_several_years_one_must_be_met(toy_index: Index) -> None:
    several = references(search(toy_index, "year:1871 year:1880s"))
    assert several == references(search(toy_index, "year:1871")) | references(search(toy_index, "year:1880s"))
    assert {"keeper 3.1", "keeper 7.1"} <= several


# Documents.


@pytest.mark.parametrize("documents", [("keeper",), ("ledger",), ("keeper", "ledger"), ("ledger", "nowhere")])
def test_sentences_of_some_documents(toy_texts: Texts, documents: tuple[str, ...]) -> None:
    found = toy_texts.named(in_documents(toy_texts.index.engine.sentences, documents))
    assert found == {reference for reference in toy_texts.references if reference.split()[0] in documents}


def test_no_document_of_that_name_has_nothing(toy_index: Index) -> None:
    assert search(toy_index, "oil", documents=("nowhere",)).declined
    assert search(toy_index, "year:1871", documents=("nowhere",)).declined


# All together.


@pytest.mark.parametrize("documents", [(), ("xu-lai",), ("survey",)])
def test_filters_are_combined(index: Index, texts: Texts, documents: tuple[str, ...]) -> None:
    passing = texts.standing("Soviet Union") - texts.having("china")
    passing &= naming(texts, 1950, 1999) | dated(texts.library, 1950, 1999)
    passing = {reference for reference in passing if not documents or reference.split()[0] in documents}
    found = search(index, 'khrushchev "Soviet Union" -china year:1950-1999', documents=documents)
    seen = references(found) | {str(match.reference) for match in found.nearest}
    assert passing & texts.having("khrushchev") <= seen <= passing != set()


def test_what_passes_no_filter_is_declined(index: Index) -> None:
    found = search(index, '"joint fleet" year:1871')
    assert found.declined
    assert (found.matches, found.nearest) == ((), ())


@pytest.mark.parametrize("limit", [1, 3, 25])
def test_the_limit_is_kept(index: Index, limit: int) -> None:
    assert len(search(index, "khrushchev -stalin", limit=limit).matches) == limit


def test_without_operators_a_search_is_a_search_for_words(index: Index) -> None:
    for words in ("joint fleet", "damansky", "pizza", ""):
        assert search(index, words, limit=25) == index.sentences(words)
