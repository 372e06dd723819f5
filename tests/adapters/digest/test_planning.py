"""What is planned for a channel, as whoever asks reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from adapters.database.opening import open_database
from adapters.digest.planning import Planning
from bot.groups import Place
from bot.groups.digests import TimeOfDay
from bot.reply import PlanDigest

PLACE = Place("discord", "server", "channel")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


async def test_times_are_those_of_its_zone(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'catena.sqlite3'}")
    planning = Planning(database.digests, NOON.timestamp)
    await planning.carry_out(PlanDigest(TimeOfDay(9, 0), "Asia/Shanghai"), PLACE, "mei")
    found = await planning.of(PLACE)
    await database.digests.plan(PLACE, TimeOfDay(9, 0), "Atlantis/Poseidonis", "mei", int(NOON.timestamp()))
    unknown = await planning.of(PLACE)
    await database.close()
    assert found is not None
    assert str(found.next_at) == "2026-11-26 09:00:00+08:00"
    assert unknown is not None, "a zone that this machine does not know"
    assert unknown.next_at == NOON
