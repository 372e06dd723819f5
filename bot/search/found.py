"""What search answers with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model import Reference


class Kind(StrEnum):
    """What a name may belong to."""

    CLAIM = "claim"
    TOPIC = "topic"
    PERSON = "person"
    DOCUMENT = "document"


class How(StrEnum):
    """How words were found to mean something."""

    EXACT = "exact"
    """They are its id."""
    ALIAS = "alias"
    """They are one of its names."""
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence that answers a query, and how far.

    `score` orders matches; `confidence`, from 0 to 1, says how much of what was
    asked the sentence holds. `marks` are the matched words, as offsets into the
    document's text. `why` are the names by which it was found where its own
    words do not tell.
    """

    reference: Reference
    score: float
    confidence: float
    marks: tuple[tuple[int, int], ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query for sentences, best first.

    Where nothing answers well enough, `matches` is empty, `declined` is true,
    and `nearest` has what came next: never to be served as an answer.
    `taken_for` are the words and names that were searched in place of words
    that are not in the best answer; `unmatched` are words of the query that the
    library does not have, as typed. `cut_short` says that only the first
    `searched` words of a very long query were searched.
    """

    matches: tuple[Match, ...] = ()
    nearest: tuple[Match, ...] = ()
    taken_for: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    searched: int = 0
    cut_short: bool = False

    @property
    def declined(self) -> bool:
        """Whether nothing answers."""
        return not self.matches


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Something whose name was typed, or nearly: `alias` is the name that matched."""

    kind: Kind
    id: str
    name: str
    confidence: float
    how: How
    alias: str


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that what was typed so far may become."""

    kind: Kind
    id: str
    name: str
    alias: str
    """The id or name that begins, or nearly begins, with what was typed."""
