"""What was last registered with a platform, as a digest."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from adapters.database.schema import synced
from adapters.database.transactions import Transactions


class SyncedTable:
    """The table of that name."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def digest(self, platform: str, application_id: str) -> str | None:
        """The digest of what was registered; None where nothing was."""
        return await self._transactions.read(_digest, platform, application_id)

    async def remember(self, platform: str, application_id: str, digest: str) -> None:
        """Keep the digest of what is registered now."""
        await self._transactions.write(_remember, platform, application_id, digest)


def _digest(connection: Connection, platform: str, application_id: str) -> str | None:
    found = connection.scalar(
        select(synced.c.digest).where(synced.c.platform == platform, synced.c.application_id == application_id)
    )
    return None if found is None else str(found)


def _remember(connection: Connection, platform: str, application_id: str, digest: str) -> None:
    known = (synced.c.platform == platform) & (synced.c.application_id == application_id)
    connection.execute(delete(synced).where(known))
    connection.execute(insert(synced).values(platform=platform, application_id=application_id, digest=digest))
