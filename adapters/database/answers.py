"""Which messages answer which question: ids, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, insert, select

from adapters.database.schema import answers
from adapters.database.transactions import Transactions
from bot.groups import Place

KEPT_DAYS = 30
"""Days after which an edited question is no longer followed."""
_DAY = 86_400

_IS_IT = (
    (answers.c.platform == bindparam("on"))
    & (answers.c.channel_id == bindparam("in"))
    & (answers.c.question_id == bindparam("that"))
)
_FIND = select(answers.c.answer_ids).where(_IS_IT)
_KEEP = insert(answers)
_DROP = delete(answers).where(_IS_IT)


class AnswersTable:
    """The table of that name."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def remember(self, place: Place, question_id: str, answer_ids: Iterable[str]) -> None:
        """Keep which messages answer a question, in place of what was kept of it."""
        await self._transactions.write(_remember, place, question_id, tuple(answer_ids))

    async def of(self, platform: str, channel: str, question_id: str) -> tuple[str, ...]:
        """The messages that answer a question; none where that is not known."""
        return await self._transactions.read(_of, platform, channel, question_id)

    async def drop(self, platform: str, channel: str, question_id: str) -> None:
        """Forget a question."""
        await self._transactions.write(_drop, platform, channel, question_id)

    async def sweep(self, days: float = KEPT_DAYS) -> None:
        """Forget the questions that are older."""
        await self._transactions.write(_sweep, int(time.time() - days * _DAY))


def append(connection: Connection, place: Place, question_id: str, answer_id: str) -> None:
    """Keep one more message that answers a question, once, in the transaction that the connection is in."""
    known = _of(connection, place.platform, place.channel, question_id)
    if answer_id not in known:
        _remember(connection, place, question_id, (*known, answer_id))


def _remember(connection: Connection, place: Place, question_id: str, answer_ids: Iterable[str]) -> None:
    _drop(connection, place.platform, place.channel, question_id)
    row = {
        "platform": place.platform,
        "group_id": place.group,
        "channel_id": place.channel,
        "question_id": question_id,
        "answer_ids": " ".join(answer_ids),
        "asked_at": int(time.time()),
    }
    connection.execute(_KEEP, row)


def _of(connection: Connection, platform: str, channel: str, question_id: str) -> tuple[str, ...]:
    found = connection.scalar(_FIND, {"on": platform, "in": channel, "that": question_id})
    return tuple(str(found).split()) if found else ()


def _drop(connection: Connection, platform: str, channel: str, question_id: str) -> None:
    connection.execute(_DROP, {"on": platform, "in": channel, "that": question_id})


def _sweep(connection: Connection, before: int) -> None:
    connection.execute(delete(answers).where(answers.c.asked_at < before))
