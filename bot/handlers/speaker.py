"""Who was asked about in “name: words”, and whether the words are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bot.declaration import Context
from bot.library import Library
from bot.model import Attribution, Certainty, Frame, Reference
from bot.text import fold, words

MAX_NAME_WORDS = 6
"""Words before a colon that may still be a name: “the Russian Communist Party”."""


class Match(Enum):
    """How who was asked about stands to who speaks."""

    SAME = auto()
    REPORTS = auto()
    """The one asked about reports somebody else's words or view."""
    OPEN = auto()
    """The text does not say who speaks."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A name typed before a colon, and the words behind it.

    `document` is the id of the document it names, `names` are the folded forms
    under which a speaker may stand in a chain.
    """

    name: str
    rest: str
    document: str = ""
    names: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.document or self.names)


def find_asked(context: Context, typed: str) -> Asked | None:
    """The name before the first colon, or None where nothing there can be a name."""
    name, colon, rest = typed.partition(":")
    name, rest = name.strip().strip("\"'“”‘’[]"), rest.strip()
    if not colon or not rest or not 1 <= len(name.split()) <= MAX_NAME_WORDS:
        return None
    folded = _fold(name)
    library = context.library
    for document in library.documents.values():
        if name.casefold() == document.id or folded in {
            _fold(known) for known in (document.short, document.label, *document.aliases)
        }:
            return Asked(name, rest, document=document.id)
    names = {
        _fold(known)
        for person in library.people.values()
        if folded in {_fold(alias) for alias in (person.id, person.name, *person.aliases)}
        for known in (person.name, name)
    }
    if not names and any(_is_in(folded, speaker) for speaker in _speakers(library)):
        names = {folded}
    return Asked(name, rest, names=tuple(sorted(names)))


def match_asked(library: Library, place: Reference, asked: Asked) -> Match:
    """Whether the sentence at a reference is said by the one asked about."""
    if asked.document:
        return Match.SAME if place.document == asked.document else Match.OTHER
    attribution = library.attribution(place)
    if attribution.frame is Frame.AMBIGUOUS and attribution.certainty is Certainty.EXPLICIT:
        return Match.OTHER  # nobody speaks there: a reference, a notice
    if attribution.frame is Frame.AMBIGUOUS:
        candidates = (attribution.perhaps, *attribution.chain)
        return Match.OPEN if any(_names(asked, candidate) for candidate in candidates) else Match.OTHER
    if _names(asked, attribution.speaker):
        return Match.SAME
    return Match.REPORTS if any(_names(asked, reporter) for reporter in attribution.chain[1:]) else Match.OTHER


def _speakers(library: Library) -> set[str]:
    found: set[str] = set()
    for claim in library.claims.values():
        for quotation in (*claim.quotations, *claim.parts):
            found.update(_members(quotation.attribution))
    return found


def _members(attribution: Attribution) -> tuple[str, ...]:
    return (*attribution.chain, attribution.perhaps) if attribution.perhaps else attribution.chain


def _names(asked: Asked, speaker: str) -> bool:
    return any(_is_in(name, speaker) for name in asked.names)


def _is_in(name: str, speaker: str) -> bool:
    """Whether all words of a name stand in a speaker's: “scholars” in “Russian scholars (unnamed)”."""
    wanted = {word.folded for word in words(name)} - {"the"}
    return bool(wanted) and wanted <= {word.folded for word in words(speaker)}


def _fold(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").split())
