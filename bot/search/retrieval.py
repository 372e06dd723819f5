"""Long lists of numbers → the numbers with the highest sums: candidates for a closer look.

Each thing that a query asks for brings a line: numbers, each with what it is
worth. Of a number that stands in a line more than once the best counts, over
all lines the sum. Lines are taken shortest first, and as soon as what is left
cannot lift anything new among the best, only the best so far are looked at
further (the idea of MaxScore: Turtle and Flood 1995): common words then cost
next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.tables import Floats, Lists, Numbers

_FEW = 100_000
"""Lines times numbers up to which all sums are simply worked out: that takes less time than to avoid it."""
_WORTH_A_LOOK = 20_000
"""Members of a line from which on it pays to look whether it can be left out: that costs what reading so many does."""
_LOOKS_COST = 2
"""Such a look is not worth it where so many times less would be saved."""
_SAMPLED = 4_096
"""Numbers among which the last of the best is sought at first."""
_LOOKING_UP_COSTS = 25
"""Times what it costs to look a number up, rather than to read a member of a line: it has about so many words."""
_SLACK = 1e-4
"""Sums in short floats differ by less than this."""


_NOTHING = np.zeros(0, dtype=np.uint32)
_WORTH_NOTHING = np.zeros(0, dtype=np.float32)


LookUp = Callable[[Numbers], Callable[[int], Floats]]


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers, in any order, with what each is worth."""

    members: Numbers
    worth: Floats

    @classmethod
    def of(cls, members: list[Numbers], worth: list[Floats]) -> Line:
        """Several lists as one line."""
        if len(members) == 1:
            return cls(members[0], worth[0])
        return cls(np.concatenate(members), np.concatenate(worth)) if members else cls(_NOTHING, _WORTH_NOTHING)

    def __len__(self) -> int:
        return len(self.members)

    @property
    def most(self) -> float:
        """The most that a member is worth."""
        return float(self.worth.max(initial=0.0))


@dataclass(frozen=True, slots=True)
class Best:
    """The best numbers, lowest first; what each is worth for each line, a row a line; and what that is together."""

    numbers: Numbers
    worth: Floats
    sums: Floats


def worth_of_members(lists: Lists, numbers: NDArray[np.int64], worth: Floats) -> tuple[list[Numbers], list[Floats]]:
    """The members of some lists, each worth what its list is."""
    runs = list(lists.runs(numbers))
    if not runs:
        return [], []
    members = [lists.members[begin:end] for _, begin, end in runs]
    each = worth[[at for at, _, _ in runs]] if len(runs) < len(numbers) else worth
    return [np.concatenate(members)], [np.repeat(each, [end - begin for _, begin, end in runs])]


def best(
    lines: Sequence[Line],
    size: int,
    limit: int,
    look_up: LookUp,
    among: Numbers | None = None,
) -> Best:
    """The numbers below `size` with the highest sums, at most `limit`. Of equals the first ones.

    `look_up` gets numbers, and then says what each is worth for one of the lines, without reading it. `among` leaves
    only these.
    """
    if len(lines) * size <= _FEW:
        worth = np.zeros((len(lines), size), dtype=np.float32)
        for row, line in zip(worth, lines, strict=True):
            np.maximum.at(row, line.members, line.worth)
        sums = worth.sum(axis=0)
        found = _among(np.flatnonzero(sums).astype(np.uint32), among)
        found = _top(found, sums[found], limit)
        return Best(found, worth[:, found], sums[found])
    found = _found(lines, size, limit, look_up, among)
    worth_for = look_up(found)
    rows = [worth_for(line) for line in range(len(lines))]
    worth = np.stack(rows) if rows else np.zeros((0, len(found)), dtype=np.float32)
    return Best(found, worth, worth.sum(axis=0))


def _found(lines: Sequence[Line], size: int, limit: int, look_up: LookUp, among: Numbers | None) -> Numbers:
    sums = np.zeros(size, dtype=np.float32)
    best_of_line = np.zeros(size, dtype=np.float32)
    order = sorted((at for at, line in enumerate(lines) if len(line)), key=lambda at: len(lines[at]))
    read = 0
    for place, at in enumerate(order):
        line = lines[at]
        if read and len(line) > max(_WORTH_A_LOOK, _LOOKS_COST * read):
            least = _least(lines, order[:place], sums, limit, among)
            left = [lines[other].most for other in order[place:]]
            if sum(left) < least:
                kept = _among(np.flatnonzero(sums >= least - sum(left) - _SLACK).astype(np.uint32), among)
                if len(kept) * _LOOKING_UP_COSTS < len(line):
                    return _looked_up(kept, sums[kept], order[place:], left, limit, look_up)
        np.maximum.at(best_of_line, line.members, line.worth)
        # A member that stands twice is read twice and written twice with the same value: its sum grows once.
        sums[line.members] += best_of_line[line.members]
        best_of_line[line.members] = 0
        read += len(line)
    least = _least(lines, order, sums, limit, among)
    found = _among(np.flatnonzero(sums >= least if least > 0 else sums).astype(np.uint32), among)
    return _top(found, sums[found], limit)


def _least(lines: Sequence[Line], order: Sequence[int], sums: Floats, limit: int, among: Numbers | None) -> float:
    """What the last of the best reaches at the least: what the last of those reaches that have the rarest words."""
    members: list[Numbers] = []
    count = 0
    for at in order:
        members.append(lines[at].members[:_SAMPLED])
        count += len(members[-1])
        if count >= _SAMPLED:
            break
    sample = _among(np.unique(np.concatenate(members)), among) if members else _NOTHING
    if len(sample) < limit:
        return 0.0
    return float(np.partition(sums[sample], len(sample) - limit)[len(sample) - limit])


def _looked_up(
    found: Numbers, reached: Floats, lines: list[int], most: list[float], limit: int, look_up: LookUp
) -> Numbers:
    """The best of some numbers, when the lines that are left are looked up for them, rarest first."""
    worth_for = look_up(found)
    for place, line in enumerate(lines):
        reached = reached + worth_for(line)
        kept = _above(found, reached, limit, sum(most[place + 1 :]))
        if len(kept) < len(found) // 2:
            reached = reached[np.searchsorted(found, kept)]
            found = kept
            worth_for = look_up(found)
    return _top(found, reached, limit)


def _above(found: Numbers, reached: Floats, limit: int, left: float) -> Numbers:
    """The numbers that may still come among the best."""
    if len(found) <= limit:
        return found
    least = float(np.partition(reached, len(reached) - limit)[len(reached) - limit])
    kept: Numbers = found[reached >= least - left - _SLACK]
    return kept


def _top(found: Numbers, reached: Floats, limit: int) -> Numbers:
    if len(found) <= limit:
        return found
    least = np.partition(reached, len(reached) - limit)[len(reached) - limit]
    above = np.flatnonzero(reached > least)
    equal = np.flatnonzero(reached == least)[: limit - len(above)]
    top: Numbers = found[np.sort(np.concatenate((above, equal)))]
    return top


def _among(found: Numbers, among: Numbers | None) -> Numbers:
    return found if among is None else found[np.isin(found, among, assume_unique=True)]
