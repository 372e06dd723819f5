"""How likely a sentence answers, and what follows from it: an answer, a question back, or a refusal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import Decision, Found, Index
from bot.search.deciding import ANSWERS, MAY_ANSWER, SHOWN, Evidence, decide, is_asked
from bot.search.query import Query

SHARES = st.floats(0, 1, width=32)
ROUNDING = 1e-6


def likelihood(coverage: float, missing: float, *, asked: bool) -> float:
    evidence = Evidence(np.array([coverage], dtype=np.float32), np.array([missing], dtype=np.float32), asked)
    return float(evidence.likelihood()[0])


# How likely.


@given(SHARES, SHARES, SHARES, st.booleans())
def test_who_has_more_of_what_is_asked_is_never_less_likely(
    coverage: float, other: float, missing: float, asked: bool
) -> None:
    less, more = sorted((coverage, other))
    assert likelihood(less, missing, asked=asked) <= likelihood(more, missing, asked=asked) + ROUNDING


@given(SHARES, SHARES, SHARES)
def test_who_misses_more_of_a_name_is_never_likelier(coverage: float, missing: float, other: float) -> None:
    less, more = sorted((missing, other))
    assert likelihood(coverage, more, asked=False) <= likelihood(coverage, less, asked=False) + ROUNDING


@given(SHARES, SHARES, st.booleans())
def test_a_likelihood_lies_between_none_and_all(coverage: float, missing: float, asked: bool) -> None:
    assert 0 <= likelihood(coverage, missing, asked=asked) <= 1
    assert likelihood(0, missing, asked=asked) == 0


@given(st.lists(st.tuples(SHARES, SHARES), max_size=5), st.booleans())
def test_sentences_are_judged_each_for_itself(shares: list[tuple[float, float]], asked: bool) -> None:
    coverage, missing = (np.array([share[side] for share in shares], dtype=np.float32) for side in (0, 1))
    together = Evidence(coverage, missing, asked).likelihood().tolist()
    assert together == pytest.approx([likelihood(*share, asked=asked) for share in shares])


@pytest.mark.parametrize("asked", [True, False])
def test_all_that_is_asked_is_an_answer_and_next_to_nothing_is_none(asked: bool) -> None:
    assert likelihood(1, 0, asked=asked) >= ANSWERS
    assert likelihood(0.1, 0.9, asked=asked) < SHOWN


def test_a_missing_word_counts_more_in_a_name_than_in_a_sentence() -> None:
    """Of "five year plan" all is meant; "what did he change?" has words that no text need have."""
    for share in (0.25, 0.5):
        lost_by_name, lost_in_sentence = (
            likelihood(1, 0, asked=asked) - likelihood(1 - share, share, asked=asked) for asked in (False, True)
        )
        assert lost_by_name > lost_in_sentence
    assert likelihood(0.5, 0.5, asked=False) < likelihood(0.5, 0.5, asked=True)


# What follows.


def test_the_bands_lie_in_their_order() -> None:
    assert 0 < SHOWN < MAY_ANSWER < ANSWERS < 1


@pytest.mark.parametrize(
    ("likely", "decision"),
    [
        (1.0, Decision.ANSWER),
        (ANSWERS, Decision.ANSWER),
        (np.nextafter(ANSWERS, 0), Decision.ASK),
        (MAY_ANSWER, Decision.ASK),
        (np.nextafter(MAY_ANSWER, 0), Decision.DECLINE),
        (SHOWN, Decision.DECLINE),
        (0.0, Decision.DECLINE),
    ],
)
def test_the_bands(likely: float, decision: Decision) -> None:
    assert decide(likely) is decision


# Whether it was asked in a sentence.


@pytest.mark.parametrize(
    "typed",
    [
        "what did he change",
        "why were the experts withdrawn?",
        "zhenbao?",
        "珍宝岛？",
        "was the lamp dark",
        "how old",
        "the causes of the split",
        "tell me about the joint fleet",
        "he did not touch the essence",
    ],
)
def test_a_sentence(typed: str) -> None:
    assert is_asked(Query.parse(typed))


@pytest.mark.parametrize(
    "typed", ["zhenbao", "five year plan", "battle of stalingrad", "the thaw", "joint fleet 1958", "forty barrels oil"]
)
def test_a_name_or_a_list_of_words(typed: str) -> None:
    assert not is_asked(Query.parse(typed))


# In a search.

QUERIES = [
    "zhenbao",
    "joint fleet",
    "joint venture",
    "fleet",
    "damansky",
    "khrushchev nixon",
    "soviet experts withdrawn",
    "why were the experts withdrawn?",
    "what did the keeper change?",
    "five year plan",
    "peking duck",
    "tiananmen square",
]


def seen(found: Found) -> tuple[float, ...]:
    return tuple(match.confidence for match in (*found.matches, *found.nearest))


@pytest.mark.parametrize("typed", QUERIES)
def test_the_decision_follows_from_the_likeliest_of_what_is_seen_first(index: Index, typed: str) -> None:
    first, everything = index.sentences(typed, limit=3), index.sentences(typed, limit=1_000)
    assert first.decision is everything.decision is decide(max(seen(first), default=0.0))
    for found in (first, everything):
        assert found.declined == (found.decision is Decision.DECLINE) == (not found.matches)
        assert not (found.matches and found.nearest)


@pytest.mark.parametrize("typed", QUERIES)
def test_how_likely_follows_from_what_is_there_and_what_is_missing(index: Index, typed: str) -> None:
    found = index.sentences(typed, limit=1_000)
    assert found.asked == is_asked(Query.parse(typed))
    for match in (*found.matches, *found.nearest):
        assert 0 <= match.coverage <= 1
        assert 0 <= match.missing <= 1
        expected = likelihood(match.coverage, match.missing, asked=found.asked)
        assert match.confidence == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("typed", QUERIES)
def test_what_has_hardly_to_do_with_it_is_not_shown_beside_an_answer(index: Index, typed: str) -> None:
    found = index.sentences(typed, limit=1_000)
    assert all(match.confidence >= SHOWN for match in found.matches[1:])
    assert all(match.confidence > 0 for match in found.nearest)


@pytest.mark.parametrize("typed", ["the", "of the", "to be or not to be", "it is", "who was it?", "what is that"])
def test_stop_words_alone_are_declined(index: Index, toy_index: Index, typed: str) -> None:
    for found in (index.sentences(typed), toy_index.sentences(typed)):
        assert found.declined
        assert (found.nearest, found.unmatched) == ((), ())


@pytest.mark.parametrize("typed", ["say", "what does the author say?", "opinions"])
def test_words_that_frame_a_question_count_where_there_is_nothing_else(toy_index: Index, typed: str) -> None:
    found = toy_index.sentences(typed)
    assert found.asked == typed.endswith("?")
    assert found.unmatched == ()


@pytest.mark.parametrize("word", ["correct", "older", "concludes"])
def test_a_word_alone_must_be_surely_meant(toy_index: Index, word: str) -> None:
    """An editor's statement has it and no sentence: that hints at the sentence, and is an answer only with other words."""
    alone = toy_index.sentences(word)
    assert alone.declined
    assert {match.missing for match in alone.nearest} == {1}
    beside = toy_index.sentences(f"{word} keeper")
    assert 0 in [match.missing for match in (*beside.matches, *beside.nearest)]


def test_a_slip_in_a_word_of_four_letters_is_surely_meant(toy_index: Index) -> None:
    assert [str(match.reference) for match in toy_index.sentences("brik").matches] == ["keeper 3.1"]  # brig
    assert toy_index.sentences("oiq").declined  # oil, or any word of three letters


def test_all_of_a_name_must_be_there(index: Index) -> None:
    assert index.sentences("joint fleet").decision is Decision.ANSWER
    found = index.sentences("joint venture")
    assert found.declined
    (near,) = (match for match in found.nearest if str(match.reference) == "xu-lai 15.1")
    assert 0 < near.missing < 1


def test_words_of_a_question_need_not_be_there(index: Index) -> None:
    found = index.sentences("why on earth were the Soviet experts withdrawn from China?")
    assert found.asked
    assert str(found.matches[0].reference) == "xu-lai 17.1"
