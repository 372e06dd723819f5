"""What was compiled is kept, and nothing that happens to the kept file ever shows."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot import model
from bot.library import Library, Parts
from bot.loading import LibraryError, compiled, compiling, open_library
from bot.search import Index
from bot.search.engine import Engine
from tests.loading.toy import LIBRARY, Toy, skip_where_nothing_is_forbidden

REPOSITORY = Path(bot.__file__).parent.parent
QUERIES = ("forty sealed barrels", "oyl", "asleep", "灯塔石", "put out on purpose", "tiananmen")
DIGEST, LENGTH = 32, 8
"""A kept file: SHA-256 of the rest, the length of the library's part, the library, the index."""

OPEN_AND_TELL = """
import sys
from pathlib import Path
from bot.loading import open_library

library, index = open_library(Path(sys.argv[1]), Path(sys.argv[2]))
print(library.hash, [str(match.reference) for match in index.sentences("forty sealed barrels").matches])
"""


def answers(opened: tuple[Library, Index]) -> object:
    """All that a library is, and what its index says to a few questions."""
    library, index = opened
    kinds = ("claim", "topic", "person", "document")
    asked = [(index.sentences(query), index.names(query, kinds), index.complete(query, kinds)) for query in QUERIES]
    return library.parts, asked


@pytest.fixture(scope="module")
def fresh() -> object:
    """The answers of the toy library when nothing is kept."""
    return answers(open_library(LIBRARY))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "catena"


def kept(cache: Path) -> Path:
    """The one file in a cache."""
    (only,) = cache.iterdir()
    return only


def never(*_: object) -> Any:
    raise AssertionError("compiled again")


def opens_without_compiling(cache: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Library, Index]:
    """Open the toy library where nothing may be compiled."""
    with monkeypatch.context() as patch:
        patch.setattr(compiling, "compile_folder", never)
        patch.setattr(Engine, "build", never)
        opened = open_library(LIBRARY, cache)
        opened[1].sentences("oil")
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
    assert kept(cache).suffix == ".compiled"

    assert answers(opens_without_compiling(cache, monkeypatch)) == fresh


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_what_is_kept_is_for_this_user_alone(cache: Path) -> None:
    open_library(LIBRARY, cache)

    assert cache.stat().st_mode & 0o077 == 0
    assert kept(cache).stat().st_mode & 0o077 == 0


