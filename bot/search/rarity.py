"""What a word weighs: the rarer it is, the more it says."""

from __future__ import annotations

import math


def rarity(count: int, among: int) -> float:
    """The weight of a word that is found in so many of so many places (BM25's inverse document frequency)."""
    return math.log(1 + (among - count + 0.5) / (count + 0.5))
