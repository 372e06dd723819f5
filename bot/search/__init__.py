"""Search (being written)."""
from __future__ import annotations
from dataclasses import dataclass
from bot.library import Library


@dataclass(frozen=True)
class Index:
    nothing: int = 0

    @classmethod
    def build(cls, library: Library) -> Index:
        return cls()
