"""The thesaurus says what English words are akin, to whoever asks; what it says is a hint and never an answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bot.search import Index
from bot.search.english import FRAME_WORDS, STOP_WORDS, spelling, stem
from bot.search.lexicon import Lexicon
from bot.search.meaning import SURE, akin, commonness, make_lexicon, says_much
from bot.search.query import Query
from bot.search.seeking import seek
from bot.search.thesaurus import STEPS, Thesaurus, thesaurus


@pytest.fixture(scope="module")
def known() -> Thesaurus:
    return thesaurus()


def nearness(known: Thesaurus, word: str, other: str) -> float:
    """How near one word is to another; 0 where nothing joins them."""
    number, wanted = known.find(stem(spelling(word))), known.find(stem(spelling(other)))
    assert number >= 0 <= wanted
    kin, near = known.kin(number)
    return float(near[kin == wanted].sum())


# What is akin.

PAIRS = [
    ("tyrant", "despot"),
    ("kremlin", "moscow"),
    ("famine", "shortage"),
    ("oil", "petroleum"),
    ("lamp", "lantern"),
    ("ship", "vessel"),
    ("storm", "tempest"),
    ("quarrel", "dispute"),
    ("winter", "spring"),
]
SAME = [("peking", "beijing"), ("bombay", "mumbai"), ("burma", "myanmar")]


@pytest.mark.parametrize(("word", "other"), PAIRS)
def test_words_akin_lead_to_each_other(known: Thesaurus, word: str, other: str) -> None:
    there, back = nearness(known, word, other), nearness(known, other, word)
    assert there > 0.2
    assert back == pytest.approx(there, abs=0.1)


@pytest.mark.parametrize(("word", "other"), SAME)
def test_second_names_of_a_place_are_nearest_of_all(known: Thesaurus, word: str, other: str) -> None:
    kin, near = known.kin(known.find(stem(word)))
    assert known.stems[int(kin[0])] == stem(other)
    assert near[0] == nearness(known, other, word) > max(nearness(known, *pair) for pair in PAIRS)


@pytest.mark.parametrize(
    ("word", "other"), [("lamp", "border"), ("oil", "congress"), ("zebra", "kremlin"), ("winter", "vessel")]
)
def test_words_that_have_nothing_to_do_with_each_other(known: Thesaurus, word: str, other: str) -> None:
    assert nearness(known, word, other) == nearness(known, other, word) == 0


def test_a_word_that_is_not_english_is_not_there(known: Thesaurus) -> None:
    assert [known.find(word) for word in ("qqqq", "нефть", "灯塔", "1956", "")] == [-1] * 5


# How common a word is.


def test_common_words_say_less_than_rare_ones() -> None:
    words = ["government", "report", "lantern", "despot", "qqqq"]
    assert sorted(words, key=commonness) == words
    assert sorted(words, key=says_much) == words
    assert all(0 < says_much(word) <= 1 for word in words)
    assert says_much("qqqq") == says_much("灯塔石") == says_much("нефть") == 1


def test_the_forms_of_a_word_are_as_common() -> None:
    assert commonness("reports") == commonness("reported") == commonness("report")


# The data.


def test_its_stems_are_sorted_small_latin_letters_each_once(known: Thesaurus) -> None:
    stems = known.stems[:]
    assert stems == sorted(set(stems))
    assert all(word.isascii() and word.isalpha() and word.islower() for word in stems)
    assert len(stems) > 20_000
    assert all(known.find(word) == place for place, word in enumerate(stems) if place % 97 == 0)


def test_each_stem_has_its_kin_nearest_first_each_once_and_never_itself(known: Thesaurus) -> None:
    assert len(known.akin) == len(known.rank) == len(known.stems)
    assert len(known.akin.array) == len(known.nearness)
    assert int(known.akin.array.max()) < len(known.stems)
    for number in range(0, len(known.stems), 11):
        kin, near = (values.tolist() for values in known.kin(number))
        assert near == sorted(near, reverse=True)
        assert len(kin) == len(set(kin))
        assert number not in kin


def test_nothing_is_nearer_than_a_hint(known: Thesaurus) -> None:
    assert known.nearness.min() > 0
    assert known.nearness.max() <= STEPS
    assert known.nearness.max() / STEPS < SURE


def test_most_kinship_goes_both_ways(known: Thesaurus) -> None:
    back = []
    for number in range(0, len(known.stems), 101):
        back += [number in known.kin(other)[0] for other in known.kin(number)[0].tolist()]
    assert np.mean(back) > 0.7  # the rest have nearer kin


def test_it_knows_no_library(known: Thesaurus) -> None:
    """Neither what was invented for one, nor what is rare in English outside of it."""
    words = ["skarholm", "zhenbao", "damansky", "buharin", "ussuri", "destalinization"]
    assert [word for word in words if known.find(stem(word)) >= 0] == []


# What search makes of it.


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return make_lexicon(["despot", "despots", "moscow", "beijing", "lamp", "of", "about", "people", "zhenbao"])


def hints(lexicon: Lexicon, word: str) -> dict[str, float]:
    return {lexicon.words[number]: near for number, near in akin(lexicon, word).items()}


@pytest.mark.parametrize(
    ("word", "other"), [("tyrant", "despot"), ("tyrants", "despots"), ("kremlin", "moscow"), ("peking", "beijing")]
)
def test_a_word_hints_at_those_akin_in_all_their_forms(lexicon: Lexicon, word: str, other: str) -> None:
    found = hints(lexicon, word)
    assert 0 < found[other] < SURE
    assert "zhenbao" not in found


def test_only_words_of_the_vocabulary_are_hinted_at() -> None:
    assert hints(make_lexicon(["zhenbao"]), "tyrant") == {}
    assert hints(make_lexicon([]), "tyrant") == {}


@pytest.mark.parametrize("word", ["of", "about", "the", "says", "view", "ox", "тиран", "灯塔石", "qqqq"])
def test_stop_words_frame_words_and_what_is_not_english_hint_at_nothing(lexicon: Lexicon, word: str) -> None:
    assert hints(lexicon, word) == {}


def test_no_stop_word_and_no_word_that_frames_a_question_has_hints(index: Index) -> None:
    assert not [word for word in STOP_WORDS | FRAME_WORDS if akin(index.engine.lexicon, word)]


@pytest.mark.parametrize("typed", ["tyrant", "kremlin", "peking", "famine", "warship", "petroleum", "tempest"])
def test_a_hint_never_makes_a_word_surely_meant(index: Index, toy_index: Index, typed: str) -> None:
    hinted = []
    for engine in (index.engine, toy_index.engine):
        (word,) = Query.parse(typed).words
        sought = seek(word, engine.lexicon, engine.sentences, engine.names)
        hinted += [sought.terms[number] for number in akin(engine.lexicon, typed)]
        assert sought.surest < SURE
        assert sought.names == {}
    assert hinted
    assert max(hinted) < SURE


@pytest.mark.parametrize("typed", ["tyrant", "peking", "famine"])
def test_a_hint_alone_answers_nothing(index: Index, typed: str) -> None:
    found = index.sentences(typed)
    assert found.declined
    assert found.nearest


def test_a_hint_decides_what_is_nearest(index: Index) -> None:
    assert [str(match.reference) for match in index.sentences("tyrant").nearest][:1] == ["xu-lai 6.1"]  # a despot


def test_the_word_itself_comes_before_a_hint(first: Callable[[str], str]) -> None:
    assert first("despot") == "xu-lai 6.1"
