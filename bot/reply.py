"""The answer to a command, as values that every adapter renders in its own way.

A reply holds no words of a document: a `QuotationBlock` names the place, and
the renderer cuts it out of the library (`Library.cut`). All other text is the
editor's or the bot's own, plain and without markup; what a user typed is
repeated in it as typed, so that renderers must escape every string they show.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.groups import Scope
from bot.groups.digests import TimeOfDay
from bot.model import Passage, Quotation, Role


class Outcome(StrEnum):
    """How a command ended."""

    FOUND = "found"
    CHOICES = "choices"
    NOTHING = "nothing"
    USAGE = "usage"
    ERROR = "error"


class NoteKind(StrEnum):
    """Whose word a note is, or what it is for."""

    EDITOR = "editor"
    HEDGE = "hedge"
    SILENCE = "silence"
    RESOLUTION = "resolution"


class VerdictKind(StrEnum):
    """What `verify` found out about words that somebody quotes."""

    VERBATIM = "verbatim"
    TYPOGRAPHY = "typography"
    ALTERED = "altered"
    SPLICED = "spliced"
    MISATTRIBUTED = "misattributed"


class Change(StrEnum):
    """What happened to words between the document and what was typed."""

    SAME = "same"
    ADDED = "added"
    """Typed, but not in the document."""
    LEFT_OUT = "left-out"
    """In the document, but not typed."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    document: str = ""
    """The document whose part begins here, so that a platform can give it its colour."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class QuotationBlock:
    """A quotation in an answer.

    `marks` are the matched words, as offsets into the document's text inside
    the passage. `keep` says that it belongs with the block before it and must
    not be parted from it.
    """

    quotation: Quotation
    role: Role = Role.EVIDENCE
    claims: tuple[str, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """The editor's or the bot's word, never part of a quotation."""

    kind: NoteKind
    text: str
    confidence: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A table. `commands` has, row by row, the command that opens it, or nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    commands: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has a cell for each column")
        if self.commands and len(self.commands) != len(self.rows):
            raise ValueError("there is a command for every row, or for none")


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things that may be meant, and the command that picks it."""

    label: str
    command: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation to paste, in the named style."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of words in the comparison of what was typed with the document.

    `typed` holds the user's words, `passage` the place of the document's.
    """

    change: Change
    typed: str = ""
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: VerdictKind
    text: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Divide:
    """Where the documents part, in one line of the editor's."""

    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """A next step, and the command that takes it."""

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class Actions:
    actions: tuple[Action, ...]


Block = Heading | Paragraph | QuotationBlock | Note | Rows | Options | Citation | Verdict | Divide | Actions


@dataclass(frozen=True, slots=True)
class Choose:
    """Keep what an organiser chose for a setting; None takes the choice back."""

    setting: str
    value: str | None
    scope: Scope


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete all that is kept of the group that asked."""


@dataclass(frozen=True, slots=True)
class OpenThread:
    """Open a thread called `title` and put the answer into it; where that cannot be, say what is in the way."""

    title: str


@dataclass(frozen=True, slots=True)
class PlanDigest:
    """Post a claim of the day in this channel, at a time of day in a time zone, in place of what was planned before."""

    at: TimeOfDay
    zone: str


@dataclass(frozen=True, slots=True)
class EndDigest:
    """Post no claim of the day in this channel any more."""


@dataclass(frozen=True, slots=True)
class ResumeDigest:
    """Go on with a digest that was paused."""


Effect = Choose | Forget | OpenThread | PlanDigest | EndDigest | ResumeDigest
"""What an answer wants done beside being shown; the adapter carries it out and reports."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the words were taken for.

    `kind` is claim, topic, person, document, reference or search; `how` is
    exact, alias, near or chosen; `typed` are the words as typed.
    """

    kind: str
    id: str
    name: str
    how: str
    typed: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its blocks in reading order, and how the command ended.

    One that is `for_asker` is of no use to others who read along: an error, a
    help text, choices. A platform shows it to the asker alone where it can.
    """

    command: str
    query: str
    outcome: Outcome
    blocks: tuple[Block, ...]
    resolved: Resolved | None = None
    effects: tuple[Effect, ...] = ()
    for_asker: bool = False

    def quotations(self) -> tuple[QuotationBlock, ...]:
        """The quotations in the answer, in order."""
        return tuple(block for block in self.blocks if isinstance(block, QuotationBlock))
