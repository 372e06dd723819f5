"""What the bot knows of its rooms, and their encryption: matrix-nio's state machine, with the mends it needs.

matrix-nio follows rooms and devices and does the cryptography (vodozemac). It
is given what /sync answers, and asked to encrypt; the loop, the inbox and the
outbox are our own, because its own lose messages when something fails.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from cachetools import LRUCache
from nio import AsyncClient, AsyncClientConfig, Event, MatrixRoom, MegolmEvent, SyncResponse
from nio.exceptions import EncryptionError
from nio.responses import ErrorResponse
from nio.store import SqliteStore
from peewee import PeeweeException

from adapters.matrix import phrases
from adapters.matrix.reading import DECRYPTED
from adapters.matrix.session import Session
from adapters.matrix.wire import PATIENCE, Wire, WireError

_log = structlog.get_logger(__name__)

_REPLAYS = 500
"""Messages of which is remembered that they were read, against replays; the library would keep 100,000."""
ALGORITHM = "signed_curve25519"
"""The one-time keys that Olm uses."""


class _Store(SqliteStore):  # type: ignore[misc]  # the library has no types
    """The library's file of keys, which it would write to with every answer to /sync."""

    def save_encrypted_rooms(self, rooms: set[str]) -> None:
        if rooms:
            super().save_encrypted_rooms(rooms)


class _Client(AsyncClient):  # type: ignore[misc]  # the library has no types
    """The library's client, which would leave off at the first event that it stumbles over, and with it all rooms behind."""

    def _handle_timeline_event(self, event: Any, room_id: str, *rest: Any) -> Any:
        try:
            return super()._handle_timeline_event(event, room_id, *rest)
        except PeeweeException:  # as below
            raise
        except Exception:  # noqa: BLE001  # an encrypted event holds whatever its sender put in
            _log.info("an event is not what it should be", room=room_id)
            return None

    def _handle_decrypt_to_device(self, event: Any) -> Any:
        try:
            return super()._handle_decrypt_to_device(event)
        except PeeweeException:  # the file of keys: what it cannot take is to come again
            raise
        except Exception:  # noqa: BLE001  # as above
            _log.info("a message to the device is not what it should be")
            return None


