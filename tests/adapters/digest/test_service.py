"""Digests that are due: posted once, whatever happens between. A real store; the platform is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.answering.answerer import Answer, Answerer
from adapters.answering.shelf import Shelf
from adapters.database.opening import Database, DatabaseError, open_database
from adapters.database.post import Outgoing
from adapters.digest.planning import Planning
from adapters.digest.posters import Queued, RefusedError
from adapters.digest.service import FAILED, LEFT_OUT, PAUSED, POSTED, Channel, DigestService
from adapters.runtime.health import Health
from adapters.runtime.work import Worker
from bot.app import App
from bot.groups import Place
from bot.groups.digests import Digest, TimeOfDay
from bot.loading import open_library
from bot.reply import Heading
from tests.adapters.database.looking import rows
from tests.adapters.database.postgresql import shared

TOY = Path(__file__).parents[2] / "library"
PLACE = Place("discord", "server", "channel")
HOUR, DAY = 3_600, 86_400
MORNING = datetime(2026, 11, 25, 8, 59, tzinfo=UTC).timestamp()
"""A minute before the digests of these tests are due."""


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> float:
        return self.now


class Played:
    """A platform that notes what is posted, and fails as it is told."""

    def __init__(self) -> None:
        self.is_connected = True
        self.posted: list[tuple[Place, str, str]] = []
        self.told: list[tuple[str, Place, Digest]] = []
        self.resumes: list[str] = []
        self.keys: list[tuple[str, bool]] = []
        self.fails: list[Exception] = []
        self.dies_after_posting = False
        self.begun = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.queues = False
        """Whether it leaves what is to be posted to the store, as Matrix does."""
        self.sent: list[Queued] = []

    async def post(
        self, place: Place, answer: Answer, key: str, due: datetime, *, may_be_posted: bool
    ) -> Queued | None:
        self.keys.append((key, may_be_posted))
        self.begun.set()
        await self.goes_on.wait()
        if self.fails:
            raise self.fails.pop(0)
        heading, claim = (block.text for block in answer.reply.blocks if isinstance(block, Heading))
        if self.queues:
            return Queued("catena", [Outgoing(key, place.group, "message", heading)])
        if not may_be_posted or (place, heading, claim) not in self.posted:
            self.posted.append((place, heading, claim))
        if self.dies_after_posting:
            self.dies_after_posting = False
            raise asyncio.CancelledError
        return None

    async def send(self, queued: Queued) -> None:
        self.sent.append(queued)

    async def tell(self, user: str, place: Place, digest: Digest, resume: str) -> None:
        self.told.append((user, place, digest))
        self.resumes.append(resume)


class Group:
    """A store, a platform, and a service that looks when it is told to."""

    def __init__(self, database: Database, app: App, worker: Worker) -> None:
        self.clock, self.played, self.health = Clock(), Played(), Health()
        self.database = database
        self.planning = Planning(database.digests, self.clock)
        self.answerer = Answerer(Shelf([app]), database.choices, worker, digests=self.planning)
        self.answerer.menu = "/"
        self.service = self.another(database)

    def another(self, database: Database, **others: Played) -> DigestService:
        """The service as another process runs it, with `others` as further platforms."""
        channels = {name: Channel(self.answerer, played) for name, played in {"discord": self.played, **others}.items()}
        return DigestService(database.digests, channels, self.health, self.clock)

    async def says(self, line: str, place: Place = PLACE) -> None:
        await self.answerer.answer(line, place, is_organiser=True, user="mei")

    async def look(self, at: float) -> None:
        self.clock.now = at
        await self.service.look()

    async def dies_after_posting(self, at: float) -> None:
        """Look, and end between posting and saying so, as a process that is killed."""
        self.played.dies_after_posting = True
        with pytest.raises(asyncio.CancelledError):
            await self.look(at)

    @property
    def days(self) -> list[str]:
        """The headings that were posted, without what they have in common."""
        return [heading.removeprefix("Claim of the day, ") for _, heading, _ in self.played.posted]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not made yet."""
    return shared().fresh() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'catena.sqlite3'}"


@pytest.fixture
async def group(url: str) -> AsyncIterator[Group]:
    database = await open_database(url)
    worker = Worker()
    yield Group(database, App(*open_library(TOY, None)), worker)
    await worker.close(grace=1)
    await database.close()


