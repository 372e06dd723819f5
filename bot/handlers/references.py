"""Words → a reference: as written, or through the claim they name."""

from __future__ import annotations

from bot.declaration import Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions, resolved, unresolved
from bot.library import Library
from bot.model import Reference
from bot.reply import Outcome, Paragraph, Reply
from bot.resolve import resolve
from bot.text import fold


def find_reference(composer: Composer, context: Context, words: str) -> Reference | Reply:
    """The reference meant, or the reply that says why there is none.

    A document may be called by its id or by one of its names; a claim stands
    for the first sentence it quotes.
    """
    library = context.library
    reference = Reference.parse(words) or _by_name(library, words)
    if reference is not None and reference.document in library.documents:
        return _existing(composer, library, reference)
    resolution = resolve(context.index, library, words, ("claim",))
    if resolution.picked is None:
        if reference is not None:
            return _no_document(composer, library, reference)
        return unresolved(composer, resolution, "reference or claim", verbs={"claim": composer.command})
    resolved(composer, resolution)
    return library.claims[resolution.picked.id].quotations[0].passage.reference


def _by_name(library: Library, words: str) -> Reference | None:
    """`the survey 13.10`: a document's name, and a locator."""
    name, _, locator = words.strip().rpartition(" ")
    folded = fold(name).strip(" ,[]¶")
    for document in library.documents.values():
        known = (document.id, document.short, document.label, *document.aliases)
        if folded and folded in {fold(alias) for alias in known}:
            return Reference.parse(f"{document.id} {locator.strip('¶.,')}")
    return None


def _existing(composer: Composer, library: Library, reference: Reference) -> Reference | Reply:
    if library.sentence(reference) is not None or (reference.sentence is None and library.paragraph(reference)):
        return reference
    document = library.documents[reference.document]
    last = document.sentences[-1].reference
    composer.add(Paragraph(phrases.no_such_place(reference, document.label, last)))
    paragraph = library.paragraph(reference)
    if paragraph:
        composer.add(Paragraph(phrases.paragraph_has(reference.paragraph, len(paragraph))))
    composer.add(*actions([("Last", f"read {last}")]))
    return composer.reply(Outcome.NOTHING)


def _no_document(composer: Composer, library: Library, reference: Reference) -> Reply:
    composer.add(Paragraph(phrases.no_document(reference.document, list(library.documents))))
    composer.add(*actions([("Documents", "documents")]))
    return composer.reply(Outcome.NOTHING)
