"""What every engine under test can do, so that all are measured in the same way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

Hit = tuple[int, float]
"""The number of a text, from 0 in the order in which it was built, and its score: more is better."""


class Engine(ABC):
    """Texts by number: built into a folder by one process, opened and asked by another."""

    label: ClassVar[str]
    """How tables call it."""
    needs_text: ClassVar[bool] = False
    """Whether it looks at the texts themselves when it answers."""
    patience: ClassVar[float] = 120.0
    """Seconds for answering queries; what is not asked by then is left out."""

    def __init__(self) -> None:
        self.texts: Sequence[str] = ()

    def read(self, texts: Iterable[str]) -> None:
        """Take the texts into memory, as any program has them: this is neither timed nor counted.

        Called before `build`, and before `open` where `needs_text` is set.
        """
        self.texts = list(texts)

    @abstractmethod
    def build(self, folder: Path) -> None:
        """Write all that `open` needs into an empty folder."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Be ready to answer."""

    @abstractmethod
    def ask(self, words: str, limit: int) -> list[Hit]:
        """The texts that answer best, best first; none where the engine finds or believes nothing."""

    def close(self) -> None:  # noqa: B027  # most have nothing to close, and need not say so
        """Let go of all files."""
