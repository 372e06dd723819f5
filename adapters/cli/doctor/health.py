"""Whether a bot runs on this machine, and what it says of itself."""

from __future__ import annotations

import socket

import aiohttp

from adapters.cli.doctor import phrases
from adapters.cli.doctor.asking import Told, ask
from adapters.cli.doctor.finding import Finding, ok, wrong


async def examine(address: str) -> list[Finding]:
    """Ask whoever is at the address of health and metrics; where nobody is, whether it can be had."""
    host, _, port = address.rpartition(":")
    async with aiohttp.ClientSession() as session:
        try:
            told = await ask(session, f"http://{host or '127.0.0.1'}:{port}/readyz")
        except (aiohttp.ClientConnectorError, ConnectionRefusedError):
            return [_vacant(address, host.strip("[]"), int(port))]
        except (aiohttp.ClientError, OSError):  # TimeoutError is one of these
            return [wrong(phrases.HEALTH, phrases.health_taken(address), phrases.HEALTH_MEND)]
    return [_judged(address, told)]


def _vacant(address: str, host: str, port: int) -> Finding:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        said = phrases.health_refused(address, error.strerror or type(error).__name__)
        return wrong(phrases.HEALTH, said, phrases.HEALTH_MEND)
    return ok(phrases.HEALTH, phrases.health_free(address))


def _judged(address: str, told: Told) -> Finding:
    if not isinstance(told.body, dict) or "ready" not in told.body:
        return wrong(phrases.HEALTH, phrases.health_taken(address), phrases.HEALTH_MEND)
    if told.body["ready"] is True:
        return ok(phrases.HEALTH, phrases.health_ready(address))
    down = [
        f"{one.get('name')} ({one.get('problem') or 'not connected'})"
        for one in told.body.get("connections", [])
        if isinstance(one, dict) and one.get("ready") is not True
    ]
    parts = [told.body.get(part) for part in ("store", "core")]
    store, core = (str(one.get("problem") or "") if isinstance(one, dict) else "" for one in parts)
    why = "; ".join([*down, *filter(None, (store, core))]) or "it is just starting"
    mend = phrases.HEALTH_STORE_MEND if store else phrases.HEALTH_UNREADY_MEND
    return wrong(phrases.HEALTH, phrases.health_unready(address, why), mend)
