"""What simcord leaves out of what Discord says, put in.

simcord 3.2 does not say who installed the bot that an interaction is for, puts
it into every server there is, and knows nothing of what an application was
granted in the Developer Portal. The adapter goes by all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import simcord
from discord.http import HTTPClient
from simcord.gateway import FakeGateway

MESSAGE_CONTENT = 1 << 18
"""Discord: application flag GATEWAY_MESSAGE_CONTENT."""


class Supplement:
    """Stands between the simulation and the bot that hears of it."""

    def __init__(self, env: simcord.Env) -> None:
        self._emit = env.backend.emit
        self._without_bot: set[int] = set()
        env.backend.emit = self._say  # type: ignore[method-assign] # there is no hook for it

    def keep_out_of(self, guild: int) -> None:
        """Let the bot be no member of a server: it hears nothing of it but what somebody asks who brought it along."""
        self._without_bot.add(guild)

    def _say(self, event: str, payload: Mapping[str, Any]) -> None:
        guild = int(payload.get("guild_id") or (payload["id"] if event.startswith("GUILD_") else 0))
        if event == "INTERACTION_CREATE":
            payload = {**payload, "authorizing_integration_owners": self._owners(guild, payload)}
        elif guild in self._without_bot:
            return
        self._emit(event, payload)

    def _owners(self, guild: int, payload: Mapping[str, Any]) -> dict[str, str]:
        if guild in self._without_bot:
            return {"1": payload["member"]["user"]["id"]}
        return {"0": str(guild)}


def grant_message_content(monkeypatch: Any) -> None:
    """Let the application have been granted the text of messages, as Discord tells at the login and when ready."""
    asked, fed = HTTPClient.application_info, FakeGateway.feed

    async def application_info(self: HTTPClient) -> Any:
        return {**await asked(self), "flags": MESSAGE_CONTENT}

    def feed(self: FakeGateway, event: str, payload: Mapping[str, Any]) -> None:
        if event == "READY":
            payload = {**payload, "application": {**payload["application"], "flags": MESSAGE_CONTENT}}
        fed(self, event, payload)

    monkeypatch.setattr(HTTPClient, "application_info", application_info)
    monkeypatch.setattr(FakeGateway, "feed", feed)
