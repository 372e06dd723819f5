"""Search on the judged queries reaches the figures that were promised, on the set it is tuned by and on a fresh one."""

from __future__ import annotations

from functools import cache

import pytest

from bot.loading import load
from tests.judged.run import CONTENT, Engine
from tests.judged.scoring import Row, Scorer

DEV, FRESH = "dev.jsonl", "fresh.jsonl"
SAMPLES = pytest.mark.parametrize("sample", [DEV, FRESH])


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load(CONTENT))


@cache
def scorer(sample: str) -> Scorer:
    return Scorer(sample)


@pytest.fixture(scope="module")
def measured(engine: Engine) -> dict[str, dict[str, dict[str, Row]]]:
    """For each set both summaries: answering always, and with refusals."""
    return {sample: engine.measure(scorer(sample)) for sample in (DEV, FRESH)}


# What was promised, or a little less than was reached where that is more: alias and content edits move single queries.
@pytest.mark.parametrize(
    ("sample", "answering", "measure", "least"),
    [
        (DEV, "always", "RR", 0.93),
        (DEV, "always", "B@1", 0.88),
        (DEV, "always", "R@10", 0.88),
        (DEV, "always", "nDCG", 0.89),
        (DEV, "refusing", "RR", 0.905),
        (DEV, "refusing", "R@10", 0.82),
        (DEV, "refusing", "U", 0.93),
        (FRESH, "always", "RR", 0.89),
        (FRESH, "always", "B@1", 0.79),
        (FRESH, "always", "R@10", 0.84),
        (FRESH, "always", "nDCG", 0.83),
        (FRESH, "refusing", "RR", 0.84),
        (FRESH, "refusing", "R@10", 0.77),
        (FRESH, "refusing", "U", 0.89),
    ],
)
def test_the_figures_over_all_kinds(
    measured: dict[str, dict[str, dict[str, Row]]], sample: str, answering: str, measure: str, least: float
) -> None:
    assert measured[sample][answering]["MACRO"][measure] >= least


@SAMPLES
def test_what_is_not_there_is_declined(measured: dict[str, dict[str, dict[str, Row]]], sample: str) -> None:
    assert measured[sample]["refusing"]["MACRO"]["FA"] <= 0.05


EASY = ("keyword", "slug", "typo", "fragment", "wordorder", "name", "morph", "date")
"""Kinds in which hardly a query may fail: the words, or nearly, are there."""


@pytest.mark.parametrize(
    ("sample", "kind", "least"),
    [
        *((sample, kind, 0.95) for sample in (DEV, FRESH) for kind in EASY),
        (DEV, "translit", 0.92),
        (DEV, "perspective", 0.9),
        (DEV, "question", 0.88),
        (DEV, "paraphrase", 0.45),  # no word in common: what editors' names and the thesaurus lead to
        (FRESH, "translit", 0.92),
        (FRESH, "perspective", 0.82),
        (FRESH, "question", 0.7),
        (FRESH, "paraphrase", 0.35),
    ],
)
def test_the_figures_of_each_kind(
    measured: dict[str, dict[str, dict[str, Row]]], sample: str, kind: str, least: float
) -> None:
    assert measured[sample]["always"][kind]["RR"] >= least


@SAMPLES
@pytest.mark.parametrize("kind", EASY)
def test_what_is_there_is_hardly_ever_declined(
    measured: dict[str, dict[str, dict[str, Row]]], sample: str, kind: str
) -> None:
    assert measured[sample]["refusing"][kind]["decl"] <= 0.08


@SAMPLES
def test_a_second_printing_is_never_shown_beside_the_first(engine: Engine, sample: str) -> None:
    answers = engine.answers(scorer(sample), always=True)
    first_printing = range(137, 1176)  # survey 3.1 to 3.6, which 9.1 to 9.6 have in their proper place
    assert not [e for found in answers.values() for e in found if e[0] == "survey" and e[1] in first_printing]


def test_the_fresh_queries_are_others_of_the_same_kinds() -> None:
    """A figure on them tells whether search was made to fit the queries it was tuned by."""
    dev, fresh = scorer(DEV).queries, scorer(FRESH).queries
    assert sorted(query.kind for query in dev) == sorted(query.kind for query in fresh)
    assert not {query.words.casefold() for query in dev} & {query.words.casefold() for query in fresh}
