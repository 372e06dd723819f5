"""What search answers with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model import Reference


class Kind(StrEnum):
    """What a name may belong to."""

    CLAIM = "claim"
    TOPIC = "topic"
    PERSON = "person"
    DOCUMENT = "document"


KINDS = tuple(Kind)
"""The kinds by the number under which an index keeps them."""


class How(StrEnum):
    """How words were found to mean something."""

    EXACT = "exact"
    """They are its id."""
    ALIAS = "alias"
    """They are one of its names."""
    NEAR = "near"


class Decision(StrEnum):
    """What to do with what was found."""

    ANSWER = "answer"
    ASK = "ask"
    """It may be what was asked, or not: to be shown as that."""
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Look:
    """What a closer look at a sentence shows: `marks` are the matched words, as offsets into the document's text.

    `why` are the names by which it was found where its own words do not tell.
    """

    marks: tuple[tuple[int, int], ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence that answers a query, and how far.

    `score` orders matches; `confidence`, from 0 to 1, is how likely it answers
    (see `deciding`), worked out from `coverage`, the share of what was asked that
    the sentence holds, and `missing`, the share of which it holds nothing.
    """

    reference: Reference
    score: float
    confidence: float
    coverage: float
    missing: float
    look: Callable[[], Look] = field(compare=False, repr=False)
    """The closer look; it is taken when it is asked for, as most sentences that are found are not shown."""

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """See `Look`."""
        return self.look().marks

    @property
    def why(self) -> tuple[str, ...]:
        """See `Look`."""
        return self.look().why


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query for sentences, best first.

    `decision` says what to do with it, `asked` whether the query was a sentence. Where nothing answers well enough,
    `matches` is empty, `declined` is true, and `nearest` has what came next:
    never to be served as an answer.
    `taken_for` are the words and names that were searched in place of words
    that are not in the best answer; `unmatched` are words of the query that none
    of these sentences has, as typed. `inexact` are phrases in quotation marks
    that no sentence has so; they were searched as words. `cut_short` says that
    only the first `searched` words of a very long query were searched. `passed`
    says how many sentences passed the operators, None where there were none.
    """

    decision: Decision = Decision.DECLINE
    asked: bool = False
    matches: tuple[Match, ...] = ()
    nearest: tuple[Match, ...] = ()
    taken_for: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    inexact: tuple[str, ...] = ()
    passed: int | None = None
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
