"""Where nothing can be kept, or not all of it."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.loading import open_library
from bot.search import filing
from tests.loading.compiled.ground import (
    LIBRARY_AND_INDEX,
    OPEN_AND_TELL,
    REPOSITORY,
    answers,
    kept,
    left,
    opens_without_compiling,
    put,
)
from tests.loading.toy import LIBRARY, skip_where_nothing_is_forbidden


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
