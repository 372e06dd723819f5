"""`read`: the passage at a reference, with the sentences around it."""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.references import find_reference
from bot.handlers.resolving import actions
from bot.library import Library
from bot.model import EditorNote, Reference, Sentence, SentenceRole
from bot.reply import Heading, Note, NoteKind, Outcome, Paragraph, Reply, Resolved


def answer(arguments: Arguments, context: Context) -> Reply:
    """The sentence or paragraph at the reference, the sentence before it and the one after."""
    library = context.library
    composer = Composer(library, "read", arguments["reference"])
    reference = find_reference(composer, context, arguments["reference"])
    if isinstance(reference, Reply):
        return reference
    document = library.documents[reference.document]
    asked = _asked(library, reference)
    readable = [sentence for sentence in asked if sentence.role is not SentenceRole.FRAGMENT]
    if not readable:
        composer.add(Paragraph(phrases.is_fragment(reference)))
        return composer.reply(Outcome.NOTHING)
    composer.add(Heading(f"[{document.label}], {reference.locator}", document=document.id))
    before, after = _neighbour(document.sentences, readable[0], -1), _neighbour(document.sentences, readable[-1], 1)
    composer.around(
        [sentence.reference for sentence in readable],
        before.reference if before is not None else None,
        after.reference if after is not None else None,
    )
    for sentence in readable:
        if sentence.role is not SentenceRole.PROSE:
            composer.add(Note(NoteKind.EDITOR, phrases.is_no_claim(sentence.reference, sentence.role)))
        if sentence.twin_of is not None:
            composer.note(EditorNote(phrases.prints_again(sentence.reference, sentence.twin_of)))
        elif twins := library.twins_of(sentence.reference):
            composer.note(EditorNote(phrases.printed_again(twins)))
    composer.add(*actions(_next_steps(library, readable, before, after)))
    return composer.reply(
        resolved=Resolved("reference", str(reference), document.label, "exact", arguments["reference"])
    )


def _asked(library: Library, reference: Reference) -> tuple[Sentence, ...]:
    if reference.sentence is None:
        return library.paragraph(reference)
    sentence = library.sentence(reference)
    return (sentence,) if sentence is not None else ()


def _neighbour(sentences: tuple[Sentence, ...], sentence: Sentence, step: int) -> Sentence | None:
    place = sentences.index(sentence) + step
    if not 0 <= place < len(sentences) or sentences[place].role is SentenceRole.FRAGMENT:
        return None
    return sentences[place]


def _next_steps(
    library: Library, asked: list[Sentence], before: Sentence | None, after: Sentence | None
) -> list[tuple[str, str]]:
    steps = []
    if before is not None:
        steps.append(("Previous", f"read {before.reference}"))
    if after is not None:
        steps.append(("Next", f"read {after.reference}"))
    steps.append(("Cite", f"cite {asked[0].reference}"))
    claims = dict.fromkeys(claim.id for sentence in asked for claim in library.claims_at(sentence.reference))
    return steps + [(f"Claim: {id_}", f"claim {id_}") for id_ in list(claims)[:2]]
