"""A store that an earlier version of the program wrote keeps what is in it.

Each migration has a line in `WRITTEN`: what somebody's store held after it. A
new migration without one fails, so that none is shipped untested.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from adapters.database.migrating import SCRIPTS
from adapters.database.opening import open_database
from adapters.database.post import Outgoing, Received
from adapters.database.schema import HEAD
from bot.groups import Choices, Place
from tests.adapters.database.looking import connected, rows, run

PLACE = Place("discord", "server", "channel")

_AT_FIRST = (
    "INSERT INTO choices VALUES ('discord', 'server', 'channel', 'length', 'short')",
    "INSERT INTO choices VALUES ('discord', 'server', '', 'prefix', 'on')",
    # Asked in 2096, in seconds since 1970: no sweep takes it.
    "INSERT INTO answers VALUES ('discord', 'server', 'channel', 'question', 'one two', 4000000000)",
    "INSERT INTO synced VALUES ('discord', 'application', 'digest')",
)
_THEN = (
    *_AT_FIRST,
    "INSERT INTO inbox VALUES (1, 'account', 'settled', 'room', 'message', '', 4000000000)",
    "INSERT INTO inbox VALUES (2, 'account', 'asked', 'room', 'message', '{}', NULL)",
    "INSERT INTO outbox VALUES (1, 'account', 'key', 'room', 'm.notice', '{}', 'settled', 'matrix', 'room', 'room')",
    "INSERT INTO positions VALUES ('account', 'here')",
)
WRITTEN = {
    "0001": _AT_FIRST,
    "0002": _THEN,
    "0003": (
        *_THEN,
        "INSERT INTO digests VALUES ('discord', 'server', 'channel', '09:00', 'Europe/Berlin', 'mei', 4000000000, 4000000000, 0, 0, '', '2026-11-24', NULL)",
    ),
}
"""What is written, in words that both databases know, when a store stands at a migration; each holds what the one before held, too."""


def store_at(url: str, revision: str) -> None:
    """A store as the version of the program made it whose last migration this is."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with connected(url) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    run(url, *WRITTEN[revision])


def test_each_migration_has_a_store_of_its_time() -> None:
    assert set(WRITTEN) == {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}


@pytest.mark.parametrize("revision", WRITTEN)
async def test_a_store_of_any_version_keeps_what_is_in_it(url: str, tmp_path: Path, revision: str) -> None:
    (tmp_path / "kept").mkdir()
    store_at(url, revision)
    for _ in range(2):  # brought up to date, and up to date
        database = await open_database(url)
        assert await database.choices.choices(PLACE) == Choices({"length": "short"}, {"prefix": "on"})
        assert await database.answers.of("discord", "channel", "question") == ("one", "two")
        assert await database.synced.digest("discord", "application") == "digest"
        if revision >= "0002":
            room = Place("matrix", "room", "room")
            assert await database.post.position("account") == "here"
            assert await database.post.waiting("account") == [Received("room", "asked", "message", "{}")]
            queued = Outgoing("key", "room", "m.notice", "{}", "settled", room)
            assert await database.post.outgoing("account") == [queued]
            assert await database.post.receive("account", "here", [Received("room", "settled", "message", "{}")]) == []
        if revision >= "0003":
            digest = await database.digests.of(PLACE)
            assert digest is not None
            assert (str(digest.at), digest.zone, digest.last_day) == ("09:00", "Europe/Berlin", date(2026, 11, 24))
        await database.close()
    assert rows(url, "SELECT version_num FROM alembic_version") == [(HEAD,)]
