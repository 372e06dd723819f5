"""Everything in a library that has a name: what is stored of it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from bot.search.lexicon import Lexicon
from bot.search.speller import Speller
from bot.search.tables import Keyed, Lists

STOP_RARITY = 0.25
"""What "of" or "own" weighs in a name: little beside the rarest word there is, but more than nothing."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Names:
    """Ids, names and aliases ("phrases") by number, and whose they are.

    `phrases` are as the editor wrote them, `spoken` in the form for matching,
    sorted, `rank` their place in the editor's list, which has misspellings last;
    `exact` leads from a phrase without anything but letters and figures
    to those that are so; `words` are the words of each phrase and `by_word` the
    phrases of each word, `rarity` what the words weigh; `by_owner` are the
    phrases of each owner. `kinds`, `ids`, `labels` and `weights` are those of the
    owners, by their number.
    """

    phrases: list[str]
    spoken: list[str]
    owner: array[int]
    is_id: array[int]
    rank: array[int]
    exact: Keyed
    speller: Speller
    lexicon: Lexicon
    words: Lists
    by_word: Lists
    rarity: array[float]
    by_owner: Lists
    kinds: list[str]
    ids: list[str]
    labels: list[str]
    weights: array[int]
