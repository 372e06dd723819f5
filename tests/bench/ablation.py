"""What each part of our search is worth: the judged queries put to variants of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.search import Found
from tests.bench.ours import Ask
from tests.bench.quality import LIMIT, ours_row
from tests.judged.scoring import Scorer


class Searches(Protocol):
    """What has `sentences`, as `bot.search.Index` has."""

    def sentences(self, query: str, *, limit: int) -> Found: ...


def rows(variants: Mapping[str, Ask | Searches]) -> list[dict[str, float | str]]:
    """One row for each variant: `engine` is its name; `RR`, `B@1`, `R@10`, `RR refusing` and `U` are its measures."""
    scorer = Scorer()
    return [ours_row(name, _ask(variant), scorer) for name, variant in variants.items()]


def _ask(variant: Ask | Searches) -> Ask:
    if callable(variant):
        return variant
    return lambda words: variant.sentences(words, limit=LIMIT)