async def test_it_is_posted_at_its_time_each_day(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING)
    assert group.days == []
    await group.look(MORNING + 60)
    await group.look(MORNING + 70)
    assert group.days == ["25 November 2026"]
    await group.look(MORNING + 60 + DAY)
    assert group.days == ["25 November 2026", "26 November 2026"]
    assert len({claim for _, _, claim in group.played.posted}) == 2, "another claim each day"
    assert group.service.counts == {POSTED: 2}
    assert group.health.last_digest == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


async def test_what_was_ended_or_forgotten_is_not_posted(group: Group) -> None:
    other = Place("discord", "other", "channel")
    await group.says("digest 09:00 utc")
    await group.says("digest 09:00 utc", other)
    await group.says("digest off")
    await group.says("settings forget", other)
    await group.look(MORNING + 60)
    assert group.days == []


async def test_planning_it_anew_gives_no_second_one_on_a_day(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60)
    await group.says("digest 10:00 utc")
    await group.look(MORNING + 60 + HOUR)
    assert group.days == ["25 November 2026"]
    await group.look(MORNING + 60 + HOUR + DAY)
    assert group.days == ["25 November 2026", "26 November 2026"]


async def test_ending_it_and_planning_it_again_gives_no_second_one_on_a_day(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60)
    await group.says("digest off")
    assert await group.planning.of(PLACE) is None
    group.clock.now = MORNING + 120
    await group.says("digest 09:30 utc")
    found = await group.planning.of(PLACE)
    assert found is not None
    assert found.next_at == datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    await group.look(MORNING + HOUR)
    assert group.days == ["25 November 2026"]
    await group.look(MORNING + HOUR + DAY)
    assert group.days == ["25 November 2026", "26 November 2026"]


async def test_what_was_ended_is_remembered_for_days_and_no_longer(
    group: Group, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await group.says("digest 09:00 utc")
    assert rows(url, "SELECT count(*) FROM digests") == [(1,)]
    await group.says("digest off")
    assert rows(url, "SELECT count(*) FROM digests") == [(0,)], "none had come yet"
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60)
    await group.says("digest off")
    (kept,) = rows(url, "SELECT planned_by, try_at, last_day FROM digests")
    assert kept == ("", None, "2026-11-25")
    await group.look(MORNING + DAY)
    assert group.days == ["25 November 2026"]
    for day, left in ((2, 1), (4, 0)):
        monkeypatch.setattr("time.time", lambda at=MORNING + day * DAY: at)
        await group.database.sweep()
        assert rows(url, "SELECT count(*) FROM digests") == [(left,)]


async def test_a_clock_that_is_set_back_gives_no_second_one(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60)
    for at in range(-3_600, 7_200, 600):
        await group.look(MORNING + at)
    assert group.days == ["25 November 2026"]
    await group.look(MORNING + 60 + DAY)
    assert group.days == ["25 November 2026", "26 November 2026"]


async def test_a_clock_that_was_a_year_ahead_holds_up_nothing(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 365 * DAY)
    assert group.service.counts[LEFT_OUT] == 1
    await group.look(MORNING)
    await group.look(MORNING + 60)
    assert group.days == ["25 November 2026"]


async def test_one_that_is_late_is_posted_and_one_that_is_too_late_is_left_out(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60 + 3 * HOUR)
    assert group.days == ["25 November 2026"]
    await group.look(MORNING + 60 + DAY + 13 * HOUR)
    assert group.days == ["25 November 2026"]
    await group.look(MORNING + 60 + 2 * DAY)
    assert group.days == ["25 November 2026", "27 November 2026"]


async def test_while_the_platform_is_away_it_waits(group: Group) -> None:
    await group.says("digest 09:00 utc")
    group.played.is_connected = False
    await group.look(MORNING + 60)
    group.played.is_connected = True
    await group.look(MORNING + 600)
    assert group.days == ["25 November 2026"]


async def test_trouble_is_nobodys_fault_and_tried_again(group: Group) -> None:
    await group.says("digest 09:00 utc")
    group.played.fails = [ConnectionError("away"), TimeoutError(), RuntimeError("odd"), ConnectionError("away")]
    for at in range(60, 3_600, 15):
        await group.look(MORNING + at)
    assert group.days == ["25 November 2026"]
    assert group.service.counts[FAILED] == 4
    assert group.played.told == []
    digest = await group.planning.of(PLACE)
    assert digest is not None
    assert digest.failures == 0


