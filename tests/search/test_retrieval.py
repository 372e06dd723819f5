"""The best of long lists are those that a plain computation finds, however many of the lists are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import Index, retrieval
from bot.search.retrieval import Best, Line, best, worth_of_members
from bot.search.tables import Floats, Lists, Numbers

DENSE = {"_FEW": 10**9}
SPARSE = {"_FEW": 0}
EAGER = {"_FEW": 0, "_WORTH_A_LOOK": 0, "_LOOKS_COST": 0, "_LOOKING_UP_COSTS": 0}
PATHS = {
    "all sums": DENSE,
    "line by line": SPARSE,
    "looked up as soon as it can be": EAGER,
    "looked up where that is cheap": EAGER | {"_LOOKING_UP_COSTS": 1},
    "the last of the best sought among one": EAGER | {"_SAMPLED": 1},
    "the last of the best sought among a few": EAGER | {"_SAMPLED": 4},
    "as it is": {},
}
paths = pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))


@contextmanager
def taking(path: dict[str, int]) -> Iterator[None]:
    """Lets search take one of the ways to the best."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in path.items():
            patch.setattr(retrieval, name, value)
        yield


@dataclass(frozen=True)
class Case:
    lines: list[Line]
    size: int
    limit: int
    among: Numbers | None

    def find(self, path: dict[str, int], look_up: retrieval.LookUp | None = None) -> Best:
        with taking(path):
            return best(self.lines, self.size, self.limit, look_up or looking_up(self.lines), self.among)

    def sums(self) -> dict[int, float]:
        """What every number is worth that may be found."""
        sums: dict[int, float] = {}
        for worth in map(worth_in, self.lines):
            for number, value in worth.items():
                if self.among is None or number in self.among.tolist():
                    sums[number] = sums.get(number, 0.0) + value
        return sums


def worth_in(line: Line) -> dict[int, float]:
    """What each number is worth for a line: of one that stands there more than once, the best."""
    worth: dict[int, float] = {}
    for number, value in zip(line.members.tolist(), line.worth.tolist(), strict=True):
        worth[number] = max(value, worth.get(number, 0.0))
    return worth


def looking_up(lines: list[Line]) -> retrieval.LookUp:
    def look_up(numbers: Numbers) -> Callable[[int], Floats]:
        def worth_for(line: int) -> Floats:
            worth = worth_in(lines[line])
            return np.array([worth.get(number, 0.0) for number in numbers.tolist()], dtype=np.float32)

        return worth_for

    return look_up


def line_of(members: list[int], worth: list[float]) -> Line:
    return Line(np.array(members, dtype=np.uint32), np.array(worth, dtype=np.float32))


def cases(worths: st.SearchStrategy[float]) -> st.SearchStrategy[Case]:
    @st.composite
    def case(draw: st.DrawFn) -> Case:
        size = draw(st.integers(1, 40))
        lines = []
        for _ in range(draw(st.integers(0, 5))):
            members = draw(st.lists(st.integers(0, size - 1), max_size=50))
            lines.append(line_of(members, draw(st.lists(worths, min_size=len(members), max_size=len(members)))))
        chosen = draw(st.none() | st.sets(st.integers(0, size - 1)))
        among = None if chosen is None else np.array(sorted(chosen), dtype=np.uint32)
        return Case(lines, size, draw(st.integers(1, 9)), among)

    return case()


# Sixty-fourths add up exactly in short floats, in whatever order: then equals are equal.
EXACT = st.integers(1, 640).map(lambda steps: steps / 64)
ALIKE = st.sampled_from([0.5, 1.0])
ANY = st.floats(2**-6, 8, width=32)


@paths
@given(case=cases(EXACT) | cases(ALIKE))
@settings(max_examples=120)
def test_the_highest_sums_are_found_and_of_equals_the_first_numbers(path: dict[str, int], case: Case) -> None:
    sums = case.sums()
    expected = sorted(sorted(sums, key=lambda number: (-sums[number], number))[: case.limit])
    found = case.find(path)
    assert found.numbers.tolist() == expected
    assert found.sums.tolist() == [sums[number] for number in expected]
    assert found.worth.tolist() == [[worth.get(n, 0.0) for n in expected] for worth in map(worth_in, case.lines)]


@st.composite
def narrowing(draw: st.DrawFn) -> Case:
    """A rare word that nearly decides, and commoner ones that still may: one after the other they leave fewer."""
    size = 64
    lines = []
    for count, most in ((16, 64), (20, 24), (28, 16), (36, 12), (44, 8)):
        members = draw(st.lists(st.integers(0, size - 1), min_size=count, max_size=count, unique=True))
        worth = draw(st.lists(st.integers(1, most), min_size=count, max_size=count))
        lines.append(line_of(members, [(value + 512 * (most == 64)) / 64 for value in worth]))
    return Case(lines, size, draw(st.integers(1, 4)), None)


@paths
@given(case=narrowing())
@settings(max_examples=40)
def test_what_one_word_after_the_other_leaves_is_the_best(path: dict[str, int], case: Case) -> None:
    sums = case.sums()
    expected = sorted(sorted(sums, key=lambda number: (-sums[number], number))[: case.limit])
    found = case.find(path)
    assert found.numbers.tolist() == expected
    assert found.sums.tolist() == [sums[number] for number in expected]


