"""Whatever befalls the kept files, nothing of it ever shows."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Parts
from bot.loading import compiled, compiling, open_library
from bot.search import filing
from tests.loading.compiled.ground import (
    DIGEST,
    LIBRARY_AND_INDEX,
    OPEN_AND_TELL,
    REPOSITORY,
    answers,
    half,
    kept,
    left,
    never,
    opens_without_compiling,
    put,
)
from tests.loading.toy import LIBRARY, Toy

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "half": half,
    "without-its-end": lambda content: content[:-1],
    "without-its-beginning": lambda content: content[1:],
    "longer": lambda content: content + b"\0",
    "twice": lambda content: content * 2,
    "only-its-beginning": lambda content: content[:DIGEST],
    "another-beginning": lambda content: bytes(DIGEST) + content[DIGEST:],
    "a-page-of-zeros": lambda content: content[:8192] + bytes(4096) + content[8192 + 4096 :],
    "no-end-but-zeros": lambda content: half(content) + bytes(len(content) - len(half(content))),
    "all-zeros": lambda content: bytes(len(content)),
    "empty": lambda _: b"",
    "reversed": lambda content: content[::-1],
    "a-byte": lambda _: b"x",
    "words": lambda _: b"<html><title>404 Not Found</title></html>\n" * 100,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", LIBRARY_AND_INDEX)
def test_a_broken_file_is_made_again_without_a_word(
    filled: Path,
    fresh: object,
    kind: str,
    damage: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = kept(filled, kind).read_bytes()
    broken = DAMAGES[damage](content)
    assert broken != content
    put(kept(filled, kind), broken)

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert capfd.readouterr() == ("", "")
    assert kept(filled, kind).read_bytes() == content, "and the file is right again"
    assert left(filled) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


@pytest.mark.parametrize("kind", LIBRARY_AND_INDEX)
def test_a_lost_file_is_made_again_without_a_word(
    filled: Path, fresh: object, kind: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(filled, kind).unlink()

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert capfd.readouterr() == ("", "")
    assert left(filled) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_files_that_were_exchanged_are_made_again(filled: Path, fresh: object, monkeypatch: pytest.MonkeyPatch) -> None:
    library, index = kept(filled).read_bytes(), kept(filled, ".index").read_bytes()
    put(kept(filled), index)
    put(kept(filled, ".index"), library)

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert (kept(filled).read_bytes(), kept(filled, ".index").read_bytes()) == (library, index)
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_a_broken_index_does_not_have_the_library_compiled_again(
    filled: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(kept(filled, ".index"), b"damaged")
    with monkeypatch.context() as patch:
        patch.setattr(compiling, "compile_folder", never)

        assert answers(open_library(LIBRARY, filled)) == fresh

    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_an_index_that_breaks_or_goes_before_it_is_asked_is_made_again(filled: Path, fresh: object) -> None:
    broken, lost = open_library(LIBRARY, filled), open_library(LIBRARY, filled)

    put(kept(filled, ".index"), b"damaged")
    assert answers(broken) == fresh

    shutil.rmtree(filled)
    assert answers(lost) == fresh
    assert left(filled) == [".index"], "and is kept, for the library may come back"


@pytest.fixture(scope="module")
def to_be_broken(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which each example breaks something else."""
    cache = tmp_path_factory.mktemp("broken") / "catena"
    shutil.copytree(whole, cache)
    return cache


@given(data=st.data())
def test_any_flipped_bit_of_a_library_is_noticed(
    whole: Path, to_be_broken: Path, fresh: tuple[Parts, object], data: st.DataObject
) -> None:
    put(kept(to_be_broken), with_a_bit_flipped(kept(whole).read_bytes(), data))

    assert compiled.CompiledStore(to_be_broken, fresh[0].hash).get() is None


@settings(max_examples=15)
@given(data=st.data())
def test_any_flipped_bit_of_an_index_is_noticed(
    whole: Path, to_be_broken: Path, fresh: tuple[Parts, object], data: st.DataObject
) -> None:
    content = kept(whole, ".index").read_bytes()
    put(kept(to_be_broken), kept(whole).read_bytes())
    put(kept(to_be_broken, ".index"), with_a_bit_flipped(content, data))

    assert answers(open_library(LIBRARY, to_be_broken)) == fresh

    assert kept(to_be_broken, ".index").read_bytes() == content, "it is whole again"


def with_a_bit_flipped(content: bytes, data: st.DataObject) -> bytes:
    place = data.draw(st.integers(0, 2047) | st.integers(0, len(content) - 1))
    flipped = content[place] ^ (1 << data.draw(st.integers(0, 7)))
    return content[:place] + bytes([flipped]) + content[place + 1 :]


@pytest.mark.parametrize("kinds", [[".compiled"], [".index"], LIBRARY_AND_INDEX], ids=["library", "index", "both"])
def test_files_of_another_library_under_this_ones_name(
    filled: Path, anothers: Path, fresh: object, kinds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in kinds:
        put(kept(filled, kind), kept(anothers, kind).read_bytes())

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_an_index_of_another_format_is_made_again(
    filled: Path, whole: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, index = open_library(LIBRARY)
    other = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(filing, "FORMAT", filing.FORMAT + 1)
        filing.write(index.engine, library.hash, other)
    put(kept(filled, ".index"), other.getvalue())

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert kept(filled, ".index").read_bytes() == kept(whole, ".index").read_bytes()
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


@pytest.mark.parametrize("kind", [".compiled", ".index", ".lock"])
def test_a_folder_under_a_files_name(
    filled: Path, fresh: object, kind: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [kept(filled, other) for other in LIBRARY_AND_INDEX if other != kind]
    folder = kept(filled).with_suffix(kind)
    for file in filled.iterdir():
        file.unlink()
    folder.mkdir()

    for _ in range(2):
        assert answers(open_library(LIBRARY, filled)) == fresh
        assert folder.is_dir()
        assert all(file.is_file() for file in others)
        assert left(filled) == LIBRARY_AND_INDEX, "and nothing is left half written beside it"
    assert capfd.readouterr() == ("", "")

    folder.rmdir()
    assert answers(open_library(LIBRARY, filled)) == fresh
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_another_version_of_the_program_keeps_its_own_files(
    filled: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file: file.read_bytes() for file in filled.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "_code_stamp", lambda: "another-version")
        assert answers(open_library(LIBRARY, filled)) == fresh

    assert left(filled) == sorted(LIBRARY_AND_INDEX * 2)
    assert {file: file.read_bytes() for file in before} == before
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_a_change_of_the_code_makes_other_files(toy: Toy, cache: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    # Not what other processes may be compiling just now: those files come and go.
    shutil.copytree(REPOSITORY / "bot", program / "bot", ignore=shutil.ignore_patterns("__pycache__"))

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-c", OPEN_AND_TELL, str(toy.folder), str(cache)],
            cwd=program,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(program), "PYTHONIOENCODING": "utf-8"},
        )
        return done.stdout

    first = run()
    assert run() == first
    assert left(cache) == LIBRARY_AND_INDEX

    with (program / "bot" / "model.py").open("a", encoding="utf-8") as source:
        source.write("# a change\n")

    assert run() == first
    assert left(cache) == sorted(LIBRARY_AND_INDEX * 2)
