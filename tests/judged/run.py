"""The judged queries put to search: `python -m tests.judged.run`."""

from __future__ import annotations

import sys
import time
from functools import cache
from pathlib import Path

import bot
from bot.library import Library
from bot.loading import load
from bot.search import Found, Index, Match
from bot.search.operators import read
from tests.judged.scoring import DOCUMENTS, Excerpt, Row, Scorer, table

CONTENT = Path(bot.__file__).parent.parent / "content" / "khrushchev"
LIMIT = 10


class Engine:
    """Our search, as the scorer asks it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._index = Index.build(library)

    def answers(self, scorer: Scorer, *, always: bool) -> dict[str, list[Excerpt]]:
        """The excerpts found for every query; where search declines, what was nearest, or nothing."""
        found = {query.id: self.find(query.words) for query in scorer.queries}
        return {
            id_: [self._excerpt(match) for match in answer.matches or (answer.nearest if always else ())]
            for id_, answer in found.items()
        }

    def find(self, words: str) -> Found:
        """The answer to a query, as a user gets it."""
        return self._index.search(*read(words), limit=LIMIT)

    def measure(self, scorer: Scorer) -> dict[str, dict[str, Row]]:
        """Both summaries: answering always, and with refusals."""
        return {
            name: scorer.summary(self.answers(scorer, always=always))
            for name, always in (("always", True), ("refusing", False))
        }

    def seconds(self, scorer: Scorer) -> list[float]:
        """How long each query takes, shortest first."""
        times = []
        for query in scorer.queries:
            begin = time.perf_counter()
            self.find(query.words)
            times.append(time.perf_counter() - begin)
        return sorted(times)

    def _excerpt(self, match: Match) -> Excerpt:
        sentence = self._library.sentence(match.reference)
        assert sentence is not None
        return match.reference.document, sentence.start, sentence.end


@cache
def _index() -> tuple[Library, Index]:
    library = load(CONTENT)
    return library, Index.build(library)


def search(words: str) -> list[dict[str, str | int]]:
    """The answer to a query as other scorers want it: `document`, `start` and `end` of every excerpt."""
    library, index = _index()
    places = [
        (match.reference.document, library.sentence(match.reference)) for match in index.search(*read(words)).matches
    ]
    return [
        {"doc": DOCUMENTS[document], "start": sentence.start, "end": sentence.end}
        for document, sentence in places
        if sentence is not None
    ]


def main() -> None:
    """Print both tables, and how long a query takes."""
    scorer = Scorer(*sys.argv[1:2])
    engine = Engine(load(CONTENT))
    lines = []
    for name, summary in engine.measure(scorer).items():
        lines += [f"{name}:", *table(summary), ""]
    times = engine.seconds(scorer)
    p50, p99 = times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3
    lines.append(f"{len(times)} queries, p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
