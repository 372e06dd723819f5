"""`who`: what somebody says, as reported, apart from what is said about them."""

from __future__ import annotations

import re

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions, resolved, unresolved
from bot.model import Attribution, Claim, Frame, Person
from bot.reply import Heading, Note, NoteKind, Paragraph, Reply, Rows
from bot.resolve import resolve
from bot.text import fold

QUOTED_IN_FULL = 8
"""Claims that are quoted; where there are more, a table names them, so that the answer can be read."""

_VERBS = {"person": "who"}


def answer(arguments: Arguments, context: Context) -> Reply:
    """The person that the words name, as the documents have them."""
    library = context.library
    composer = Composer(library, "who", arguments["name"])
    resolution = resolve(context.index, library, arguments["name"], ("person",))
    if resolution.picked is None:
        return unresolved(composer, resolution, "person", verbs=_VERBS)
    found = resolved(composer, resolution)
    person = library.people[resolution.picked.id]
    composer.add(Heading(person.name), Paragraph(f"{phrases.STATED}: {person.stated}"))
    reported = [claim for claim in library.claims.values() if _speaks(person, claim, own_voice=False)]
    itself = [claim for claim in library.claims.values() if _speaks(person, claim, own_voice=True)]
    about = [
        claim
        for claim in library.claims.values()
        if person.id in claim.people and claim not in reported and claim not in itself
    ]
    _part(composer, phrases.SAYS_REPORTED, reported)
    _part(composer, phrases.SAYS_ITSELF, itself)
    if not reported and not itself:
        composer.add(Note(NoteKind.SILENCE, phrases.says_nothing(person.name)))
    _part(composer, phrases.SAID_ABOUT, about)
    for document in library.documents.values():
        if not any(reference.document == document.id for reference in person.mentions):
            composer.add(Note(NoteKind.SILENCE, phrases.not_named(document.short, person.name)))
    mentions = [reference for reference in person.mentions if not library.claims_at(reference)]
    composer.add(*actions([(f"Named at {reference}", f"read {reference}") for reference in mentions[:3]]))
    return composer.reply(resolved=found)


def _speaks(person: Person, claim: Claim, *, own_voice: bool) -> bool:
    return any(
        (quotation.attribution.frame is Frame.OWN_VOICE) == own_voice and _is_speaker(person, quotation.attribution)
        for quotation in claim.quotations
    )


def _is_speaker(person: Person, attribution: Attribution) -> bool:
    """Whether the innermost speaker is the person, by the name the library gives them.

    "representatives of the party, such as Yegorov" names him among others.
    """
    if attribution.frame is Frame.AMBIGUOUS:
        return False
    return re.search(rf"\b{re.escape(fold(person.name))}\b", fold(attribution.speaker)) is not None


def _part(composer: Composer, title: str, claims: list[Claim]) -> None:
    if not claims:
        return
    composer.add(Heading(title, level=2))
    if len(claims) <= QUOTED_IN_FULL:
        for claim in claims:
            composer.claim(claim)
        return
    composer.add(_claim_rows(claims))


def _claim_rows(claims: list[Claim]) -> Rows:
    """A table of claims, each row with the command that opens it."""
    return Rows(
        ("claim", "editor's summary", "at"),
        tuple((claim.id, claim.statement, str(claim.quotations[0].passage.reference)) for claim in claims),
        commands=tuple(f"claim {claim.id}" for claim in claims),
    )
