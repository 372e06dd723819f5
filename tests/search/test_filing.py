"""An index as a file: what is written is read as it was, where it lies, and what is not right is refused."""

from __future__ import annotations

import errno
import gc
import hashlib
import io
import json
import os
import sys
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.library import Library, Parts
from bot.loading import load
from bot.search import Index, filing
from bot.search.engine import Engine
from bot.search.filing import IndexFileError
from bot.search.tables import Filed, Lists
from tests.loading.toy import copied

HASH, ANOTHER = "a1" * 32, "b2" * 32
KINDS = ("claim", "topic", "person", "document")
MAGIC, LENGTH, CHECKSUM, LINE = 8, 8, 4, 64
"""Bytes: what every index begins with, the length of its head, the checksum of that, what tables are aligned to."""


def content_of(engine: Engine) -> bytes:
    file = io.BytesIO()
    filing.write(engine, HASH, file)
    return file.getvalue()


def taken_apart(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The head of a file, and what follows it."""
    begin = MAGIC + LENGTH
    end = begin + int.from_bytes(content[MAGIC:begin], "big")
    return json.loads(content[begin:end]), content[end + CHECKSUM :]


def put_together(content: bytes, head: bytes, rest: bytes) -> bytes:
    """A file with another head, whose checksum is right."""
    return content[:MAGIC] + len(head).to_bytes(LENGTH, "big") + head + zlib.crc32(head).to_bytes(4, "big") + rest


def values(value: object, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each value that is made of tables and each table of an engine, with the way to it."""
    yield name, value
    if is_dataclass(value):
        for field in fields(value):
            if field.init:
                yield from values(getattr(value, field.name), f"{name}.{field.name}".lstrip("."))


def tables(engine: Engine) -> dict[str, Any]:
    return {name: value for name, value in values(engine) if not is_dataclass(value)}


def open_files() -> int:
    """How many files this process has open."""
    gc.collect()
    return len(os.listdir("/dev/fd"))


def told_of(file: Path, told: Iterable[warnings.WarningMessage]) -> list[str]:
    """What was warned of about a file, and not about what other tests left to be collected at any moment."""
    return [str(one.message) for one in told if file.name in str(one.message)]


@pytest.fixture(scope="module")
def content(toy_index: Index) -> bytes:
    """The index of the toy library as a file."""
    return content_of(toy_index.engine)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an example can be written."""
    return tmp_path_factory.mktemp("filed") / "example.index"


# What is written is read as it was.


def test_the_file_is_laid_out_as_it_is_described(content: bytes, toy_index: Index) -> None:
    head, rest = taken_apart(content)
    end_of_head = len(content) - len(rest)

    assert content.startswith(b"CATENA\r\n")
    assert content[end_of_head - CHECKSUM : end_of_head] == zlib.crc32(
        content[MAGIC + LENGTH : end_of_head - CHECKSUM]
    ).to_bytes(4, "big")
    assert (head["format"], head["library"]) == (filing.FORMAT, HASH)
    assert (head["length"], head["crc32"]) == (len(rest), zlib.crc32(rest))
    expected = tables(toy_index.engine)
    assert list(head["tables"]) == list(expected)
    end_of_last = 0
    for name, (dtype, begin, count) in head["tables"].items():
        assert (end_of_head + begin) % LINE == 0, f"{name} begins at a line of the processor's cache"
        assert begin >= end_of_last, f"{name} lies in another"
        assert dtype[0] in "<|", f"{name} is little-endian"
        assert np.array_equal(np.frombuffer(rest, dtype, count, begin), expected[name]), name
        end_of_last = begin + count * np.dtype(dtype).itemsize
    assert end_of_last == len(rest)


def test_every_table_is_read_as_it_was_written(content: bytes, toy_index: Index, tmp_path: Path) -> None:
    file = tmp_path / "toy.index"
    file.write_bytes(content)

    engine = filing.read(file, HASH)

    was, now = dict(values(toy_index.engine)), dict(values(engine))
    assert list(now) == list(was)
    for name, value in was.items():
        assert type(now[name]) is type(value), name
        if isinstance(value, np.ndarray):
            assert now[name].dtype == value.dtype, name
            assert np.array_equal(now[name], value), name
            assert not now[name].flags.writeable, f"{name} lies in the file, and is not to be changed"


def test_an_index_that_was_read_is_written_the_same_again(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "toy.index").write_bytes(content)

    assert content_of(filing.read(tmp_path / "toy.index", HASH)) == content


def test_the_same_library_gives_the_same_file(content: bytes, toy: Library) -> None:
    assert content_of(Engine.build(toy)) == content


def test_a_library_of_nothing_is_filed_as_well(tmp_path: Path) -> None:
    nothing = Library(Parts("nothing", "Nothing", 1, HASH, ()))
    (tmp_path / "nothing.index").write_bytes(content_of(Engine.build(nothing)))

    index = Index(nothing, lambda: filing.read(tmp_path / "nothing.index", HASH))

    assert index.sentences("oil") == Index.build(nothing).sentences("oil")
    assert (index.names("oil", KINDS), index.complete("oi", KINDS), index.sharing("oil")) == ((), (), ())


# What is not right is refused.


def refused(place: Path, content: bytes, library_hash: str = HASH) -> None:
    """See that a file is refused as it should be, and is not left open."""
    place.write_bytes(content)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with pytest.raises(IndexFileError):
            filing.read(place, library_hash)
        gc.collect(0)
    assert told_of(place, told) == []


@settings(max_examples=200)
@given(st.data())
def test_any_byte_that_is_another_is_noticed(content: bytes, place: Path, data: st.DataObject) -> None:
    end_of_head = len(content) - len(taken_apart(content)[1])
    at = data.draw(st.integers(0, end_of_head - 1) | st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))

    refused(place, content[:at] + bytes([byte]) + content[at + 1 :])


@given(st.data())
def test_a_file_that_ends_too_soon_is_noticed(content: bytes, place: Path, data: st.DataObject) -> None:
    end_of_head = len(content) - len(taken_apart(content)[1])
    end = data.draw(st.integers(0, end_of_head) | st.integers(0, len(content) - 1))

    refused(place, content[:end])


@given(st.binary(min_size=1))
@example(b"\0" * 64)
def test_a_file_that_goes_on_is_noticed(content: bytes, place: Path, more: bytes) -> None:
    refused(place, content + more)


@given(st.data())
def test_a_hole_is_noticed(content: bytes, place: Path, data: st.DataObject) -> None:
    # As after a power cut: pages that were never written are all zero.
    begin = data.draw(st.integers(0, len(content) - 1))
    hole = content[begin : begin + data.draw(st.sampled_from((512, 4096, len(content))))]
    assume(any(hole))

    refused(place, content[:begin] + bytes(len(hole)) + content[begin + len(hole) :])


@given(st.binary() | st.binary().map(lambda rest: b"CATENA\r\n" + rest))
def test_any_other_file_is_refused(place: Path, content: bytes) -> None:
    refused(place, content)


def test_the_index_of_another_library_is_refused(content: bytes, place: Path) -> None:
    refused(place, content, ANOTHER)


def test_a_file_of_another_format_is_refused(toy_index: Index, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(filing, "FORMAT", filing.FORMAT + 1)
        newer = content_of(toy_index.engine)

    refused(place, newer)


def table_is(*known: object) -> Callable[[dict[str, Any]], object]:
    """A head that says this of one of its tables."""

    def changed(head: dict[str, Any]) -> object:
        return head | {"tables": head["tables"] | {"sentences.text.members": known}}

    return changed


def counts(times: int, more: int) -> Callable[[dict[str, Any]], object]:
    """A head in which a table has another count."""

    def changed(head: dict[str, Any]) -> object:
        dtype, begin, count = head["tables"]["sentences.text.members"]
        return table_is(dtype, begin, count * times + more)(head)

    return changed


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda head: {name: value for name, value in head.items() if name != key}


def without_a_table(head: dict[str, Any]) -> object:
    return head | {"tables": dict(list(head["tables"].items())[1:])}


HEADS: dict[str, Callable[[dict[str, Any]], object]] = {
    "null": lambda _: None,
    "a list": lambda _: [],
    "a number": lambda _: 7,
    "words": lambda _: "an index",
    "empty": lambda _: {},
    "no format": without("format"),
    "no library": without("library"),
    "no length": without("length"),
    "no checksum": without("crc32"),
    "no tables": without("tables"),
    "tables are null": lambda head: head | {"tables": None},
    "tables are a list": lambda head: head | {"tables": list(head["tables"])},
    "no table": lambda head: head | {"tables": {}},
    "a table too few": without_a_table,
    "the length is words": lambda head: head | {"length": "long"},
    "the format is words": lambda head: head | {"format": str(head["format"])},
    "objects": table_is("|O", 0, 1),
    "strings": table_is("|S4", 0, 1),
    "numbers of another kind": table_is("<f8", 0, 1),
    "numbers of the other order": table_is(">u4", 0, 1),
    "a type that is none": table_is("four bytes", 0, 1),
    "a type that is a list": table_is(["<u4"], 0, 1),
    "a table of which too little is said": table_is("<u4", 0),
    "a table of which too much is said": table_is("<u4", 0, 1, 1),
    "a table of which nothing is said": table_is(),
    "a place before the file": table_is("<u4", -(10**9), 1),
    "a place behind the file": table_is("<u4", 10**9, 1),
    "a place far behind the file": table_is("<u4", 10**30, 1),
    "a place in words": table_is("<u4", "0", 1),
    "a count below nothing": counts(0, -1),
    "a count far below nothing": counts(-1, -1),
    "a count beyond the file": counts(1000, 0),
    "a count far beyond the file": counts(10**30, 0),
    "a count in words": table_is("<u4", 0, "1"),
    "no count": table_is("<u4", 0, None),
}


@pytest.mark.parametrize("large", [1, 16 << 20], ids=["in-the-file", "in-memory"])
@pytest.mark.parametrize("kind", HEADS)
def test_a_head_that_describes_no_engine_is_refused_though_its_checksum_is_right(
    content: bytes, tmp_path: Path, kind: str, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "_LARGE", large)
    head, rest = taken_apart(content)
    assert "sentences.text.members" in head["tables"]

    refused(tmp_path / "odd.index", put_together(content, json.dumps(HEADS[kind](head)).encode(), rest))


@pytest.mark.parametrize(
    "head",
    [b"", b"{", b"an index", b"\xff\xfe", b"[" * 100_000, b'{"format": 1' + b"0" * 10_000 + b"}", b" " * (2 << 20)],
    ids=["empty", "half", "words", "no-text", "deep", "long-number", "long"],
)
def test_a_head_that_is_no_json_is_refused_though_its_checksum_is_right(
    content: bytes, tmp_path: Path, head: bytes
) -> None:
    refused(tmp_path / "odd.index", put_together(content, head, taken_apart(content)[1]))


def test_tables_may_stand_in_any_order_and_others_beside_them(content: bytes, tmp_path: Path) -> None:
    # That the test of heads above changes what it means to: one that says the same otherwise is read.
    head, rest = taken_apart(content)
    head["tables"] = dict(reversed(head["tables"].items())) | {"what a later version adds": ["<u8", 0, 1]}
    (tmp_path / "odd.index").write_bytes(put_together(content, json.dumps(head).encode(), rest))

    engine = filing.read(tmp_path / "odd.index", HASH)

    assert len(engine.sentences) > 0


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        filing.read(tmp_path / "missing.index", HASH)


def test_a_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises((IsADirectoryError, PermissionError)):
        filing.read(tmp_path, HASH)


def test_a_disk_that_cannot_be_read_is_an_error_of_the_system_and_the_file_is_closed(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 1000:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return super().read(size)

    broken = Broken(content)
    monkeypatch.setattr(Path, "open", lambda *_, **__: broken)

    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        filing.read(tmp_path / "toy.index", HASH)

    assert broken.closed


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_nothing_is_left_open(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "toy.index"
    file.write_bytes(content)
    before = open_files()

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for large in (1, 16 << 20):
            monkeypatch.setattr(filing, "_LARGE", large)
            engines = [filing.read(file, HASH) for _ in range(3)]
            assert len(tables(engines[0])) > 10
            engines.clear()
            assert open_files() <= before, "what other tests left may go meanwhile"

    assert told_of(file, told) == []


# Large tables stay in the file.


@dataclass(frozen=True)
class Three:
    """The index of a library as it was built, as it is read, and as it is read with every list left in the file."""

    library: Library
    built: Index
    mapped: Index
    filed: Index


def _three(library: Library, file: Path) -> Three:
    built = Index.build(library)
    file.write_bytes(content_of(built.engine))
    mapped, filed = (Index(library, lambda: filing.read(file, HASH)) for _ in range(2))
    assert not mapped.sentences("").matches, "which opens it"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "_LARGE", 1)
        assert not filed.sentences("").matches
    return Three(library, built, mapped, filed)


BELLS = "anvil bramble cinder dapple ember fennel gorse heather iris juniper kelp laurel myrtle nettle osier".split()


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The toy library with sentences of which each answers as well as the other."""
    toy = copied(tmp_path_factory.mktemp("alike") / "library")
    was = hashlib.sha256(toy.path("documents/keeper/text.txt").read_bytes()).hexdigest()
    lines = (f"\nThe brass bell of {first}{last} rang at dawn." for first in BELLS for last in ("ton", "wick", "by"))
    toy.append("documents/keeper/text.txt", "".join(lines))
    now = hashlib.sha256(toy.path("documents/keeper/text.txt").read_bytes()).hexdigest()
    toy.replace("documents/keeper/document.yaml", was, now)
    return load(toy.folder)


@pytest.fixture(scope="module", params=["toy", "alike", "library"])
def three(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Three:
    return _three(request.getfixturevalue(request.param), tmp_path_factory.mktemp("three") / "kept.index")


@pytest.fixture(scope="module")
def three_alike(alike: Library, tmp_path_factory: pytest.TempPathFactory) -> Three:
    return _three(alike, tmp_path_factory.mktemp("three") / "alike.index")


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_large_tables_are_not_in_memory(three: Three) -> None:
    filed = {name for name, value in tables(three.filed.engine).items() if isinstance(value, Filed)}

    with_members = {f"{name}.members" for name, value in values(three.built.engine) if isinstance(value, Lists)}
    assert filed == {name for name in with_members if len(tables(three.built.engine)[name])}
    assert "sentences.text.members" in filed
    assert not any(isinstance(value, Filed) for value in tables(three.mapped.engine).values()), "these are small"


def ask(index: Index, query: str, limit: int, documents: tuple[str, ...]) -> object:
    """All that an index says to a query."""
    found = index.sentences(query, limit=limit, documents=documents)
    return (
        found,
        [match.look() for match in (*found.matches, *found.nearest)],
        index.sharing(query, limit=limit),
        index.named(query, KINDS),
        index.names(query, KINDS, limit=limit),
        index.complete(query, KINDS, limit=limit),
    )


@settings(max_examples=40)
@given(st.data())
def test_it_answers_alike_wherever_its_tables_are(three: Three, data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(list(three.library.documents.values())))
    sentence = data.draw(st.sampled_from(document.sentences))
    words = document.text[sentence.start : sentence.end].split()
    names = [*(topic.name for topic in three.library.topics.values()), *three.library.claims, *three.library.people]
    begin = data.draw(st.integers(0, len(words) - 1))
    query = " ".join(words[begin : begin + data.draw(st.integers(1, 6))])
    query += data.draw(st.sampled_from(["", " " + data.draw(st.sampled_from(names)), "x", " who says 1871"]))
    limit = data.draw(st.sampled_from((1, 5, 25)))
    among = data.draw(st.sampled_from(((), (document.id,))))

    built = ask(three.built, query, limit, among)

    assert ask(three.mapped, query, limit, among) == built
    assert ask(three.filed, query, limit, among) == built


@pytest.mark.parametrize("limit", [1, 7, 25, 100])
@pytest.mark.parametrize("query", ["brass bell", "bell at dawn", "brass bells", "The brass bell of"])
def test_of_equals_the_same_ones_are_found(three_alike: Three, query: str, limit: int) -> None:
    all_of_them = three_alike.built.sentences(query, limit=100).matches
    assert len({match.score for match in all_of_them}) < len(all_of_them), "some are as good as others"

    built = three_alike.built.sentences(query, limit=limit)

    assert three_alike.mapped.sentences(query, limit=limit) == built
    assert three_alike.filed.sentences(query, limit=limit) == built
    assert three_alike.filed.sharing(query, limit=limit) == three_alike.built.sharing(query, limit=limit)


@given(st.data())
def test_a_part_of_a_table_in_the_file_is_that_part_of_the_table(three: Three, data: st.DataObject) -> None:
    built, filed = tables(three.built.engine), tables(three.filed.engine)
    name = data.draw(st.sampled_from(list(built)))
    bound = st.none() | st.integers(-len(built[name]) - 2, len(built[name]) + 2)
    part = slice(data.draw(bound), data.draw(bound))

    assert len(filed[name]) == len(built[name])
    assert filed[name][part].dtype == built[name].dtype
    assert filed[name][part].tolist() == built[name][part].tolist()


@given(st.data())
def test_lists_in_the_file_are_as_those_in_memory(three: Three, data: st.DataObject) -> None:
    built, filed = dict(values(three.built.engine)), dict(values(three.filed.engine))
    name = data.draw(
        st.sampled_from([name for name, value in built.items() if isinstance(value, Lists) and len(value)])
    )
    lists, stay = built[name], filed[name]
    number = data.draw(st.integers(0, len(lists) - 1))
    several = np.array(data.draw(st.lists(st.integers(0, len(lists) - 1))), dtype=np.uint32)

    assert len(stay) == len(lists)
    assert stay[number].tolist() == lists[number].tolist()
    assert stay.count(number) == lists.count(number) == len(lists[number])
    assert [part.tolist() for part in stay.gather(several)] == [part.tolist() for part in lists.gather(several)]


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
@pytest.mark.parametrize("large", [1, 16 << 20], ids=["in-the-file", "in-memory"])
def test_it_keeps_answering_when_its_file_is_gone(
    content: bytes, toy: Library, toy_index: Index, tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "_LARGE", large)
    file = tmp_path / "toy.index"
    file.write_bytes(content)
    engine = filing.read(file, HASH)

    file.unlink()
    file.write_bytes(b"something else")

    answers = ask(Index(toy, lambda: engine), "forty sealed barrels", 25, ())
    assert answers == ask(toy_index, "forty sealed barrels", 25, ())


def test_an_engine_is_written_from_whatever_memory_it_lies_in(toy_index: Index, content: bytes) -> None:
    # Tables need not be laid out as the file has them.
    names = toy_index.engine.names
    spread = np.repeat(names.words.offsets, 2)[::2]
    swapped = spread.astype(spread.dtype.newbyteorder(">"))

    for table in (spread, swapped):
        engine = replace(toy_index.engine, names=replace(names, words=Lists(table, names.words.members)))
        assert content_of(engine) == content
