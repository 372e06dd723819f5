"""What the homeserver says of the bot. No device is left there, and a bot that runs is not disturbed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from adapters.cli.doctor import phrases
from adapters.cli.doctor.asking import PATIENCE, Told, ask, clock, reason
from adapters.cli.doctor.finding import Finding, ok, wrong
from adapters.cli.doctor.signed import is_cross_signed
from adapters.matrix import phrases as said_there
from adapters.matrix.login import Account, find_homeserver
from adapters.matrix.session import SessionFolder
from adapters.matrix.wire import WireError
from adapters.runtime.supervision import FinalError
from adapters.settings import Settings

_PASSWORD = "m.login.password"  # noqa: S105  # Matrix's name of a way to sign in
_REFUSED = (400, 401, 403)
"""How homeservers answer to a password or a name that is wrong, and to an account that may not sign in."""
_CLOSED = "M_USER_DEACTIVATED"
_TOO_OFTEN = 429
_CLIENT = "/_matrix/client/v3"
_NOTHING: dict[str, object] = {"types": []}
_ONLY_ROOMS = {
    "presence": _NOTHING,
    "account_data": _NOTHING,
    "room": {"timeline": {"limit": 1, "types": []}, **dict.fromkeys(("state", "ephemeral", "account_data"), _NOTHING)},
}
"""Of all that /sync tells, next to nothing but which rooms there are."""
_LOCKS = Path("/proc/locks")


async def examine(settings: Settings) -> list[Finding]:
    """Look at the homeserver, and at the device that was signed in."""
    chosen = settings.matrix
    try:
        Account(chosen.homeserver, chosen.user, chosen.password, chosen.token).check()
    except FinalError as error:
        return [wrong(phrases.MATRIX_ACCOUNT, str(error), phrases.SETTINGS_MEND)]
    base = chosen.homeserver
    try:
        async with asyncio.timeout(PATIENCE):
            base = await find_homeserver(chosen.homeserver)
        async with aiohttp.ClientSession() as session:
            return await _of_server(Way(session, base), settings)
    except FinalError as error:  # a name that is none; a file of the state folder that cannot be read
        return [wrong(phrases.MATRIX_SERVER, str(error), phrases.SETTINGS_MEND)]
    except (aiohttp.ClientError, WireError, OSError) as error:
        return [wrong(phrases.MATRIX_SERVER, phrases.unreached(base, reason(error)), phrases.SERVER_MEND)]
    except (AttributeError, LookupError, TypeError, ValueError):
        return [wrong(phrases.MATRIX_SERVER, phrases.other_answer("a homeserver"), phrases.SERVER_MEND)]


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a homeserver, for whoever holds the token."""

    session: aiohttp.ClientSession
    base: str
    token: str = ""

    async def ask(self, path: str, body: object = None, base: str = _CLIENT) -> Told:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else None
        return await ask(self.session, f"{self.base}{base}{path}", headers, body)


async def _of_server(way: Way, settings: Settings) -> list[Finding]:
    versions = await way.ask("/versions", base="/_matrix/client")
    known = versions.body.get("versions") if isinstance(versions.body, dict) else None
    if versions.status != 200 or not known:
        return [wrong(phrases.MATRIX_SERVER, phrases.no_homeserver(way.base, versions.status), phrases.SERVER_MEND)]
    return [
        *clock(way.base, versions.at),
        ok(phrases.MATRIX_SERVER, phrases.server_there(way.base, str(known[-1]))),
        *await _sign_in(way, settings),
    ]


async def _sign_in(way: Way, settings: Settings) -> list[Finding]:
    """What becomes of the session that was kept, or of the token; without either, whether there will be one."""
    chosen = settings.matrix
    folder = SessionFolder(settings.state, chosen.user) if settings.state is not None else None
    kept = folder.load() if folder is not None else None
    way = Way(way.session, way.base, kept.token if kept is not None else chosen.token)
    if not way.token:
        return [await _by_password(way, chosen.user, chosen.password, phrases.NOT_SIGNED_IN)]
    who = await way.ask("/account/whoami")
    if who.status == 401:
        if chosen.password:
            return [await _by_password(way, chosen.user, chosen.password, phrases.SIGNED_OUT)]
        return [wrong(phrases.MATRIX_LOGIN, phrases.SIGNED_OUT_NO_PASSWORD, phrases.SIGNED_OUT_MEND)]
    if who.status != 200:
        return [wrong(phrases.MATRIX_LOGIN, phrases.server_oddly(who.status), phrases.SERVER_LATER_MEND)]
    user, device = str(who.body["user_id"]), who.body.get("device_id")
    if user != chosen.user:
        return [wrong(phrases.MATRIX_LOGIN, said_there.other_account(user, chosen.user), phrases.SETTINGS_MEND)]
    if not device:
        return [wrong(phrases.MATRIX_LOGIN, said_there.TOKEN_WITHOUT_DEVICE, phrases.SIGNED_OUT_MEND)]
    keys, joined, synced = await asyncio.gather(
        way.ask("/keys/query", {"device_keys": {user: []}}),
        way.ask("/joined_rooms"),
        _invitations(way),
    )
    runs = folder is not None and _is_held(folder.path / "lock")
    return [
        ok(phrases.MATRIX_LOGIN, phrases.signed_in(user, device, runs=runs)),
        *_device(keys.body, user, device, has_keys=folder is not None and folder.has_keys(device)),
        ok(phrases.MATRIX_ROOMS, phrases.rooms(len(joined.body["joined_rooms"]), synced)),
    ]


