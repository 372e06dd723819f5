"""What groups chose is kept, each for itself."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.database.choices import RememberedChoices
from adapters.database.opening import Database, open_database
from bot.groups import Choices, Place, Scope

ROOT = Path(__file__).parents[3]
PLACE = Place("discord", "server", "channel")
OTHER = replace(PLACE, channel="other")
ELSEWHERE = Place("discord", "elsewhere", "channel")
ON_MATRIX = replace(PLACE, platform="matrix")


async def test_a_choice_holds_where_it_was_made(database: Database) -> None:
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.choices.choose(PLACE, Scope.CHANNEL, "length", "short")
    assert await database.choices.choices(PLACE) == Choices({"length": "short"}, {"prefix": "on"})
    assert await database.choices.choices(OTHER) == Choices({}, {"prefix": "on"})
    assert await database.choices.choices(ELSEWHERE) == Choices()
    assert await database.choices.choices(ON_MATRIX) == Choices()


async def test_a_choice_is_changed_and_taken_back(database: Database) -> None:
    for value in ("on", "off", "on"):
        await database.choices.choose(PLACE, Scope.GROUP, "prefix", value)
        assert (await database.choices.choices(PLACE)).group == {"prefix": value}
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", None)
    assert await database.choices.choices(PLACE) == Choices()


async def test_forgetting_deletes_all_of_a_group_and_nothing_of_others(database: Database) -> None:
    for place in (PLACE, OTHER, ELSEWHERE, ON_MATRIX):
        await database.choices.choose(place, Scope.CHANNEL, "length", "short")
        await database.choices.choose(place, Scope.GROUP, "prefix", "on")
        await database.answers.remember(place, "question", ["answer"])
    await database.choices.forget(OTHER)
    assert await database.choices.choices(PLACE) == Choices()
    assert await database.choices.choices(OTHER) == Choices()
    assert await database.answers.of("discord", "other", "question") == ()
    assert await database.choices.choices(ELSEWHERE) == Choices({"length": "short"}, {"prefix": "on"})
    assert await database.choices.choices(ON_MATRIX) == Choices({"length": "short"}, {"prefix": "on"})
    assert await database.answers.of("matrix", "channel", "question") == ("answer",)


ROOM, NEW_ROOM = Place("matrix", "!old", "!old"), Place("matrix", "!new", "!new")


async def test_an_upgraded_room_takes_its_choices_with_it(database: Database) -> None:
    await database.choices.choose(ROOM, Scope.GROUP, "prefix", "on")
    await database.choices.choose(ROOM, Scope.CHANNEL, "length", "short")
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "off")
    for _ in range(2):  # it is told of again after a restart
        await database.choices.move(ROOM, NEW_ROOM)
        assert await database.choices.choices(NEW_ROOM) == Choices({"length": "short"}, {"prefix": "on"})
        assert await database.choices.choices(ROOM) == Choices()
    assert await database.choices.choices(PLACE) == Choices({}, {"prefix": "off"})


async def test_what_was_chosen_in_the_new_room_already_stays(database: Database) -> None:
    await database.choices.choose(ROOM, Scope.GROUP, "prefix", "on")
    await database.choices.choose(NEW_ROOM, Scope.CHANNEL, "length", "short")
    await database.choices.move(ROOM, NEW_ROOM)
    assert await database.choices.choices(NEW_ROOM) == Choices({"length": "short"}, {})
    assert await database.choices.choices(ROOM) == Choices({}, {"prefix": "on"})


async def test_a_channel_moves_and_the_others_of_its_group_keep_theirs(database: Database) -> None:
    await database.choices.choose(PLACE, Scope.CHANNEL, "length", "short")
    await database.choices.choose(OTHER, Scope.CHANNEL, "length", "full")
    await database.choices.move(PLACE, Place("discord", "newer", "renewed"))
    assert await database.choices.choices(Place("discord", "newer", "renewed")) == Choices({"length": "short"}, {})
    assert await database.choices.choices(Place("discord", "newer", "other")) == Choices({"length": "full"}, {})


async def test_it_is_still_there_the_next_time(url: str) -> None:
    database = await open_database(url)
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()
    again = await open_database(url)
    assert (await again.choices.choices(PLACE)).group == {"prefix": "on"}
    await again.close()


_PLACES = st.builds(Place, st.just("discord"), st.sampled_from(["1", "2"]), st.sampled_from(["1", "2"]))
_STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("choose"),
            _PLACES,
            st.sampled_from(Scope),
            st.sampled_from(["prefix", "length"]),
            st.none() | st.text(min_size=1, max_size=5).filter(lambda text: "\x00" not in text and text.isprintable()),
        ),
        st.tuples(st.just("forget"), _PLACES, st.none(), st.none(), st.none()),
        st.tuples(st.just("wait"), _PLACES, st.none(), st.none(), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(_STEPS)
def test_any_changes_come_to_what_a_dictionary_makes_of_them(
    steps: list[tuple[str, Place, Scope, str, str | None]],
) -> None:
    async def run(folder: str) -> None:
        now = 0.0
        database = await open_database(f"sqlite:///{folder}/c.sqlite3")
        store = RememberedChoices(database.choices, clock=lambda: now)
        known: dict[tuple[str, str, str], str] = {}
        for step, place, scope, setting, value in steps:
            if step == "choose":
                key = (place.group, place.channel if scope is Scope.CHANNEL else "", setting)
                await store.choose(place, scope, setting, value)
                known.pop(key, None)
                if value is not None:
                    known[key] = value
            elif step == "forget":
                await store.forget(place)
                known = {key: one for key, one in known.items() if key[0] != place.group}
            else:
                now += 7.0
            found = await store.choices(place)
            assert found.group == {key[2]: one for key, one in known.items() if key[:2] == (place.group, "")}
            assert found.channel == {
                key[2]: one for key, one in known.items() if key[:2] == (place.group, place.channel)
            }
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(folder))


# ── The memory in front of it ────────────────────────────────────────────────


class Counted:
    """A store that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: OSError | None = None
        self.found = Choices()

    async def choices(self, place: Place) -> Choices:
        self.asked += 1
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return self.found

    async def choose(self, place: Place, scope: Scope, setting: str, value: str | None) -> None:
        pass

    async def forget(self, place: Place) -> None:
        pass

    async def move(self, old: Place, new: Place) -> None:
        pass


