"""How much memory the program takes after many encrypted messages, beside what it takes after a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.bench.matrix.contestants import Contestant
from tests.bench.matrix.measuring import KNOWN, PATIENCE, meeting, memory

_AT_ONCE = 40
"""Messages that are written before the answers are waited for."""
_EVERY = 4
"""One in so many is a question; the others are read, and let be."""
_CHATTER = "I read that differently: it was said years later, and to other people."
_PARTS = 20


@dataclass(frozen=True, slots=True)
class Growth:
    """Memory in MiB after each twentieth of `count` messages, of which `questions` were questions.

    The first of them fills what is remembered on purpose; what comes after it is growth.
    """

    count: int
    questions: int
    memory: Sequence[float]

    @property
    def share(self) -> float:
        return self.memory[-1] / self.memory[0] - 1


async def grow(contestant: Contestant, homeserver: Synapse, folder: Path, count: int) -> Growth:
    """Write so many messages in an encrypted room; each question among them is answered."""
    taken: list[float] = []
    async with meeting(contestant, homeserver, folder, is_encrypted=True) as met:
        for written in range(_AT_ONCE, count + 1, _AT_ONCE):
            already = met.tap.sent
            for number in range(_AT_ONCE):
                await met.asker.say(_CHATTER if number % _EVERY else KNOWN)
            await met.tap.quiet(PATIENCE)
            answered = met.tap.sent - already
            assert answered >= _AT_ONCE // _EVERY, f"{answered} answers, after {written} messages"
            if written * _PARTS >= count * (len(taken) + 1):
                taken.append(memory(met.process))
    return Growth(count, count // _EVERY, taken)
