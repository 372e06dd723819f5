"""`catena doctor` over the network: what Discord and a homeserver say of the bot, and what else may answer there."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.cli.doctor import asking, discord, health, matrix
from adapters.cli.doctor.finding import Finding, State
from adapters.cli.doctor.signed import is_cross_signed
from adapters.matrix.cross_signing import SigningKey
from adapters.settings import MatrixSettings, Settings
from tests.adapters.cli.examined import Found, read
from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse, free_port
from tests.adapters.serve.ground import serving, settings

BOT, TOKEN = "@catena:example.org", "the-secret-token"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who answers is in this process, on a machine that may be busy for longer than a network is slow."""
    for module in (asking, matrix):
        monkeypatch.setattr(module, "PATIENCE", 60.0)


async def on(standin: StandIn, data: Path, env: dict[str, str], token: str | None = None) -> tuple[int, Found]:
    """What it finds with Discord played."""
    async with running(standin, "doctor", "--format", "json", data=data, env=env, token=token, waits=False) as process:
        code = await process.ended()
        assert process.stderr == ""
        assert standin.world.token not in process.stdout
        return code, read(process.stdout)


async def test_all_is_well_before_the_first_start_and_after_it(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    env = settings(homeserver.url, bot)
    code, found = await on(standin, data, env)
    assert code == 0, str(found)
    assert "none is registered yet" in found["Discord: commands"][1]
    assert "at the first start" in found["store"][1]
    assert found["Matrix: sign-in"][1] == "the password is taken; the first start signs in with it"
    async with serving(standin, homeserver.url, bot, mei, data) as catena:
        code, found = await on(standin, data, {**env, "CATENA_HTTP": f"127.0.0.1:{catena.port}"})
        assert code == 0, str(found)
        assert found["health and metrics"][1].endswith("and is ready")
        is_seen = sys.platform.startswith("linux")
        assert found["Matrix: sign-in"][1].endswith("; a Catena is running on it") == is_seen
        await catena.asks_on_matrix()  # it was not disturbed
    code, found = await on(standin, data, env)
    assert code == 0, str(found)
    assert {state for state, _, _ in found.values()} == {"ok"}
    assert "are registered" in found["Discord: commands"][1]
    assert found["Matrix: device"][1].startswith("cross-signed")
    assert found["Matrix: rooms"][1] == "in 1 room"
    assert "running" not in found["Matrix: sign-in"][1]
    assert "up to date" in found["store"][1]
    standin.assert_sound()


async def test_what_discord_refuses(standin: StandIn, data: Path) -> None:
    code, found = await on(standin, data, {}, token="no.token.there")
    assert code == 78
    assert found["Discord: token"][:2] == ("wrong", "Discord does not take it")
    standin.faults.add("GET", "/applications/@me", status=503, times=1)
    code, found = await on(standin, data, {})
    assert (code, found["Discord"][1]) == (78, "Discord answered 503")
    standin.world.grants_content = False
    code, found = await on(standin, data, {})
    assert (code, found["Discord: text of messages"][0]) == (0, "ok")
    assert "not granted" in found["Discord: text of messages"][1]


async def test_a_device_without_its_keys_and_a_server_that_is_away(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    async with serving(standin, homeserver.url, bot, mei, data):
        pass
    (keys,) = (data / "matrix").glob("*/keys/*.db")
    session = next((data / "matrix").glob("*/session.json"))
    token = json.loads(session.read_text())["token"]
    shutil.move(keys, data / "aside.db")
    env = {**settings(homeserver.url, bot), "CATENA_MATRIX_PASSWORD": "", "CATENA_MATRIX_TOKEN": token}
    code, found = await on(standin, data, env)
    assert code == 78
    assert found["Matrix: keys"][0] == "wrong"
    assert token not in str(found)
    code, found = await on(standin, data, {**env, "CATENA_MATRIX_HOMESERVER": f"http://127.0.0.1:{free_port()}"})
    assert code == 78
    assert "cannot be reached" in found["Matrix: homeserver"][1]


async def test_invitations_that_nobody_answered_and_a_token_that_is_new(
    homeserver: Synapse, bot: str, mei: Person, tmp_path: Path
) -> None:
    async with Person.open(homeserver.url, bot) as signed_in:
        await mei.create_room(bot)
        told = by_name(await matrix.examine(on_matrix(tmp_path, homeserver.url, user=bot, token=signed_in.token)))
    assert told["Matrix: device"] == ("ok", "its keys are made at the first start")
    assert told["Matrix: rooms"][1] == "in no room yet: invite it in any client; 1 invitation not answered yet"
    assert list(tmp_path.iterdir()) == []


# ── What else may answer ─────────────────────────────────────────────────────


def on_matrix(state: Path, homeserver: str, *, user: str = BOT, token: str = TOKEN, password: str = "") -> Settings:
    chosen = MatrixSettings(homeserver, user, password, token)
    return Settings(libraries=(), state=state, cache=None, matrix=chosen)


def by_name(findings: list[Finding]) -> dict[str, tuple[str, str]]:
    return {one.what: (one.state.value, one.said) for one in findings}


Answer = Callable[[web.Request], Any]
"""What is answered: JSON, a page, a status, or nothing."""
HANGS = object()


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """Something that answers to every request. Its address."""

    async def serve(request: web.Request) -> web.Response:
        found = answer(request)
        if found is HANGS:
            await asyncio.sleep(60)
        if isinstance(found, int):
            return web.Response(status=found)
        return (
            web.Response(text=found, content_type="text/html") if isinstance(found, str) else web.json_response(found)
        )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "answered", ["<h1>Welcome! Please sign in</h1>", [], {}, None, {"id": 1, "name": "x", "flags": "?"}]
)
async def test_a_page_to_sign_in_at_is_not_taken_for_discord(answered: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with server(lambda _: answered) as url:
        monkeypatch.setattr("discord.http.Route.BASE", url)
        (told,) = await discord.examine("a.b.c")
    assert (told.state, told.said) == (State.WRONG, "what answers is not Discord")


async def test_a_server_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.2)

    async with server(lambda _: HANGS) as url:
        monkeypatch.setattr("discord.http.Route.BASE", url)
        (on_discord,) = await discord.examine("a.b.c")
        (of_matrix,) = await matrix.examine(on_matrix(tmp_path, url))
    assert on_discord.said.startswith("Discord cannot be reached (no answer in")
    assert of_matrix.said.startswith(f"{url} cannot be reached (no answer in")


async def test_why_there_is_no_answer_is_said_plainly(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    (refused,) = await matrix.examine(on_matrix(tmp_path, f"http://{nobody}"))
    assert refused.said == f"http://{nobody} cannot be reached (nobody answers there)"
    async with server(lambda _: {}) as url:
        port = url.rpartition(":")[2]
        (plain,) = await matrix.examine(on_matrix(tmp_path, f"https://127.0.0.1:{port}"))
        assert plain.said.endswith("cannot be reached (it does not speak HTTPS there)")
        (unknown,) = await matrix.examine(on_matrix(tmp_path, f"127.0.0.1:{port}"))  # a name, asked for its homeserver
        assert unknown.said == f"127.0.0.1:{port} cannot be reached (it does not speak HTTPS there)"


async def test_commands_and_connections_as_discord_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(request: web.Request) -> Any:
        match request.path.rsplit("/", 1)[1]:
            case "commands":
                return [{"name": "claim", "type": 1}, {"name": "old", "type": 1}, {"name": "launch", "type": 4}]
            case "bot":
                return {"shards": 1, "session_start_limit": {"total": 1000, "remaining": 0}}
            case _:
                return {"id": "1", "name": "Catena", "flags": 0, "approximate_guild_count": 3}

    async with server(answer) as url:
        monkeypatch.setattr("discord.http.Route.BASE", url)
        told = by_name(await discord.examine("a.b.c"))
    state, said = told["Discord: commands"]
    assert state == "wrong"
    assert "old" in said
    assert "topics" in said
    assert "launch" not in said
    assert "claim" not in said.split(": ")[1].split(", ")
    assert told["Discord: gateway"][0] == "wrong"
    assert told["Discord: servers"] == ("ok", "in about 3 servers")


async def test_a_running_bot_whose_store_is_away_says_what_to_do_about_it() -> None:
    told = {"ready": False, "connections": [], "store": {"ready": False, "problem": "locked"}, "core": {"problem": "x"}}
    async with server(lambda _: told) as url:
        (finding,) = await health.examine(url.removeprefix("http://"))
    assert finding.said.endswith("and is not ready: locked; x")
    assert "fuser" in finding.mend


def homeserver_with(**answers: Any) -> Answer:
    """A homeserver that has some answers of its own, by the last part of the path."""
    known = {
        "versions": {"versions": ["v1.1", "v1.12"]},
        "GET login": {"flows": [{"type": "m.login.password"}]},
        "POST login": {"user_id": BOT, "device_id": "TRIED", "access_token": "for-a-moment"},
        "POST logout": {},
        "whoami": {"user_id": BOT, "device_id": "DEVICE"},
        "query": {"device_keys": {}, "master_keys": {}, "self_signing_keys": {}},
        "joined_rooms": {"joined_rooms": []},
        "sync": {},
    }

    def answer(request: web.Request) -> Any:
        name = request.path.rsplit("/", 1)[1]
        return {**known, **answers}[f"{request.method} {name}" if name in ("login", "logout") else name]

    return answer


@pytest.mark.parametrize(
    ("answers", "account", "what", "said"),
    [
        ({"versions": "<h1>It works!</h1>"}, {}, "Matrix: homeserver", "is no homeserver (200)"),
        ({"versions": 502}, {}, "Matrix: homeserver", "is no homeserver (502)"),
        ({"whoami": []}, {}, "Matrix: homeserver", "what answers is not a homeserver"),
        ({"whoami": 502}, {"password": "x"}, "Matrix: sign-in", "answers 502"),
        ({"whoami": 401}, {}, "Matrix: sign-in", "no password to sign in with"),
        ({"whoami": {"user_id": "@x:y", "device_id": "D"}}, {}, "Matrix: sign-in", "belongs to @x:y"),
        ({"whoami": {"user_id": BOT}}, {}, "Matrix: sign-in", "belongs to no device"),
        (
            {"GET login": {"flows": [{"type": "m.login.sso"}]}},
            {"token": "", "password": "x"},
            "Matrix: sign-in",
            "takes no passwords",
        ),
        ({"POST login": 403}, {"token": "", "password": "x"}, "Matrix: sign-in", "refuses the name or the password"),
        ({"POST login": 429}, {"token": "", "password": "x"}, "Matrix: sign-in", "takes no more tries for now"),
        ({"POST login": 502}, {"token": "", "password": "x"}, "Matrix: sign-in", "answers 502"),
        ({"POST login": 403, "whoami": 401}, {"password": "x"}, "Matrix: sign-in", "refuses the name or the password"),
        ({"query": {"device_keys": {BOT: {"DEVICE": {}}}}}, {}, "Matrix: device", "not signed"),
        ({"query": {"device_keys": {BOT: {"DEVICE": {}}}}}, {}, "Matrix: keys", "not in the state folder"),
        ({}, {"user": "catena"}, "Matrix: account", "no whole id"),
    ],
    ids=str,
)
async def test_what_is_wrong_on_matrix(
    tmp_path: Path, answers: dict[str, Any], account: dict[str, str], what: str, said: str
) -> None:
    async with server(homeserver_with(**answers)) as url:
        findings = await matrix.examine(on_matrix(tmp_path, url, **account))
    state, told = by_name(findings)[what]
    assert state == "wrong"
    assert said in told
    assert all(one.mend for one in findings if one.state is State.WRONG)
    assert TOKEN not in str(findings)


async def test_a_session_that_ended_begins_anew_with_the_password(tmp_path: Path) -> None:
    async with server(homeserver_with(whoami=401)) as url:
        told = by_name(await matrix.examine(on_matrix(tmp_path, url, password="x")))
    assert told["Matrix: sign-in"] == (
        "ok",
        "the session that was kept is known no more; the password is taken, and the next start signs in anew",
    )


async def test_a_password_is_tried_and_leaves_no_device(
    standin: StandIn, homeserver: Synapse, bot: str, data: Path
) -> None:
    env = settings(homeserver.url, bot)
    code, found = await on(standin, data, env)
    assert code == 0, str(found)
    for changed in ({"CATENA_MATRIX_PASSWORD": "wrong"}, {"CATENA_MATRIX_USER": "@nobody:localhost"}):
        code, found = await on(standin, data, {**env, **changed})
        assert code == 78
        state, said, mend = found["Matrix: sign-in"]
        assert state == "wrong"
        assert "refuses the name or the password" in said
        assert "CATENA_MATRIX_PASSWORD" in mend
        assert "CATENA_MATRIX_USER" in mend
    async with Person.open(homeserver.url, bot) as signed_in:
        told = await signed_in.ask("GET", "/devices")
    assert [one.get("display_name") for one in told["devices"]].count("catena doctor") == 0


async def test_a_session_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "matrix" / "%40catena%3Aexample.org"
    (folder / "session.json").mkdir(parents=True)
    async with server(homeserver_with()) as url:
        told = by_name(await matrix.examine(on_matrix(tmp_path, url)))
    assert "cannot be kept in" in told["Matrix: homeserver"][1]


def test_a_signature_counts_only_if_it_is_good() -> None:
    master, self_signing, other = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3))

    def signed(content: dict[str, Any], by: SigningKey) -> dict[str, Any]:
        return {**content, "signatures": {BOT: {f"ed25519:{by.public}": by.sign(content)}}}

    def public(key: SigningKey) -> dict[str, Any]:
        return {"user_id": BOT, "keys": {f"ed25519:{key.public}": key.public}}

    def published(**changes: Any) -> dict[str, Any]:
        device = signed({"device_id": "DEVICE", "keys": {"ed25519:DEVICE": "x"}}, self_signing)
        shown = {"master": public(master), "signing": signed(public(self_signing), master), "device": device, **changes}
        return {
            "master_keys": {BOT: shown["master"]},
            "self_signing_keys": {BOT: shown["signing"]},
            "device_keys": {BOT: {"DEVICE": shown["device"]}},
        }

    good = published()
    assert is_cross_signed(good, BOT, "DEVICE")
    assert not is_cross_signed(good, BOT, "ANOTHER")
    device = good["device_keys"][BOT]["DEVICE"]
    changes: list[dict[str, Any]] = [
        {"device": {**device, "keys": {"ed25519:DEVICE": "another"}}},
        {"device": signed({"device_id": "DEVICE"}, other)},
        {"device": {**device, "signatures": {}}},
        {"device": []},
        {"master": public(other)},
        {"signing": public(self_signing)},
        {"master": {"keys": {}}},
    ]
    for change in changes:
        assert not is_cross_signed(published(**change), BOT, "DEVICE"), change