class Encryption:
    """The rooms of a session, and the keys of its device, which are in a file of their own."""

    def __init__(self, wire: Wire, session: Session, keys: Path) -> None:
        self._wire = wire
        self._session = session
        self._client = _Client(
            wire.homeserver,
            session.user,
            session.device,
            str(keys.parent),
            AsyncClientConfig(
                store=_Store,
                store_name=keys.name,
                store_sync_tokens=False,  # ours is kept with the inbox, in one transaction
                # Errors come back to us at once: it would wait and try again by itself, however long.
                max_limit_exceeded=0,
                max_timeouts=0,
                request_timeout=PATIENCE,
            ),
        )
        self._client.restore_login(session.user, session.device, session.token)
        self._olm.message_index_store = LRUCache(_REPLAYS)
        _harden(self._olm)

    @property
    def rooms(self) -> Mapping[str, MatrixRoom]:
        """The rooms that the bot has joined."""
        found: Mapping[str, MatrixRoom] = self._client.rooms
        return found

    @property
    def _olm(self) -> Any:  # the library has no types
        return self._client.olm

    async def receive(self, body: Mapping[str, Any]) -> SyncResponse:
        """Take in an answer to /sync; the events in what is returned are decrypted where their keys are there.

        Raises WireError for one that is no such answer, OSError where the keys in it cannot be kept.
        """
        try:
            # One that tells of many rooms takes seconds to read, in which others are answered.
            response = await asyncio.to_thread(SyncResponse.from_dict, body)
        except Exception as error:  # the library does not look at everything before it uses it
            raise WireError(f"the answer to /sync cannot be read: {type(error).__name__}") from error
        if not isinstance(response, SyncResponse):
            raise WireError("the answer to /sync is not what it should be")
        try:
            await self._client.receive_response(response)
        except PeeweeException as error:
            raise OSError(phrases.keys_not_kept(str(error))) from error
        except Exception:  # noqa: BLE001  # one event that the library stumbles over must not hold up all others
            _log.exception("a part of what was received could not be taken in")
        for room_id in response.rooms.join:
            if (room := self._client.rooms.get(room_id)) is not None:
                room.members_synced = True  # /sync is asked for all members
        self._count_keys(body)
        return response

    def forget_room(self, room_id: str) -> None:
        """Know a room no more that the bot is not in any more."""
        self._client.rooms.pop(room_id, None)
        self._client.invited_rooms.pop(room_id, None)
        self._olm.outbound_group_sessions.pop(room_id, None)

    def decrypt(self, room_id: str, source: Mapping[str, Any]) -> dict[str, Any] | None:
        """An event whose key came late, decrypted; None where there is no key yet."""
        try:
            event = Event.parse_encrypted_event(dict(source))
            if not isinstance(event, MegolmEvent):
                return None
            event.room_id = room_id
            found = self._client.decrypt_event(event)
        except EncryptionError:
            return None
        except Exception:  # noqa: BLE001  # what was decrypted is anybody's, and the library stumbles over some of it
            _log.info("a message is not what it should be", room=room_id)
            return {}
        return source_of(found) if isinstance(found, Event) else {}

    async def encrypt(self, room_id: str, kind: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The type and content that are to be sent to a room; as they are where it is not encrypted.

        Raises WireError where the keys cannot be handed out now. It must not be cancelled:
        who shares keys leaves others waiting.
        """
        room = self._client.rooms.get(room_id)
        if room is None:
            raise WireError("the bot is not in that room", status=403)
        if not room.encrypted or kind == "m.reaction":  # reactions are not encrypted by anybody yet
            return kind, content
        self._keep_token()
        try:
            if self._olm.should_share_group_session(room_id):
                await self._share(room_id)
            found: tuple[str, dict[str, Any]] = self._client.encrypt(room_id, kind, content)
        except WireError:
            raise
        except Exception as error:  # whatever the library stumbles over: the message waits
            raise WireError(f"keys could not be shared: {type(error).__name__}: {error}".rstrip(": ")) from error
        return found

    @property
    def needs_upkeep(self) -> bool:
        """Whether there is something to do for the keys."""
        client = self._client
        return bool(
            client.should_upload_keys
            or client.should_query_keys
            or client.should_claim_keys
            or client.outgoing_to_device_messages
        )

    async def upkeep(self) -> None:
        """Do what the keys need after a sync: one-time keys, a fallback key, other devices' keys, what waits to be sent.

        Raises WireError where the server could not be asked; the next sync is the next chance.
        """
        client = self._client
        self._keep_token()
        try:
            if client.should_upload_keys:
                _check(await client.keys_upload())
            if client.should_query_keys:
                _check(await client.keys_query())
            if client.should_claim_keys:
                _check(await client.keys_claim(client.get_users_for_key_claiming()))
            for answer in await client.send_to_device_messages():
                _check(answer)
        except WireError:
            raise
        except Exception as error:  # whatever the library stumbles over: it is done again
            raise WireError(f"{type(error).__name__}: {error}".rstrip(": ")) from error

    async def upload_fallback_key(self) -> None:
        """Give the server a key that it may hand out when no one-time key is left (spec: Fallback keys).

        Raises WireError where it does not take it.
        """
        account = self._olm.account._account  # noqa: SLF001  # the library knows nothing of fallback keys; what is below it does
        account.generate_fallback_key()
        fallback: dict[str, Any] = {}
        for key_id, key in account.fallback_key.items():
            content: dict[str, Any] = {"key": key.to_base64(), "fallback": True}
            signature = self._olm.sign_json(content)
            content["signatures"] = {self._session.user: {f"ed25519:{self._session.device}": signature}}
            fallback[f"{ALGORITHM}:{key_id}"] = content
        self._olm.save_account()
        await self._wire.ask("POST", "/keys/upload", {"fallback_keys": fallback})
        account.mark_keys_as_published()
        self._olm.save_account()

    def inherit(self, keys: Path) -> int:
        """Take over the room keys in a file of another device of the account; how many are new."""
        with closing(sqlite3.connect(keys)) as connection:
            devices = connection.execute("SELECT user_id, device_id FROM accounts").fetchall()
        new = 0
        for user, device in devices:
            store = _Store(user, device, str(keys.parent), self._client.config.pickle_key, keys.name)
            try:
                with self._client.store.database.atomic():  # thousands of keys, and the disk is waited for once
                    for session in store.load_inbound_group_sessions():
                        if self._olm.inbound_group_store.add(session):
                            self._client.store.save_inbound_group_session(session)
                            new += 1
            finally:
                store.database.close()
        return new

    async def close(self) -> None:
        """Let go of the connections and of the file with the keys."""
        await self._client.close()
        store = self._client.store
        if store is not None:
            store.database.close()

    def _count_keys(self, body: Mapping[str, Any]) -> None:
        """Take in how many one-time keys are left; the library passes over the news that there are none."""
        counts = body.get("device_one_time_keys_count")
        if isinstance(counts, dict) and not counts.get(ALGORITHM):
            self._olm.uploaded_key_count = 0

    def _keep_token(self) -> None:
        """Hold on to the token: the library reads an error while keys are shared as if the server had ended the session."""
        self._client.access_token = self._session.token

    async def _share(self, room_id: str) -> None:
        """Give the key of a room to the devices of its members, and make sure that they have got it."""
        client = self._client
        waiting = client.sharing_session.get(room_id)
        if waiting is not None:
            await waiting.wait()
            return
        if client.should_query_keys:
            _check(await client.keys_query())
        missing = client.get_missing_sessions(room_id)
        if missing:
            _check(await client.keys_claim(missing))
        try:
            _check(await client.share_group_session(room_id, ignore_unverified_devices=True))
        finally:
            # What breaks off at the wrong place would let every later message of the room wait for ever.
            stuck = client.sharing_session.pop(room_id, None)
            if stuck is not None:
                stuck.set()
        session = self._olm.outbound_group_sessions.get(room_id)
        if session is not None and self._left_out(room_id, session):
            session.shared = False  # the library says that it is, whatever became of its requests
            raise WireError("some devices have not got the room's key")

    def _left_out(self, room_id: str, session: Any) -> bool:
        """Whether a device has got no key that could have got one."""
        for user in self._client.rooms[room_id].users:
            for device in self._client.device_store.active_user_devices(user):
                one = (user, device.id)
                can = device.id != self._session.device and self._olm.session_store.get(device.curve25519)
                if can and one not in session.users_shared_with and one not in session.users_ignored:
                    return True
        return False


def _harden(olm: Any) -> None:
    """Let what one device says of its keys do no harm to others: it is anybody's, and the library believes it is sound."""
    verify, claim = olm.verify_json, olm._handle_key_claiming  # noqa: SLF001  # there is no other way in

    def verify_json(content: dict[str, Any], *rest: Any) -> bool:
        try:
            return bool(verify(content, *rest))
        except Exception:  # noqa: BLE001  # a key that is none
            return False

    def handle_key_claiming(response: Any) -> None:
        for user, devices in response.one_time_keys.items():
            for device, key in devices.items():
                try:
                    claim(replace(response, one_time_keys={user: {device: key}}))
                except Exception:  # noqa: BLE001  # as above
                    _log.info("a device offers no key that is one", user=user, device=device)

    olm.verify_json = verify_json
    olm._handle_key_claiming = handle_key_claiming  # noqa: SLF001  # as above


def source_of(event: Event) -> dict[str, Any]:
    """An event as its sender wrote it. Of a decrypted one, no more than a message may say: inside, anybody can call it anything."""
    source: dict[str, Any] = event.source
    if not getattr(event, "decrypted", False):  # what is broken has no word on it
        return source
    kind = source.get("type")
    taken = ("event_id", "sender", "origin_server_ts", "content", "unsigned")
    clear = {name: source[name] for name in taken if name in source}
    return {**clear, "type": kind if kind == "m.room.message" else "", DECRYPTED: True}


def _check(response: object) -> None:
    """Raise what the library returns as an error."""
    if isinstance(response, ErrorResponse):
        transport = response.transport_response
        raise WireError(
            f"{type(response).__name__}: {response.message}",
            status=getattr(transport, "status", 0) or 0,
            code=str(response.status_code or ""),
            wait=(response.retry_after_ms or 0) / 1000,
        )