def test_what_is_restored_quotes_byte_for_byte(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library, _ = open_library(LIBRARY, cache)

    restored, _ = opens_without_compiling(cache, monkeypatch)

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
    assert len(list(cache.iterdir())) == 2, "and the old ones are still there for who goes back"


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


# What may befall the file.


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without_its_end(content: bytes) -> bytes:
    return content[:-1]


def lengthened(content: bytes) -> bytes:
    return content + b"\0"


def only_a_checksum(content: bytes) -> bytes:
    return content[:DIGEST]


def another_checksum(content: bytes) -> bytes:
    return bytes(DIGEST) + content[DIGEST:]


def no_pickle(content: bytes) -> bytes:
    body = bytes(LENGTH) + b"not a pickle at all"
    return hashlib.sha256(body).digest() + body


@pytest.mark.parametrize(
    "damage",
    [
        truncated,
        without_its_end,
        lengthened,
        only_a_checksum,
        another_checksum,
        no_pickle,
        lambda _: b"",
        lambda _: b"\0" * 10_000,
        lambda content: content[::-1],
        lambda _: b"x",
    ],
    ids=["half", "end", "longer", "checksum", "sum", "no-pickle", "empty", "zeros", "reversed", "x"],
)
def test_a_broken_file_is_made_again_without_a_word(
    cache: Path,
    fresh: object,
    damage: Callable[[bytes], bytes],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_library(LIBRARY, cache)
    file = kept(cache)
    file.write_bytes(damage(file.read_bytes()))

    assert answers(open_library(LIBRARY, cache)) == fresh

    assert capfd.readouterr() == ("", "")
    assert answers(opens_without_compiling(cache, monkeypatch)) == fresh, "and the file is whole again"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A cache with the toy library in it, and what its file holds."""
    cache = tmp_path_factory.mktemp("whole")
    open_library(LIBRARY, cache)
    return cache, kept(cache).read_bytes()


@given(st.data())
def test_any_flipped_bit_is_noticed(whole: tuple[Path, bytes], fresh: object, data: st.DataObject) -> None:
    cache, content = whole
    file = kept(cache)
    place = data.draw(st.integers(0, len(content) - 1))
    flipped = content[place] ^ (1 << data.draw(st.integers(0, 7)))

    file.write_bytes(content[:place] + bytes([flipped]) + content[place + 1 :])

    assert open_library(LIBRARY, cache)[0].parts == fresh[0]  # type: ignore[index]
    again = file.read_bytes()
    assert hashlib.sha256(again[DIGEST:]).digest() == again[:DIGEST], "it is whole again"


def test_a_file_of_another_library_under_this_ones_name(toy: Toy, cache: Path, fresh: object) -> None:
    toy.replace("topics/wreck.yaml", "The wreck and the dark lamp", "The lost brig")
    open_library(toy.folder, cache)
    other = kept(cache)
    open_library(LIBRARY, cache)
    (mine,) = set(cache.iterdir()) - {other}

    shutil.copyfile(other, mine)

    assert answers(open_library(LIBRARY, cache)) == fresh


@pytest.mark.parametrize("length", [0, 1, 2**63])
def test_a_file_whose_parts_are_not_where_it_says(cache: Path, fresh: object, length: int) -> None:
    open_library(LIBRARY, cache)
    content = kept(cache).read_bytes()
    body = length.to_bytes(LENGTH, "big") + content[DIGEST + LENGTH :]
    kept(cache).write_bytes(hashlib.sha256(body).digest() + body)

    assert answers(open_library(LIBRARY, cache)) == fresh


def test_a_folder_under_the_files_name(cache: Path, fresh: object) -> None:
    open_library(LIBRARY, cache)
    file = kept(cache)
    file.unlink()
    file.mkdir()

    assert answers(open_library(LIBRARY, cache)) == fresh
    assert kept(cache) == file, "and nothing is left half written beside it"


def test_another_version_of_the_program_keeps_its_own_file(
    cache: Path, fresh: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_library(LIBRARY, cache)
    file = kept(cache)
    monkeypatch.setattr(compiled, "_code_stamp", lambda: "another-version")

    assert answers(open_library(LIBRARY, cache)) == fresh

    assert len(list(cache.iterdir())) == 2
    assert file.exists()


def test_a_change_of_the_code_makes_another_file(toy: Toy, cache: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copytree(REPOSITORY / "bot", program / "bot", ignore=shutil.ignore_patterns("__pycache__"))

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-c", OPEN_AND_TELL, str(toy.folder), str(cache)],
            cwd=program,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return done.stdout

    first = run()
    assert run() == first
    assert len(list(cache.iterdir())) == 1

    with (program / "bot" / "model.py").open("a", encoding="utf-8") as source:
        source.write("# a change\n")

    assert run() == first
    assert len(list(cache.iterdir())) == 2


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


def put_in(cache: Path, part: str, payload: bytes) -> None:
    """Keep the toy library, with a payload in place of one part of its file; the checksum is right."""
    open_library(LIBRARY, cache)
    file = kept(cache)
    body = file.read_bytes()[DIGEST:]
    end = LENGTH + int.from_bytes(body[:LENGTH], "big")
    library, index = (payload, body[end:]) if part == "library" else (body[LENGTH:end], payload)
    new = len(library).to_bytes(LENGTH, "big") + library + index
    file.write_bytes(hashlib.sha256(new).digest() + new)


@pytest.mark.parametrize("kind", list(malicious(Path("trace"))))
@pytest.mark.parametrize("part", ["library", "index"])
def test_a_strangers_file_runs_nothing(cache: Path, tmp_path: Path, fresh: object, kind: str, part: str) -> None:
    trace = tmp_path / "trace"
    put_in(cache, part, malicious(trace)[kind])

    assert answers(open_library(LIBRARY, cache)) == fresh

    assert not trace.exists()


class ImportedClass:
    """A class of another package, which does something as soon as it is called."""

    def __init__(self, trace: str) -> None:
        os.mkdir(trace)


def own_function(trace: str) -> None:
    os.mkdir(trace)


@pytest.mark.parametrize("part", ["library", "index"])
@pytest.mark.parametrize("planted", [ImportedClass, own_function])
def test_only_classes_are_taken_and_only_those_a_module_makes_itself(
    cache: Path, tmp_path: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, part: str, planted: Any
) -> None:
    monkeypatch.setattr(model, "planted", planted, raising=False)
    monkeypatch.setattr(own_function, "__module__", "bot.model")
    put_in(cache, part, by_name("bot.model", "planted", str(tmp_path / "trace")))

    assert answers(open_library(LIBRARY, cache)) == fresh

    assert not (tmp_path / "trace").exists()


def test_the_trace_is_left_where_a_strangers_file_is_run(tmp_path: Path) -> None:
    # That the test above can fail: what it must not run does what it says.
    for kind in ("mkdir", "system", "eval", "old protocol"):
        trace = tmp_path / kind
        pickle.loads(malicious(trace)[kind])  # noqa: S301  # our own
        assert trace.exists()


def test_parts_that_make_no_library(cache: Path, fresh: object) -> None:
    library, index = open_library(LIBRARY, cache)
    file = kept(cache)
    nonsense: Any = 5
    odd = Library(Parts(library.parts.name, "", 1, library.hash, ()))
    object.__setattr__(odd.parts, "documents", nonsense)
    file.unlink()
    compiled.CompiledStore(cache, library.hash).put(odd, index)
    assert kept(cache) == file

    assert answers(open_library(LIBRARY, cache)) == fresh


@pytest.mark.parametrize("value", [None, "an index", (1, 2), {"a": 1}])
def test_an_index_that_is_none_is_built_again(cache: Path, fresh: object, value: object) -> None:
    library, _ = open_library(LIBRARY, cache)
    odd: Any = value
    compiled.CompiledStore(cache, library.hash).put(library, Index(lambda: odd))

    assert answers(open_library(LIBRARY, cache)) == fresh


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


@pytest.mark.parametrize("refusal", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("step", ["mkdir", "open", "write", "close", "replace"])
def test_a_disk_that_refuses_leaves_nothing_behind(
    cache: Path, fresh: object, monkeypatch: pytest.MonkeyPatch, step: str, refusal: int
) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise OSError(refusal, os.strerror(refusal))

    really_open = tempfile.NamedTemporaryFile

    class Refusing:
        """A file on a disk that is full before, or when, the last byte is written."""

        def __init__(self, **how: Any) -> None:
            self.file = really_open(**how)
            self.name = self.file.name

        def __enter__(self) -> Refusing:
            return self

        def write(self, content: bytes) -> None:
            self.file.write(content[: len(content) // 2])
            if step == "write":
                refuse()

        def __exit__(self, *_: object) -> None:
            self.file.close()
            if step == "close":
                refuse()

    if step == "mkdir":
        monkeypatch.setattr(Path, "mkdir", refuse)
    elif step == "open":
        monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    elif step == "replace":
        monkeypatch.setattr(os, "replace", refuse)
    else:
        monkeypatch.setattr(tempfile, "NamedTemporaryFile", Refusing)

    assert answers(open_library(LIBRARY, cache)) == fresh
    monkeypatch.undo()

    assert not cache.exists() or list(cache.iterdir()) == []
    assert answers(open_library(LIBRARY, cache)) == fresh
    assert kept(cache).suffix == ".compiled"


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_a_file_that_the_system_does_not_let_grow_leaves_nothing_behind(toy: Toy, cache: Path) -> None:
    # A limit of the system itself (EFBIG), as near to a full disk as any user can get.
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n{OPEN_AND_TELL}"

    done = subprocess.run(
        [sys.executable, "-c", limited, str(toy.folder), str(cache)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(open_library(LIBRARY)[0].hash)
    assert list(cache.iterdir()) == []


# Several at once, and many over time.


def test_programs_that_open_a_library_at_the_same_time_all_get_it(toy: Toy, cache: Path) -> None:
    waiting = f"import time\nwhile not Path({str(cache.parent / 'go')!r}).exists(): time.sleep(0.001)\n"
    script = OPEN_AND_TELL.replace("library, index", f"{waiting}library, index", 1)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(toy.folder), str(cache)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    cache.parent.mkdir()
    (cache.parent / "go").touch()
    told = [program.communicate() for program in running]

    assert [program.returncode for program in running] == [0, 0, 0]
    assert len(set(told)) == 1
    assert told[0][0].startswith(open_library(LIBRARY)[0].hash)
    assert told[0][1] == ""
    assert kept(cache).suffix == ".compiled"


def test_the_oldest_are_swept_away_when_a_ninth_comes(cache: Path) -> None:
    cache.mkdir(parents=True)
    for age in range(10):
        file = cache / f"{age}.compiled"
        file.write_bytes(b"an older library")
        os.utime(file, (time.time() - 1000 * (age + 1),) * 2)
    (cache / "not-mine.txt").write_text("mine", encoding="utf-8")

    library, _ = open_library(LIBRARY, cache)

    left = sorted(file.name for file in cache.glob("*.compiled"))
    assert [name for name in left if not name.startswith(library.hash[:32])] == [f"{age}.compiled" for age in range(7)]
    assert len(left) == 8
    assert (cache / "not-mine.txt").exists()


def test_what_a_killed_program_left_is_swept_away_and_what_another_is_writing_is_not(cache: Path) -> None:
    cache.mkdir(parents=True)
    left, being_written = cache / ".new-left", cache / ".new-being-written"
    left.write_bytes(b"half a libr")
    being_written.write_bytes(b"half a libr")
    os.utime(left, (time.time() - 2 * 24 * 3600,) * 2)

    open_library(LIBRARY, cache)

    assert not left.exists()
    assert being_written.exists()
