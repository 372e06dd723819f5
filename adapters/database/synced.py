"""What was last registered with a platform, as a digest."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.database.errors import told
from adapters.database.schema import synced


class SyncedTable:
    """The table of that name."""

    def __init__(self, engine: AsyncEngine, where: str) -> None:
        self._engine = engine
        self._where = where

    async def digest(self, platform: str, application_id: str) -> str | None:
        """The digest of what was registered; None where nothing was."""
        wanted = select(synced.c.digest).where(synced.c.platform == platform, synced.c.application_id == application_id)
        with told(self._where):
            async with self._engine.connect() as connection:
                found = await connection.scalar(wanted)
        return None if found is None else str(found)

    async def remember(self, platform: str, application_id: str, digest: str) -> None:
        """Keep the digest of what is registered now."""
        known = (synced.c.platform == platform) & (synced.c.application_id == application_id)
        row = {"platform": platform, "application_id": application_id, "digest": digest}
        with told(self._where):
            async with self._engine.begin() as connection:
                await connection.execute(delete(synced).where(known))
                await connection.execute(insert(synced).values(**row))
