"""The nearest of a few fixed names: commands, styles, options."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 0.72
"""Jaro-Winkler similarity from which a short name counts as meant: `serach`, `perspectivs`, `cliam` stay above,
other commands' names below."""


def nearest(typed: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The names most like what was typed, best first; none where none is like it."""
    from rapidfuzz import process  # here, because who types well needs none of it
    from rapidfuzz.distance import JaroWinkler

    found = process.extract(
        typed[:64], list(names), scorer=JaroWinkler.normalized_similarity, score_cutoff=CUTOFF, limit=limit
    )
    return tuple(name for name, _, _ in found)
