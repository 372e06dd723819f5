"""The bot on Matrix for as long as the program runs: signed in again after whatever happens, and stopped when it is to stop."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from adapters.answering.answerer import Answerer
from adapters.database.opening import Database
from adapters.matrix.account import AccountAtWork
from adapters.matrix.cross_signing import CrossSigning
from adapters.matrix.encryption import Encryption
from adapters.matrix.inheriting import inherit
from adapters.matrix.login import Account, find_homeserver, sign_in
from adapters.matrix.membership import Invites
from adapters.matrix.places import PLATFORM
from adapters.matrix.posting import MatrixPoster
from adapters.matrix.session import SessionFolder
from adapters.matrix.syncing import BACKOFF, cancelled
from adapters.matrix.wire import Wire, WireError
from adapters.runtime.health import FRESH, Connection
from adapters.runtime.supervision import supervise

_log = structlog.get_logger(__name__)

_ENDS_IN = 1.6
"""Seconds from being told to stop to the end, at the most."""


class MatrixService:
    """Runs the bot until it is to stop. `state` is the folder below which keys and session are kept."""

    def __init__(
        self,
        account: Account,
        invites: Invites,
        state: Path,
        answerer: Answerer,
        database: Database,
        *,
        describes: bool = False,
        connection: Connection | None = None,
        poster: MatrixPoster | None = None,
    ) -> None:
        account.check()
        self._account = account
        self._invites = invites
        self._state = state
        self._answerer = answerer
        self._database = database
        self._describes = describes
        self._told = connection or Connection(PLATFORM, FRESH)
        self._poster = poster or MatrixPoster()

    async def run(self, stop: asyncio.Event) -> None:
        """Stay signed in until `stop` is set.

        Raises FinalError for what somebody has to mend first.
        """
        folder = SessionFolder(self._state, self._account.user)
        folder.take()
        try:
            await supervise(PLATFORM, lambda: self._attempt(folder, stop), stop, BACKOFF, told=self._told)
        finally:
            folder.let_go()

    async def _attempt(self, folder: SessionFolder, stop: asyncio.Event) -> None:
        """One session, from signing in to its end."""
        working = asyncio.create_task(self._work(folder, stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            # Once it works, it ends by itself and in order; while it only signs in, there is nothing to finish.
            await asyncio.wait({working}, timeout=_ENDS_IN)
        finally:
            await cancelled(stopping, working)
        if not working.cancelled():
            working.result()

    async def _work(self, folder: SessionFolder, stop: asyncio.Event) -> None:
        with _tells_where(self._account.homeserver):
            wire = Wire(await find_homeserver(self._account.homeserver))
        encryption: Encryption | None = None
        try:
            with _tells_where(wire.homeserver):
                session = await sign_in(wire, self._account, folder)
            encryption = Encryption(wire, session, folder.store_of(session.device))
            inherit(encryption, folder)
            await encryption.upkeep()
            await CrossSigning(wire, self._account, session, folder).ensure()
            at_work = AccountAtWork(
                wire,
                encryption,
                session.user,
                self._answerer,
                self._database,
                self._invites,
                describes=self._describes,
                connection=self._told,
            )
            self._poster.at_work = at_work
            await at_work.run(stop)
        finally:
            self._poster.at_work = None
            if encryption is not None:
                await encryption.close()
            await wire.close()


@contextmanager
def _tells_where(address: str) -> Iterator[None]:
    """Log, where the bot does not get as far as being signed in, at which address, and which setting has it: it may be misspelt."""
    try:
        yield
    except WireError as error:
        said = "let the bot sign in" if error.status else "answer"
        _log.warning(
            f"the homeserver does not {said}, trying again",
            homeserver=re.sub(r"//[^/@]*@", "//", address),  # what stands before “@” is a password
            setting="CATENA_MATRIX_HOMESERVER",
            problem=str(error),
        )
        raise
