"""Plain tables: what the index is stored in. They are read as they lie, in memory or in a file that is mapped into it.

Each is a frozen value made of arrays alone; nothing is built when an index is opened.
"""

from __future__ import annotations

import os
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.uint32]
Floats = NDArray[np.float32]

_KEPT_APART = 100_000
"""Strings up to which a table is taken apart when it is first read: it then takes 60 bytes a string, and 10 ms, and
is read ten times as fast."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Strings(Sequence[str]):
    """Strings by number, laid end to end in UTF-8: `places` has where each begins, and the end of the last one."""

    text: Bytes
    places: Numbers
    _apart: list[list[str]] = field(default_factory=list, init=False)

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
        places = np.fromiter(accumulate(map(len, encoded), initial=0), dtype=np.uint32, count=len(encoded) + 1)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), places)

    def __len__(self) -> int:
        return len(self.places) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if len(self.places) <= _KEPT_APART:
            return self._taken_apart()[number]
        if isinstance(number, slice):
            return self.some(range(*number.indices(len(self))))
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self.text[self.places[number] : self.places[number + 1]].tobytes().decode("utf-8", "surrogatepass")

    def some(self, numbers: Sequence[int] | Numbers) -> list[str]:
        """Several strings at once."""
        if len(self.places) <= _KEPT_APART:
            apart = self._taken_apart()
            return [apart[number] for number in np.asarray(numbers, dtype=np.int64).tolist()]
        at = np.asarray(numbers, dtype=np.int64)
        text = self.text.data
        return [
            str(text[begin:end], "utf-8", "surrogatepass")
            for begin, end in zip(self.places[at].tolist(), self.places[at + 1].tolist(), strict=True)
        ]

    def find(self, string: str) -> int:
        """Where a string stands, or -1; for strings that are sorted."""
        at = self._left_of(string)
        return at if at < len(self) and self[at] == string else -1

    def prefixed(self, prefix: str) -> range:
        """The places of the strings that begin with a prefix; for strings that are sorted."""
        return range(self._left_of(prefix), self._left_of(prefix + _LAST))

    def _left_of(self, string: str) -> int:
        """How many strings come before one, of strings that are sorted."""
        if len(self.places) <= _KEPT_APART:
            return bisect_left(self._taken_apart(), string)
        # UTF-8 sorts as the characters do: nothing need be decoded.
        key = string.encode("utf-8", "surrogatepass")
        text, places = self.text.data, self.places.data
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(text[places[middle] : places[middle + 1]]) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def _taken_apart(self) -> list[str]:
        if not self._apart:
            places = self.places.tolist()
            text = self.text.tobytes()
            if text.isascii():
                plain = text.decode("ascii")
                apart = [plain[begin:end] for begin, end in pairwise(places)]
            else:
                apart = [text[begin:end].decode("utf-8", "surrogatepass") for begin, end in pairwise(places)]
            self._apart.append(apart)
        return self._apart[0]


class Filed:
    """Numbers that stay in their file, which is read where they are wanted: a large table takes no memory then.

    The pages of a mapped file count as a program's own, and the system maps many around each that is looked at.
    `descriptor` is that of the open file; it is this object's from now on.
    """

    def __init__(self, descriptor: int, dtype: str, place: int, count: int) -> None:
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)  # it is closed with the index that it belongs to
        self._dtype = np.dtype(dtype)
        self._place = place
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> Numbers:
        begin, end, _ = part.indices(self._count)
        size = self._dtype.itemsize
        wanted, place = max(0, end - begin) * size, self._place + begin * size
        content = os.pread(self._descriptor, wanted, place)
        while len(content) < wanted and (
            more := os.pread(self._descriptor, wanted - len(content), place + len(content))
        ):
            content += more  # a system reads 2 GiB at once at the most
        return np.frombuffer(content, dtype=self._dtype)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lists:
    """A list of numbers for each number from 0, laid end to end."""

    offsets: Numbers
    members: Numbers | Filed

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> Lists:
        offsets, members = [0], list[int]()
        for numbers in lists:
            members.extend(numbers)
            offsets.append(len(members))
        return cls(np.array(offsets, dtype=np.uint32), np.array(members, dtype=np.uint32))

    @classmethod
    def inverted(cls, keys: Numbers, members: Numbers, count: int) -> Lists:
        """For each key below `count` its members, in order, each once. Both arrays are as long; neither is kept."""
        pairs = keys.astype(np.uint64)
        pairs <<= np.uint64(32)
        pairs |= members
        pairs.sort()
        if len(pairs):
            pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]
        last = np.arange(1, count + 1, dtype=np.uint64) << np.uint64(32)
        offsets = np.concatenate(([0], np.searchsorted(pairs, last)))
        return cls(offsets.astype(np.uint32), pairs.astype(np.uint32))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def array(self) -> Numbers:
        """All members, in memory."""
        return self.members if isinstance(self.members, np.ndarray) else self.members[:]

    def __getitem__(self, number: int) -> Numbers:
        return self.members[self.offsets[number] : self.offsets[number + 1]]

    def bounds(self, number: int) -> tuple[int, int]:
        """Where one of the lists begins and ends among the members."""
        return int(self.offsets[number]), int(self.offsets[number + 1])

    def flat(self, numbers: Numbers | NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The lists of several numbers, end to end: for each member the place of its number, and its own place."""
        at = numbers.astype(np.int64)
        begins = self.offsets[at].astype(np.int64)
        lengths = self.offsets[at + 1] - begins
        of = np.repeat(np.arange(len(numbers)), lengths)
        shift = begins - np.concatenate(([0], np.cumsum(lengths)[:-1]))
        return of, np.arange(len(of)) + shift[of]

    def gather(self, numbers: Numbers) -> tuple[NDArray[np.int64], Numbers]:
        """The lists of several numbers, end to end: for each member the place of its number, and the member."""
        if isinstance(self.members, np.ndarray):
            of, at = self.flat(numbers)
            return of, self.members[at]
        lists = [self[number] for number in numbers.tolist()]
        of = np.repeat(np.arange(len(lists)), [len(found) for found in lists])
        return of, np.concatenate(lists) if lists else np.zeros(0, dtype=np.uint32)

    def runs(self, numbers: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
        """Of some lists those that are not empty: the place among `numbers`, and where the list begins and ends."""
        begins, ends = self.offsets[numbers].tolist(), self.offsets[numbers + 1].tolist()
        for at, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            if begin < end:
                yield at, begin, end

    def counts(self, numbers: NDArray[np.int64]) -> Numbers:
        """How long some of the lists are."""
        lengths: Numbers = self.offsets[numbers + 1] - self.offsets[numbers]
        return lengths

    def count(self, number: int) -> int:
        """How long one of the lists is."""
        return int(self.offsets[number + 1]) - int(self.offsets[number])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Keyed:
    """A sorted list of keys, with a list of numbers for each."""

    keys: Strings
    lists: Lists

    @classmethod
    def of(cls, entries: Mapping[str, Sequence[int]]) -> Keyed:
        keys = sorted(entries)
        return cls(Strings.of(keys), Lists.of(entries[key] for key in keys))

    def __getitem__(self, key: str) -> list[int]:
        at = self.keys.find(key)
        numbers: list[int] = self.lists[at].tolist() if at >= 0 else []
        return numbers
