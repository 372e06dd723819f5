"""The scorer counts as README.md says."""

import pytest

from tests.judged.scoring import Query, Scorer, table


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer()


def query(*relevant: str, best: str = "", ok: str = "") -> Query:
    return Query("q", "keyword", "words", frozenset(relevant), frozenset({best} - {""}), frozenset({ok} - {""}))


def test_the_judged_set_is_whole(scorer: Scorer) -> None:
    assert len(scorer.queries) == 248
    assert sum(not query.relevant for query in scorer.queries) == 43
    assert len({query.kind for query in scorer.queries}) == 13


def test_the_rank_of_the_first_relevant_passage_counts(scorer: Scorer) -> None:
    wrong, right = ("xu-lai", 305, 458), ("xu-lai", 459, 546)
    row = scorer.row(query("A6", best="A6"), [wrong, right])
    assert (row["RR"], row["S@1"], row["S@3"], row["B@1"], row["B@3"], row["R@10"]) == (0.5, 0, 1, 0, 1, 1)


def test_an_excerpt_inside_a_passage_stands_for_it(scorer: Scorer) -> None:
    assert scorer.row(query("A5"), [("xu-lai", 310, 330)])["RR"] == 1


def test_headings_on_topic_and_second_printings_cost_no_rank(scorer: Scorer) -> None:
    heading, first, twin, right = (
        ("xu-lai", 251, 304),
        ("survey", 137, 355),
        ("survey", 4901, 5119),
        ("xu-lai", 459, 546),
    )
    assert scorer.row(query("A6", ok="A4"), [heading, first, twin, right])["RR"] == 0.5


def test_an_excerpt_from_nowhere_costs_a_rank(scorer: Scorer) -> None:
    assert scorer.row(query("A6"), [("xu-lai", 99_000, 99_010), ("xu-lai", 459, 546)])["RR"] == 0.5


def test_an_answer_where_there_is_none_is_counted(scorer: Scorer) -> None:
    assert scorer.row(query(), [("xu-lai", 0, 9)]) == {"FA": 1.0}
    assert scorer.row(query(), []) == {"FA": 0.0}


def test_declining_everything_is_useless(scorer: Scorer) -> None:
    summary = scorer.summary({})
    assert summary["MACRO"]["RR"] == 0
    assert summary["MACRO"]["U"] == 0.5
    assert list(table(summary))[-1] == "U = 0.5000"
