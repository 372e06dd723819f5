"""What was compiled is kept, and nothing that happens to the kept files ever shows."""

from __future__ import annotations

import contextlib
import errno
import gc
import hashlib
import io
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock, Timeout
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot import model
from bot.library import Library, Parts
from bot.loading import LibraryError, compiled, compiling, open_library
from bot.search import Index, filing, tables
from bot.search.engine import Engine
from tests.loading.toy import LIBRARY, Toy, copied, skip_where_nothing_is_forbidden

REPOSITORY = Path(bot.__file__).parent.parent
QUERIES = ("forty sealed barrels", "oyl", "asleep", "灯塔石", "put out on purpose", "tiananmen")
DIGEST = 32
"""A kept library: SHA-256 of the rest, the library."""
LIBRARY_AND_INDEX = [".compiled", ".index"]

TELL = """
print(library.hash)
for query in ("forty sealed barrels", "oyl", "put out on purpose"):
    found = index.sentences(query)
    print([(str(match.reference), match.score, match.marks, match.why) for match in found.matches])
    print([str(name) for name in index.names(query, ("claim", "topic", "person", "document"))])
"""
OPEN_AND_TELL = f"""
import sys
from pathlib import Path
from bot.loading import open_library

library, index = open_library(Path(sys.argv[1]), Path(sys.argv[2]))
{TELL}
"""

OPEN_TOGETHER = f"""
import os, sys, time
from pathlib import Path
from bot.loading import compiling
from bot.search import filing
from bot.search.engine import Engine

here = Path(sys.argv[3])
stops = sys.argv[4]

def note(what):
    with (here / "log").open("a") as log:
        log.write(what + "\\n")

def wait_for(name):
    began = time.monotonic()
    while not (here / name).exists():
        if time.monotonic() - began > 60:
            sys.exit(name + " did not come")
        time.sleep(0.002)

def stop(step):
    if step == stops:
        (here / "stopped").touch()
        wait_for("go on")

really_compile, really_build, really_write, really_replace = (
    compiling.compile_folder, Engine.build, filing.write, os.replace
)

def compile_folder(files):
    note("compiled")
    stop("compiling")
    time.sleep(0.1)  # so that the others come while it is done
    return really_compile(files)

def build(*given):
    note("indexed")
    stop("indexing")
    time.sleep(0.1)
    return really_build(*given)

def write(engine, library_hash, file):
    file.write(b"CATENA, half of it")
    file.flush()
    stop("writing the index")
    file.seek(0)
    file.truncate()
    really_write(engine, library_hash, file)

def replace(old, new):
    stop("writing the library" if str(new).endswith(".compiled") else "placing the index")
    really_replace(old, new)

compiling.compile_folder, Engine.build, filing.write, os.replace = compile_folder, staticmethod(build), write, replace
(here / f"ready {{os.getpid()}}").touch()
if stops == "no":
    wait_for("start")
{OPEN_AND_TELL}
"""
"""Opens a library when it is told to, notes what it makes, and stops where it is told to until it may go on."""


def answers(opened: tuple[Library, Index]) -> tuple[Parts, object]:
    """All that a library is, and what its index says to a few questions."""
    library, index = opened
    kinds = ("claim", "topic", "person", "document")
    asked = [
        (
            found := index.sentences(query),
            [match.look() for match in found.matches],
            index.names(query, kinds),
            index.complete(query, kinds),
        )
        for query in QUERIES
    ]
    return library.parts, asked


@pytest.fixture(scope="module")
def fresh() -> tuple[Parts, object]:
    """The answers of the toy library when nothing is kept."""
    return answers(open_library(LIBRARY))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache that is yet to be made."""
    return tmp_path / "cache" / "catena"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the toy library in it. Not to be changed."""
    cache = tmp_path_factory.mktemp("whole")
    open_library(LIBRARY, cache)
    return cache


@pytest.fixture
def filled(cache: Path, whole: Path) -> Path:
    """A cache with the toy library in it."""
    shutil.copytree(whole, cache)
    return cache


def kept(cache: Path, kind: str = ".compiled") -> Path:
    """The one library in a cache, or the one index."""
    (only,) = cache.glob(f"*{kind}")
    return only


def left(cache: Path) -> list[str]:
    """The kinds of all that is in a cache, but for locks, which may stay."""
    return sorted(path.suffix or path.name for path in cache.iterdir() if path.suffix != ".lock")


