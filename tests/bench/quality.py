"""How well engines answer the judged queries."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench import ours
from tests.bench.engine import Engine
from tests.bench.rivals import Bm25s, FtsPorter, FtsTrigram, PartialRatio, Tantivy, TokenSetRatio, WRatio
from tests.judged.scoring import Excerpt, Row, Scorer

LIMIT = 10
RIVALS: Sequence[type[Engine]] = (WRatio, TokenSetRatio, PartialRatio, Bm25s, FtsPorter, FtsTrigram, Tantivy)


def measure() -> list[dict[str, float | str]]:
    """One row for each engine: `engine`, `RR`, `B@1` and `R@10` when it always answers, and `U`.

    U is ours with our own refusals; for a rival it is the best that any cutoff
    on its scores reaches, chosen on these very queries.
    """
    scorer = Scorer()
    rows = [ours_row(ours.LABEL, ours.fresh_ask(LIMIT), scorer)]
    texts = ours.judged_texts()
    places = [ours.excerpt(reference) for reference in texts]
    return [*rows, *(_rival_row(engine(), list(texts.values()), places, scorer) for engine in RIVALS)]


def ours_row(name: str, ask: ours.Ask, scorer: Scorer) -> dict[str, float | str]:
    """The row of a search that refuses by itself; `RR refusing` is its RR then."""
    found = {query.id: ask(query.words) for query in scorer.queries}
    always = scorer.summary({id_: ours.excerpts(answer.matches or answer.nearest) for id_, answer in found.items()})
    refusing = scorer.summary({id_: ours.excerpts(answer.matches) for id_, answer in found.items()})
    return {
        "engine": name,
        **{measure: always["MACRO"][measure] for measure in ("RR", "B@1", "R@10")},
        "RR refusing": refusing["MACRO"]["RR"],
        "FA": refusing["MACRO"]["FA"],
        "U": refusing["MACRO"]["U"],
    }


def best_u(scorer: Scorer, answers: Mapping[str, Sequence[Excerpt]], scores: Mapping[str, float]) -> float:
    """The best U over a cutoff: an answer counts where the score of its first match reaches it.

    `scores` has the best score of every query that found anything.
    """
    kinds = {query.kind for query in scorer.queries if query.relevant}
    counts = {kind: sum(query.kind == kind for query in scorer.queries) for kind in kinds}
    negatives = sum(not query.relevant for query in scorer.queries)
    rank_sum = false_answers = 0.0
    best = 0.5  # of the one that refuses everything
    ranked = sorted((query for query in scorer.queries if query.id in scores), key=lambda query: -scores[query.id])
    for at, query in enumerate(ranked):
        row: Row = scorer.row(query, answers[query.id])
        if query.relevant:
            rank_sum += row["RR"] / counts[query.kind] / len(kinds)
        else:
            false_answers += row["FA"] / negatives
        if at + 1 == len(ranked) or scores[ranked[at + 1].id] < scores[query.id]:
            best = max(best, (rank_sum + 1 - false_answers) / 2)
    return best


def _rival_row(
    engine: Engine, texts: Sequence[str], places: Sequence[Excerpt], scorer: Scorer
) -> dict[str, float | str]:
    with tempfile.TemporaryDirectory() as folder:
        engine.read(texts)
        engine.build(Path(folder))
        engine.open(Path(folder))
        hits = {query.id: engine.ask(query.words, LIMIT) for query in scorer.queries}
        engine.close()
    answers = {id_: [places[number] for number, _ in found] for id_, found in hits.items()}
    macro = scorer.summary(answers)["MACRO"]
    scores = {id_: found[0][1] for id_, found in hits.items() if found}
    return {
        "engine": engine.label,
        **{measure: macro[measure] for measure in ("RR", "B@1", "R@10")},
        "U": best_u(scorer, answers, scores),
    }
