"""Which of the sentences that have words of a query comes first."""

from __future__ import annotations

import pytest

from bot.search import Index
from tests.search import made

FILLER = "and then there were more and more and ever more words that say nothing of it at all"


def order(index: Index, query: str, limit: int = 25) -> list[int]:
    """The sentences that are found, best first, by their number in the document."""
    found = index.sentences(query, limit=limit)
    return [match.reference.sentence or 0 for match in (*found.matches, *found.nearest)]


def test_who_has_all_of_the_words_comes_before_who_has_some() -> None:
    index = made.index(made.document("A drunkard slept.", "A thief and a drunkard slept.", "A thief slept."))
    assert order(index, "drunkard thief")[0] == 2
    assert order(index, "thief drunkard")[0] == 2


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    index = made.index(made.document("The keeper slept.", "The lens broke.", "The keeper woke.", "The keeper left."))
    assert order(index, "keeper lens")[0] == 2


def test_words_that_stand_together_as_in_the_query_come_first() -> None:
    index = made.index(
        made.document(
            "The secret was known before a report came.",
            "Then a secret report came before it was known.",
            "A report secret as ever came before it was.",
        )
    )
    assert order(index, "secret report") == [2, 3, 1]
    assert order(index, "report secret")[0] == 3


def test_of_sentences_that_have_as_much_the_shorter_one_comes_first() -> None:
    index = made.index(made.document(f"The drunkard slept, {FILLER}.", "The drunkard slept."))
    assert order(index, "drunkard") == [2, 1]


def test_of_equals_the_one_that_stands_first_comes_first() -> None:
    index = made.index(made.document(*(f"The drunkard slept {word}." for word in ("here", "once", "then", "there"))))
    assert order(index, "drunkard") == [1, 2, 3, 4]
    assert order(index, "drunkard", limit=2) == [1, 2]


@pytest.mark.parametrize("typed", ["drunkard", "drunkards", "drunkrad"])
def test_the_word_itself_comes_before_one_that_is_like_it(typed: str) -> None:
    index = made.index(made.document("The drunkards slept.", "The drunkard slept.", "The drunkrad slept."))
    texts = ["drunkards", "drunkard", "drunkrad"]
    assert order(index, typed)[0] == texts.index(typed) + 1


def test_what_comes_first_does_not_depend_on_how_many_are_asked_for(index: Index) -> None:
    for query in ("khrushchev stalin", "soviet union china", "the secret report", "cold war camp"):
        everything = index.sentences(query, limit=1_000).matches
        for limit in (1, 5, 25):
            assert index.sentences(query, limit=limit).matches == everything[:limit]
