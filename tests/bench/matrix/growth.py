"""How much memory the program takes after many encrypted messages, beside what it takes after a few."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.adapters.matrix.homeserver.synapse import Synapse
from tests.bench.matrix.contestants import Contestant
from tests.bench.matrix.measuring import KNOWN, PATIENCE, meeting, memory

_AT_ONCE = 10
"""Questions that are asked before the answers are waited for."""
_SETTLED = 20
"""The first of so many parts fills what is remembered on purpose."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Memory in MiB after the first messages, and after `count` of them."""

    count: int
    before: float
    after: float

    @property
    def share(self) -> float:
        return self.after / self.before - 1


async def grow(contestant: Contestant, homeserver: Synapse, folder: Path, count: int) -> Growth:
    """Ask so many questions in an encrypted room; each is answered."""
    before = 0.0
    async with meeting(contestant, homeserver, folder, is_encrypted=True) as met:
        for asked in range(0, count, _AT_ONCE):
            if not before and asked >= count // _SETTLED:
                before = memory(met.process)
            already = met.tap.sent
            for _ in range(_AT_ONCE):
                await met.asker.say(KNOWN)
            await met.tap.quiet(PATIENCE)
            answered = met.tap.sent - already
            assert answered >= _AT_ONCE, f"{answered} answers to {_AT_ONCE} questions, after {asked}"
        return Growth(count, before, memory(met.process))
