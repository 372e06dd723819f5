"""One round with one bot: its own share of the time that people wait, what it takes, how soon it answers after a start."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
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
    folder: Path
    process: Process
    tap: Tap
    asker: Asker

    async def ask(self, line: str) -> float:
        """Ask something, and wait for the answer. The bot's share, in milliseconds."""
        told = line if self.contestant.knows_commands else f"!claim {line.partition(' ')[2]}"
        return await self.tap.share(await self.asker.say(told), PATIENCE)

    async def restart(self) -> float:
        """Start the bot again, and ask it as soon as it listens. Milliseconds from its start to its answer."""
        await self.process.terminate()
        began = time.perf_counter()
        async with self.contestant.running(self.folder, self.tap.url, self.account) as process:
            await self.tap.listens(PATIENCE)
            await self.tap.share(await self.asker.say(KNOWN), PATIENCE)
            took = time.perf_counter() - began
            await process.terminate()
        return took * 1_000


def lines(asked: Sequence[Question]) -> list[str]:
    """Questions as they are typed in a room."""
    return [f"!{command} {next(iter(typed.values()))}" for command, typed in asked]


async def measure(
    contestants: Sequence[Contestant], homeserver: Synapse, folder: Path, plan: Plan, *, is_encrypted: bool
) -> dict[str, Round]:
    """New accounts and new rooms: all are asked, then each is started again and asked once more. What each did, by its name."""
    async with AsyncExitStack() as stack:
        met = [
            await stack.enter_async_context(meeting(one, homeserver, folder / str(number), is_encrypted=is_encrypted))
            for number, one in enumerate(contestants)
        ]
        connected = [memory(one.process) for one in met]
        await _ask(met, [KNOWN] * plan.warming)
        before = [_cpu(one.process) for one in met]
        again = await _ask(met, [KNOWN] * plan.count)
        cpu = [(_cpu(one.process) - was) / plan.count for one, was in zip(met, before, strict=True)]
        first = await _ask(met, plan.asked)
        after = [memory(one.process) for one in met]
        started = [await one.restart() for one in met]
    names = [one.name for one in contestants]
    return dict(zip(names, map(Round, again, first, cpu, connected, after, started), strict=True))


async def _ask(met: Sequence[Meeting], asked: Sequence[str]) -> list[list[float]]:
    """Ask all of them one question after the other, by turns: what else the machine does meets each alike. The shares of each.

    What was answered is read now and then, while nobody waits for it.
    """
    shares: list[list[float]] = [[] for _ in met]
    for start in range(0, len(asked), _READ_AT_ONCE):
        part = asked[start : start + _READ_AT_ONCE]
        for turn, line in enumerate(part):
            for place in range(len(met)):
                number = (turn + place) % len(met)
                await _quiet(met)
                shares[number].append(await met[number].ask(line))
        await _quiet(met)
        for one in met:
            answers = await one.asker.read()
            good = [answer for answer in answers if one.contestant.shows in answer or part[0] != KNOWN]
            assert len(good) >= len(part), f"{one.contestant.name}: {len(good)} answers to {len(part)} questions"
    return shares


async def _quiet(met: Sequence[Meeting]) -> None:
    """Wait until none of them does anything: what one does after its answer is no part of another's share."""
    for one in met:
        await one.tap.quiet(PATIENCE)


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
        await tap.quiet(PATIENCE)
        await asker.read()  # it may have greeted
        yield Meeting(contestant, account, folder / "bot", process, tap, asker)


def memory(process: Process) -> float:
    """Resident memory (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _cpu(process: Process) -> float:
    """Milliseconds of a core that it has taken (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1_000 / _TICKS
