"""Search on the judged queries reaches the figures that were promised."""

from __future__ import annotations

import pytest

from bot.loading import load
from tests.judged.run import CONTENT, Engine
from tests.judged.scoring import Row, Scorer


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer()


@pytest.fixture(scope="module")
def measured(scorer: Scorer) -> dict[str, dict[str, Row]]:
    return Engine(load(CONTENT)).measure(scorer)


# What was promised, or a little less than was reached where that is more: alias and content edits move single queries.
@pytest.mark.parametrize(
    ("answering", "measure", "least"),
    [
        ("always", "RR", 0.92),
        ("always", "B@1", 0.87),
        ("always", "R@10", 0.87),
        ("refusing", "RR", 0.90),
        ("refusing", "U", 0.93),
    ],
)
def test_the_figures_over_all_kinds(
    measured: dict[str, dict[str, Row]], answering: str, measure: str, least: float
) -> None:
    assert measured[answering]["MACRO"][measure] >= least


def test_what_is_not_there_is_declined(measured: dict[str, dict[str, Row]]) -> None:
    assert measured["refusing"]["MACRO"]["FA"] <= 0.05


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        *((kind, 0.95) for kind in ("keyword", "slug", "typo", "fragment", "wordorder", "name", "morph", "date")),
        *((kind, 0.9) for kind in ("translit", "perspective")),
        ("question", 0.85),
        ("paraphrase", 0.28),  # no word in common: what editors' names and statements lead to
    ],
)
def test_the_figures_of_each_kind(measured: dict[str, dict[str, Row]], kind: str, least: float) -> None:
    assert measured["always"][kind]["RR"] >= least


def test_a_second_printing_is_never_shown_beside_the_first(scorer: Scorer) -> None:
    answers = Engine(load(CONTENT)).answers(scorer, always=True)
    first_printing = range(137, 1176)  # survey 3.1 to 3.6, which 9.1 to 9.6 have in their proper place
    assert not [e for found in answers.values() for e in found if e[0] == "survey" and e[1] in first_printing]
