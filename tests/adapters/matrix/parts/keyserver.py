"""A scripted homeserver's part in cross-signing: it shows what was uploaded."""

from __future__ import annotations

from typing import Any

from tests.adapters.matrix.parts.scripted import Answer, Asked, Homeserver, refused

_KINDS = {"master_key": "master_keys", "self_signing_key": "self_signing_keys"}


class KeyServer:
    """Keeps the keys of one account; `password` is wanted before it takes new ones, unless it is ""."""

    def __init__(self, scripted: Homeserver, user: str, device: dict[str, Any], password: str = "") -> None:
        self.user = user
        self.password = password
        self.known: dict[str, Any] = {"device_keys": {user: {device["device_id"]: device}}}
        scripted.says("POST", "/keys/query", self._query)
        scripted.says("POST", "/keys/device_signing/upload", self._upload)
        scripted.says("POST", "/keys/signatures/upload", self._sign)

    def _query(self, asked: Asked) -> Answer:
        return Answer(self.known)

    def _upload(self, asked: Asked) -> Answer:
        if self.password:
            auth = asked.body.get("auth")
            if auth is None:
                return Answer({"session": "S", "flows": [{"stages": ["m.login.password"]}], "params": {}}, 401)
            if auth != {
                "type": "m.login.password",
                "session": "S",
                "identifier": {"type": "m.id.user", "user": self.user},
                "password": self.password,
            }:
                return refused(401, "M_FORBIDDEN", session="S", flows=[])
        for name, kind in _KINDS.items():
            self.known[kind] = {self.user: asked.body[name]}
        return Answer()

    def _sign(self, asked: Asked) -> Answer:
        for device, content in asked.body[self.user].items():
            shown = self.known["device_keys"][self.user][device]
            shown.setdefault("signatures", {}).setdefault(self.user, {}).update(content["signatures"][self.user])
        return Answer({"failures": {}})
