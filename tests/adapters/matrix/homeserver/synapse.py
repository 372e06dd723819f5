"""A real Synapse on loopback, in a process of its own that ends with this one."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from tests.adapters.ports import free_port

__all__ = ["PASSWORD", "SERVER", "Synapse", "free_port"]

SERVER = "localhost"
PASSWORD = "the-password"  # nobody's
_SECRET = "only-for-tests"
_UNLIMITED = {"per_second": 1e5, "burst_count": 100_000}
_STARTS_IN = 60.0
# Ends Synapse with whoever started it (Linux; elsewhere nothing is done).
_RUN = (
    "import ctypes, runpy, signal, sys\n"
    "if sys.platform.startswith('linux'):\n"
    "    ctypes.CDLL(None).prctl(1, signal.SIGKILL)\n"
    "sys.argv[0] = 'synapse.app.homeserver'\n"
    "runpy.run_module('synapse.app.homeserver', run_name='__main__')\n"
)


class Synapse:
    """A homeserver that keeps what it keeps in a folder, so that it can be stopped and started again."""

    def __init__(self, folder: Path, limits: Mapping[str, object] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self._limits = dict(limits or {})
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "homeserver.yaml"
        config.write_text(json.dumps(self._config()))
        log = self.folder / "log.txt"
        for extra in (["--generate-keys"], []) if not (self.folder / "signing.key").exists() else ([],):
            with log.open("ab") as output:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *("-c", _RUN, "-c", str(config), *extra),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd=self.folder,
                )
            if extra:
                await process.wait()
            else:
                self._process = process
        try:
            async with asyncio.timeout(_STARTS_IN):
                await self._healthy()
        except (TimeoutError, AssertionError):
            await self.stop()
            raise AssertionError(f"Synapse did not start: {log.read_text(errors='replace')[-3000:]}") from None

    async def stop(self) -> None:
        """End it, as an outage does: at once."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._process = None

    async def register(self, name: str, *, is_admin: bool = False) -> str:
        """Make an account. Its whole id."""
        url = f"{self.url}/_synapse/admin/v1/register"
        async with aiohttp.ClientSession() as session:
            async with session.get(url) as response:
                nonce = (await response.json())["nonce"]
            words = [nonce, name, PASSWORD, "admin" if is_admin else "notadmin"]
            mac = hmac.new(_SECRET.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
            body = {"nonce": nonce, "username": name, "password": PASSWORD, "admin": is_admin, "mac": mac}
            async with session.post(url, json=body) as response:
                answer: dict[str, Any] = await response.json()
                assert response.status == 200, answer
        return str(answer["user_id"])

    async def _healthy(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                assert self._process is not None
                assert self._process.returncode is None, "it ended"
                try:
                    async with session.get(f"{self.url}/health") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    def _config(self) -> dict[str, object]:
        return {
            "server_name": SERVER,
            "registration_shared_secret": _SECRET,
            "macaroon_secret_key": _SECRET,
            "signing_key_path": str(self.folder / "signing.key"),
            "media_store_path": str(self.folder / "media"),
            "pid_file": str(self.folder / "pid"),
            "report_stats": False,
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(self.folder / "homeserver.db")}},
            "bcrypt_rounds": 4,
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "presence": {"enabled": False},
            "url_preview_enabled": False,
            "caches": {"sync_response_cache_duration": "0s"},  # else a restarted client is told the same again
            "rc_message": _UNLIMITED,
            "rc_registration": _UNLIMITED,
            "rc_admin_redaction": _UNLIMITED,
            "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _UNLIMITED),
            "rc_joins": dict.fromkeys(("local", "remote"), _UNLIMITED),
            "rc_joins_per_room": _UNLIMITED,
            "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _UNLIMITED),
            "rc_room_creation": _UNLIMITED,
            "rc_key_requests": _UNLIMITED,
            **self._limits,
        }
