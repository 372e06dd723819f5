"""The retrieval scorer: judged queries and ranked excerpts → the measures of README.md.

An excerpt is a document's id with the offsets of its first character and after
its last. It maps to the passages that it covers to three fifths, or that cover
so much of it. Twins are one item, the first of them counts; passages that are
merely on topic (`ok`) cost no rank; an excerpt that maps to nothing is wrong.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DOCUMENTS = {"xu-lai": "A", "survey": "B"}
MEASURES = ("RR", "S@1", "S@3", "B@1", "B@3", "R@10", "nDCG", "decl")
_COVERED = 0.6
_LOOKED_AT = 10
_GAIN_BEST = 3

Excerpt = tuple[str, int, int]
Row = dict[str, float]


@dataclass(frozen=True)
class Query:
    """A judged query: `relevant`, `best` and `ok` are ids of passages."""

    id: str
    kind: str
    words: str
    relevant: frozenset[str]
    best: frozenset[str]
    ok: frozenset[str]


@dataclass(frozen=True)
class Passage:
    id: str
    document: str
    start: int
    end: int
    twin: str


class Scorer:
    """Scores answers to the judged queries."""

    def __init__(self, queries: str = "dev.jsonl") -> None:
        passages = [
            Passage(line["id"], line["doc"], line["start"], line["end"], line.get("dup", ""))
            for line in _lines("passages.jsonl")
        ]
        self._passages = passages
        first: dict[str, str] = {}
        self._one = {p.id: first.setdefault(p.twin, p.id) if p.twin else p.id for p in passages}
        self.queries = [self._query(line) for line in _lines(queries)]

    def summary(self, answers: Mapping[str, Sequence[Excerpt]]) -> dict[str, Row]:
        """The measures by kind of query, and as MACRO. `answers` has the ranked excerpts by the query's id."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for query in self.queries:
            rows[query.kind].append(self.row(query, answers.get(query.id, ())))
        kinds = {kind: _mean(found) for kind, found in sorted(rows.items())}
        answerable = [row for row in kinds.values() if "RR" in row]
        macro = {measure: sum(row[measure] for row in answerable) / len(answerable) for measure in MEASURES}
        macro["FA"] = kinds["negative"]["FA"]
        macro["U"] = (macro["RR"] + 1 - macro["FA"]) / 2
        return {**kinds, "MACRO": macro}

    def row(self, query: Query, excerpts: Sequence[Excerpt]) -> Row:
        """The measures of one answer."""
        if not query.relevant:
            return {"FA": float(bool(excerpts))}
        ranked = self._ranked(query, excerpts)
        relevant = next((rank for rank, id_ in enumerate(ranked, 1) if id_ in query.relevant), 0)
        best = next((rank for rank, id_ in enumerate(ranked, 1) if id_ in query.best), 0)
        gains = [_gain(query, id_) for id_ in ranked]
        ideal = sorted((_gain(query, id_) for id_ in query.relevant), reverse=True)[:_LOOKED_AT]
        return {
            "RR": 1 / relevant if relevant else 0.0,
            "S@1": float(relevant == 1),
            "S@3": float(1 <= relevant <= 3),
            "B@1": float(best == 1),
            "B@3": float(1 <= best <= 3),
            "R@10": len(query.relevant & set(ranked)) / min(_LOOKED_AT, len(query.relevant)),
            "nDCG": _discounted(gains) / _discounted(ideal),
            "decl": float(not excerpts),
        }

    def _query(self, line: dict[str, Any]) -> Query:
        def ids(key: str) -> frozenset[str]:
            return frozenset(self._one[id_] for id_ in line.get(key, ()))

        relevant = ids("relevant")
        return Query(line["qid"], line["kind"], line["query"], relevant, ids("best"), ids("ok") - relevant)

    def _ranked(self, query: Query, excerpts: Sequence[Excerpt]) -> list[str]:
        ranked: list[str] = []
        for excerpt in excerpts:
            for id_ in self._covered(excerpt) or [""]:
                one = self._one.get(id_, "")
                if len(ranked) < _LOOKED_AT and (not one or (one not in query.ok and one not in ranked)):
                    ranked.append(one)
        return ranked

    def _covered(self, excerpt: Excerpt) -> list[str]:
        document, start, end = excerpt
        found = []
        for passage in self._passages:
            shared = min(end, passage.end) - max(start, passage.start)
            enough = _COVERED * min(passage.end - passage.start, end - start)
            if passage.document == DOCUMENTS[document] and shared > 0 and shared >= enough:
                found.append(passage.id)
        return found


def table(summary: Mapping[str, Row]) -> Iterable[str]:
    """The lines of the table that people read."""
    columns = (*MEASURES, "FA")
    yield f"{'kind':14}" + "".join(f"{column:>8}" for column in columns)
    for kind, row in summary.items():
        yield f"{kind:14}" + "".join(f"{row[c]:8.3f}" if c in row else f"{'-':>8}" for c in columns)
    yield f"U = {summary['MACRO']['U']:.4f}"


def _gain(query: Query, id_: str) -> int:
    return _GAIN_BEST if id_ in query.best else int(id_ in query.relevant)


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _mean(rows: list[Row]) -> Row:
    return {measure: sum(row[measure] for row in rows) / len(rows) for measure in rows[0]}


def _lines(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
