"""One round with one bot: its own share of the time that people wait, what it takes, how soon it answers after a start."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.discord.standin.running import Process
from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.bench.discord.measuring import Question
from tests.bench.matrix.asking import Asker, new_device
from tests.bench.matrix.contestants import Account, Contestant
from tests.bench.matrix.tap import Tap

KNOWN = "!claim zhenbao"
"""What is asked again and again."""
PATIENCE = 60.0
"""Seconds that anything may take; a hang and nothing else takes so long."""
_READ_AT_ONCE = 40
"""Questions after which the answers are read: the server tells of a hundred messages at most, of which a question may be answered with two."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Round:
    """What was measured; times in milliseconds, memory in MiB.

    `again` and `first` are shares: of a question that was asked before, and of those that were not. `cpu` is what
    one answer takes of a core; `started` is from the start of the program to its first answer.
    """

    again: Sequence[float]
    first: Sequence[float]
    cpu: float
    memory_connected: float
    memory_after: float
    started: float


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is asked: `warming` times what does not count, then `count` times the same, then each of `asked` once."""

    asked: Sequence[str]
    warming: int
    count: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A bot that runs, a tap before it, and somebody who asks it."""

    contestant: Contestant
    account: Account
    process: Process
    tap: Tap
    asker: Asker

    async def ask(self, line: str) -> float:
        """Ask something once nothing else is under way. The bot's share, in milliseconds."""
        await self.tap.quiet(PATIENCE)
        question = await self.asker.say(line)
        return await self.tap.share(question, PATIENCE)

    async def ask_all(self, asked: Sequence[str]) -> list[float]:
        """Ask one after the other. The shares; what was answered is read now and then, while nobody waits for it."""
        shares: list[float] = []
        for start in range(0, len(asked), _READ_AT_ONCE):
            part = asked[start : start + _READ_AT_ONCE]
            shares += [await self.ask(line) for line in part]
            answers = await self.read()
            assert len(answers) >= len(part), f"{len(answers)} answers to {len(part)} questions"
            assert part[0] != KNOWN or self.contestant.shows in answers[0], answers[0]
        return shares

    async def read(self) -> list[str]:
        """What the bot has said since this was last asked."""
        await self.tap.quiet(PATIENCE)
        return await self.asker.read()


def lines(asked: Sequence[Question]) -> list[str]:
    """Questions as they are typed in a room."""
    return [f"!{command} {next(iter(typed.values()))}" for command, typed in asked]


async def measure(
    contestant: Contestant, homeserver: Synapse, folder: Path, plan: Plan, *, is_encrypted: bool
) -> Round:
    """A new account of the bot, a new room: asked in it, then started again and asked once more."""
    asked = plan.asked if contestant.knows_commands else [f"!claim {line.partition(' ')[2]}" for line in plan.asked]
    async with meeting(contestant, homeserver, folder, is_encrypted=is_encrypted) as met:
        memory_connected = memory(met.process)
        await met.ask_all([KNOWN] * plan.warming)
        before = _cpu(met.process)
        again = await met.ask_all([KNOWN] * plan.count)
        cpu = (_cpu(met.process) - before) / plan.count
        first = await met.ask_all(asked)
        memory_after = memory(met.process)
        await met.process.terminate()
        began = time.perf_counter()
        async with contestant.running(folder / "bot", met.tap.url, met.account) as process:
            await met.tap.listens(PATIENCE)
            question = await met.asker.say(KNOWN)
            await met.tap.share(question, PATIENCE)
            started = (time.perf_counter() - began) * 1_000
            await process.terminate()
    return Round(again, first, cpu, memory_connected, memory_after, started)


@asynccontextmanager
async def meeting(
    contestant: Contestant, homeserver: Synapse, folder: Path, *, is_encrypted: bool
) -> AsyncIterator[Meeting]:
    """Start a bot with a new account, and bring it into a new room."""
    mark = secrets.token_hex(4)
    bot, person = f"bot-{mark}", f"mei-{mark}"
    for name in (bot, person):
        await homeserver.register(name)
    account = await new_device(homeserver.url, bot)
    async with (
        Tap.open(homeserver.url) as tap,
        contestant.running(folder / "bot", tap.url, account) as process,
        Asker.signed_in(homeserver.url, person, account.user, folder / "person") as asker,
    ):
        await tap.quiet(PATIENCE)
        await asker.invite(is_encrypted=is_encrypted, deadline=PATIENCE)
        met = Meeting(contestant, account, process, tap, asker)
        await met.read()  # it may have greeted
        yield met


def memory(process: Process) -> float:
    """Resident memory (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _cpu(process: Process) -> float:
    """Milliseconds of a core that it has taken (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1_000 / _TICKS
