"""What was compiled is kept and found again; what is said while it is made."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.library import Library
from bot.loading import LibraryError, open_library
from bot.search import filing
from bot.search.engine import Engine
from tests.loading.compiled.ground import LIBRARY_AND_INDEX, answers, kept, left, never, opens_without_compiling, put
from tests.loading.toy import LIBRARY, Toy


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