async def test_after_three_refusals_it_is_paused_and_the_organiser_is_told(group: Group) -> None:
    await group.says("digest 09:00 utc")
    group.played.fails = [RefusedError("I may not write there.")] * 3
    for at in range(60, 3 * HOUR, 60):
        await group.look(MORNING + at)
    assert group.days == []
    assert group.service.counts == {FAILED: 2, PAUSED: 1}
    ((user, place, digest),) = group.played.told
    assert (user, place, digest.problem) == ("mei", PLACE, "I may not write there.")
    assert group.played.resumes == ["/digest resume"], "as it is typed there"
    await group.look(MORNING + 60 + DAY)
    assert group.days == [], "it is paused"
    await group.says("digest resume")
    await group.look(MORNING + 60 + 2 * DAY)
    assert group.days == ["27 November 2026"]


async def test_two_refusals_and_a_success_begin_the_count_anew(group: Group) -> None:
    await group.says("digest 09:00 utc")
    group.played.fails = [RefusedError("no")] * 2
    for at in range(60, 3 * HOUR, 60):
        await group.look(MORNING + at)
    assert group.days == ["25 November 2026"]
    digest = await group.planning.of(PLACE)
    assert digest is not None
    assert (digest.failures, digest.problem) == (0, "")


async def test_a_process_that_dies_after_posting_leaves_it_to_the_next_which_posts_nothing_twice(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.dies_after_posting(MORNING + 60)
    await group.look(MORNING + 90)  # the dead one might still be at it
    assert len(group.played.keys) == 1
    await group.look(MORNING + 60 + 121)
    assert group.days == ["25 November 2026"]
    (first, was_first), (second, was_second) = group.played.keys
    assert first == second
    assert (was_first, was_second) == (False, True)


async def test_one_of_a_process_that_died_is_ended_and_planned_again_and_does_not_come_twice(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.dies_after_posting(MORNING + 60)
    await group.says("digest off")
    await group.says("digest 09:30 utc")
    for at in range(60, 2 * DAY, 600):
        await group.look(MORNING + at)
    assert group.days == ["25 November 2026", "26 November 2026"]


async def test_one_that_is_ended_and_resumed_at_the_same_time_is_ended_and_holds_up_no_other(group: Group) -> None:
    other = Place("discord", "other", "channel")
    await group.says("digest 09:00 utc", other)
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60)
    await group.database.digests.end(PLACE)
    await group.database.digests.resume(PLACE, int(MORNING + DAY))
    await group.look(MORNING + 60 + DAY)
    assert await group.planning.of(PLACE) is None
    assert sorted(place.group for place, _, _ in group.played.posted) == ["other", "other", "server"]


async def test_one_of_a_process_that_died_is_planned_anew_and_does_not_come_twice(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.dies_after_posting(MORNING + 60)
    await group.says("digest 09:30 utc")
    for at in range(60, 2 * DAY, 600):
        await group.look(MORNING + at)
        if group.played.posted[1:]:
            break
    assert group.days == ["25 November 2026", "26 November 2026"]
    assert group.clock.now == MORNING + DAY + 31 * 60, "at the new time"


async def test_two_processes_post_each_once(group: Group, url: str) -> None:
    places = [Place("discord", f"server {number}", f"channel {number}") for number in range(200)]
    for place in places:
        await group.says("digest 09:00 utc", place)
    other = await open_database(url)
    another = group.another(other)
    group.clock.now = MORNING + 60
    for _ in range(4):
        await asyncio.gather(group.service.look(), another.look())
    await other.close()
    posted = [place for place, _, _ in group.played.posted]
    assert sorted(one.channel for one in posted) == sorted(one.channel for one in places)
    assert group.service.counts[POSTED] + another.counts[POSTED] == 200


async def test_what_was_refused_for_certain_is_no_try_that_may_have_gone_well(group: Group) -> None:
    await group.says("digest 09:00 utc")
    group.played.fails = [RefusedError("no"), RefusedError("no", may_be_posted=True)]
    for at in range(60, 3 * HOUR, 60):
        await group.look(MORNING + at)
    assert [may_be_posted for _, may_be_posted in group.played.keys] == [False, False, True]


@pytest.mark.parametrize("change", ["digest 10:00 utc", "digest resume"])
async def test_planning_it_anew_while_it_is_posted_gives_no_second_one_on_that_day(group: Group, change: str) -> None:
    await group.says("digest 09:00 utc")
    group.played.goes_on.clear()
    posting = asyncio.create_task(group.look(MORNING + 60))
    await group.played.begun.wait()
    await group.says(change)
    group.played.goes_on.set()
    await posting
    for at in range(60, DAY, 1_800):
        await group.look(MORNING + at)
    assert group.days == ["25 November 2026"]


@pytest.mark.parametrize("change", ["digest off", "settings forget", "digest 10:00 utc"])
async def test_what_is_changed_before_the_store_has_kept_it_is_not_sent(group: Group, change: str) -> None:
    await group.says("digest 09:00 utc")
    group.played.queues = True
    group.played.goes_on.clear()
    posting = asyncio.create_task(group.look(MORNING + 60))
    await group.played.begun.wait()
    await group.says(change)
    group.played.goes_on.set()
    await posting
    assert group.played.sent == []
    assert await group.database.post.outgoing("catena") == []
    await group.look(MORNING + 60 + HOUR)
    assert len(group.played.sent) == (1 if "10:00" in change else 0)
    assert len(await group.database.post.outgoing("catena")) == len(group.played.sent)


async def test_a_zone_further_west_gives_no_second_one(group: Group) -> None:
    await group.says("digest 09:00 Pacific/Auckland")
    evening = datetime(2026, 11, 25, 20, 1, tzinfo=UTC).timestamp()
    await group.look(evening)
    assert group.days == ["26 November 2026"]
    await group.says("digest 21:00 utc")
    for at in range(0, 2 * DAY + 2 * HOUR, HOUR):
        await group.look(evening + at)
    assert group.days == ["26 November 2026", "27 November 2026"]


async def test_a_clock_that_is_set_back_a_day_gives_no_day_twice(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60)
    await group.look(MORNING + 60 + DAY)
    for at in range(0, 3 * DAY, HOUR):
        await group.look(MORNING + 120 + at)
    assert group.days == [f"{day} November 2026" for day in (25, 26, 27)]


async def test_the_next_one_that_is_told_is_the_one_that_comes(group: Group) -> None:
    await group.says("digest 09:00 utc")
    await group.look(MORNING + 60)
    await group.says("digest 10:00 utc")
    for _ in range(2):
        await group.look(MORNING + 120)
        digest = await group.planning.of(PLACE)
        assert digest is not None
        assert digest.next_at == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


async def test_a_zone_that_is_known_no_more_is_told_and_holds_up_no_other(group: Group) -> None:
    lost = Place("discord", "server", "lost")
    await group.says("digest 09:00 utc")
    await group.database.digests.plan(lost, TimeOfDay(9, 0), "Atlantis/Poseidonis", "mei", int(MORNING))
    for at in range(60, 3 * HOUR, 60):
        await group.look(MORNING + at)
    assert group.days == ["25 November 2026"]
    ((user, place, digest),) = group.played.told
    assert (user, place) == ("mei", lost)
    assert "Atlantis/Poseidonis" in digest.problem


async def test_a_platform_that_keeps_waiting_holds_up_no_other_and_no_stop(group: Group) -> None:
    elsewhere = Place("matrix", "!room", "!room")
    for place in (PLACE, elsewhere):
        await group.says("digest 09:00 utc", place)
    group.played.goes_on.clear()
    matrix = Played()
    group.clock.now = MORNING + 60
    service, stop = group.another(group.database, matrix=matrix), asyncio.Event()
    running = asyncio.create_task(service.run(stop))
    await asyncio.wait_for(matrix.begun.wait(), 30)
    await asyncio.wait_for(group.played.begun.wait(), 30)
    stop.set()
    await asyncio.wait_for(running, 30)
    assert [place for place, _, _ in matrix.posted] == [elsewhere]
    group.played.goes_on.set()
    await group.look(MORNING + 60 + 121)
    assert group.days == ["25 November 2026"], "the next start takes it up"


async def test_a_store_that_can_be_read_alone_is_not_asked_without_a_pause(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes = 0

    async def fail(*_: object) -> bool:
        nonlocal takes
        takes += 1
        raise DatabaseError("The store: the disk is full.")

    for number in range(120):
        await group.says("digest 09:00 utc", Place("discord", f"server {number}", f"channel {number}"))
    group.clock.now = MORNING + 60
    stop = asyncio.Event()
    with monkeypatch.context() as full:
        full.setattr(group.database.digests, "take", fail)
        running = asyncio.create_task(group.service.run(stop))
        async with asyncio.timeout(60):
            while takes < 100:  # noqa: ASYNC110  # it is a number that is waited for
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.5)  # without a pause, more would come at once
    stop.set()
    await asyncio.wait_for(running, 30)
    assert takes == 100, "one look"


async def test_a_store_that_is_away_ends_nothing(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise DatabaseError("The store: it is away.")

    stop = asyncio.Event()
    with monkeypatch.context() as away:
        away.setattr(group.database.digests, "due", fail)
        running = asyncio.create_task(group.service.run(stop))
        await asyncio.sleep(0.05)
        assert not running.done()
    stop.set()
    await asyncio.wait_for(running, 30)
