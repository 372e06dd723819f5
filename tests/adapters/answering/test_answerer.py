"""From a line in a group to an answer: choices, libraries, effects, and a store that cannot be reached."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.answering.answerer import Answered, Answerer
from adapters.answering.limits import Limit, Limits, TooManyError
from adapters.answering.shelf import Shelf, mark
from adapters.runtime.work import Worker
from bot.app import App
from bot.groups import Choices, Place, Scope
from bot.groups.digests import Digest
from bot.library import Library
from bot.loading import load, open_library
from bot.parsing import Invocation
from bot.reply import EndDigest, Outcome, Paragraph, PlanDigest, Reply, ResumeDigest, Rows
from bot.search import Index
from bot.status import Status

TOY = Path(__file__).parents[2] / "library"
PLACE = Place("discord", "server", "channel")
OTHER_CHANNEL = replace(PLACE, channel="other")


class Kept:
    """A store in memory, which may be out of reach."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], str] = {}
        self.is_broken = False

    async def choices(self, place: Place) -> Choices:
        self._reach()
        return Choices(self._of(place.group, place.channel), self._of(place.group, ""))

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        self._reach()
        key = (place.group, place.channel if scope is Scope.CHANNEL else "", setting)
        if value is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = value

    async def forget(self, place: Place) -> None:
        self._reach()
        self.rows = {key: value for key, value in self.rows.items() if key[0] != place.group}

    def _of(self, group: str, channel: str) -> dict[str, str]:
        return {key[2]: value for key, value in self.rows.items() if key[:2] == (group, channel)}

    def _reach(self) -> None:
        if self.is_broken:
            raise OSError("the store is away")


def named(app: App, name: str) -> App:
    """The same documents as a library of another name."""
    library = Library(replace(app.library.parts, name=name, hash=name[:2] * 32))
    return App(library, Index.build(library))


@pytest.fixture(scope="module")
def app() -> App:
    return App(*open_library(TOY, None))


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
async def answerer(app: App, kept: Kept) -> AsyncIterator[Answerer]:
    worker = Worker()
    yield Answerer(Shelf([app, named(app, "second")]), kept, worker)
    await worker.close(grace=1)


def said(reply: Reply) -> str:
    return " ".join(block.text for block in reply.blocks if isinstance(block, Paragraph))


async def test_a_line_is_answered(answerer: Answerer) -> None:
    answer = await answerer.answer("!claim keeper-asleep", PLACE, is_organiser=False)
    assert answer.reply.outcome is Outcome.FOUND
    assert answer.line == "claim keeper-asleep"
    assert answer.length == "full"
    assert not answer.reply.for_asker


async def test_the_line_gives_the_same_reply_again(answerer: Answerer) -> None:
    cite = Invocation("cite", {"reference": "keeper 4.1", "style": "mla"})
    answer = await answerer.invoke(cite, PLACE, is_organiser=False)
    assert answer.line == "cite keeper 4.1 mla"
    again = await answerer.answer(answer.line, PLACE, is_organiser=False)
    assert again.reply.blocks == answer.reply.blocks


async def test_what_is_no_command_is_answered_to_the_asker(answerer: Answerer) -> None:
    answer = await answerer.answer("cliam keeper", PLACE, is_organiser=False)
    assert answer.reply.outcome is Outcome.USAGE
    assert answer.reply.for_asker


async def test_a_choice_is_kept_and_holds(answerer: Answerer) -> None:
    await answerer.answer("settings length short here", PLACE, is_organiser=True)
    assert (await answerer.answer("topics", PLACE, is_organiser=False)).length == "short"
    assert (await answerer.answer("topics", OTHER_CHANNEL, is_organiser=False)).length == "full"
    assert await answerer.prefix(PLACE) == ""
    await answerer.answer("settings prefix on", PLACE, is_organiser=True)
    assert await answerer.prefix(OTHER_CHANNEL) == "!"
    await answerer.answer("settings prefix ?", PLACE, is_organiser=True)
    assert await answerer.prefix(OTHER_CHANNEL) == "?"
    await answerer.answer("settings forget", OTHER_CHANNEL, is_organiser=True)
    assert await answerer.prefix(PLACE) == ""
    assert (await answerer.answer("topics", PLACE, is_organiser=False)).length == "full"


