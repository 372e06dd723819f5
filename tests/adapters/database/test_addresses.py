"""Addresses of stores that are none: said in a sentence, and without what they hold of a password."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from adapters.database.opening import DatabaseError, open_database, password_of


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://catena:word@host:hidden/catena",
        "sqlite://catena:hidden@host/catena.sqlite3",  # a slash too few makes a host of it
        "sqlite:///catena.sqlite3?timeout=hidden",
        "sqlite:///hidden\0catena.sqlite3",
        "sqlite:hidden",
        "sqlite:///file:hidden.sqlite3?uri=true",  # SQLite would read the path as an address of its own
        "sqlite:///catena.sqlite3?mode=ro",
    ],
)
async def test_an_address_that_is_none_is_said_and_leaves_no_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatabaseError, match=r"write sqlite:////var/lib/catena/catena\.sqlite3") as caught:
        await open_database(url)
    assert "hidden" not in "".join(traceback.format_exception(caught.value))
    assert list(tmp_path.iterdir()) == []


async def test_a_path_beside_the_program_is_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = await open_database("sqlite:///kept/catena.sqlite3")
    await database.close()
    assert (tmp_path / "kept" / "catena.sqlite3").is_file()


def test_the_password_in_an_address_is_known_so_that_no_log_shows_it() -> None:
    assert password_of("postgresql://catena:hid%40den@host/catena") == "hid@den"
    assert password_of("sqlite:///catena.sqlite3") == ""
    assert password_of("postgresql://u:x@host:port/d") == ""
    assert password_of(None) == ""
