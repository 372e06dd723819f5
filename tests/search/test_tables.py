"""Strings and lists that lie end to end in arrays answer as plain Python's would, in memory and in a file."""

from __future__ import annotations

import gc
import os
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import tables
from bot.search.tables import Filed, Keyed, Lists, Numbers, Strings

IS_APART = {"kept apart": 10**9, "decoded one by one": 0}
"""Up to how many strings a table is taken apart, with how a reader would call that."""
apart = pytest.mark.parametrize("most", IS_APART.values(), ids=list(IS_APART))

# Any characters, lone surrogates and all; but for the last one there is, which is and stays no character.
CHARACTERS = st.characters(exclude_categories=(), exclude_characters="\U0010ffff")
TEXTS = st.text(CHARACTERS, max_size=6) | st.text("ab\u0301é珍𝓏\ud800\udfff", max_size=4)


@contextmanager
def kept(most: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_KEPT_APART", most)
        yield


# Strings.


@apart
@given(strings=st.lists(TEXTS, max_size=8), data=st.data())
def test_strings_are_those_they_were_made_of(most: int, strings: list[str], data: st.DataObject) -> None:
    with kept(most):
        table = Strings.of(strings)
        assert len(table) == len(strings)
        assert list(table) == strings
        assert [table[number] for number in range(len(strings))] == strings
        part = data.draw(st.slices(len(strings)))
        assert table[part] == strings[part]
        numbers = data.draw(st.lists(st.integers(0, len(strings) - 1), max_size=6)) if strings else []
        assert table.some(numbers) == [strings[number] for number in numbers]
        assert table.some(np.array(numbers, dtype=np.uint32)) == table.some(numbers)
        with pytest.raises(IndexError):
            table[len(strings)]


@apart
@given(strings=st.sets(TEXTS, max_size=12), other=TEXTS)
def test_a_string_is_found_where_a_sorted_list_has_it(most: int, strings: set[str], other: str) -> None:
    with kept(most):
        ordered = sorted(strings)
        table = Strings.of(ordered)
        assert [table.find(string) for string in ordered] == list(range(len(ordered)))
        assert table.find(other) == (ordered.index(other) if other in ordered else -1)


@apart
@given(strings=st.sets(TEXTS, max_size=12), other=TEXTS, data=st.data())
def test_strings_are_found_by_their_beginning(most: int, strings: set[str], other: str, data: st.DataObject) -> None:
    with kept(most):
        ordered = sorted(strings)
        table = Strings.of(ordered)
        beginnings = [other, "", *(string[: data.draw(st.integers(0, 3))] for string in ordered)]
        for prefix in beginnings:
            found = table.prefixed(prefix)
            assert [ordered[place] for place in found] == [string for string in ordered if string.startswith(prefix)]
            assert found.start == bisect_left(ordered, prefix)


@apart
def test_a_table_without_strings(most: int) -> None:
    with kept(most):
        table = Strings.of([])
        assert (len(table), list(table), table[:], table.some([])) == (0, [], [], [])
        assert (table.find(""), len(table.prefixed(""))) == (-1, 0)


@apart
def test_an_empty_string_is_a_string(most: int) -> None:
    with kept(most):
        table = Strings.of(["", "a"])
        assert (table.find(""), table[0], list(table.prefixed(""))) == (0, "", [0, 1])


# Lists.


class Store(Protocol):
    def __call__(self, lists: Lists) -> Lists: ...


def in_memory(lists: Lists) -> Lists:
    return lists


LISTS = st.lists(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 9), max_size=5), max_size=7)