async def test_what_a_platform_begins_with_holds_until_a_group_chooses(app: App, kept: Kept) -> None:
    worker = Worker()
    there = Answerer(Shelf([app]), kept, worker, defaults={"prefix": "on"})
    assert await there.prefix(PLACE) == "!"
    assert "decided by the default" in said((await there.answer("settings prefix", PLACE, is_organiser=True)).reply)
    await there.answer("settings prefix off", PLACE, is_organiser=True)
    assert await there.prefix(PLACE) == ""
    taken_back = await there.answer("settings prefix default", PLACE, is_organiser=True)
    assert said(taken_back.reply).endswith("“prefix” is on, decided by the default.")
    assert await there.prefix(PLACE) == "!"
    kept.is_broken = True
    assert await there.prefix(PLACE) == "!"
    await worker.close(grace=1)


async def test_members_choose_nothing(answerer: Answerer, kept: Kept) -> None:
    answer = await answerer.answer("settings prefix on", PLACE, is_organiser=False)
    assert answer.reply.outcome is Outcome.USAGE
    assert kept.rows == {}


async def test_a_group_picks_its_library(answerer: Answerer) -> None:
    await answerer.answer("settings library second", PLACE, is_organiser=True)
    answer = await answerer.answer("topics", PLACE, is_organiser=False)
    assert answer.app.library.parts.name == "second"
    assert (await answerer.app_of(PLACE)) is answer.app
    elsewhere = await answerer.answer("topics", Place("discord", "elsewhere", "1"), is_organiser=False)
    assert elsewhere.app is answerer.shelf.default


async def test_a_button_asks_the_library_that_it_came_from(answerer: Answerer) -> None:
    marked = answerer.shelf.marked(mark(answerer.shelf.apps["second"].library))
    assert marked is not None
    answer = await answerer.answer("topics", PLACE, is_organiser=False, app=marked)
    assert answer.app is marked
    assert answerer.shelf.marked("gone00") is None


async def test_references_are_answered_where_that_was_chosen(answerer: Answerer) -> None:
    assert await answerer.inline("see [[keeper 4.1]]", PLACE) is None
    await answerer.answer("settings inline on", PLACE, is_organiser=True)
    answer = await answerer.inline("see [[keeper 4.1]]", PLACE)
    assert answer is not None
    assert (await answerer.answer(answer.line, PLACE, is_organiser=False)).reply.blocks == answer.reply.blocks


async def test_without_the_store_the_defaults_hold(answerer: Answerer, kept: Kept) -> None:
    await answerer.answer("settings length short", PLACE, is_organiser=True)
    kept.is_broken = True
    answer = await answerer.answer("claim keeper-asleep", PLACE, is_organiser=False)
    assert answer.reply.outcome is Outcome.FOUND
    assert answer.length == "full"


async def test_a_choice_that_could_not_be_kept_is_not_said_to_be(answerer: Answerer, kept: Kept) -> None:
    kept.is_broken = True
    answer = await answerer.answer("settings prefix on", PLACE, is_organiser=True)
    assert answer.reply.outcome is Outcome.ERROR
    assert "could not be kept" in said(answer.reply)
    assert answer.reply.for_asker


class AwayPlans:
    """Digests in a store that is out of reach."""

    async def of(self, place: Place) -> Digest | None:
        raise OSError("the store is away")

    async def carry_out(self, effect: PlanDigest | EndDigest | ResumeDigest, place: Place, user: str) -> None:
        raise OSError("the store is away")

    def zones(self) -> tuple[str, ...]:
        return ("Europe/Berlin",)

    def countries(self) -> dict[str, tuple[str, ...]]:
        return {}