async def test_what_was_asked_a_moment_ago_is_remembered_for_ten_seconds() -> None:
    now = 0.0
    store = Counted()
    remembered = RememberedChoices(store, clock=lambda: now)
    await asyncio.gather(*(remembered.choices(PLACE) for _ in range(20)))
    assert store.asked == 1
    now = 9.9
    await remembered.choices(PLACE)
    assert store.asked == 1
    store.found = Choices(group={"prefix": "on"})  # by another process
    now = 10.1
    assert (await remembered.choices(PLACE)).group == {"prefix": "on"}


async def test_a_change_is_seen_at_once_in_every_channel() -> None:
    store = Counted()
    remembered = RememberedChoices(store)
    await remembered.choices(PLACE)
    await remembered.choices(OTHER)
    store.found = Choices(group={"prefix": "on"})
    await remembered.choose(PLACE, Scope.GROUP, "prefix", "on")
    assert (await remembered.choices(OTHER)).group == {"prefix": "on"}
    store.found = Choices()
    await remembered.forget(PLACE)
    assert await remembered.choices(OTHER) == Choices()
    await remembered.choices(ELSEWHERE)
    store.found = Choices(group={"prefix": "off"})
    await remembered.move(PLACE, ELSEWHERE)
    for place in (PLACE, ELSEWHERE):
        assert (await remembered.choices(place)).group == {"prefix": "off"}


async def test_a_failure_is_not_remembered_and_one_who_leaves_takes_nobody_along() -> None:
    store = Counted()
    remembered = RememberedChoices(store)
    store.error = OSError("away")
    with pytest.raises(OSError, match="away"):
        await remembered.choices(PLACE)
    store.error = None
    first = asyncio.create_task(remembered.choices(PLACE))
    second = asyncio.create_task(remembered.choices(PLACE))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == Choices()


async def test_only_so_many_places_are_remembered() -> None:
    store = Counted()
    remembered = RememberedChoices(store, most=2)
    for channel in ("1", "2", "3", "1"):
        await remembered.choices(replace(PLACE, channel=channel))
    assert store.asked == 4


# ── Several processes ────────────────────────────────────────────────────────

_WRITER = """
import asyncio, sys
from adapters.database.opening import open_database
from bot.groups import Place, Scope
async def main(url, name, times):
    database = await open_database(url)
    for number in range(int(times)):
        for setting in ("prefix", "length"):
            await database.choices.choose(Place("discord", name, str(number)), Scope.CHANNEL, setting, f"{number}")
        print(number, flush=True)
    await database.close()
asyncio.run(main(*sys.argv[1:]))
"""


def writer(url: str, name: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, url, name, str(times)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


async def test_processes_that_start_and_write_at_the_same_time_lose_nothing(url: str) -> None:
    processes = [writer(url, name, 20) for name in ("a", "b", "c")]
    for process in processes:
        await asyncio.to_thread(process.communicate, timeout=180)
        assert process.returncode == 0
    database = await open_database(url)
    for name in ("a", "b", "c"):
        for number in range(20):
            found = await database.choices.choices(Place("discord", name, str(number)))
            assert found.channel == {"prefix": f"{number}", "length": f"{number}"}
    await database.close()


@pytest.mark.parametrize("moment", [1, 3, 8])
async def test_a_process_that_is_killed_leaves_what_it_had_kept(url: str, moment: int) -> None:
    process = writer(url, "a", 10_000)
    assert process.stdout is not None
    for _ in range(moment):
        await asyncio.to_thread(process.stdout.readline)
    process.kill()
    await asyncio.to_thread(process.wait, 30)
    process.stdout.close()
    database = await open_database(url)
    for number in range(moment):
        found = await database.choices.choices(Place("discord", "a", str(number)))
        assert found.channel == {"prefix": f"{number}", "length": f"{number}"}
    await database.choices.choose(PLACE, Scope.GROUP, "prefix", "on")
    await database.close()


_CHANGER = """
import asyncio, sys
from adapters.database.opening import open_database
from bot.groups import Place, Scope
async def main(url):
    database = await open_database(url)
    for number in range(1_000_000):
        await database.choices.choose(Place("discord", "server", "channel"), Scope.GROUP, "prefix", f"{number}")
        print(number, flush=True)
asyncio.run(main(*sys.argv[1:]))
"""


def test_a_process_that_is_killed_while_it_changes_a_value_leaves_the_old_or_the_new_one(url: str, file: Path) -> None:
    chance = random.Random()
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", _CHANGER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))  # anywhere in a change
        process.kill()
        said = process.stdout.read()
        process.wait(30)
        process.stdout.close()
        last = max((int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")), default=0)
        kept = sqlite3.connect(file)
        assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = kept.execute("SELECT setting, value FROM choices").fetchall()
        kept.close()
        assert found in ([("prefix", f"{last}")], [("prefix", f"{last + 1}")])
