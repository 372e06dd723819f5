"""A library that changes under a running bot."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.answering import reloading as module
from adapters.answering.reloading import REFUSED, RELOADED, Reloading
from adapters.answering.shelf import Shelf, mark
from bot.app import App
from bot.loading import open_library

TOY = Path(__file__).parents[2] / "library"
_WITHIN = 60.0
"""Seconds; a change that is never seen takes so long, and nothing else."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TOY, tmp_path / "toy"))


def opened(folder: Path) -> App:
    return App(*open_library(folder))


@asynccontextmanager
async def watched(*folders: Path, open_app: Callable[[Path], App] = opened) -> AsyncIterator[tuple[Shelf, Reloading]]:
    shelf = Shelf([opened(folder) for folder in folders])
    reloading = Reloading(shelf, dict(zip(shelf.names, folders, strict=True)), open_app)
    stop = asyncio.Event()
    watching = asyncio.create_task(reloading.run(stop))
    await asyncio.sleep(0.5)  # the system begins to watch when it likes
    try:
        yield shelf, reloading
    finally:
        stop.set()
        await asyncio.wait_for(watching, _WITHIN)


async def counted(reloading: Reloading, what: str, times: int = 1) -> None:
    async with asyncio.timeout(_WITHIN):
        while reloading.counts[what] < times:  # noqa: ASYNC110  # nobody is told of what is only counted
            await asyncio.sleep(0.05)


def retitle(folder: Path, title: str) -> None:
    change(folder, "title", title)


def change(folder: Path, key: str, value: str) -> None:
    file = folder / "library.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = (f"{key}: {value}\n" if line.startswith(f"{key}:") else line for line in lines)
    file.write_text("".join(changed), encoding="utf-8")


async def test_a_changed_library_answers_from_the_next_question_on(folder: Path) -> None:
    async with watched(folder) as (shelf, reloading):
        before = shelf.default
        retitle(folder, "Another title")
        await counted(reloading, RELOADED)
        assert shelf.default.library.parts.title == "Another title"
        assert before.library.parts.title != "Another title", "who asks the old one still gets its answers"
        assert shelf.marked(mark(before.library)) is None
        assert shelf.marked(mark(shelf.default.library)) is shelf.default


async def test_a_library_with_problems_is_reported_and_the_old_one_stays(folder: Path) -> None:
    async with watched(folder) as (shelf, reloading):
        before = shelf.default
        broken = next(iter(sorted((folder / "claims").glob("*.yaml"))))
        sound = broken.read_text(encoding="utf-8")
        with capture_logs() as logs:
            broken.write_text("statement: {", encoding="utf-8")
            await counted(reloading, REFUSED)
        assert shelf.default is before
        told = next(line for line in logs if line["log_level"] == "error")
        assert broken.name in told["first"][0]
        assert told["mend"].startswith("catena check ")
        with capture_logs() as logs:
            broken.write_text(sound, encoding="utf-8")
            async with asyncio.timeout(_WITHIN):
                while not any("again as it was" in line["event"] for line in logs):  # noqa: ASYNC110  # nothing else tells
                    await asyncio.sleep(0.05)
        retitle(folder, "Mended")
        await counted(reloading, RELOADED)
        assert shelf.default.library.parts.title == "Mended"


async def test_a_file_that_is_written_anew_with_the_same_in_it_changes_nothing(folder: Path) -> None:
    async with watched(folder) as (shelf, reloading):
        before = shelf.default
        file = folder / "library.yaml"
        file.write_bytes(file.read_bytes())
        (folder / "claims" / ".swap").write_text("an editor's own", encoding="utf-8")
        retitle(folder, "Marker")
        await counted(reloading, RELOADED)
        assert reloading.counts[REFUSED] == 0
        assert shelf.default is not before


async def test_a_library_that_goes_away_goes_on_answering(folder: Path) -> None:
    async with watched(folder) as (shelf, reloading):
        before = shelf.default
        (folder / "library.yaml").unlink()
        await counted(reloading, REFUSED)
        assert shelf.default is before


@pytest.mark.parametrize("is_link", [False, True])
async def test_a_folder_in_whose_place_another_one_is_put(folder: Path, is_link: bool) -> None:
    other = Path(shutil.copytree(folder, folder.with_name("other")))
    retitle(other, "Another one")
    place = folder
    if is_link:
        place = folder.with_name("current")
        place.symlink_to(folder)
    async with watched(place) as (shelf, reloading):
        if is_link:
            place.unlink()
            place.symlink_to(other)
        else:
            shutil.rmtree(folder)
            other.rename(folder)
        await counted(reloading, RELOADED)
        assert shelf.default.library.parts.title == "Another one"
        retitle(place, "And changed there")
        await counted(reloading, RELOADED, 2)
        assert shelf.default.library.parts.title == "And changed there"


async def test_what_changes_between_being_read_and_being_watched_is_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOKS_EVERY", 0.5)
    other = Path(shutil.copytree(folder, folder.with_name("other")))
    retitle(other, "Another one")
    place = folder.with_name("current")
    place.symlink_to(folder)
    changes = iter(["And changed meanwhile"])

    def changing(found: Path) -> App:
        app = opened(found)
        for title in changes:
            retitle(found, title)
        return app

    async with watched(place, open_app=changing) as (shelf, reloading):
        place.unlink()
        place.symlink_to(other)
        await counted(reloading, RELOADED, 2)
        assert shelf.default.library.parts.title == "And changed meanwhile"


async def test_a_library_that_is_gone_keeps_no_other_from_being_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOKS_EVERY", 0.2)
    second = Path(shutil.copytree(folder, folder.with_name("second")))
    change(second, "name", "second")
    away = folder.with_name("away")
    async with watched(folder, second) as (shelf, reloading):
        second.rename(away)
        other = Path(shutil.copytree(folder, folder.with_name("other")))
        retitle(other, "Put in its place")  # so that all are watched anew, the one that is gone among them
        shutil.rmtree(folder)
        other.rename(folder)
        await counted(reloading, RELOADED)
        retitle(folder, "Changed there")
        await counted(reloading, RELOADED, 2)
        assert shelf.default.library.parts.title == "Changed there"
        retitle(away, "Back again")
        away.rename(second)
        await counted(reloading, RELOADED, 3)
        assert shelf.apps["second"].library.parts.title == "Back again"
        assert reloading.counts[REFUSED] == 0


async def test_what_changed_before_it_was_watched_is_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOKS_EVERY", 0.2)
    shelf = Shelf([opened(folder)])
    retitle(folder, "Changed at once")
    reloading, stop = Reloading(shelf, {shelf.default.library.parts.name: folder}, opened), asyncio.Event()
    watching = asyncio.create_task(reloading.run(stop))
    await counted(reloading, RELOADED)
    assert shelf.default.library.parts.title == "Changed at once"
    stop.set()
    await asyncio.wait_for(watching, _WITHIN)
