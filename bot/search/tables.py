"""Plain sorted tables: what the index is stored in. They are read as they lie, nothing is built when they are restored."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lists:
    """A list of numbers for each number from 0, laid end to end."""

    offsets: array[int]
    members: array[int]

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> Lists:
        offsets, members = array("I", [0]), array("I")
        for numbers in lists:
            members.extend(numbers)
            offsets.append(len(members))
        return cls(offsets, members)

    def __getitem__(self, number: int) -> array[int]:
        return self.members[self.offsets[number] : self.offsets[number + 1]]

    def count(self, number: int) -> int:
        """How long one of the lists is."""
        return self.offsets[number + 1] - self.offsets[number]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Keyed:
    """A sorted list of keys, with a list of numbers for each."""

    keys: list[str]
    lists: Lists

    @classmethod
    def of(cls, entries: Mapping[str, Sequence[int]]) -> Keyed:
        keys = sorted(entries)
        return cls(keys, Lists.of(entries[key] for key in keys))

    def __getitem__(self, key: str) -> Sequence[int]:
        at = find(self.keys, key)
        return self.lists[at] if at >= 0 else ()


def find(keys: Sequence[str], key: str) -> int:
    """Where a key stands in a sorted list, or -1."""
    at = bisect_left(keys, key)
    return at if at < len(keys) and keys[at] == key else -1


def prefixed(keys: Sequence[str], prefix: str) -> range:
    """The places of the keys that begin with a prefix, in a sorted list."""
    return range(bisect_left(keys, prefix), bisect_right(keys, prefix + "\U0010ffff"))
