"""The values everything else speaks of: documents, sentences, quotations, claims.

All of them are frozen and know nothing of files, platforms or screens. A
`Quotation` cannot be built without its `Attribution`, and it holds no words:
only the place they are cut from (`Library.cut`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NOT_STATED = "not stated"
"""The value of a metadata field that the document itself leaves open."""


class Frame(StrEnum):
    """In which voice a sentence is said."""

    OWN_VOICE = "own-voice"
    REPORTED = "reported"
    QUOTED = "quoted"
    SUPERSEDED = "superseded"
    """Reported in order to be corrected: a view the document sets aside."""
    AMBIGUOUS = "ambiguous"
    """The text does not say who speaks; forcing a speaker would falsify it."""


class Certainty(StrEnum):
    """How sure the attribution is."""

    EXPLICIT = "explicit"
    """The sentence names the speaker."""
    INFERRED = "inferred"
    """The sentence continues a speaker named before."""
    AMBIGUOUS = "ambiguous"


class Role(StrEnum):
    """What a quotation does in an answer."""

    EVIDENCE = "evidence"
    HEDGE = "hedge"
    COUNTER = "counter"
    CONTEXT = "context"


class SentenceRole(StrEnum):
    """What a sentence is in its document. Only prose makes claims."""

    PROSE = "prose"
    HEADING = "heading"
    BYLINE = "byline"
    REFERENCE = "reference"
    NOTICE = "notice"
    FRAGMENT = "fragment"


class ShowRule(StrEnum):
    """What must stand beside a claim's quotations, at the least.

    The chain of speakers and the locator are always shown; no rule lifts that.
    """

    ATTRIBUTION = "attribution"
    CONTEXT = "context"
    WHOLE_SENTENCE = "whole-sentence"
    WHOLE_CLAIM = "whole-claim"
    NEGATION = "negation"
    HEDGE = "hedge"
    NOTE = "note"


class Relation(StrEnum):
    """How the documents that speak on a topic stand to each other."""

    DISAGREE = "disagree"
    PARTLY = "partly"
    AGREE = "agree"
    DIFFERENT_ASPECTS = "different-aspects"
    ONE_DOCUMENT = "one-document"


class Stance(StrEnum):
    """How one claim stands to another."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"
    QUALIFIES = "qualifies"
    REPORTS = "reports"


class Basis(StrEnum):
    """Whether a date stands in the text or was worked out from it."""

    STATED = "stated"
    INFERRED = "inferred"