def put(file: Path, content: bytes) -> None:
    """Put other content in a file's place. Who reads the old one goes on."""
    beside = file.with_name("beside")
    beside.write_bytes(content)
    os.replace(beside, file)


def signed(body: bytes) -> bytes:
    """A library's file, with the right checksum."""
    return hashlib.sha256(body).digest() + body


def never(*_: object) -> Any:
    raise AssertionError("made again")


def opens_without_compiling(cache: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Library, Index]:
    """Open the toy library where nothing may be compiled, indexed, written or waited for."""
    with monkeypatch.context() as patch:
        patch.setattr(compiling, "compile_folder", never)
        patch.setattr(Engine, "build", never)
        patch.setattr(filing, "write", never)
        patch.setattr(compiled.CompiledStore, "alone", never)
        opened = open_library(LIBRARY, cache)
        assert opened[1].sentences("oil").matches
    return opened


def test_nothing_is_kept_where_no_cache_is_named(toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    open_library(toy.folder)

    assert sorted(tmp_path.rglob("*")) == before


def test_a_second_opening_compiles_nothing_and_answers_alike(
    cache: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answers(open_library(LIBRARY, cache)) == fresh
    assert left(cache) == LIBRARY_AND_INDEX

    assert answers(opens_without_compiling(cache, monkeypatch)) == fresh


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_what_is_kept_is_for_this_user_alone(cache: Path) -> None:
    open_library(LIBRARY, cache)

    assert cache.stat().st_mode & 0o077 == 0
    for file in cache.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_what_is_restored_quotes_byte_for_byte(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library, _ = open_library(LIBRARY)

    restored, _ = opens_without_compiling(filled, monkeypatch)

    for id_, claim in library.claims.items():
        for quotation, again in zip(claim.quotations, restored.claims[id_].quotations, strict=True):
            assert again == quotation
            assert restored.cut(again.passage) == library.cut(quotation.passage)


def test_an_edited_library_gives_its_new_answers_at_once(toy: Toy, cache: Path) -> None:
    before, _ = open_library(toy.folder, cache)
    assert before.topics["wreck"].name == "The wreck and the dark lamp"

    toy.replace("topics/wreck.yaml", "The wreck and the dark lamp", "The lost brig")
    after, index = open_library(toy.folder, cache)

    assert after.hash != before.hash
    assert after.topics["wreck"].name == "The lost brig"
    assert index.names("the lost brig", ("topic",))[0].id == "wreck"
    assert left(cache) == sorted(LIBRARY_AND_INDEX * 2), "and the old ones are still there for who goes back"


def test_a_library_that_breaks_is_refused_whatever_is_kept(toy: Toy, cache: Path) -> None:
    open_library(toy.folder, cache)
    toy.path("claims/oil-was-short.yaml").unlink()
    toy.path("claims/oil-was-short.yaml").mkdir()

    with pytest.raises(LibraryError):
        open_library(toy.folder, cache)


def test_an_edited_text_is_refused_whatever_is_kept(toy: Toy, cache: Path) -> None:
    open_library(toy.folder, cache)
    toy.replace("documents/keeper/text.txt", "went dark", "went out")

    with pytest.raises(LibraryError, match=r"problem"):
        open_library(toy.folder, cache)


def test_the_index_is_not_opened_before_it_is_asked(
    filled: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(filing, "read", never)
        patch.setattr(Engine, "build", never)
        library, index = open_library(LIBRARY, filled)
        assert library.claims["oil-was-short"].quotations

    assert answers((library, index)) == fresh


# What is said while it is made.


@pytest.mark.parametrize("cached", [True, False])
def test_it_is_said_how_many_sentences_were_read_while_an_index_is_made(cache: Path, cached: bool) -> None:
    told: list[tuple[int, int]] = []

    library, _ = open_library(LIBRARY, cache if cached else None, lambda read, total: told.append((read, total)))

    seems_right(told, library)


def seems_right(told: list[tuple[int, int]], library: Library) -> None:
    assert told[0] == (0, 0), "it is said before it is known how many there are"
    total = sum(len(document.sentences) for document in library.documents.values())
    read = [count for count, _ in told[1:]]
    assert {count for _, count in told[1:]} == {total}
    assert read == sorted(set(read)), "it grows"
    assert read[0] > 0
    assert read[-1] == total, "up to the last"


def test_nothing_is_said_where_the_index_is_found(filled: Path) -> None:
    _, index = open_library(LIBRARY, filled, never)

    assert index.sentences("oil").matches


@pytest.mark.parametrize("lost", [True, False])
def test_it_is_said_as_well_where_only_the_index_is_made_again(filled: Path, lost: bool) -> None:
    if lost:
        kept(filled, ".index").unlink()
    else:
        put(kept(filled, ".index"), b"damaged")
    told: list[tuple[int, int]] = []

    library, index = open_library(LIBRARY, filled, lambda read, total: told.append((read, total)))
    assert not told, "it is made when it is first asked"
    assert index.sentences("oil").matches

    seems_right(told, library)


# What may befall the files.


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


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


@pytest.fixture(scope="module")
def anothers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with another library in it."""
    folder = tmp_path_factory.mktemp("another")
    toy = copied(folder / "library")
    toy.replace("topics/wreck.yaml", "The wreck and the dark lamp", "The lost brig")
    open_library(toy.folder, folder / "cache")
    return folder / "cache"


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
    shutil.copytree(REPOSITORY / "bot", program / "bot")

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


# What happens while it is open.


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
@pytest.mark.parametrize("large", [1, 16 << 20], ids=["in-the-file", "in-memory"])
@pytest.mark.parametrize("what", ["deleted", "replaced", "broken", "made again"])
def test_an_opened_index_keeps_answering_whatever_happens_to_its_file(
    filled: Path, anothers: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, what: str, large: int
) -> None:
    monkeypatch.setattr(filing, "_LARGE", large)
    opened = opens_without_compiling(filled, monkeypatch)

    if what == "deleted":
        shutil.rmtree(filled)
    elif what == "replaced":
        put(kept(filled, ".index"), kept(anothers, ".index").read_bytes())
    else:
        put(kept(filled, ".index"), b"damaged")
    if what == "made again":
        assert answers(open_library(LIBRARY, filled)) == fresh

    assert answers(opened) == fresh


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
@pytest.mark.parametrize("large", [1, 16 << 20], ids=["in-the-file", "in-memory"])
def test_no_file_stays_open_when_it_is_no_longer_asked(
    filled: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(filing, "_LARGE", large)

    def open_files() -> int:
        gc.collect()
        return len(os.listdir("/dev/fd"))

    before = open_files()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        whole = kept(filled, ".index").read_bytes()
        for content in (whole, whole, half(whole), whole[:-1], b""):
            put(kept(filled, ".index"), content)
            assert answers(open_library(LIBRARY, filled)) == fresh
        assert open_files() == before

    assert not told


# What somebody else may put there. Nothing of it is ever run.


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


# Where nothing can be kept.


def test_a_cache_that_is_a_file(tmp_path: Path, fresh: object) -> None:
    (tmp_path / "cache").write_text("mine", encoding="utf-8")

    assert answers(open_library(LIBRARY, tmp_path / "cache")) == fresh
    assert answers(open_library(LIBRARY, tmp_path / "cache" / "catena")) == fresh
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_a_cache_that_may_not_be_written(tmp_path: Path, fresh: object) -> None:
    skip_where_nothing_is_forbidden(tmp_path)
    tmp_path.chmod(0o500)
    try:
        assert answers(open_library(LIBRARY, tmp_path)) == fresh
        assert answers(open_library(LIBRARY, tmp_path / "catena")) == fresh
    finally:
        tmp_path.chmod(0o700)
    assert list(tmp_path.iterdir()) == []


@contextlib.contextmanager
def read_only(cache: Path) -> Iterator[None]:
    skip_where_nothing_is_forbidden(cache)
    cache.chmod(0o500)
    try:
        yield
    finally:
        cache.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_what_was_kept_is_found_where_nothing_more_may_be_written(
    filled: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (filled / kept(filled).with_suffix(".lock").name).unlink(missing_ok=True)
    with read_only(filled):
        assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_an_index_that_is_broken_where_nothing_may_be_written_stays_so(filled: Path, fresh: object) -> None:
    put(kept(filled, ".index"), b"damaged")
    kept(filled).with_suffix(".lock").unlink(missing_ok=True)
    with read_only(filled):
        assert answers(open_library(LIBRARY, filled)) == fresh
    assert kept(filled, ".index").read_bytes() == b"damaged"
    assert left(filled) == LIBRARY_AND_INDEX


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
@pytest.mark.parametrize("kind", LIBRARY_AND_INDEX)
def test_a_file_that_may_not_be_read_is_made_again(
    filled: Path, fresh: object, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_where_nothing_is_forbidden(filled)
    kept(filled, kind).chmod(0)

    assert answers(open_library(LIBRARY, filled)) == fresh

    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def refuse_with(refusal: int) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise OSError(refusal, os.strerror(refusal))

    return refuse


class Disk:
    """A disk that is full before, or when, the last byte of the nth file is written."""

    def __init__(self, step: str, refusal: int, files: set[int]) -> None:
        self.step, self.refuse, self.files = step, refuse_with(refusal), files
        self.begun = 0
        self.really_open = tempfile.NamedTemporaryFile

    def open(self, **how: Any) -> Any:
        self.begun += 1
        if self.begun - 1 not in self.files:
            return self.really_open(**how)
        return FullFile(self, self.really_open(**how))


class FullFile:
    def __init__(self, disk: Disk, file: Any) -> None:
        self.disk, self.file, self.name = disk, file, file.name

    def __enter__(self) -> FullFile:
        return self

    def write(self, content: bytes) -> None:
        self.file.write(content[: len(content) // 2])
        if self.disk.step == "write":
            self.disk.refuse()

    def writelines(self, parts: list[bytes]) -> None:
        for part in parts:
            self.write(part)

    def __exit__(self, *_: object) -> None:
        self.file.close()
        if self.disk.step == "close":
            self.disk.refuse()


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        *((step, errno.ENOSPC) for step in ("mkdir", "open", "write", "close", "replace")),
        *((step, refusal) for step in ("mkdir", "open", "replace") for refusal in (errno.EROFS, errno.EACCES)),
        *((step, errno.EDQUOT) for step in ("write", "close")),
    ],
)
def test_a_disk_that_refuses_leaves_nothing_behind(
    cache: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, step: str, refusal: int
) -> None:
    with monkeypatch.context() as patch:
        if step == "mkdir":
            patch.setattr(Path, "mkdir", refuse_with(refusal))
        elif step == "open":
            patch.setattr(tempfile, "NamedTemporaryFile", refuse_with(refusal))
        elif step == "replace":
            patch.setattr(os, "replace", refuse_with(refusal))
        else:
            patch.setattr(tempfile, "NamedTemporaryFile", Disk(step, refusal, {0, 1}).open)

        assert answers(open_library(LIBRARY, cache)) == fresh

    assert not cache.exists() or left(cache) == []
    assert answers(open_library(LIBRARY, cache)) == fresh
    assert left(cache) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(cache, monkeypatch)) == fresh


@pytest.mark.parametrize("step", ["write", "close"])
@pytest.mark.parametrize("full", [0, 1], ids=["first", "second"])
def test_a_disk_that_has_room_for_one_of_the_two_keeps_that(
    cache: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, step: str, full: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "NamedTemporaryFile", Disk(step, errno.ENOSPC, {full}).open)
        assert answers(open_library(LIBRARY, cache)) == fresh

    assert len(left(cache)) == 1
    assert left(cache)[0] in LIBRARY_AND_INDEX
    assert answers(open_library(LIBRARY, cache)) == fresh
    assert left(cache) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(cache, monkeypatch)) == fresh


def test_a_disk_on_which_nothing_can_be_locked_does_without(
    cache: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(FileLock, "acquire", refuse_with(errno.ENOLCK))
        assert answers(open_library(LIBRARY, cache)) == fresh

    assert capfd.readouterr() == ("", "")
    assert answers(opens_without_compiling(cache, monkeypatch)) == fresh


@pytest.mark.parametrize("step", ["replace", "write"])
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_who_interrupts_the_writing_leaves_nothing_behind(
    cache: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, step: str, interruption: type[BaseException]
) -> None:
    def interrupt(*given: Any) -> None:
        if step == "write":
            given[-1].write(b"half of it")
        raise interruption

    with monkeypatch.context() as patch:
        if step == "replace":
            patch.setattr(os, "replace", interrupt)
        else:
            patch.setattr(filing, "write", interrupt)
        with pytest.raises(interruption):
            open_library(LIBRARY, cache)

    assert left(cache) == []
    assert answers(open_library(LIBRARY, cache)) == fresh


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_a_file_that_the_system_does_not_let_grow_leaves_nothing_behind(cache: Path, whole: Path) -> None:
    # A limit of the system itself (EFBIG), as near to a full disk as any user can get.
    assert all(kept(whole, kind).stat().st_size > 4096 for kind in LIBRARY_AND_INDEX)
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n{OPEN_AND_TELL}"

    done = subprocess.run(
        [sys.executable, "-c", limited, str(LIBRARY), str(cache)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"},
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(open_library(LIBRARY)[0].hash)
    assert left(cache) == []


# Several at once.


class Programs:
    """Programs that open the toy library with the same cache."""

    def __init__(self, cache: Path, here: Path) -> None:
        here.mkdir()
        self.cache, self.here = cache, here
        self.running: list[subprocess.Popen[str]] = []

    def begin(self, stops: str = "no") -> subprocess.Popen[str]:
        """Start one that opens the library when it is told to, or one that stops on its way."""
        program = subprocess.Popen(
            [sys.executable, "-c", OPEN_TOGETHER, str(LIBRARY), str(self.cache), str(self.here), stops],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self.running.append(program)
        return program

    def wait_for(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not happened():
            assert time.monotonic() < deadline, "it did not come"
            assert all(program.poll() in (None, 0) for program in self.running), "one of them failed"
            time.sleep(0.002)

    def wait_until_one_stopped(self) -> None:
        self.wait_for((self.here / "stopped").exists)

    def start(self, count: int) -> None:
        """When so many are ready, tell all of them to open the library."""
        self.wait_for(lambda: len(list(self.here.glob("ready *"))) == count)
        (self.here / "start").touch()

    def go_on(self) -> None:
        (self.here / "go on").touch()

    def told(self) -> list[str]:
        """What all that still run say in the end."""
        told = [program.communicate(timeout=60) for program in self.running]
        assert [program.returncode for program in self.running] == [0] * len(told)
        assert {errors for _, errors in told} == {""}
        return [output for output, _ in told]

    def kill(self, program: subprocess.Popen[str]) -> None:
        program.kill()
        program.communicate()
        self.running.remove(program)

    def made(self) -> list[str]:
        log = self.here / "log"
        return sorted(log.read_text(encoding="utf-8").split("\n")[:-1]) if log.exists() else []


@pytest.fixture
def programs(cache: Path, tmp_path: Path) -> Iterator[Programs]:
    programs = Programs(cache, tmp_path / "here")
    yield programs
    for program in programs.running:
        program.kill()
        program.communicate()


@pytest.fixture(scope="module")
def alone() -> str:
    """What a program says when there is no other, and no cache."""
    library, index = open_library(LIBRARY)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(TELL, {"library": library, "index": index})  # noqa: S102  # what the programs run as well
    assert "keeper" in told.getvalue()
    return told.getvalue()


@pytest.mark.parametrize("count", [2, 5])
def test_programs_that_open_a_library_at_the_same_time_compile_it_once(
    programs: Programs, count: int, alone: str, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(count):
        programs.begin()
    programs.start(count)

    assert programs.told() == [alone] * count
    assert programs.made() == ["compiled", "indexed"]
    assert left(programs.cache) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(programs.cache, monkeypatch)) == fresh


def test_programs_that_find_no_good_index_at_the_same_time_make_it_once(
    programs: Programs, filled: Path, alone: str, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(kept(filled, ".index"), half(kept(filled, ".index").read_bytes()))
    programs.begin()
    programs.begin()
    programs.start(2)

    assert programs.told() == [alone] * 2
    assert programs.made() == ["indexed"]
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_a_program_waits_while_another_is_writing_and_finds_what_it_wrote(programs: Programs, alone: str) -> None:
    programs.begin("writing the index")
    programs.wait_until_one_stopped()
    waits = programs.begin()
    programs.start(2)
    with pytest.raises(subprocess.TimeoutExpired):
        waits.wait(0.3)
    (being_written,) = left(programs.cache)
    assert being_written.startswith(".new-"), "no other program sees half an index"

    programs.go_on()

    assert programs.told() == [alone] * 2
    assert programs.made() == ["compiled", "indexed"]
    assert left(programs.cache) == LIBRARY_AND_INDEX


def at_once(lock: FileLock, really_acquire: Callable[..., Any] = FileLock.acquire) -> Any:
    """Get a lock, or fail where it has to be waited for."""
    try:
        return really_acquire(lock, timeout=0)
    except Timeout:
        pytest.fail("it is waited for")


@pytest.mark.parametrize("step", ["writing the index", "writing the library"])
def test_a_program_that_is_killed_keeps_nobody_waiting(
    programs: Programs, step: str, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = programs.begin(step)
    programs.wait_until_one_stopped()
    (lock,) = programs.cache.glob("*.lock")
    with pytest.raises(Timeout), FileLock(lock, timeout=0):
        pass

    programs.kill(killed)

    with monkeypatch.context() as patch:
        patch.setattr(FileLock, "acquire", at_once)
        assert answers(open_library(LIBRARY, programs.cache)) == fresh
    assert [name for name in left(programs.cache) if not name.startswith(".new-")] == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(programs.cache, monkeypatch)) == fresh


def test_who_waits_for_a_program_that_is_killed_goes_on(programs: Programs, alone: str) -> None:
    killed = programs.begin("compiling")
    programs.wait_until_one_stopped()
    waits = programs.begin()
    programs.start(2)
    with pytest.raises(subprocess.TimeoutExpired):
        waits.wait(0.3)

    programs.kill(killed)

    assert programs.told() == [alone]
    assert programs.made() == ["compiled", "compiled", "indexed"], "by the one that was killed, and by the other"


@pytest.mark.parametrize("found", ["nothing", "a library without its index"])
def test_a_program_that_never_lets_go_is_not_waited_for_for_ever(
    filled: Path, fresh: object, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_WAITED", 0.01)
    lock = kept(filled).with_suffix(".lock")
    kept(filled, ".index").unlink()
    if found == "nothing":
        kept(filled).unlink()

    with FileLock(lock):
        assert answers(open_library(LIBRARY, filled)) == fresh

    assert left(filled) == LIBRARY_AND_INDEX
    assert answers(opens_without_compiling(filled, monkeypatch)) == fresh


def test_nothing_stays_locked(cache: Path, toy: Toy) -> None:
    library, index = open_library(LIBRARY, cache)
    assert index.sentences("oil").matches
    with FileLock(kept(cache).with_suffix(".lock"), timeout=0):
        pass

    put(kept(cache, ".index"), b"damaged")
    _, index = open_library(LIBRARY, cache)
    assert index.sentences("oil").matches
    with FileLock(kept(cache).with_suffix(".lock"), timeout=0):
        pass

    toy.replace("topics/wreck.yaml", "name: ", "nome: ")
    for _ in range(2):
        with pytest.raises(LibraryError):
            open_library(toy.folder, cache)
    for lock in cache.glob("*.lock"):
        with FileLock(lock, timeout=0):
            pass
    assert library.hash == open_library(LIBRARY, cache)[0].hash


# Many over time.


def made_long_ago(file: Path, seconds: float) -> None:
    os.utime(file, (time.time() - seconds,) * 2)


def test_the_oldest_are_swept_away_when_a_ninth_comes(cache: Path) -> None:
    cache.mkdir(parents=True)
    for age in range(10):
        for kind in (".compiled", ".index", ".lock"):
            file = cache / f"{age}{kind}"
            file.write_bytes(b"an older library")
            made_long_ago(file, 1000 * (age + 1))
    (cache / "not-mine.txt").write_text("mine", encoding="utf-8")

    library, _ = open_library(LIBRARY, cache)

    for kind in (".compiled", ".index", ".lock"):
        names = sorted(file.name for file in cache.glob(f"*{kind}") if not file.name.startswith(library.hash[:32]))
        assert names == [f"{age}{kind}" for age in range(7)]
    assert len(list(cache.glob("*.compiled"))) == 8
    assert (cache / "not-mine.txt").exists()


def test_what_a_killed_program_left_is_swept_away_and_what_another_is_writing_is_not(cache: Path) -> None:
    cache.mkdir(parents=True)
    left_over, being_written = cache / ".new-left", cache / ".new-being-written"
    left_over.write_bytes(b"half a libr")
    being_written.write_bytes(b"half a libr")
    made_long_ago(left_over, 2 * 24 * 3600)

    open_library(LIBRARY, cache)

    assert not left_over.exists()
    assert being_written.exists()


def test_what_lies_beside_no_library_is_swept_away_in_time(cache: Path, toy: Toy) -> None:
    toy.replace("topics/wreck.yaml", "name: ", "nome: ")
    with pytest.raises(LibraryError):
        open_library(toy.folder, cache)
    (cache / "lost.index").write_bytes(b"its library found no room")
    (cache / "being-made.index").write_bytes(b"its library is being written")
    alone = [*cache.glob("*.lock"), cache / "lost.index"]
    for file in alone:
        made_long_ago(file, 2 * 24 * 3600)

    library, _ = open_library(LIBRARY, cache)

    assert [file for file in alone if file.exists()] == []
    assert (cache / "being-made.index").exists()
    assert kept(cache).name.startswith(library.hash[:32])
