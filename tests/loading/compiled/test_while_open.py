"""What happens to an index while it is open."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import warnings
from pathlib import Path

import pytest

from bot.loading import open_library
from bot.search import filing
from tests.loading.compiled.ground import answers, half, kept, opens_without_compiling, put
from tests.loading.toy import LIBRARY


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
        assert open_files() <= before, "what other tests left may go meanwhile"

    assert [str(one.message) for one in told if str(filled) in str(one.message)] == []
