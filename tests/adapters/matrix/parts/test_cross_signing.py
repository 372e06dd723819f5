"""Whether others can follow the chain of signatures to the bot's device."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from Crypto.Signature import eddsa
from structlog.testing import capture_logs

from adapters.matrix.cross_signing import CrossSigning, SigningKey, canonical
from adapters.matrix.login import Account
from adapters.matrix.session import Session, SessionFolder
from adapters.matrix.wire import Wire, WireError
from tests.adapters.matrix.parts.keyserver import KeyServer
from tests.adapters.matrix.parts.scripted import DROP, Answer, Homeserver, refused

BOT, DEVICE = "@catena:example.org", "ABCDEF"
SESSION = Session(BOT, DEVICE, "secret")


def verify(content: dict[str, Any], public: str, signature: str) -> None:
    """Raise ValueError where a signature is not that of a key over an object."""
    unsigned = {name: value for name, value in content.items() if name not in ("signatures", "unsigned")}
    written = json.dumps(unsigned, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    key = eddsa.import_public_key(base64.b64decode(public + "="))
    eddsa.new(key, "rfc8032").verify(written, base64.b64decode(signature + "=="))


# ── Signing JSON ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "written"),
    [
        ("{}", "{}"),
        ('{"one": 1, "two": "Two"}', '{"one":1,"two":"Two"}'),
        ('{"b": "2", "a": "1"}', '{"a":"1","b":"2"}'),
        ('{"b": {"d": 1, "c": [2, 1]}, "a": true}', '{"a":true,"b":{"c":[2,1],"d":1}}'),
        ('{"a": "日本語"}', '{"a":"日本語"}'),
        ('{"本": 2, "日": 1}', '{"日":1,"本":2}'),
        (r'{"a": "\u65E5"}', '{"a":"日"}'),
        ('{"a": null}', '{"a":null}'),
        (r'{"\ud83d\ude00": 1, "\uff61": 2}', '{"\uff61":2,"\U0001f600":1}'),
        (r'{"a": "\n\u001f\"\\/"}', r'{"a":"\n\u001f\"\\/"}'),
    ],
)
def test_canonical_json(content: str, written: str) -> None:
    """The first ones are the specification's own (Appendices, Canonical JSON)."""
    assert canonical(json.loads(content)).decode() == written


SPEC = SigningKey(base64.b64decode("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1="))


@pytest.mark.parametrize(
    ("content", "signature"),
    [
        ({}, "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ"),
        (
            {"one": 1, "two": "Two"},
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw",
        ),
    ],
)
def test_the_signatures_of_the_specification(content: dict[str, Any], signature: str) -> None:
    """Appendices, Cryptographic Test Vectors."""
    assert SPEC.sign(content) == signature
    verify(content, SPEC.public, signature)


def test_what_is_not_signed() -> None:
    content = {"one": 1, "two": "Two", "signatures": {BOT: {"ed25519:x": "y"}}, "unsigned": {"age": 5}}
    assert SPEC.sign(content) == SPEC.sign({"one": 1, "two": "Two"})


def test_another_word_is_another_signature() -> None:
    with pytest.raises(ValueError, match="not authentic"):
        verify({"one": 2}, SPEC.public, SPEC.sign({"one": 1}))


# ── The chain ────────────────────────────────────────────────────────────────
@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    """The folder of the account."""
    folder = SessionFolder(tmp_path, BOT)
    folder.take()
    return folder


def device() -> dict[str, Any]:
    return {
        "user_id": BOT,
        "device_id": DEVICE,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {f"curve25519:{DEVICE}": "curve", f"ed25519:{DEVICE}": "ed"},
        "signatures": {BOT: {f"ed25519:{DEVICE}": "its own"}},
        "unsigned": {"device_display_name": "Catena"},
    }


def signing(scripted: Homeserver, wire: Wire, folder: SessionFolder, password: str = "") -> CrossSigning:
    return CrossSigning(wire, Account(scripted.url, BOT, password), SESSION, folder)


def follow(known: dict[str, Any]) -> None:
    """Follow the chain as another client does, from the master key to the device."""
    master, self_signing = known["master_keys"][BOT], known["self_signing_keys"][BOT]
    signed = known["device_keys"][BOT][DEVICE]
    (master_key,), (self_signing_key,) = master["keys"].values(), self_signing["keys"].values()
    for content, usage, key in ((master, "master", master_key), (self_signing, "self_signing", self_signing_key)):
        assert (content["user_id"], content["usage"]) == (BOT, [usage])
        assert content["keys"] == {f"ed25519:{key}": key}
        assert "=" not in key
    verify(self_signing, master_key, self_signing["signatures"][BOT][f"ed25519:{master_key}"])
    verify(signed, self_signing_key, signed["signatures"][BOT][f"ed25519:{self_signing_key}"])


@pytest.mark.parametrize("password", ["", "open"])
async def test_a_new_account_is_signed(scripted: Homeserver, wire: Wire, folder: SessionFolder, password: str) -> None:
    server = KeyServer(scripted, BOT, device(), password)
    assert await signing(scripted, wire, folder, password).ensure()
    follow(server.known)
    assert server.known["device_keys"][BOT][DEVICE]["signatures"][BOT][f"ed25519:{DEVICE}"] == "its own"
    assert all("seed" not in json.dumps(one.body) for one in scripted.asked)