@paths
@given(case=cases(ANY))
@settings(max_examples=80)
def test_so_they_are_where_sums_are_rounded(path: dict[str, int], case: Case) -> None:
    sums = case.sums()
    found = case.find(path)
    numbers = found.numbers.tolist()
    assert numbers == sorted(set(numbers))
    assert found.sums.tolist() == pytest.approx([sums[number] for number in numbers], abs=1e-4)
    highest = sorted(sums.values(), reverse=True)[: case.limit]
    assert sorted(found.sums.tolist(), reverse=True) == pytest.approx(highest, abs=1e-4)


@paths
def test_of_equals_the_first_numbers_are_found(path: dict[str, int]) -> None:
    common = line_of(list(range(29, -1, -1)), [1.0] * 30)
    assert Case([common, common], 30, 4, None).find(path).numbers.tolist() == [0, 1, 2, 3]
    among = np.array([7, 11, 12, 20, 29], dtype=np.uint32)
    assert Case([common, common], 30, 3, among).find(path).numbers.tolist() == [7, 11, 12]


@paths
def test_what_is_worth_nothing_is_not_found(path: dict[str, int]) -> None:
    nothing = line_of([], [])
    assert Case([], 9, 3, None).find(path).numbers.tolist() == []
    found = Case([nothing, line_of([4], [1.0])], 9, 3, None).find(path)
    assert (found.numbers.tolist(), found.worth.tolist()) == ([4], [[0.0], [1.0]])
    assert Case([line_of([4], [1.0])], 9, 3, np.array([3, 5], dtype=np.uint32)).find(path).numbers.tolist() == []


class Unread:
    """The members of a line that must not be read: only how many they are may be asked."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: object) -> Numbers:
        raise AssertionError("the line was read")

    def __iter__(self) -> Iterator[int]:
        raise AssertionError("the line was read")

    def __array__(self, dtype: object = None, copy: object = None) -> Numbers:
        raise AssertionError("the line was read")


def test_a_common_word_that_can_lift_nothing_new_is_looked_up_and_not_read() -> None:
    size, count = 200_000, 100_000
    rare = line_of([150, 777, 1_500, 60_000], [4.75, 6.0, 5.5, 5.25])
    common = Line(cast("Numbers", Unread(count)), np.full(count, 0.25, dtype=np.float32))
    asked: list[list[int]] = []

    def look_up(numbers: Numbers) -> Callable[[int], Floats]:
        asked.append(numbers.tolist())
        has = {0: {150: 4.75, 777: 6.0, 1_500: 5.5, 60_000: 5.25}, 1: {150: 0.25, 60_000: 0.25}}
        return lambda line: np.array([has[line].get(n, 0.0) for n in numbers.tolist()], dtype=np.float32)

    found = Case([rare, common], size, 3, None).find({}, look_up)
    assert found.numbers.tolist() == [777, 1_500, 60_000]
    assert found.worth.tolist() == [[6.0, 5.5, 5.25], [0.0, 0.0, 0.25]]
    assert set().union(*asked) <= {150, 777, 1_500, 60_000}


def test_a_common_word_that_may_lift_something_new_is_read() -> None:
    size = 100_000
    rare, common = line_of([5, 6], [0.25, 0.5]), line_of(list(range(size)), [1.0] * size)
    found = Case([rare, common], size, 3, None).find({})
    assert found.numbers.tolist() == [0, 5, 6]
    assert found.sums.tolist() == [1.0, 1.25, 1.5]


# In a library.


@pytest.mark.parametrize(
    "text",
    [
        "In 1969, the Zhenbao Island conflict broke out.",
        "Khrushchev was not an ungrateful man accused by the Chinese people",
        "the Soviet Union and the people of China",
        "nothing of it",
    ],
)
def test_sentences_that_share_words_are_the_same_however_they_are_found(index: Index, text: str) -> None:
    all_sums = index.sharing(text, limit=5)
    with taking(EAGER):
        assert index.sharing(text, limit=5) == all_sums != ()


@pytest.mark.parametrize(
    "typed", ["secret reports", "khrushchev evaluation of", "sino soviet split", "the zehnbao iland"]
)
def test_names_are_the_same_however_they_are_found(index: Index, typed: str) -> None:
    kinds = ("claim", "topic", "person")
    all_sums = index.names(typed, kinds)
    with taking(EAGER):
        assert index.names(typed, kinds) == all_sums != ()


# Lists and lines.


def test_several_lists_are_one_line() -> None:
    one, two = np.array([3, 1], dtype=np.uint32), np.array([3], dtype=np.uint32)
    worth = np.array([1.0, 2.0], dtype=np.float32)
    line = Line.of([one, two], [worth, worth[1:]])
    assert (line.members.tolist(), line.worth.tolist()) == ([3, 1, 3], [1.0, 2.0, 2.0])
    assert (len(line), line.most) == (3, 2.0)
    assert Line.of([one], [worth]).members is one
    nothing = Line.of([], [])
    assert (len(nothing), nothing.most) == (0, 0.0)


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6), st.data())
def test_members_are_worth_what_their_list_is(lists: list[list[int]], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=8))
    worth = [float(place + 1) for place in range(len(numbers))]
    members, each = worth_of_members(
        Lists.of(lists), np.array(numbers, dtype=np.int64), np.array(worth, dtype=np.float32)
    )
    line = Line.of(members, each)
    assert line.members.tolist() == [member for number in numbers for member in lists[number]]
    assert line.worth.tolist() == [value for number, value in zip(numbers, worth, strict=True) for _ in lists[number]]
