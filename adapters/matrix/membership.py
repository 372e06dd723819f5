"""Coming and going: whose invitations are accepted, rooms that move, rooms that are left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from nio import InviteMemberEvent

from adapters.matrix.encryption import source_of
from adapters.matrix.places import is_room, place_of, predecessor_of
from adapters.matrix.rooms import Rooms
from adapters.matrix.syncing import Batch, repeated
from adapters.matrix.wire import Wire, segment
from bot.groups import Place

_log = structlog.get_logger(__name__)

EVERYBODY, OWN_SERVER = "everybody", "server"
_TRIES_INVITED = 450
"""Times that joining is tried where somebody waits for the bot: about an hour, for which a server may be away."""
_TRIES = 6
"""Times that joining is tried: a server that is new to a room may need a while."""

Move = Callable[[Place, Place], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Invites:
    """Whose invitations are accepted: `everybody`'s, those of the bot's own `server`, or of the users and servers that are listed."""

    policy: tuple[str, ...] = (EVERYBODY,)

    def accepts(self, inviter: str, user: str) -> bool:
        """Whether the bot, which is `user`, goes where somebody invites it."""
        server = inviter.partition(":")[2]
        own = user.partition(":")[2]
        return any(
            one == EVERYBODY or (one == OWN_SERVER and server == own) or one in (inviter, server) for one in self.policy
        )


def invitations(batch: Batch, user: str) -> Iterator[tuple[str, str]]:
    """The rooms that somebody is asked into, each with whoever asks, or "" where nobody says so."""
    for room_id, invited in batch.response.rooms.invite.items():
        inviters = (
            str(event.sender)
            for event in invited.invite_state
            if isinstance(event, InviteMemberEvent) and (event.state_key, event.membership) == (user, "invite")
        )
        yield room_id, next(inviters, "")


class Membership:
    """The bot's coming and going. `move` takes a room's choices along to the one that follows it."""

    def __init__(self, wire: Wire, rooms: Rooms, user: str, invites: Invites, move: Move) -> None:
        self._wire = wire
        self._rooms = rooms
        self._user = user
        self._invites = invites
        self._move = move
        self._followed: set[str] = set()
        self._has_seen = False
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def see(self, batch: Batch) -> None:
        """Take in what a batch tells of rooms, and go where they have moved."""
        rooms = batch.response.rooms
        for room_id in rooms.leave:
            self._rooms.left(room_id)
        for room_id, info in rooms.join.items():
            for event in [*info.state, *info.timeline.events]:
                source = source_of(event)
                if "state_key" not in source:
                    continue
                self._rooms.note(room_id, source)
                match source.get("type"):
                    case "m.room.create":
                        self._arrive(room_id)
                    case "m.room.tombstone" if self._has_seen or event in info.timeline.events:
                        self._follow(room_id, source)  # not an old one, at each start again
                    case _:
                        pass
        self._has_seen = True

    async def come(self, room_id: str, inviter: str) -> None:
        """Go where somebody asks the bot to come, or decline."""
        if self._invites.accepts(inviter, self._user):
            await self._join(room_id, tries=_TRIES_INVITED)
            return
        _log.info("an invitation was declined (CATENA_MATRIX_INVITES)", room=room_id, inviter=inviter)
        await repeated("declining", lambda: self._ask("POST", f"/rooms/{segment(room_id)}/leave"), _TRIES)

    def is_followed(self, room_id: str) -> bool:
        """Whether the bot came to a room by itself, because another one moved there."""
        return room_id in self._followed

    async def open_with(self, user: str) -> str:
        """A new conversation that somebody is invited to. Its id.

        Raises WireError where there can be none.
        """
        asked = {"preset": "trusted_private_chat", "is_direct": True, "invite": [user]}
        answer = await self._wire.ask("POST", "/createRoom", asked)
        room_id = str(answer.get("room_id", ""))
        self._followed.add(room_id)  # nobody has to be told there who the bot is
        return room_id

    async def close(self) -> None:
        """Leave what is not done."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _join(self, room_id: str, via: str = "", tries: int = _TRIES) -> bool:
        query = {"server_name": via, "via": via} if via else None
        is_in = await repeated("joining a room", lambda: self._ask("POST", f"/join/{segment(room_id)}", query), tries)
        if is_in:
            _log.info("joined a room", room=room_id)
        return is_in

    def _follow(self, room_id: str, source: Mapping[str, Any]) -> None:
        """Go where a room has moved to (spec: Room upgrades)."""
        content = source.get("content")
        following = content.get("replacement_room") if isinstance(content, Mapping) else None
        if not isinstance(following, str) or not is_room(following):
            return
        if self._rooms.known(following) is not None:
            self._arrive(following)
            return
        via = str(source.get("sender", "")).partition(":")[2]
        self._followed.add(following)

        async def follow() -> None:
            if not await self._join(following, via):
                self._followed.discard(following)
                return  # an invitation may still come
            if not await self._follows(following, room_id):  # anybody could point the bot anywhere
                _log.warning("a room that another one names as its next does not follow it", room=following)
                await repeated("leaving", lambda: self._ask("POST", f"/rooms/{segment(following)}/leave"), _TRIES)

        self._begin(following, follow)

    def _arrive(self, room_id: str) -> None:
        """Bring the choices along from the room that this one follows, if that one says so, too."""
        earlier = self._rooms.predecessor(room_id)
        known = self._rooms.known(earlier) if earlier else None
        if known is not None and known.replacement_room == room_id:
            move = partial(self._move, place_of(earlier), place_of(room_id))
            self._begin(earlier, partial(repeated, "moving choices", move, _TRIES))

    async def _follows(self, room_id: str, earlier: str) -> bool:
        """Whether a room says itself that it follows another one; where it cannot be asked, it is believed."""
        created: dict[str, Any] = {}

        async def ask() -> None:
            created.update(await self._wire.ask("GET", f"/rooms/{segment(room_id)}/state/m.room.create"))

        is_known = await repeated("reading where a room comes from", ask, _TRIES)
        return not is_known or predecessor_of(created) == earlier

    async def _ask(self, method: str, path: str, query: Mapping[str, str] | None = None) -> None:
        await self._wire.ask(method, path, {}, query=query)

    def _begin(self, room_id: str, go: Callable[[], Awaitable[object]]) -> None:
        """Go somewhere beside all else; joining a large room takes its time."""
        if room_id in self._under_way:
            return

        async def going() -> None:
            try:
                await go()
            except Exception:  # noqa: BLE001  # a token that is gone is noticed by the loop
                _log.exception("an invitation was not answered", room=room_id)
            finally:
                del self._under_way[room_id]

        self._under_way[room_id] = asyncio.create_task(going())
