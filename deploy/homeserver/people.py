"""The bot's account, one for you, and a room with both, on the homeserver to try Catena on. Usage: people.py FOLDER URL

Started again it makes only what is missing, and says again how to sign in.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

BOT, READER, ROOM = "catena", "reader", "reading"
_LIMIT = 30
"""Seconds that an answer may take."""


class RefusedError(Exception):
    """The homeserver said no. `code` is Matrix's own word for why."""

    def __init__(self, status: int, code: str, said: str) -> None:
        super().__init__(f"the homeserver answered {status} {code}: {said}")
        self.code = code


class Homeserver:
    """Its interface, as far as it is needed here."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url.rstrip("/")
        self._secret = secret

    def register(self, name: str, password: str) -> None:
        """Make an account, unless it is there: by the secret that this homeserver shares with its administrator."""
        nonce = self.ask("GET", "/_synapse/admin/v1/register")["nonce"]
        words = "\0".join((nonce, name, password, "notadmin"))
        mac = hmac.new(self._secret.encode(), words.encode(), hashlib.sha1).hexdigest()
        account = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
        try:
            self.ask("POST", "/_synapse/admin/v1/register", account)
        except RefusedError as error:
            if error.code != "M_USER_IN_USE":
                raise

    def sign_in(self, name: str, password: str) -> str:
        """The token of a new session."""
        who = {"type": "m.id.user", "user": name}
        body = {"type": "m.login.password", "identifier": who, "password": password}
        return str(self.ask("POST", "/_matrix/client/v3/login", body)["access_token"])

    def room(self, token: str, alias: str, server: str) -> str:
        """The room of that name, made unless it is there."""
        body = {"room_alias_name": alias, "name": "Reading group", "preset": "private_chat"}
        try:
            return str(self.ask("POST", "/_matrix/client/v3/createRoom", body, token)["room_id"])
        except RefusedError as error:
            if error.code != "M_ROOM_IN_USE":
                raise
        known = quote(f"#{alias}:{server}", safe="")
        return str(self.ask("GET", f"/_matrix/client/v3/directory/room/{known}", token=token)["room_id"])

    def invite(self, token: str, room: str, user: str) -> None:
        """Invite somebody who is not there yet."""
        body = {"user_id": user}
        try:
            self.ask("POST", f"/_matrix/client/v3/rooms/{quote(room, safe='')}/invite", body, token)
        except RefusedError as error:
            if error.code != "M_FORBIDDEN" or not self._is_in(token, room, user):
                raise

    def sign_out(self, token: str) -> None:
        """End a session."""
        self.ask("POST", "/_matrix/client/v3/logout", {}, token)

    def ask(self, method: str, path: str, body: object = None, token: str = "") -> dict[str, Any]:
        """What it answers. Raises RefusedError where that is no."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, headers, method=method)  # noqa: S310  # whoever starts it says which
        try:
            with urllib.request.urlopen(request, timeout=_LIMIT) as response:  # noqa: S310  # as above
                found: dict[str, Any] = json.load(response)
                return found
        except urllib.error.HTTPError as error:
            with error:
                said = error.read().decode("utf-8", "replace")
            try:
                why = json.loads(said)
            except ValueError:
                why = {}
            raise RefusedError(error.code, str(why.get("errcode", "")), str(why.get("error", said))) from None

    def _is_in(self, token: str, room: str, user: str) -> bool:
        joined = self.ask("GET", f"/_matrix/client/v3/rooms/{quote(room, safe='')}/joined_members", token=token)
        return user in joined["joined"]


def main(folder: Path, url: str) -> None:
    """Make all of it, and say how to sign in."""
    settings = json.loads((folder / "homeserver.json").read_text(encoding="utf-8"))
    server = settings["server_name"]
    homeserver = Homeserver(url, settings["registration_shared_secret"])
    passwords = {name: _password(folder / f"{name}-password") for name in (BOT, READER)}
    for name, password in passwords.items():
        homeserver.register(name, password)
    token = homeserver.sign_in(READER, passwords[READER])
    homeserver.invite(token, homeserver.room(token, ROOM, server), f"@{BOT}:{server}")
    homeserver.sign_out(token)
    print(
        "\nThe homeserver is ready. In a Matrix client on this machine, such as Element, sign in with\n"
        f"  homeserver  {settings['public_baseurl']}\n"
        f"  user        {READER}\n"
        f"  password    {passwords[READER]}\n"
        "then open “Reading group” and ask: !claim zhenbao\n",
        flush=True,
    )


def _password(path: Path) -> str:
    """The password in a file, made unless it is there."""
    if not path.exists():
        new = path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(15))
        new.replace(path)
    return path.read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