_REFERENCE = re.compile(
    r"(?P<document>[a-z0-9]+(?:-[a-z0-9]+)*)[ :]+(?P<paragraph>\d{1,7})(?:\.(?P<sentence>\d{1,7}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """`xu-lai 37.1`: a document, a paragraph (from 1) and a sentence in it (from 1).

    Without a sentence it names the whole paragraph.
    """

    document: str
    paragraph: int
    sentence: int | None = None

    @classmethod
    def parse(cls, words: str) -> Reference | None:
        """Read `xu-lai 37.1` or `xu-lai 37`; None when the words are no reference."""
        found = _REFERENCE.fullmatch(words.strip().casefold().replace("¶", " "))
        if found is None:
            return None
        sentence = found["sentence"]
        return cls(found["document"], int(found["paragraph"]), int(sentence) if sentence else None)

    @property
    def locator(self) -> str:
        """The place inside the document: `¶37.1`."""
        return f"¶{self.paragraph}" if self.sentence is None else f"¶{self.paragraph}.{self.sentence}"

    def __str__(self) -> str:
        place = f"{self.document} {self.paragraph}"
        return place if self.sentence is None else f"{place}.{self.sentence}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document: code points `start` to `end` of its text.

    `part` says that it is less than the sentence at its reference.
    """

    reference: Reference
    start: int
    end: int
    part: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a passage must hold at least one character, not {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it, through whom, and how sure that is.

    `chain` runs from the innermost speaker to the document's own voice, which
    is always its last member. `perhaps` names, for the ambiguous frame, whom
    the text may still be reporting. `note` is the editor's word on it.
    """

    frame: Frame
    certainty: Certainty
    chain: tuple[str, ...]
    perhaps: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.chain or not all(self.chain):
            raise ValueError("an attribution needs a chain of speakers")
        if self.frame in (Frame.REPORTED, Frame.QUOTED, Frame.SUPERSEDED) and len(self.chain) < 2:
            raise ValueError(f"the frame “{self.frame}” needs the speaker and the one who reports him or her")
        if self.frame is Frame.OWN_VOICE and len(self.chain) > 1:
            raise ValueError("what is said in the document's own voice has one speaker")

    @property
    def speaker(self) -> str:
        """The innermost speaker."""
        return self.chain[0]

    @property
    def voice(self) -> str:
        """The outermost speaker: the document's own voice."""
        return self.chain[-1]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verbatim slice with its attribution: neither exists alone."""

    passage: Passage
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class EditorNote:
    """Outside knowledge or a reading, the editor's own: never part of a quotation."""

    text: str
    confidence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SentenceNote:
    """An editor's note on the words of one sentence, shown wherever it is quoted."""

    at: Reference
    note: EditorNote
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest addressable piece of a document."""

    reference: Reference
    start: int
    end: int
    role: SentenceRole = SentenceRole.PROSE
    twin_of: Reference | None = None
    """The sentence this one prints a second time: never a second witness."""

    @property
    def passage(self) -> Passage:
        return Passage(self.reference, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Document:
    """A work, verbatim, with what it states of itself and what it does not.

    `metadata` maps CSL variables (`title`, `author`, `issued` …) to their value
    or to `NOT_STATED`. `label` is the editor's name for it, shown in brackets;
    `short` is how a sentence calls it ("the survey"); `voice` is the last
    speaker of every chain in it.
    """

    id: str
    label: str
    short: str
    voice: str
    text: str = field(repr=False)
    sha256: str
    metadata: Mapping[str, str]
    sentences: tuple[Sentence, ...] = field(repr=False)
    about: str = ""
    stance: str = ""
    translation: str = NOT_STATED
    translation_note: EditorNote | None = None
    provenance: tuple[EditorNote, ...] = ()
    notes: tuple[SentenceNote, ...] = field(default=(), repr=False)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Date:
    """A date in EDTF (ISO 8601-2) with the sentence it rests on.

    `wording` is how the text puts it where EDTF says less ("late 1970s").
    """

    edtf: str
    basis: Basis
    at: Reference
    event: str
    wording: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRelation:
    """This claim's stance to another one, and why the editor says so."""

    stance: Stance
    claim: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A neutral editorial statement with its quotations.

    The statement is the editor's and is never itself shown as a quotation.
    `twins` are second printings of the same words in the document.
    """

    id: str
    document: str
    kind: str
    statement: str
    quotations: tuple[Quotation, ...]
    show: ShowRule = ShowRule.ATTRIBUTION
    aliases: tuple[str, ...] = ()
    context: tuple[Reference, ...] = ()
    hedges: tuple[Reference, ...] = ()
    twins: tuple[Reference, ...] = ()
    parts: tuple[Quotation, ...] = ()
    """Who says which half of a sentence: for attribution alone, never shown alone."""
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[Date, ...] = ()
    notes: tuple[EditorNote, ...] = ()
    caution: str = ""
    relations: tuple[ClaimRelation, ...] = ()

    def __post_init__(self) -> None:
        if not self.quotations:
            raise ValueError("a claim needs at least one quotation")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where a document disagrees with itself on a topic."""

    document: str
    text: str
    at: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A look-alike that must not be served as if it spoke to the topic."""

    text: str
    at: Reference | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked about.

    `claims` maps a document's id to its claims; an empty tuple is the editor's
    word that the document does not discuss the topic. A document that is not
    in the mapping has not been read for it.
    """

    id: str
    name: str
    relation: Relation
    claims: Mapping[str, tuple[str, ...]]
    aliases: tuple[str, ...] = ()
    divide: str = ""
    inside: tuple[Disagreement, ...] = ()
    do_not_stretch: tuple[Stretch, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the documents name, with what they state of them and no more."""

    id: str
    name: str
    stated: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Sense:
    """One of the things an ambiguous word may mean here."""

    label: str
    claims: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Words that mean several things in this library: the bot asks.

    Without senses it is a word that the documents do not have, and the note
    says why somebody may look for it.
    """

    words: tuple[str, ...]
    senses: tuple[Sense, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Retired:
    """An id that is no longer used; yesterday's link opens its successor."""

    kind: str
    id: str
    successor: str
