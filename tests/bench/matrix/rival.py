"""maubot in its standalone mode, with a plugin that does what maubot's own echo does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_WANTED = Path(__file__).with_name("maubot.txt")
_META = {
    "maubot": "0.6.0",
    "id": "org.catena.echo",
    "version": "1.0.0",
    "license": "MIT",
    "modules": ["echo"],
    "main_class": "Echo",
}
_PLUGIN = '''\
"""Says what it is told, as a notice."""

from maubot import MessageEvent, Plugin
from maubot.handlers import command


class Echo(Plugin):
    @command.new("claim")
    @command.argument("words", pass_raw=True)
    async def claim(self, event: MessageEvent, words: str) -> None:
        await event.respond(words)
'''


def installed() -> Path:
    """The Python of the environment that maubot is in; it is made where it is not there, or wants something else by now."""
    folder = _ROOT / "build" / "bench" / "maubot"
    python, done = folder / "bin" / "python", folder / "installed.txt"
    wanted = _WANTED.read_text(encoding="utf-8")
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "-qq"]
        subprocess.run([*pip, "-r", str(_WANTED)], check=True)
        done.write_text(wanted, encoding="utf-8")
    return python


def version(python: Path) -> str:
    """What of it stands there: "maubot 0.6.0, mautrix 0.21.1, python-olm 3.2.16"."""
    names = ("maubot", "mautrix", "python-olm")
    program = f"from importlib.metadata import version\nfor name in {names}: print(name, version(name))"
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    return ", ".join(done.stdout.splitlines())


def write_files(folder: Path, homeserver: str, user: str, device: str, token: str) -> None:
    """What it is started with: the plugin, and the configuration, of which JSON is YAML as well."""
    (folder / "echo.py").write_text(_PLUGIN, encoding="utf-8")
    (folder / "maubot.yaml").write_text(json.dumps(_META), encoding="utf-8")
    credentials = {"id": user, "homeserver": homeserver, "access_token": token, "device_id": device}
    config = {
        "user": {
            "credentials": credentials,
            "autojoin": True,
            "displayname": "disable",
            "avatar_url": "disable",
            "ignore_first_sync": False,  # what was asked while it was away is answered, as the others do
        },
        "database": f"sqlite:{folder / 'maubot.db'}",
        # It logs as little as the others do, not everything as in its example.
        "logging": {
            "version": 1,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"level": "WARNING", "handlers": ["console"]},
        },
    }
    (folder / "config.yaml").write_text(json.dumps(config), encoding="utf-8")
