"""A client that is let go of leaves no connection open: there is a new one for each time that the bot connects anew."""

from __future__ import annotations

import asyncio

import pytest

from adapters.discord import service


class Requests:
    """The connections by which a client asks Discord for something."""

    def __init__(self) -> None:
        self.are_open = True

    async def close(self) -> None:
        self.are_open = False


class Silent:
    """A client whose gateway never says good-bye."""

    def __init__(self) -> None:
        self.http = Requests()

    async def close(self) -> None:
        await asyncio.Event().wait()


async def test_a_gateway_that_never_says_good_bye_keeps_no_connection_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_CLOSES_IN", 0.01)
    client = Silent()
    await service._close(client)  # type: ignore[arg-type] # noqa: SLF001  # all that is asked of one; what ends each attempt
    assert not client.http.are_open
