"""One process, two platforms: whatever becomes of one, the other answers."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from adapters.discord.shards import lock_name
from tests.adapters.discord.standin.running import running
from tests.adapters.discord.standin.server import StandIn
from tests.adapters.matrix.homeserver.person import Person
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.adapters.matrix.homeserver.wire import Wire
from tests.adapters.serve.ground import serving, settings

ROOT = Path(__file__).parents[3]


async def test_both_are_answered_and_it_says_how_it_is(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    async with serving(standin, homeserver.url, bot, mei, data) as catena:
        await catena.asks_on_discord()
        await catena.asks_on_matrix()
        assert (await catena.becomes_ready())["status"] == 200
        status = await mei.hear(catena.room, "!status")
        assert "Discord · connected since" in status["content"]["body"]
        assert "Matrix · connected since" in status["content"]["body"]
        metrics = await catena.metrics()
        assert 'catena_commands_total{command="claim",outcome="found",platform="discord"} 1.0' in metrics
        assert 'catena_commands_total{command="claim",outcome="found",platform="matrix"} 1.0' in metrics
        said = _catena("status", CATENA_HTTP=f"127.0.0.1:{catena.port}")
        assert said.returncode == 0
        assert "connected since" in said.stdout
        code, seconds = await catena.process.terminate()
        assert (code, seconds < 30) == (0, True)
        assert '"event": "started"' in catena.process.stderr
        assert catena.process.stderr.rstrip().splitlines()[-1].count('"event": "stopped"') == 1
        assert '"level": "error"' not in catena.process.stderr
    standin.assert_sound()


async def test_discord_is_away_and_comes_back(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    async with serving(standin, homeserver.url, bot, mei, data) as catena:
        standin.gateway.delay = 8.0  # long enough to be seen, also on a busy machine
        standin.gateway.abort()
        await catena.becomes_ready(is_ready=False)
        await catena.asks_on_matrix()
        standin.gateway.delay = 0.0
        await catena.becomes_ready()
        await catena.asks_on_discord()
        assert 'catena_reconnects_total{platform="discord"} 1.0' in await catena.metrics()


async def test_the_homeserver_is_away_and_comes_back(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    async with Wire.open(homeserver.url) as wire, serving(standin, wire.url, bot, mei, data) as catena:
        wire.fault(r"", times=None, drops=True)
        await mei.say(catena.room, "nudge")  # ends the request that is being held
        await catena.becomes_ready(is_ready=False)
        for _ in range(3):
            await catena.asks_on_discord()
        told = await catena.ready()
        assert "does not answer" in next(one["problem"] for one in told["connections"] if one["name"] == "matrix")
        wire.mend()
        await catena.becomes_ready()
        await catena.asks_on_matrix()


@pytest.mark.slow
async def test_a_homeserver_that_is_down_for_a_minute(
    standin: StandIn, bot: str, mei: Person, homeserver: Synapse, data: Path
) -> None:
    async with Wire.open(homeserver.url) as wire, serving(standin, wire.url, bot, mei, data) as catena:
        wire.fault(r"", times=None, drops=True)
        asked = await mei.say(catena.room, "!claim zhenbao")
        for _ in range(60):
            await catena.asks_on_discord()
            await asyncio.sleep(1)
        wire.mend()
        assert await mei.answer_to(catena.room, asked, 30)
        await catena.becomes_ready()


async def test_a_platform_that_cannot_begin_leaves_the_other_running(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    env = {"CATENA_DISCORD_TOKEN": "no.token.at-all"}
    async with serving(standin, homeserver.url, bot, mei, data, env, waits=False) as catena:
        await catena.process.said("discord ended")
        await mei.wait_for(
            catena.room,
            lambda events: any(one["sender"] == bot and "body" in one["content"] for one in events) or None,
            60,
        )
        await catena.asks_on_matrix()
        told = await catena.ready()
        assert (told["status"], told["ready"]) == (503, False)
        assert "refuses the bot's token" in str(told["connections"])
        code, _ = await catena.process.terminate()
        assert code == 78
        assert catena.process.stderr.rstrip().splitlines()[-1].startswith("discord: Discord refuses the bot's token")


async def test_a_platform_that_another_program_serves_says_so_to_whoever_asks_how_it_is(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path
) -> None:
    with FileLock(data / lock_name(None)):
        async with serving(standin, homeserver.url, bot, mei, data, waits=False) as catena:
            await catena.process.said("discord ended")
            told = await catena.becomes_ready(is_ready=False)
            assert "Another Catena runs on Discord" in str(told["connections"])
            assert (await catena.process.terminate())[0] == 78


async def test_a_port_for_health_that_is_taken_takes_nothing_down(
    standin: StandIn, homeserver: Synapse, bot: str, data: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        env = settings(homeserver.url, bot, taken.getsockname()[1])
        async with running(standin, "serve", data=data, env=env) as process:
            await process.said("CATENA_HTTP=")
            answer = await standin.mei.slash(standin.village.channel, "claim", words="zhenbao")
            assert "zhenbao" in answer.message.text  # type: ignore[union-attr]


async def test_a_library_that_changes_answers_on_both(
    standin: StandIn, homeserver: Synapse, bot: str, mei: Person, data: Path, tmp_path: Path
) -> None:
    library = Path(shutil.copytree(ROOT / "content" / "khrushchev", tmp_path / "library"))
    async with serving(standin, homeserver.url, bot, mei, data, {"CATENA_LIBRARY": str(library)}) as catena:
        before = (await catena.ready())["libraries"]
        claim = library / "claims" / "zhenbao.yaml"
        sound = claim.read_text(encoding="utf-8")
        claim.write_text("statement: {", encoding="utf-8")
        await catena.process.said("a changed library has problems")
        assert "zhenbao.yaml" in catena.process.stderr
        await catena.asks_on_discord()
        assert (await catena.ready())["libraries"] == before
        changed = library / "library.yaml"
        claim.write_text(sound, encoding="utf-8")
        changed.write_text(changed.read_text(encoding="utf-8").replace("title: ", "title: New "), encoding="utf-8")
        await catena.process.said("a changed library answers from now on")
        assert (await catena.ready())["libraries"] != before
        status = await standin.mei.slash(standin.village.channel, "status")
        assert "New " in status.message.text  # type: ignore[union-attr]
        await catena.asks_on_matrix()


async def test_a_setting_that_is_misspelt_is_told_at_the_start(standin: StandIn, data: Path) -> None:
    async with running(standin, "serve", data=data, env={"CATENA_LIMIT_USERS": "5/minute"}) as process:
        assert "CATENA_LIMIT_USERS" in process.stderr


def test_nothing_to_serve_says_what_to_do(tmp_path: Path) -> None:
    said = _catena("serve", folder=tmp_path)
    assert (said.returncode, said.stdout) == (78, "")
    assert "CATENA_DISCORD_TOKEN" in said.stderr
    assert "catena init" in said.stderr
    misspelt = _catena("serve", folder=tmp_path, CATENA_DISCORD_TOKN="token")
    assert "CATENA_DISCORD_TOKN means nothing; is it misspelt?" in misspelt.stderr


def _catena(*words: str, folder: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CATENA_")}
    return subprocess.run(
        [sys.executable, "-m", "adapters.cli", *words],
        cwd=folder or ROOT,
        env={**environment, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
