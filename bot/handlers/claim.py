"""`claim`: the claim meant, quoted, with what belongs to it and what stands against it."""

from __future__ import annotations

from bot import dates
from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions, resolved, unresolved
from bot.library import Library
from bot.model import Basis, Claim, Date, EditorNote, Role, Stance, Topic
from bot.reply import Heading, Note, NoteKind, Paragraph, Reply, Rows
from bot.resolve import resolve

_VERBS = {"claim": "claim", "topic": "perspectives"}


def answer(arguments: Arguments, context: Context) -> Reply:
    """The claim that the words mean."""
    library = context.library
    composer = Composer(library, "claim", arguments["words"])
    resolution = resolve(context.index, library, arguments["words"], ("claim",))
    if resolution.picked is None:
        return unresolved(composer, resolution, "claim", verbs=_VERBS)
    found = resolved(composer, resolution)
    claim = library.claims[resolution.picked.id]
    document = library.documents[claim.document]
    composer.add(Heading(claim.id, document=document.id), Paragraph(f"{phrases.EDITORS_SUMMARY}: {claim.statement}"))
    composer.claim(claim)
    if claim.caution:
        composer.note(EditorNote(claim.caution))
    printed = claim.twins or [
        twin for quotation in claim.quotations for twin in library.twins_of(quotation.passage.reference)
    ]
    if printed:
        composer.note(EditorNote(phrases.printed_again(printed)))
    if claim.dates:
        composer.add(Paragraph(f"Dated: {'; '.join(_dated(date) for date in claim.dates)}."))
    _counter_positions(composer, claim)
    _silence(composer, library, claim)
    _other_relations(composer, claim)
    composer.add(*actions(_next_steps(library, claim)))
    return composer.reply(resolved=found)


def _dated(date: Date) -> str:
    basis = "stated" if date.basis is Basis.STATED else "inferred by the editor"
    return f"{phrases.date(dates.in_words(date.edtf), date.wording)}, {basis}, {date.at.locator} ({date.event})"


def _counter_positions(composer: Composer, claim: Claim) -> None:
    """What opposes the claim, and what qualifies it, quoted."""
    library = composer.library
    against = [
        (phrases.OPPOSED_BY, library.claims[relation.claim], relation.note)
        for relation in claim.relations
        if relation.stance is Stance.OPPOSES
    ]
    against += [
        (phrases.QUALIFIED_BY, other, relation.note)
        for other, relation in library.relations_to(claim.id)
        if relation.stance is Stance.QUALIFIES
    ]
    if against:
        composer.add(Heading(phrases.OTHER_VIEWS, level=2))
    for verb, other, note in against:
        short = library.documents[other.document].short
        above = composer.has_shown(other.quotations[0].passage)
        composer.add(Paragraph(phrases.against(verb, other.id, short, note, above=above)))
        composer.claim(other, Role.COUNTER, only_first=True)


def _other_relations(composer: Composer, claim: Claim) -> None:
    further = [relation for relation in claim.relations if relation.stance is not Stance.OPPOSES]
    if further:
        composer.add(
            Rows(
                ("it", "claim", "why"),
                tuple((relation.stance, relation.claim, relation.note) for relation in further),
                phrases.RELATIONS,
                tuple(f"claim {relation.claim}" for relation in further),
            )
        )


def _silence(composer: Composer, library: Library, claim: Claim) -> None:
    """On which of the claim's topics every other document speaks, is silent, or has not been read."""
    topics = library.topics_of(claim.id)
    for document in library.documents.values():
        if document.id == claim.document:
            continue
        speaking = [topic.name for topic in topics if topic.claims.get(document.id)]
        silent = [topic.name for topic in topics if topic.claims.get(document.id) == ()]
        unread = [topic.name for topic in topics if document.id not in topic.claims]
        if silent:
            composer.add(Note(NoteKind.SILENCE, phrases.is_silent(document.short, phrases.listed(silent))))
        if unread:
            composer.add(Note(NoteKind.SILENCE, phrases.is_unread(document.short, phrases.listed(unread))))
        if speaking:
            composer.add(Paragraph(phrases.speaks_on(document.short, phrases.listed(speaking))))


def _next_steps(library: Library, claim: Claim) -> list[tuple[str, str]]:
    reference = claim.quotations[0].passage.reference
    topics: tuple[Topic, ...] = library.topics_of(claim.id)
    return [
        ("Context", f"read {reference}"),
        ("Cite", f"cite {reference}"),
        *((f"All sides: {topic.name}", f"perspectives {topic.id}") for topic in topics[:2]),
    ]
