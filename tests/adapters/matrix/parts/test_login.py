"""Signing in: with what was kept, with a token, with a password; and what an admin is told where none of them helps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.matrix import phrases
from adapters.matrix.login import Account, find_homeserver, sign_in
from adapters.matrix.session import Session, SessionFolder
from adapters.matrix.wire import Wire, WireError
from adapters.runtime.supervision import FinalError
from tests.adapters.matrix.parts.scripted import DROP, Answer, Asked, Homeserver, refused

BOT = "@catena:example.org"
KEPT = Session(BOT, "KEPT", "kept-token")
GONE = refused(401, "M_UNKNOWN_TOKEN")
LOGGED_OUT_SOFTLY = refused(401, "M_UNKNOWN_TOKEN", soft_logout=True)
SIGNED_IN = Answer({"user_id": BOT, "device_id": "NEW", "access_token": "new-token"})
FLOWS = Answer({"flows": [{"type": "m.login.password"}, {"type": "m.login.sso"}]})


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    """The folder of the account."""
    folder = SessionFolder(tmp_path, BOT)
    folder.take()
    return folder


def account(scripted: Homeserver, *, user: str = BOT, password: str = "", token: str = "") -> Account:
    return Account(scripted.url, user, password, token)


def keep(folder: SessionFolder, session: Session = KEPT) -> None:
    folder.save(session)
    make_keys(folder, session.device)


def make_keys(folder: SessionFolder, device: str) -> None:
    with closing(sqlite3.connect(folder.store_of(device))) as connection:
        connection.execute("CREATE TABLE accounts (account BLOB)")
        connection.execute("INSERT INTO accounts VALUES ('pickled')")
        connection.commit()


def whoami(scripted: Homeserver, **known: Answer) -> None:
    """What the server answers to whom; it knows no other token."""
    tokens = {token.replace("_", "-"): answer for token, answer in known.items()}
    scripted.says("GET", "/account/whoami", lambda asked: tokens.get(asked.token, GONE))


def who(device: str | None = "TOKENS", user: str = BOT) -> Answer:
    return Answer({"user_id": user, **({"device_id": device} if device else {})})


# ── What was kept ────────────────────────────────────────────────────────────
async def test_a_kept_session_is_used_again(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    keep(folder)
    whoami(scripted, kept_token=who("KEPT"))
    assert await sign_in(wire, account(scripted, password="open"), folder) == KEPT
    assert wire.token == "kept-token"
    assert scripted.to("POST", "*") == []


async def test_a_token_that_was_revoked(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    keep(folder)
    whoami(scripted)
    scripted.says("POST", "/login", SIGNED_IN)
    assert await sign_in(wire, account(scripted, password="open"), folder) == Session(BOT, "NEW", "new-token")
    assert wire.token == "new-token"
    (login,) = scripted.to("POST", "/login")
    assert login.token == ""
    assert "device_id" not in login.body, "a device that was logged out is gone, and its keys with it"
    assert not folder.has_keys("KEPT")


async def test_a_soft_logout_keeps_the_device(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    keep(folder)
    scripted.says("GET", "/account/whoami", LOGGED_OUT_SOFTLY)
    scripted.says("POST", "/login", Answer({"user_id": BOT, "device_id": "KEPT", "access_token": "new-token"}))
    found = await sign_in(wire, account(scripted, password="open", token="old"), folder)
    assert found == Session(BOT, "KEPT", "new-token") == folder.load()
    assert scripted.to("POST", "/login")[0].body["device_id"] == "KEPT"


@pytest.mark.parametrize("answer", [Answer(status=502, text="<html>"), refused(429, "M_LIMIT_EXCEEDED"), DROP])
async def test_a_server_that_is_away_costs_no_session(
    scripted: Homeserver, wire: Wire, folder: SessionFolder, answer: Answer
) -> None:
    keep(folder)
    scripted.says("GET", "/account/whoami", answer)
    with pytest.raises(WireError):
        await sign_in(wire, account(scripted, password="open"), folder)
    assert folder.load() == KEPT
    assert scripted.to("POST", "*") == []


async def test_lost_keys_make_a_new_device(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    folder.save(KEPT)
    scripted.says("POST", "/login", SIGNED_IN)
    assert (await sign_in(wire, account(scripted, password="open"), folder)).device == "NEW"
    assert "device_id" not in scripted.to("POST", "/login")[0].body


# ── A password ───────────────────────────────────────────────────────────────
async def test_a_password(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    scripted.says("POST", "/login", SIGNED_IN)
    found = await sign_in(wire, account(scripted, user="catena", password="open"), folder)
    assert (found, wire.token) == (Session(BOT, "NEW", "new-token"), "new-token")
    (asked,) = scripted.asked
    assert asked.body["identifier"] == {"type": "m.id.user", "user": "catena"}
    assert (asked.body["password"], asked.body["initial_device_display_name"]) == ("open", "Catena")
    make_keys(folder, "NEW")
    assert folder.load() == found


async def test_a_wrong_password(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    scripted.says("POST", "/login", refused(403, "M_FORBIDDEN"))
    with pytest.raises(FinalError) as caught:
        await sign_in(wire, account(scripted, password="wrong"), folder)
    assert str(caught.value) == phrases.BAD_PASSWORD


async def test_an_account_that_was_closed(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    scripted.says("POST", "/login", refused(403, "M_USER_DEACTIVATED"))
    with pytest.raises(FinalError) as caught:
        await sign_in(wire, account(scripted, password="open"), folder)
    assert str(caught.value) == phrases.DEACTIVATED


@pytest.mark.parametrize("flows", [{"flows": [{"type": "m.login.sso"}]}, {"flows": []}, {}])
async def test_a_server_that_takes_no_passwords(
    scripted: Homeserver, wire: Wire, folder: SessionFolder, flows: object
) -> None:
    scripted.says("POST", "/login", refused(400, "M_UNKNOWN"))
    scripted.says("GET", "/login", Answer(flows))
    with pytest.raises(FinalError) as caught:
        await sign_in(wire, account(scripted, password="open"), folder)
    assert str(caught.value) == phrases.no_password_login(scripted.url)


@pytest.mark.parametrize(
    "answer",
    [
        refused(429, "M_LIMIT_EXCEEDED", retry_after_ms=2_000),
        refused(500, "M_UNKNOWN"),
        refused(400, "M_UNKNOWN"),
        Answer(status=502, text="<html>"),
        Answer({"user_id": BOT, "access_token": "new-token"}),
        Answer({"user_id": BOT, "device_id": 3, "access_token": "new-token"}),
        DROP,
    ],
)
async def test_a_login_that_may_succeed_later(
    scripted: Homeserver, wire: Wire, folder: SessionFolder, answer: Answer
) -> None:
    scripted.says("POST", "/login", answer)
    scripted.says("GET", "/login", FLOWS)
    with pytest.raises(WireError):
        await sign_in(wire, account(scripted, password="open"), folder)
    assert folder.load() is None


async def test_the_server_s_wish_to_be_left_alone_is_handed_on(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    scripted.says("POST", "/login", refused(429, "M_LIMIT_EXCEEDED", retry_after_ms=2_000))
    with pytest.raises(WireError) as caught:
        await sign_in(wire, account(scripted, password="open"), folder)
    assert caught.value.wait == 2


# ── A token ──────────────────────────────────────────────────────────────────
async def test_a_token(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    whoami(scripted, token=who())
    scripted.says("POST", "/keys/query", Answer({"device_keys": {BOT: {}}}))
    found = await sign_in(wire, account(scripted, token="token"), folder)
    assert (found, wire.token) == (Session(BOT, "TOKENS", "token"), "token")
    make_keys(folder, "TOKENS")
    assert folder.load() == found


async def test_a_token_of_the_account_that_is_meant(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    whoami(scripted, token=who())
    scripted.says("POST", "/keys/query", Answer())
    assert (await sign_in(wire, account(scripted, token="token"), folder)).user == BOT


@pytest.mark.parametrize("user", ["@catena", "catena", "@:example.org", "@catena:"])
def test_an_account_is_named_whole(user: str) -> None:
    """Two names for one account would be two folders, two devices, and two sets of keys."""
    with pytest.raises(FinalError, match="which is no whole id"):
        Account("https://example.org", user, password="open").check()


async def test_a_server_name_that_cannot_be_asked_is_asked_again(
    scripted: Homeserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the bot might go to another server than yesterday."""
    monkeypatch.setattr("adapters.matrix.login.Wire", lambda url: Wire(url.replace("https:", "http:")))
    scripted.says("GET", "/.well-known/matrix/client", DROP)
    with pytest.raises(WireError):
        await find_homeserver(scripted.url.removeprefix("http://"))


