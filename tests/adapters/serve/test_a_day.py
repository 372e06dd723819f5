"""A day of a thousand groups, and a flood of one: memory, tasks and times stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.serve.day import a_day, a_flood, percentile, without_limits
from tests.adapters.serve.ground import Clock

pytestmark = pytest.mark.slow


async def test_a_day_of_a_thousand_groups(homeserver: Synapse, data: Path, tmp_path: Path, app: App) -> None:
    hours = await a_day(homeserver, data, Clock(tmp_path / "clock"), app)
    said = "; ".join(
        f"{one.memory:.1f} MiB, {one.tasks} tasks, p99 {percentile(one.times, 0.99) * 1000:.0f} ms" for one in hours
    )
    first, last = hours[0], hours[-1]
    assert last.memory / first.memory - 1 <= 0.05, said
    assert last.tasks <= first.tasks + 5, said
    for share, most in ((0.5, 1.5), (0.99, 3.0)):  # what is rare is told by chance as well
        early, late = (
            percentile([percentile(one.times, share) for one in part], 0.5) for part in (hours[1:7], hours[-6:])
        )
        assert late <= most * early, said


async def test_a_flood_from_one_group_slows_no_other(data: Path, app: App) -> None:
    flood = await a_flood(without_limits(data), app)
    assert percentile(flood.beside, 0.99) < percentile(flood.alone, 0.99) + 0.3
