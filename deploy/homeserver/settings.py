"""The settings of a Synapse to try Catena on, with secrets of its own: made once. Usage: settings.py FOLDER [PORT]

For nobody but who sits at this machine: it speaks to no other homeserver, and lets in nobody whom it did not make.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from pathlib import Path

SETTINGS, LOGGING = "homeserver.json", "logging.json"
SERVER = "localhost"
SEEN_AT = Path("/homeserver")
"""Where the homeserver's own container sees the folder."""
_PLENTY = {"per_second": 100, "burst_count": 1000}
"""One bot answers in a room as fast as somebody can ask."""


def settings(folder: Path, port: int) -> dict[str, object]:
    """What Synapse reads. `folder` is where it will find what it keeps."""
    return {
        "server_name": SERVER,
        "public_baseurl": f"http://localhost:{port}/",
        "registration_shared_secret": secrets.token_urlsafe(32),
        "macaroon_secret_key": secrets.token_urlsafe(32),
        "form_secret": secrets.token_urlsafe(32),
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "log_config": str(folder / LOGGING),
        "pid_file": "/tmp/homeserver.pid",  # noqa: S108  # in its container nobody else writes there
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["0.0.0.0"],  # noqa: S104  # of its container; it is published on loopback alone
                "type": "http",
                "resources": [{"names": ["client"]}],
            }
        ],
        "enable_registration": False,
        "report_stats": False,
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "url_preview_enabled": False,
        "rc_message": _PLENTY,
        "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _PLENTY),
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _PLENTY),
    }


def logging() -> dict[str, object]:
    """What it tells: what is wrong, so that it can be seen how to sign in."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "root": {"level": "WARNING", "handlers": ["console"]},
    }


def signing_key() -> str:
    """A key as Synapse keeps it: algorithm, name and seed."""
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return f"ed25519 a_{secrets.token_hex(2)} {seed}\n"


def main(folder: Path, port: int = 8008) -> None:
    """Write the files, unless they are there. The settings come last: where they are, so is all they name."""
    path = folder / SETTINGS
    if path.exists():
        print("The homeserver's settings are there already.")
        return
    (folder / "media").mkdir(exist_ok=True)
    _write(folder / "signing.key", signing_key())
    _write(folder / LOGGING, json.dumps(logging(), indent=1))
    _write(path, json.dumps(settings(SEEN_AT, port), indent=1))
    print("The homeserver's settings and secrets are made.")


def _write(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
