"""Signing in: with the session that was kept, a token, or a password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import structlog

from adapters.matrix import phrases
from adapters.matrix.session import Session, SessionFolder
from adapters.matrix.wire import Wire, WireError
from adapters.runtime.supervision import FinalError

_log = structlog.get_logger(__name__)

_DEVICE_NAME = "Catena"
_PASSWORD = "m.login.password"  # noqa: S105  # Matrix's name of a way to sign in
_SERVER = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")


@dataclass(frozen=True, slots=True)
class Account:
    """How the bot signs in. `user` is a whole id: `@catena:example.org`."""

    homeserver: str
    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def check(self) -> None:
        """Raise FinalError where something is missing."""
        if not self.homeserver:
            raise FinalError(phrases.NO_HOMESERVER)
        if not self.user:
            raise FinalError(phrases.NO_USER)
        if not re.fullmatch(r"@[^\s:]+:[^\s:]+(:\d+)?", self.user):
            raise FinalError(phrases.bad_user(self.user))
        if not (self.password or self.token):
            raise FinalError(phrases.NO_PASSWORD)


async def find_homeserver(written: str) -> str:
    """The address of a homeserver; a bare name is asked for it (spec: Server Discovery, .well-known).

    Raises FinalError for what is no address, WireError where the name could not be asked.
    """
    if re.match(r"https?://[^/\s]+", written):
        return written.rstrip("/")
    name = written.strip("/ ")
    if not _SERVER.fullmatch(name):
        raise FinalError(phrases.bad_homeserver(written))
    wire = Wire(f"https://{name}")
    try:
        known = await wire.ask("GET", "/.well-known/matrix/client", base="", patience=10)
        found = known.get("m.homeserver")
        address = found.get("base_url") if isinstance(found, dict) else None
        return address.rstrip("/") if isinstance(address, str) and address.startswith("http") else wire.homeserver
    except WireError as error:
        if error.status not in (200, 404):  # a page for people says that there is none, too; anything else may pass
            raise
        return wire.homeserver
    finally:
        await wire.close()


async def sign_in(wire: Wire, account: Account, folder: SessionFolder) -> Session:
    """A session that the server knows. `wire` asks with its token from now on.

    Raises FinalError for what somebody has to mend first, WireError for what may pass.
    """
    kept = folder.load()
    device = ""
    if kept is not None:
        refusal = await _refusal(wire, kept.token)
        if refusal is None:
            return kept
        if refusal.body.get("soft_logout") is True and account.password:
            device = kept.device  # it is still there, with its keys (spec: Soft logout)
    session = await (
        _by_token(wire, account, folder) if account.token and not device else _by_password(wire, account, device)
    )
    wire.token = session.token
    if kept is not None and kept.device != session.device:
        folder.drop()  # now that there is another one: the keys of a device that is no more are of no use
    folder.save(session)
    _log.info("signed in", user=session.user, device=session.device)
    return session


async def _refusal(wire: Wire, token: str) -> WireError | None:
    """How the server says that it does not know a token; None where it does. `wire` asks with it from now on."""
    wire.token = token
    try:
        await wire.ask("GET", "/account/whoami")
    except WireError as error:
        if not error.is_token_gone:
            raise
        wire.token = ""
        return error
    return None


async def _by_token(wire: Wire, account: Account, folder: SessionFolder) -> Session:
    wire.token = account.token
    try:
        who = await wire.ask("GET", "/account/whoami")
    except WireError as error:
        if not error.is_token_gone:
            raise
        wire.token = ""
        if account.password:
            return await _by_password(wire, account)
        raise FinalError(phrases.BAD_TOKEN) from None
    user, device = who.get("user_id"), who.get("device_id")
    if not isinstance(user, str):
        raise WireError("whoami names no user")
    if account.user != user:
        raise FinalError(phrases.other_account(user, account.user))
    if not isinstance(device, str):
        raise FinalError(phrases.TOKEN_WITHOUT_DEVICE)
    if not folder.has_keys(device):
        known = await wire.ask("POST", "/keys/query", {"device_keys": {user: [device]}})
        if known.get("device_keys", {}).get(user, {}).get(device):
            raise FinalError(phrases.LOST_KEYS)
    return Session(user, device, account.token)


async def _by_password(wire: Wire, account: Account, device: str = "") -> Session:
    if not account.password:
        raise FinalError(phrases.BAD_TOKEN)
    body: dict[str, object] = {
        "type": _PASSWORD,
        "identifier": {"type": "m.id.user", "user": account.user},
        "password": account.password,
        "initial_device_display_name": _DEVICE_NAME,
        **({"device_id": device} if device else {}),
    }
    try:
        answer = await wire.ask("POST", "/login", body)
    except WireError as error:
        raise await _explained(wire, error) from None
    user, given, token = (answer.get(name) for name in ("user_id", "device_id", "access_token"))
    if not (isinstance(user, str) and isinstance(given, str) and isinstance(token, str)):
        raise WireError("the answer to the login lacks something")
    return Session(user, given, token)


async def _explained(wire: Wire, error: WireError) -> Exception:
    """What a refused login comes to: final in plain words, or to be tried again."""
    if error.code == "M_USER_DEACTIVATED":
        return FinalError(phrases.DEACTIVATED)
    if error.code == "M_FORBIDDEN":
        return FinalError(phrases.BAD_PASSWORD)
    if error.is_final:
        flows = (await wire.ask("GET", "/login")).get("flows", [])
        if not any(isinstance(flow, dict) and flow.get("type") == _PASSWORD for flow in flows):
            return FinalError(phrases.no_password_login(wire.homeserver))
    return error
