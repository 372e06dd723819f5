"""Which messages answer which question: ids, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.database.errors import told
from adapters.database.schema import answers
from bot.groups import Place

KEPT_DAYS = 30
"""Days after which an edited question is no longer followed."""
_DAY = 86_400


class AnswersTable:
    """The table of that name."""

    def __init__(self, engine: AsyncEngine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._swept_at = time.time()

    async def remember(self, place: Place, question_id: str, answer_ids: Iterable[str]) -> None:
        """Keep which messages answer a question, in place of what was kept of it."""
        row = {
            "platform": place.platform,
            "group_id": place.group,
            "channel_id": place.channel,
            "question_id": question_id,
            "answer_ids": " ".join(answer_ids),
            "asked_at": int(time.time()),
        }
        with told(self._where):
            async with self._engine.begin() as connection:
                await connection.execute(delete(answers).where(_is(place.platform, place.channel, question_id)))
                await connection.execute(insert(answers).values(**row))
        if time.time() - self._swept_at >= _DAY:  # a bot may run for months, and opening sweeps but once
            await self.sweep()

    async def of(self, platform: str, channel: str, question_id: str) -> tuple[str, ...]:
        """The messages that answer a question; none where that is not known."""
        with told(self._where):
            async with self._engine.connect() as connection:
                found = await connection.scalar(select(answers.c.answer_ids).where(_is(platform, channel, question_id)))
        return tuple(str(found).split()) if found else ()

    async def drop(self, platform: str, channel: str, question_id: str) -> None:
        """Forget a question."""
        with told(self._where):
            async with self._engine.begin() as connection:
                await connection.execute(delete(answers).where(_is(platform, channel, question_id)))

    async def sweep(self, days: float = KEPT_DAYS) -> None:
        """Forget the questions that are older."""
        self._swept_at = time.time()
        with told(self._where):
            async with self._engine.begin() as connection:
                await connection.execute(delete(answers).where(answers.c.asked_at < int(time.time() - days * _DAY)))


def _is(platform: str, channel: str, question_id: str) -> ColumnElement[bool]:
    return (answers.c.platform == platform) & (answers.c.channel_id == channel) & (answers.c.question_id == question_id)