async def _by_password(way: Way, user: str, password: str, said: str) -> Finding:
    """Whether the next start can sign in: it is tried, with a device that is signed out again at once."""
    way = Way(way.session, way.base)
    flows = (await way.ask("/login")).body["flows"]
    if all(flow["type"] != _PASSWORD for flow in flows):
        return wrong(phrases.MATRIX_LOGIN, phrases.NO_PASSWORD_LOGIN, phrases.NO_PASSWORD_LOGIN_MEND)
    told = await way.ask(
        "/login",
        {
            "type": _PASSWORD,
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "initial_device_display_name": phrases.TRIED_AS,
        },
    )
    if told.status in _REFUSED and isinstance(told.body, dict) and told.body.get("errcode") == _CLOSED:
        return wrong(phrases.MATRIX_LOGIN, said_there.DEACTIVATED, phrases.SETTINGS_MEND)
    if told.status in _REFUSED:
        return wrong(phrases.MATRIX_LOGIN, phrases.password_refused(user), phrases.PASSWORD_MEND)
    if told.status == _TOO_OFTEN:
        return wrong(phrases.MATRIX_LOGIN, phrases.TRIED_TOO_OFTEN, phrases.TRIED_TOO_OFTEN_MEND)
    if told.status != 200:
        return wrong(phrases.MATRIX_LOGIN, phrases.server_oddly(told.status), phrases.SERVER_LATER_MEND)
    token = str(told.body["access_token"])
    # A device that stays after all does no harm: it has no keys, and anybody can remove it in a client.
    with suppress(aiohttp.ClientError, OSError):
        await Way(way.session, way.base, token).ask("/logout", {})
    return ok(phrases.MATRIX_LOGIN, said)


async def _invitations(way: Way) -> int:
    """How many invitations nobody has answered; 0 where the server takes too long to say.

    Without `since` nothing counts as received: what waits for the bot's device goes on waiting.
    """
    query = f"/sync?timeout=0&set_presence=offline&filter={quote(json.dumps(_ONLY_ROOMS))}"
    try:
        return len((await way.ask(query)).body["rooms"]["invite"])
    except (aiohttp.ClientError, OSError, LookupError):
        return 0


def _device(body: Any, user: str, device: str, *, has_keys: bool) -> Iterator[Finding]:
    """Whether the device's keys are here, and signed by the account, as the server shows them to others."""
    is_known = device in body["device_keys"].get(user, {})
    if not is_known and not has_keys:
        yield ok(phrases.MATRIX_DEVICE, phrases.NO_KEYS_YET)
        return
    if is_cross_signed(body, user, device):
        yield ok(phrases.MATRIX_DEVICE, phrases.DEVICE_SIGNED)
    else:
        yield wrong(phrases.MATRIX_DEVICE, phrases.DEVICE_UNSIGNED, phrases.DEVICE_MEND)
    if has_keys:
        yield ok(phrases.MATRIX_KEYS, phrases.KEYS_THERE)
    else:
        yield wrong(phrases.MATRIX_KEYS, phrases.KEYS_LACK, phrases.KEYS_MEND)


def _is_held(lock: Path) -> bool:
    """Whether a program holds a lock (Linux). It is not tried: a bot that starts in that moment would find it taken."""
    try:
        inode = str(lock.stat().st_ino)
        lines = [line.split() for line in _LOCKS.read_text().splitlines()]
    except OSError:
        return False
    # `1: FLOCK  ADVISORY  WRITE 4711 fe:00:2155118 0 EOF` (Linux: proc(5), /proc/locks)
    return any(field[1] == "FLOCK" and field[5].rpartition(":")[2] == inode for field in lines if len(field) > 5)