async def test_a_token_whose_keys_are_here(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    make_keys(folder, "TOKENS")
    whoami(scripted, token=who())
    assert (await sign_in(wire, account(scripted, token="token"), folder)).device == "TOKENS"


async def test_a_token_whose_keys_are_lost(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    whoami(scripted, token=who())
    scripted.says("POST", "/keys/query", Answer({"device_keys": {BOT: {"TOKENS": {"keys": {}}}}}))
    with pytest.raises(FinalError) as caught:
        await sign_in(wire, account(scripted, token="token"), folder)
    assert str(caught.value) == phrases.LOST_KEYS


async def test_a_token_of_another_account(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    whoami(scripted, token=who(user="@mei:example.org"))
    with pytest.raises(
        FinalError, match=r"belongs to @mei:example.org, but CATENA_MATRIX_USER names @catena:example.org"
    ):
        await sign_in(wire, account(scripted, token="token"), folder)


async def test_a_token_without_a_device(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    whoami(scripted, token=who(device=None))
    with pytest.raises(FinalError) as caught:
        await sign_in(wire, account(scripted, token="token"), folder)
    assert str(caught.value) == phrases.TOKEN_WITHOUT_DEVICE


async def test_a_token_that_nobody_knows(scripted: Homeserver, wire: Wire, folder: SessionFolder) -> None:
    whoami(scripted)
    with pytest.raises(FinalError) as caught:
        await sign_in(wire, account(scripted, token="token"), folder)
    assert str(caught.value) == phrases.BAD_TOKEN


async def test_a_token_that_nobody_knows_beside_a_password(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    whoami(scripted)
    scripted.says("POST", "/login", SIGNED_IN)
    assert (await sign_in(wire, account(scripted, token="token", password="open"), folder)).device == "NEW"
    assert scripted.to("POST", "/login")[0].token == ""


async def test_a_revoked_session_that_came_from_a_token(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    keep(folder, Session(BOT, "TOKENS", "token"))
    scripted.says("GET", "/account/whoami", LOGGED_OUT_SOFTLY)
    with pytest.raises(FinalError) as caught:
        await sign_in(wire, account(scripted, token="token"), folder)
    assert str(caught.value) == phrases.BAD_TOKEN


async def test_a_new_token_in_the_settings_beside_a_revoked_session(
    scripted: Homeserver, wire: Wire, folder: SessionFolder
) -> None:
    keep(folder)
    whoami(scripted, newer=who())
    scripted.says("POST", "/keys/query", Answer())
    assert await sign_in(wire, account(scripted, token="newer"), folder) == Session(BOT, "TOKENS", "newer")


# ── What is missing, and where the server is ─────────────────────────────────
@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Account("", BOT, "open"), phrases.NO_HOMESERVER),
        (Account("https://example.org", "", "open"), phrases.NO_USER),
        (Account("https://example.org", BOT), phrases.NO_PASSWORD),
    ],
)
def test_what_is_missing_is_named(found: Account, said: str) -> None:
    with pytest.raises(FinalError) as caught:
        found.check()
    assert str(caught.value) == said
    Account("https://example.org", BOT, token="token").check()


def test_no_log_shows_password_or_token() -> None:
    assert "secret" not in repr(Account("https://example.org", BOT, "secret-1", "secret-2"))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://matrix.example.org", "https://matrix.example.org"),
        ("https://matrix.example.org/", "https://matrix.example.org"),
        ("http://127.0.0.1:8008", "http://127.0.0.1:8008"),
        ("https://example.org/matrix/", "https://example.org/matrix"),
    ],
)
async def test_an_address_is_taken_as_it_is(written: str, address: str) -> None:
    assert await find_homeserver(written) == address


@pytest.mark.parametrize("written", ["ftp://example.org", "https://", "@catena:example.org", "two words", "a/b", "?"])
async def test_what_is_no_address(written: str) -> None:
    with pytest.raises(FinalError) as caught:
        await find_homeserver(written)
    assert str(caught.value) == phrases.bad_homeserver(written)


@pytest.mark.parametrize(
    ("known", "address"),
    [
        (Answer({"m.homeserver": {"base_url": "https://matrix.example.org/"}}), "https://matrix.example.org"),
        (Answer({"m.homeserver": {"base_url": 3}}), ""),
        (Answer({"m.homeserver": {"base_url": "javascript:x"}}), ""),
        (Answer({"m.homeserver": "https://matrix.example.org"}), ""),
        (Answer(text="<html>", status=200), ""),
        (Answer(text="<html>", status=404), ""),
    ],
)
async def test_a_server_name_is_asked_where_its_homeserver_is(
    scripted: Homeserver, monkeypatch: pytest.MonkeyPatch, known: Answer, address: str
) -> None:
    """Over plain HTTP here: there is no certificate for loopback."""
    monkeypatch.setattr("adapters.matrix.login.Wire", lambda url: Wire(url.replace("https:", "http:")))
    scripted.says("GET", "/.well-known/matrix/client", known)
    name = scripted.url.removeprefix("http://")
    assert await find_homeserver(name) == (address or f"http://{name}")
    asked: Asked = scripted.asked[0]
    assert asked.token == ""