async def test_the_seeds_are_for_the_owner_alone(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    KeyServer(scripted, BOT, device())
    await signing(scripted, wire, folder).ensure()
    path = folder.path / "cross-signing.json"
    assert path.stat().st_mode & 0o777 == 0o600
    sent = json.dumps([one.body for one in scripted.asked])
    content = json.loads(path.read_text())
    assert all(content[name].rstrip("=") not in sent for name in ("master", "self_signing"))


async def test_at_the_next_start_there_is_nothing_to_do(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    KeyServer(scripted, BOT, device())
    await signing(scripted, wire, folder).ensure()
    scripted.asked.clear()
    assert await signing(scripted, wire, folder).ensure()
    assert [one.path for one in scripted.asked] == ["/keys/query"]


async def test_a_new_device_is_signed_with_the_same_keys(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    server = KeyServer(scripted, BOT, device())
    await signing(scripted, wire, folder).ensure()
    before = server.known["master_keys"]
    server.known["device_keys"][BOT][DEVICE] = device()
    scripted.asked.clear()
    assert await signing(scripted, wire, folder).ensure()
    follow(server.known)
    assert server.known["master_keys"] is before
    assert scripted.to("POST", "/keys/device_signing/upload") == []


@pytest.mark.parametrize(
    "content", ["", '{"format": 1, "mas', '{"format": 1, "master": "AA==", "self_signing": "AA=="}']
)
async def test_seeds_that_are_broken_are_made_anew(
    scripted: Homeserver, wire: Wire, folder: SessionFolder, content: str
) -> None:
    server = KeyServer(scripted, BOT, device(), "open")
    await signing(scripted, wire, folder, "open").ensure()
    (folder.path / "cross-signing.json").write_text(content)
    assert await signing(scripted, wire, folder, "open").ensure()
    follow(server.known)


async def test_what_changed_after_it_was_signed_is_signed_again(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    server = KeyServer(scripted, BOT, device())
    await signing(scripted, wire, folder).ensure()
    server.known["device_keys"][BOT][DEVICE]["algorithms"].append("m.new")
    assert await signing(scripted, wire, folder).ensure()
    follow(server.known)


# ── Where it cannot be ───────────────────────────────────────────────────────
async def test_a_password_that_is_wanted_and_not_there(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    KeyServer(scripted, BOT, device(), "open")
    with capture_logs() as logged:
        assert not await signing(scripted, wire, folder).ensure()
    assert [line["setting"] for line in logged if "could not be cross-signed" in line["event"]] == [
        "CATENA_MATRIX_PASSWORD"
    ]


async def test_a_password_that_is_wrong(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    KeyServer(scripted, BOT, device(), "open")
    assert not await signing(scripted, wire, folder, "wrong").ensure()
    assert len(scripted.to("POST", "/keys/device_signing/upload")) == 2


@pytest.mark.parametrize("refusal", [refused(404, "M_UNRECOGNIZED"), refused(500, "M_UNKNOWN")])
async def test_a_server_that_takes_no_signing_keys_has_an_unsigned_bot(
    scripted: Homeserver, wire: Wire, folder: SessionFolder, refusal: Answer
) -> None:
    """500 is what Synapse says, each time, to a master key that it had before."""
    KeyServer(scripted, BOT, device())
    scripted.says("POST", "/keys/device_signing/upload", refusal)
    assert not await signing(scripted, wire, folder).ensure()


async def test_a_signature_that_is_refused(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    KeyServer(scripted, BOT, device())
    scripted.says("POST", "/keys/signatures/upload", Answer({"failures": {BOT: {DEVICE: {"errcode": "M_INVALID"}}}}))
    assert not await signing(scripted, wire, folder).ensure()


async def test_a_server_that_takes_it_and_shows_nothing(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    KeyServer(scripted, BOT, device())
    scripted.says("POST", "/keys/signatures/upload", Answer({"failures": {}}))
    assert not await signing(scripted, wire, folder).ensure()


@pytest.mark.parametrize("answer", [Answer(status=502, text="<html>"), refused(429, "M_LIMIT_EXCEEDED"), DROP])
@pytest.mark.parametrize("path", ["/keys/query", "/keys/device_signing/upload", "/keys/signatures/upload"])
async def test_what_may_pass_is_tried_again_later(
    scripted: Homeserver, wire: Wire, folder: SessionFolder, path: str, answer: Answer
) -> None:
    server = KeyServer(scripted, BOT, device())
    before = dict(scripted.told)
    scripted.says("POST", path, answer)
    with pytest.raises(WireError):
        await signing(scripted, wire, folder).ensure()
    scripted.told.update(before)
    assert await signing(scripted, wire, folder).ensure()
    follow(server.known)


async def test_a_device_that_the_server_does_not_show_yet(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    server = KeyServer(scripted, BOT, device())
    hidden = server.known["device_keys"][BOT].pop(DEVICE)
    with pytest.raises(WireError):
        await signing(scripted, wire, folder).ensure()
    server.known["device_keys"][BOT][DEVICE] = hidden
    assert await signing(scripted, wire, folder).ensure()
    follow(server.known)


@pytest.mark.parametrize(
    "known",
    [
        {"master_keys": [], "self_signing_keys": None, "device_keys": {}},
        {"master_keys": {BOT: []}, "self_signing_keys": {BOT: {"keys": {}}}, "device_keys": {BOT: {DEVICE: []}}},
        {"master_keys": {BOT: {"keys": {"a": ["b"]}}}, "device_keys": {BOT: {}}},
    ],
)
async def test_keys_of_another_form(
    scripted: Homeserver, wire: Wire, folder: SessionFolder, known: dict[str, Any]
) -> None:
    KeyServer(scripted, BOT, device())
    scripted.says("POST", "/keys/query", Answer(known))
    with pytest.raises(WireError):
        await signing(scripted, wire, folder).ensure()
