"""What a word weighs: the rarer it is, the more it says."""

from __future__ import annotations

import math

import numpy as np

from bot.search.tables import Floats, Numbers


def rarity(count: int, among: int) -> float:
    """The weight of a word that is found in so many of so many places (BM25's inverse document frequency)."""
    return math.log(1 + (among - count + 0.5) / (count + 0.5))


def rarities(counts: Numbers, among: int) -> Floats:
    """The same for many words."""
    count = counts.astype(np.float32) + np.float32(0.5)
    weights: Floats = np.log1p((among + 1 - count) / count)
    return weights
