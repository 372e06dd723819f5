"""What somebody else may put into a cache. Nothing of it is ever run."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import model
from bot.library import Library, Parts
from bot.loading import compiled, open_library
from bot.search import tables
from tests.loading.compiled.ground import answers, kept, opens_without_compiling, put, signed
from tests.loading.toy import LIBRARY


class Runs:
    """Makes a folder when it is unpickled, as a stranger's file would do worse."""

    def __init__(self, call: Callable[..., object], *arguments: object) -> None:
        self.call, self.arguments = call, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call, self.arguments


def by_name(module: str, name: str, argument: str) -> bytes:
    """A pickle that calls something by its module and name (protocol 4: names may have dots)."""
    text = argument.encode()
    return b"".join(
        (
            b"\x80\x04",
            b"\x8c" + bytes([len(module)]) + module.encode(),
            b"\x8c" + bytes([len(name)]) + name.encode(),
            b"\x93X" + len(text).to_bytes(4, "little") + text,
            b"\x85R.",
        )
    )


def malicious(trace: Path) -> dict[str, bytes]:
    """Pickles that leave a trace if they are run."""
    return {
        "mkdir": pickle.dumps(Runs(os.mkdir, str(trace))),
        "system": pickle.dumps(Runs(os.system, f'mkdir "{trace}"')),
        "eval": pickle.dumps(Runs(eval, f"__import__('os').mkdir({str(trace)!r})")),
        "old protocol": pickle.dumps(Runs(os.mkdir, str(trace)), protocol=0),
        "over a module of ours": by_name("bot.loading.compiled", "os.mkdir", str(trace)),
        "a module that ours has": by_name("bot.loading.compiled", "os", str(trace)),
        "a function of ours": by_name("bot.loading.compiled", "_restore", str(trace)),
        "a class that ours has": by_name("bot.loading.compiled", "Path", str(trace)),
        "a module like ours": by_name("botany", "mkdir", str(trace)),
        "the array module": by_name("array", "os.mkdir", str(trace)),
    }


@pytest.mark.parametrize("payload", list(malicious(Path("trace"))))
def test_a_strangers_library_runs_nothing(filled: Path, tmp_path: Path, fresh: object, payload: str) -> None:
    trace = tmp_path / "trace"
    put(kept(filled), signed(malicious(trace)[payload]))

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert not trace.exists()


@pytest.mark.parametrize("payload", ["mkdir", "old protocol", "over a module of ours"])
@pytest.mark.parametrize("wrapped", ["bare", "signed", "as an array", "in the index"])
def test_a_strangers_index_runs_nothing(
    filled: Path, tmp_path: Path, fresh: object, payload: str, wrapped: str
) -> None:
    trace = tmp_path / "trace"
    pickled = malicious(trace)[payload]
    index = kept(filled, ".index").read_bytes()
    head = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
    ways = {
        "bare": pickled,
        "signed": signed(pickled),
        "as an array": b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + pickled,
        "in the index": index[: -len(pickled)] + pickled,
    }
    put(kept(filled, ".index"), ways[wrapped])

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert not trace.exists()
    assert kept(filled, ".index").read_bytes() == index


class ImportedClass:
    """A class of another package, which does something as soon as it is called."""

    def __init__(self, trace: str) -> None:
        os.mkdir(trace)


def own_function(trace: str) -> None:
    os.mkdir(trace)


@pytest.mark.parametrize("planted", [ImportedClass, own_function])
def test_only_classes_are_taken_and_only_those_a_module_makes_itself(
    filled: Path, tmp_path: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, planted: Any
) -> None:
    monkeypatch.setattr(model, "planted", planted, raising=False)
    monkeypatch.setattr(own_function, "__module__", "bot.model")
    put(kept(filled), signed(by_name("bot.model", "planted", str(tmp_path / "trace"))))

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert not (tmp_path / "trace").exists()


def test_only_what_a_library_is_made_of_is_taken(
    filled: Path, tmp_path: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A class of this program's own, but one that does something: it has no place in a library.
    monkeypatch.setattr(ImportedClass, "__module__", "bot.search.tables")
    monkeypatch.setattr(tables, "ImportedClass", ImportedClass, raising=False)
    put(kept(filled), signed(by_name("bot.search.tables", "ImportedClass", str(tmp_path / "trace"))))

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert not (tmp_path / "trace").exists()


def test_a_strangers_library_closes_no_file_that_is_open(filled: Path, tmp_path: Path) -> None:
    library, _ = open_library(LIBRARY, filled)
    (tmp_path / "mine.txt").touch()
    mine = os.open(tmp_path / "mine.txt", os.O_RDONLY)
    try:
        put(kept(filled), signed(pickle.dumps(Runs(tables.Filed, mine, "<u4", 0, 1))))

        assert compiled.CompiledStore(filled, library.hash).get() is None

        gc.collect()
        os.fstat(mine)
    finally:
        with contextlib.suppress(OSError):
            os.close(mine)


def test_the_trace_is_left_where_a_strangers_file_is_run(tmp_path: Path) -> None:
    # That the tests above can fail: what must not be run does what it says.
    for kind in ("mkdir", "system", "eval", "old protocol"):
        trace = tmp_path / kind
        pickle.loads(malicious(trace)[kind])  # noqa: S301  # our own
        assert trace.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"not a pickle at all",
        b"",
        pickle.dumps(None),
        pickle.dumps("a library"),
        pickle.dumps((1, 2)),
        by_name("bot.library", "Parts", "too few"),
    ],
    ids=["no-pickle", "empty", "none", "words", "numbers", "too-few"],
)
def test_what_is_signed_and_is_no_library_is_compiled_again(
    filled: Path, fresh: object, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(kept(filled), signed(body))

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_parts_that_make_no_library(filled: Path, fresh: object, monkeypatch: pytest.MonkeyPatch) -> None:
    library, index = open_library(LIBRARY, filled)
    nonsense: Any = 5
    odd = Library(Parts(library.parts.name, "", 1, library.hash, ()))
    object.__setattr__(odd.parts, "documents", nonsense)
    before = kept(filled).read_bytes()
    compiled.CompiledStore(filled, library.hash).put(odd, index)
    assert kept(filled).read_bytes() != before

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh
