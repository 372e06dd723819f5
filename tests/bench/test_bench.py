"""What the benchmark says depends on these: its numbers of sentences, its cutoffs, its percentiles."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.bench import ours
from tests.bench.measuring import disk, percentile
from tests.bench.quality import best_u
from tests.judged.scoring import Excerpt, Scorer

SENTENCES = [f"Sentence {number} speaks of the {number}th harbour and its word{number}." for number in range(120)]


def test_a_sentence_keeps_its_number(tmp_path: Path) -> None:
    engine = ours.Ours()
    engine.read(SENTENCES)
    engine.build(tmp_path)
    engine.open(tmp_path)
    for number in (0, 4, 5, 49, 50, 119):
        assert engine.ask(f"word{number}", 10)[0][0] == number
    assert disk(tmp_path) > 0


def test_a_name_keeps_its_number(tmp_path: Path) -> None:
    engine = ours.OurNames()
    engine.read(["Nin Dentard", "Vatop Nudreman", "Dim Wohamberg"])
    engine.build(tmp_path)
    engine.open(tmp_path)
    assert [number for number, _ in engine.ask("vat", 25)] == [1]


def test_the_best_cutoff_is_what_trying_each_finds() -> None:
    scorer = Scorer()
    chance = random.Random(5)
    sentences = [ours.excerpt(reference) for reference in ours.judged_texts()]
    answers: dict[str, list[Excerpt]] = {query.id: chance.sample(sentences, 10) for query in scorer.queries[1:]}
    scores = {id_: float(chance.randint(1, 6)) for id_ in answers}
    tried = [
        scorer.summary({id_: found for id_, found in answers.items() if scores[id_] >= cutoff})["MACRO"]["U"]
        for cutoff in range(1, 8)
    ]
    assert best_u(scorer, answers, scores) == pytest.approx(max(tried))


def test_percentiles() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([3.0], 0.99)) == (51, 100, 3)
