"""The bot's own keys, by which others see that its device is the bot's (spec: Cross-signing).

A master key signs a self-signing key, and that one signs the device. Without
them clients show a red shield beside every answer, and those that give room
keys to signed devices alone leave the bot out.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import structlog
from Crypto.PublicKey import ECC
from Crypto.Random import get_random_bytes
from Crypto.Signature import eddsa

from adapters.matrix.login import Account
from adapters.matrix.session import Session, SessionFolder
from adapters.matrix.wire import Wire, WireError

_log = structlog.get_logger(__name__)

_FILE = "cross-signing.json"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key, made of its 32 bytes."""

    seed: bytes

    @property
    def public(self) -> str:
        """The public half, in the form that stands in Matrix's JSON."""
        return _unpadded(self._key().public_key().export_key(format="raw"))

    def sign(self, content: dict[str, Any]) -> str:
        """The signature of an object, without what the spec says is not signed (spec: Signing JSON)."""
        signed = {name: value for name, value in content.items() if name not in ("signatures", "unsigned")}
        return _unpadded(eddsa.new(self._key(), "rfc8032").sign(canonical(signed)))

    def _key(self) -> ECC.EccKey:
        return ECC.construct(curve="Ed25519", seed=self.seed)


def canonical(content: dict[str, Any]) -> bytes:
    """Canonical JSON (spec: Appendices, Canonical JSON)."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


class CrossSigning:
    """The keys of an account: made once, kept with the session, and used to sign each device that the bot signs in as."""

    def __init__(self, wire: Wire, account: Account, session: Session, folder: SessionFolder) -> None:
        self._wire = wire
        self._account = account
        self._session = session
        self._folder = folder

    async def ensure(self) -> bool:
        """See to it that the device is signed by keys that the server shows to others. False where it cannot be.

        Raises WireError for what may pass.
        """
        keys = self._load() or self._make()
        if await self._is_signed(keys):
            return True
        try:
            if not await self._is_published(keys):
                await self._publish(keys)
            await self._sign_device(keys)
        except WireError as error:
            # 500: Synapse fails so, each time, at a master key that it had before. A bot without a signature still answers.
            if not error.is_final and error.status not in (401, 500):
                raise
            # With a password the server lets the bot publish its keys; a token alone seldom is enough.
            lacks = {} if self._account.password else {"setting": "CATENA_MATRIX_PASSWORD"}
            _log.warning("the device could not be cross-signed; clients will warn of it", problem=str(error), **lacks)
            return False
        is_signed = await self._is_signed(keys)
        if is_signed:
            _log.info("the device is cross-signed", device=self._session.device)
        else:
            _log.warning("the device was cross-signed, but the server does not show it", device=self._session.device)
        return is_signed

    def _load(self) -> _Keys | None:
        content = self._folder.read(_FILE)
        try:
            seeds = [base64.b64decode(content[name]) for name in ("master", "self_signing")]
        except (KeyError, TypeError, ValueError):
            return None
        return _Keys(*map(SigningKey, seeds)) if all(len(seed) == 32 for seed in seeds) else None

    def _make(self) -> _Keys:
        keys = _Keys(SigningKey(get_random_bytes(32)), SigningKey(get_random_bytes(32)))
        seeds = {"master": keys.master.seed, "self_signing": keys.self_signing.seed}
        self._folder.write(_FILE, {name: base64.b64encode(seed).decode() for name, seed in seeds.items()})
        return keys

    async def _query(self) -> dict[str, Any]:
        return await self._wire.ask("POST", "/keys/query", {"device_keys": {self._session.user: []}})

    async def _is_published(self, keys: _Keys) -> bool:
        known = await self._query()
        return all(
            public in _keys_of(known.get(kind), self._session.user)
            for kind, public in (
                ("master_keys", keys.master.public),
                ("self_signing_keys", keys.self_signing.public),
            )
        )

    async def _is_signed(self, keys: _Keys) -> bool:
        """Whether others can follow the chain from the master key to the device."""
        user = self._session.user
        known = await self._query()
        if keys.master.public not in _keys_of(known.get("master_keys"), user):
            return False
        self_signing = known.get("self_signing_keys", {}).get(user, {})
        device = known.get("device_keys", {}).get(user, {}).get(self._session.device, {})
        return _is_by(self_signing, user, keys.master) and _is_by(device, user, keys.self_signing)

    async def _publish(self, keys: _Keys) -> None:
        user = self._session.user
        master = _public(user, "master", keys.master)
        self_signing = _public(user, "self_signing", keys.self_signing)
        self_signing["signatures"] = {user: {f"ed25519:{keys.master.public}": keys.master.sign(self_signing)}}
        body: dict[str, Any] = {"master_key": master, "self_signing_key": self_signing}
        try:
            await self._wire.ask("POST", "/keys/device_signing/upload", body)
        except WireError as error:
            # The server wants to know that it is really the account's owner (spec: User-Interactive Authentication).
            if error.status != 401 or "session" not in error.body or not self._account.password:
                raise
            body["auth"] = {
                "type": "m.login.password",
                "session": error.body["session"],
                "identifier": {"type": "m.id.user", "user": user},
                "password": self._account.password,
            }
            await self._wire.ask("POST", "/keys/device_signing/upload", body)

    async def _sign_device(self, keys: _Keys) -> None:
        user, device_id = self._session.user, self._session.device
        device = (await self._query()).get("device_keys", {}).get(user, {}).get(device_id)
        if not isinstance(device, dict):
            raise WireError("the server does not show the device's keys yet")
        signed = {name: value for name, value in device.items() if name != "unsigned"}
        signatures = dict(signed.get("signatures", {}).get(user, {}))
        signatures[f"ed25519:{keys.self_signing.public}"] = keys.self_signing.sign(signed)
        signed["signatures"] = {user: signatures}
        answer = await self._wire.ask("POST", "/keys/signatures/upload", {user: {device_id: signed}})
        if answer.get("failures"):
            raise WireError(f"the signature was refused: {answer['failures']}", status=400)


@dataclass(frozen=True, slots=True)
class _Keys:
    master: SigningKey
    self_signing: SigningKey


def _public(user: str, usage: str, key: SigningKey) -> dict[str, Any]:
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}


def _keys_of(published: object, user: str) -> tuple[str, ...]:
    """The public keys that the server shows for a user."""
    found = published.get(user) if isinstance(published, dict) else None
    keys = found.get("keys") if isinstance(found, dict) else None
    return tuple(keys.values()) if isinstance(keys, dict) else ()


def _is_by(content: dict[str, Any], user: str, key: SigningKey) -> bool:
    """Whether an object carries the signature of a key, over what it says now."""
    found = content.get("signatures", {}).get(user, {}).get(f"ed25519:{key.public}")
    return isinstance(found, str) and found == key.sign(content)


def _unpadded(content: bytes) -> str:
    return base64.b64encode(content).decode().rstrip("=")