async def test_whoever_asks_how_the_bot_is_while_the_store_is_away_is_told(
    app: App, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.is_broken = True
    worker = Worker()
    status = Status("0.1.0", (), store="the disk is full")
    answerer = Answerer(Shelf([app]), kept, worker, status=lambda: status, digests=AwayPlans())
    told = await answerer.answer("status", PLACE, is_organiser=False)
    assert told.reply.outcome is Outcome.FOUND
    (rows,) = (block for block in told.reply.blocks if isinstance(block, Rows))
    assert ("store", "not ready: what is chosen now is not kept") in rows.rows
    assert (await answerer.answer("settings", PLACE, is_organiser=False)).reply.outcome is Outcome.FOUND
    for line in ("digest", "digest 9 berlin"):
        asked = await answerer.answer(line, PLACE, is_organiser=True)
        assert asked.reply.outcome is Outcome.ERROR
        assert "nothing can be said of what is planned, and nothing has changed" in said(asked.reply)
    assert "error" not in capsys.readouterr().out, "nothing was to be kept"
    await worker.close(grace=1)


async def test_completion_knows_the_groups_libraries(answerer: Answerer) -> None:
    found = await answerer.suggest("settings", "change", "library s", PLACE)
    assert [one.value for one in found] == [f"library {name}" for name in answerer.shelf.names if name[0] == "s"]


async def test_answers_that_are_remembered_are_those_of_the_same_library(app: App, kept: Kept) -> None:
    worker = Worker()
    both = Answerer(Shelf([app, named(app, "second")]), kept, worker)
    first = await both.answer("documents", PLACE, is_organiser=False)
    assert (await both.answer("documents", PLACE, is_organiser=False)).reply is first.reply
    second = await both.answer("documents", PLACE, is_organiser=False, app=both.shelf.apps["second"])
    assert second.app is not first.app
    await worker.close(grace=1)


def test_a_shelf_has_each_name_once() -> None:
    library = load(TOY)
    app = App(library, Index.build(library))
    with pytest.raises(ValueError, match="a name of its own"):
        Shelf([app, app])
    with pytest.raises(ValueError, match="at least one"):
        Shelf([])


async def test_a_flood_of_one_group_holds_up_no_other(answerer: Answerer) -> None:
    answered: list[str] = []

    async def asked(line: str, place: Place) -> None:
        await answerer.answer(line, place, is_organiser=False)
        answered.append(place.group)

    flood = [asyncio.create_task(asked(f"search sea {number}", PLACE)) for number in range(200)]
    await asyncio.sleep(0)  # all of them have asked
    await asked("search harbour", replace(PLACE, group="another", channel="another"))
    assert answered.count("server") < 10, "it waited for the questions of others"
    await asyncio.gather(*flood)
    assert answered.count("server") == 200


async def test_whoever_counts_is_told_what_became_of_each_question(app: App, kept: Kept) -> None:
    told: list[Answered] = []
    worker = Worker()
    limits = Limits(Limit(4, 3600), None)
    counted = Answerer(Shelf([app]), kept, worker, limits=limits, observe=told.append)
    for line in ("claim keeper-asleep", "claim qqqqqqqq", "cliam keeper", "settings"):
        await counted.answer(line, PLACE, is_organiser=True, user="mei")
    with pytest.raises(TooManyError):
        await counted.answer("claim keeper-asleep", PLACE, is_organiser=False, user="mei")
    await worker.close(grace=1)
    with pytest.raises(RuntimeError):
        await counted.invoke(Invocation("claim", {"words": "another"}), PLACE, is_organiser=False, user="ada")
    assert [(one.command, one.outcome) for one in told] == [
        ("claim", "found"),
        ("claim", "nothing"),
        ("", "usage"),
        ("settings", "found"),
        ("", "limited"),
        ("claim", "fault"),
    ]
    assert {one.platform for one in told} == {"discord"}
    assert all(one.seconds >= 0 for one in told)


async def test_a_reference_in_a_message_takes_as_long_as_it_was_looked_up(app: App, kept: Kept) -> None:
    told: list[Answered] = []
    worker = Worker()
    counted = Answerer(Shelf([app]), kept, worker, observe=told.append)
    await counted.answer("settings inline on", PLACE, is_organiser=True)
    done = threading.Event()
    busy = asyncio.create_task(worker.run(done.wait, 60))
    await asyncio.sleep(0)
    asked = asyncio.create_task(counted.inline("see [[keeper 4.1]]", PLACE))
    while worker.waiting < 2:  # noqa: ASYNC110  # it is a number that is waited for
        await asyncio.sleep(0)
    await asyncio.sleep(0.2)
    done.set()
    assert await asked is not None
    assert told[-1].seconds > 0.1, "it waited for what was asked before"
    await busy
    await worker.close(grace=1)