@pytest.fixture(scope="module", params=["memory", "file"] if hasattr(os, "pread") else ["memory"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Puts the members of lists where an index has them."""
    if request.param == "memory":
        yield in_memory
        return
    path = tmp_path_factory.mktemp("lists") / "members"

    def in_file(lists: Lists) -> Lists:
        return Lists(lists.offsets, filed(path, lists.array, "<u4"))

    yield in_file


def filed(path: Path, numbers: Numbers, dtype: str, before: bytes = b"") -> Filed:
    path.unlink(missing_ok=True)
    path.write_bytes(before + numbers.astype(dtype).tobytes() + b"what follows")
    return Filed(os.open(path, os.O_RDONLY), dtype, len(before), len(numbers))


@given(plain=LISTS, data=st.data())
def test_lists_are_those_they_were_made_of(store: Store, plain: list[list[int]], data: st.DataObject) -> None:
    lists = store(Lists.of(plain))
    assert len(lists) == len(plain)
    assert [lists[number].tolist() for number in range(len(plain))] == plain
    assert lists.array.tolist() == [member for numbers in plain for member in numbers]
    assert [lists.count(number) for number in range(len(plain))] == [len(numbers) for numbers in plain]
    for number in range(len(plain)):
        begin, end = lists.bounds(number)
        assert lists.members[begin:end].tolist() == plain[number]
    chosen = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=6)) if plain else []
    at = np.array(chosen, dtype=np.int64)
    assert lists.counts(at).tolist() == [len(plain[number]) for number in chosen]


@given(plain=LISTS, data=st.data())
def test_several_lists_are_read_end_to_end(store: Store, plain: list[list[int]], data: st.DataObject) -> None:
    lists = store(Lists.of(plain))
    chosen = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=6)) if plain else []
    at = np.array(chosen, dtype=np.uint32)
    expected = [(place, member) for place, number in enumerate(chosen) for member in plain[number]]
    of, members = lists.gather(at)
    assert list(zip(of.tolist(), members.tolist(), strict=True)) == expected
    of, places = lists.flat(at)
    assert list(zip(of.tolist(), lists.array[places].tolist(), strict=True)) == expected
    runs = list(lists.runs(at.astype(np.int64)))
    assert [(place, lists.members[begin:end].tolist()) for place, begin, end in runs] == [
        (place, plain[number]) for place, number in enumerate(chosen) if plain[number]
    ]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2**32 - 1) | st.integers(0, 5)), max_size=30))
def test_a_list_is_turned_round(pairs: list[tuple[int, int]]) -> None:
    keys, members = (np.array([pair[side] for pair in pairs], dtype=np.uint32) for side in (0, 1))
    lists = Lists.inverted(keys, members, 7)
    assert [lists[key].tolist() for key in range(7)] == [
        sorted({member for key_of, member in pairs if key_of == key}) for key in range(7)
    ]


def test_nothing_turned_round_is_nothing() -> None:
    nothing = np.zeros(0, dtype=np.uint32)
    assert len(Lists.inverted(nothing, nothing, 0)) == 0
    two = Lists.inverted(nothing, nothing, 2)
    assert (two[0].tolist(), two[1].tolist()) == ([], [])


@given(st.dictionaries(TEXTS, st.lists(st.integers(0, 2**32 - 1), max_size=4), max_size=8), TEXTS)
def test_lists_are_found_by_their_keys(entries: dict[str, list[int]], other: str) -> None:
    table = Keyed.of(entries)
    assert {key: table[key] for key in entries} == entries
    assert list(table.keys) == sorted(entries)
    assert table[other] == entries.get(other, [])


# What stays in its file.


filing = pytest.mark.skipif(not hasattr(os, "pread"), reason="not on Windows")


@filing
@pytest.mark.parametrize("dtype", ["<u4", "|u1", "<f4"])
def test_what_is_filed_is_read_as_an_array(tmp_path: Path, dtype: str) -> None:
    plain = np.array([3, 1, 4, 1, 5, 9, 2, 6], dtype=dtype)
    found = filed(tmp_path / "numbers", plain, dtype, before=b"a head of some length")
    assert len(found) == len(plain)
    for begin in (None, *range(-9, 10)):
        for end in (None, *range(-9, 10)):
            assert found[begin:end].tolist() == plain[begin:end].tolist()
    assert found[:].dtype == plain.dtype


@filing
def test_a_file_is_closed_with_what_lies_in_it(tmp_path: Path) -> None:
    path = tmp_path / "numbers"
    path.write_bytes(bytes(8))
    descriptor = os.open(path, os.O_RDONLY)
    lists = Lists(np.array([0, 2], dtype=np.uint32), Filed(descriptor, "<u4", 0, 2))
    assert lists[0].tolist() == [0, 0]
    del lists
    gc.collect()
    with pytest.raises(OSError, match=r"descriptor|Bad file"):
        os.fstat(descriptor)
