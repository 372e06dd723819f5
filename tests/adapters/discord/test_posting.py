"""What stands of a digest in a channel is not posted again. The service is played: only it can be made to stop in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from adapters.answering.answerer import Answer
from adapters.digest.posters import RefusedError
from adapters.discord.client import CatenaClient
from adapters.discord.components import Prepared
from adapters.discord.posting import DiscordPoster
from adapters.discord.responding import rendered
from bot.app import App
from bot.groups import FULL, Place
from bot.reply import Block, Heading, Outcome, Paragraph, Reply

ME, SOMEBODY = "42", "7"
PLACE, DIRECT = Place("discord", "1", "2"), Place("discord", "2", "2")
DUE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TITLE = "Claim of the day, 25 November 2026"
KEY = "a" * 43


class Played:
    """Discord, with one channel. `fails` is what it answers to the messages that are sent, one after the other."""

    def __init__(self) -> None:
        self.user = SimpleNamespace(id=int(ME))
        self.stands = True
        self.http = self
        self.said: list[dict[str, Any]] = []
        self.fails: list[discord.HTTPException | None] = []
        self.looks_fail: discord.HTTPException | None = None
        self.hides_history = False
        self.nonces: list[str] = []

    def get_channel(self, channel: int) -> None:
        """Nothing: the channel is in a server that another process is told of."""

    def get_partial_messageable(self, channel: int) -> Played:
        return self

    async def send(self, *, view: Prepared, nonce: str, allowed_mentions: object) -> None:
        failure = self.fails.pop(0) if self.fails else None
        if failure is not None:
            raise failure
        self.nonces.append(nonce)
        self.says(ME, components=view.to_components())

    async def logs_from(self, channel: int, limit: int, after: int | None = None) -> list[dict[str, Any]]:
        if self.looks_fail is not None:
            raise self.looks_fail
        if self.hides_history:
            return []
        found = [one for one in self.said if after is None or int(one["id"]) > after]
        return (found[-limit:] if after is None else found[:limit])[::-1]

    def says(self, author: str, **more: object) -> None:
        moment = DUE + timedelta(seconds=len(self.said))
        number = discord.utils.time_snowflake(moment) + len(self.said)
        self.said.append({"id": str(number), "author": {"id": author}, "components": [], **more})


@pytest.fixture
def played() -> Played:
    return Played()


@pytest.fixture
def poster(played: Played) -> DiscordPoster:
    poster = DiscordPoster()
    poster.client = cast(CatenaClient, played)
    return poster


@pytest.fixture
def answer(app: App) -> Answer:
    """A digest that fills three messages."""
    blocks: tuple[Block, ...] = (Heading(TITLE), *(Paragraph("word " * 300) for _ in range(6)))
    return Answer(Reply("claim", "zhenbao", Outcome.FOUND, blocks), app, "claim zhenbao", FULL)


def refusal(status: int, code: int) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="no")
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    return kind(cast(Any, response), {"code": code, "message": "no"})


async def again(poster: DiscordPoster, answer: Answer, place: Place = PLACE) -> None:
    await poster.post(place, answer, KEY, DUE, may_be_posted=True)


async def first(poster: DiscordPoster, answer: Answer) -> int:
    """Post it for the first time. How many messages that came to."""
    played = cast(Played, poster.client)
    await poster.post(PLACE, answer, KEY, DUE, may_be_posted=False)
    assert all(len(nonce) <= 25 for nonce in played.nonces)
    assert len(set(played.nonces)) == len(played.nonces) > 2
    return len(played.nonces)


@pytest.mark.parametrize("number", [0, 99, 100, 250])
async def test_in_a_busy_channel_it_is_found(
    poster: DiscordPoster, played: Played, answer: Answer, number: int
) -> None:
    for _ in range(number):
        played.says(SOMEBODY)
    pages = await first(poster, answer)
    for _ in range(number):
        played.says(SOMEBODY)
    await again(poster, answer)
    assert len(played.nonces) == pages


async def test_of_one_that_broke_off_the_rest_is_posted(poster: DiscordPoster, played: Played, answer: Answer) -> None:
    pages = await first(poster, answer)
    del played.said[1:]
    played.says(SOMEBODY)
    played.says(ME, message_reference={"message_id": "1"})  # answers to what somebody asked meanwhile
    played.says(ME, interaction_metadata={"id": "1"})
    await again(poster, answer)
    assert played.nonces[pages:] == played.nonces[1:pages]


async def test_what_only_repeats_its_heading_is_not_taken_for_it(
    poster: DiscordPoster, played: Played, answer: Answer
) -> None:
    played.says(SOMEBODY, content=TITLE)
    played.says(ME, content=TITLE, message_reference={"message_id": "1"})
    await again(poster, answer)
    assert len(played.nonces) == len(rendered(answer).unturned())


async def test_where_nothing_can_be_seen_it_is_taken_for_posted(
    poster: DiscordPoster, played: Played, answer: Answer
) -> None:
    played.hides_history = True
    await again(poster, answer)
    assert played.nonces == []
    await again(poster, answer, DIRECT)  # a direct conversation hides nothing
    assert len(played.nonces) > 2


@pytest.mark.parametrize("refused", [refusal(403, 50001), refusal(404, 10003)])
async def test_where_it_may_not_look_it_is_refused_and_not_taken_for_posted(
    poster: DiscordPoster, played: Played, answer: Answer, refused: discord.HTTPException
) -> None:
    played.looks_fail = refused
    with pytest.raises(RefusedError, match="gone") as error:
        await again(poster, answer)
    assert error.value.may_be_posted


async def test_a_refusal_says_whether_a_part_stands_there(
    poster: DiscordPoster, played: Played, answer: Answer
) -> None:
    played.fails = [refusal(403, 50013)]
    with pytest.raises(RefusedError, match="Send Messages") as whole:
        await poster.post(PLACE, answer, KEY, DUE, may_be_posted=False)
    assert not whole.value.may_be_posted
    played.fails = [None, refusal(403, 50013)]
    with pytest.raises(RefusedError) as part:
        await poster.post(PLACE, answer, KEY, DUE, may_be_posted=False)
    assert part.value.may_be_posted


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_is_nobodys_fault_is_no_refusal(
    poster: DiscordPoster, played: Played, answer: Answer, status: int
) -> None:
    played.fails = [refusal(status, 0)]
    with pytest.raises(discord.HTTPException):
        await poster.post(PLACE, answer, KEY, DUE, may_be_posted=False)
    played.looks_fail = refusal(status, 0)
    with pytest.raises(discord.HTTPException):
        await again(poster, answer)
    assert played.nonces == []


async def test_without_a_client_it_comes_later(poster: DiscordPoster, answer: Answer) -> None:
    poster.client = None
    assert not poster.is_connected
    with pytest.raises(ConnectionError):
        await again(poster, answer)
