"""What the homeserver says of the bot. Nobody is signed in for it, and a bot that runs is not disturbed."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from adapters.cli.doctor import phrases
from adapters.cli.doctor.asking import PATIENCE, ask, clock, reason
from adapters.cli.doctor.finding import Finding, not_used, ok, wrong
from adapters.settings import Settings

_PASSWORD = "m.login.password"  # noqa: S105  # Matrix's name of a way to sign in


async def examine(settings: Settings) -> list[Finding]:
    """Look at the homeserver, and at the device that was signed in."""
    from adapters.matrix.login import Account, find_homeserver
    from adapters.matrix.wire import WireError
    from adapters.runtime.supervision import FinalError

    chosen = settings.matrix
    try:
        Account(chosen.homeserver, chosen.user, chosen.password, chosen.token).check()
    except FinalError as error:
        return [wrong(phrases.MATRIX_ACCOUNT, str(error), phrases.SETTINGS_MEND)]
    try:
        async with asyncio.timeout(PATIENCE):
            base = await find_homeserver(chosen.homeserver)
    except FinalError as error:
        return [wrong(phrases.MATRIX_SERVER, str(error), phrases.SERVER_MEND)]
    except (WireError, TimeoutError) as error:
        said = phrases.unreached(chosen.homeserver, reason(error))
        return [wrong(phrases.MATRIX_SERVER, said, phrases.SERVER_MEND)]
    async with aiohttp.ClientSession() as session:
        try:
            return await _of_server(session, base, settings)
        except (aiohttp.ClientError, TimeoutError) as error:
            return [wrong(phrases.MATRIX_SERVER, phrases.unreached(base, reason(error)), phrases.SERVER_MEND)]


async def _of_server(session: aiohttp.ClientSession, base: str, settings: Settings) -> list[Finding]:
    versions = await ask(session, f"{base}/_matrix/client/versions")
    known = versions.body.get("versions") if isinstance(versions.body, dict) else None
    if versions.status != 200 or not known:
        said = phrases.unreached(base, f"its answer, {versions.status}, is no homeserver's")
        return [wrong(phrases.MATRIX_SERVER, said, phrases.SERVER_MEND)]
    return [
        *clock(base, versions.at),
        ok(phrases.MATRIX_SERVER, phrases.server_there(base, str(known[-1]))),
        *await _sign_in(session, base, settings),
    ]


async def _sign_in(session: aiohttp.ClientSession, base: str, settings: Settings) -> list[Finding]:
    """What becomes of the session that was kept, or of the token; without either, whether there will be one."""
    from adapters.matrix.session import SessionFolder

    chosen = settings.matrix
    folder = SessionFolder(settings.state, chosen.user) if settings.state is not None else None
    kept = folder.load() if folder is not None else None
    token = kept.token if kept is not None else chosen.token
    if not token:
        flows = await ask(session, f"{base}/_matrix/client/v3/login")
        ways = flows.body.get("flows", []) if isinstance(flows.body, dict) else []
        if any(isinstance(way, dict) and way.get("type") == _PASSWORD for way in ways):
            return [ok(phrases.MATRIX_LOGIN, phrases.NOT_SIGNED_IN)]
        return [wrong(phrases.MATRIX_LOGIN, phrases.NO_PASSWORD_LOGIN, phrases.NO_PASSWORD_LOGIN_MEND)]
    headers = {"Authorization": f"Bearer {token}"}
    who = await ask(session, f"{base}/_matrix/client/v3/account/whoami", headers)
    if who.status != 200:
        if chosen.password:
            return [ok(phrases.MATRIX_LOGIN, phrases.SIGNED_OUT)]
        return [wrong(phrases.MATRIX_LOGIN, phrases.SIGNED_OUT_NO_PASSWORD, phrases.SIGNED_OUT_MEND)]
    user, device = str(who.body.get("user_id")), str(who.body.get("device_id"))
    query: dict[str, object] = {"device_keys": {user: []}}
    keys = await ask(session, f"{base}/_matrix/client/v3/keys/query", headers, query)
    joined = await ask(session, f"{base}/_matrix/client/v3/joined_rooms", headers)
    rooms = joined.body.get("joined_rooms", []) if isinstance(joined.body, dict) else []
    has_keys = folder is not None and folder.has_keys(device)
    return [
        ok(phrases.MATRIX_LOGIN, phrases.signed_in(user, device)),
        _device(keys.body, user, device),
        ok(phrases.MATRIX_KEYS, phrases.KEYS_THERE)
        if has_keys
        else wrong(phrases.MATRIX_KEYS, phrases.KEYS_LACK, phrases.KEYS_MEND),
        ok(phrases.MATRIX_ROOMS, phrases.rooms(len(rooms)) if rooms else phrases.ROOMS_NONE),
    ]


def _device(body: Any, user: str, device: str) -> Finding:
    """Whether a device is signed by its account's self-signing key, as the server shows it to others."""
    found = body if isinstance(body, dict) else {}
    signing = found.get("self_signing_keys", {}).get(user, {}).get("keys", {})
    keys = found.get("device_keys", {}).get(user, {}).get(device)
    if keys is None:
        return not_used(phrases.MATRIX_DEVICE, phrases.NOT_SIGNED_IN)
    signatures = keys.get("signatures", {}).get(user, {})
    if any(name in signatures for name in signing):
        return ok(phrases.MATRIX_DEVICE, phrases.DEVICE_SIGNED)
    return wrong(phrases.MATRIX_DEVICE, phrases.DEVICE_UNSIGNED, phrases.DEVICE_MEND)
