"""`status`: what somebody reads who wonders whether the bot is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.groups import Asked, Place
from bot.loading import open_library
from bot.reply import Outcome, Rows
from bot.status import Connected, Status, Unknown

MORNING = datetime(2026, 11, 25, 8, 5, tzinfo=UTC)
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
WELL = Status("0.1.0", (Connected("discord", True, MORNING), Connected("matrix", True, NOON)), started=MORNING)


@pytest.fixture(scope="module")
def app() -> App:
    return App(*open_library(Path(__file__).parent / "library", None))


def shown(app: App, status: Status | None) -> dict[str, str]:
    reply = app.respond_to("!status", Asked(status=status))
    assert reply.outcome is Outcome.FOUND
    assert reply.for_asker
    (rows,) = (block for block in reply.blocks if isinstance(block, Rows))
    return {row[0]: row[1] for row in rows.rows}


def test_all_is_well(app: App) -> None:
    told = shown(app, WELL)
    assert told["version"] == "0.1.0"
    assert app.library.hash[:12] in told["library"]
    assert app.library.parts.title in told["library"]
    assert told["Discord"] == "connected since 25 November 2026, 08:05 UTC"
    assert told["Matrix"] == "connected since 25 November 2026, 12:00 UTC"
    assert told["last digest"] == "none since the start"
    assert told["last error"] == "none since the start, 25 November 2026, 08:05 UTC"


def test_what_is_down_says_since_when_and_why(app: App) -> None:
    down = Connected("matrix", False, NOON, "the homeserver does not answer, and is asked again")
    told = shown(app, replace(WELL, connections=(down, Connected("discord", False))))
    assert told["Matrix"] == (
        "not connected since 25 November 2026, 12:00 UTC: the homeserver does not answer, and is asked again"
    )
    assert told["Discord"] == "not connected"


def test_members_of_a_group_are_not_told_what_concerns_who_runs_it(app: App) -> None:
    down = Connected("matrix", False, NOON, "Another Catena runs with the keys in /var/lib/catena")
    asked = Asked(Place("discord", "server", "channel"), status=replace(WELL, connections=(down,)))
    (rows,) = (block for block in app.respond_to("status", asked).blocks if isinstance(block, Rows))
    assert ("Matrix", "not connected since 25 November 2026, 12:00 UTC") in rows.rows


def test_the_last_digest_and_the_last_error(app: App) -> None:
    told = shown(app, replace(WELL, last_digest=NOON, last_error=(MORNING, "a question was not answered")))
    assert told["last digest"] == "25 November 2026, 12:00 UTC"
    assert told["last error"] == "25 November 2026, 08:05 UTC: a question was not answered"


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        (Unknown.NOT_SET, "CATENA_HTTP is not set here"),
        (Unknown.NOBODY, "nobody answers at 127.0.0.1:8080"),
        (Unknown.SOMETHING_ELSE, "does not answer as a bot of this kind"),
    ],
)
def test_where_no_bot_can_be_asked_the_reason_is_told(app: App, unknown: Unknown, said: str) -> None:
    told = shown(app, Status("0.1.0", unknown=unknown, address="127.0.0.1:8080"))
    assert set(told) == {"version", "library", "connections"}
    assert said in told["connections"]


def test_what_is_not_ready_beside_the_connections(app: App) -> None:
    assert not {"store", "core"} & set(shown(app, WELL))
    told = shown(app, replace(WELL, store="the store does not answer in time", core="one question is thought about"))
    assert told["store"] == "not ready: the store does not answer in time"
    assert told["core"] == "not ready: one question is thought about"


def test_members_are_told_what_they_notice_of_a_store_that_is_not_well(app: App) -> None:
    asked = Asked(
        Place("discord", "server", "channel"), status=replace(WELL, store="The store (/var/lib/x): the disk is full")
    )
    (rows,) = (block for block in app.respond_to("status", asked).blocks if isinstance(block, Rows))
    told = {row[0]: row[1] for row in rows.rows}
    assert told["store"] == "not ready: what is chosen now is not kept"
