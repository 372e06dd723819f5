"""Words → a reference: as written, or through the claim they name."""

from __future__ import annotations

import re

from bot.declaration import Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions, resolved, unresolved
from bot.library import Library
from bot.model import Document, Reference, SentenceRole
from bot.reply import Note, NoteKind, Option, Options, Outcome, Paragraph, Reply
from bot.resolve import resolve
from bot.text import fold

_LOCATOR = re.compile(r"¶?\s*(\d{1,7}(?:\.\d{1,7})?)")
_COMMA = re.compile(r"(\d),(\d)")


def find_reference(composer: Composer, context: Context, words: str) -> Reference | Reply:
    """The reference meant, or the reply that says why there is none.

    A document may be called by its id or by one of its names; a claim stands
    for the first sentence it quotes.
    """
    library = context.library
    plain = _plain(words)
    reference = Reference.parse(plain) or _by_name(library, plain)
    if reference is not None and reference.document in library.documents:
        return _existing(composer, library, reference)
    locator = _LOCATOR.fullmatch(plain)
    if locator is not None:
        return _which_document(composer, library, locator.group(1))
    document = find_document(library, plain)
    if document is not None:
        return _whole_document(composer, document)
    resolution = resolve(context.index, library, words, ("claim",))
    if resolution.picked is None:
        if reference is not None:
            return _no_document(composer, library, reference)
        composer.add(Paragraph(phrases.reference_form(_first_place(library))))
        return unresolved(composer, resolution, "reference or claim", verbs={"claim": composer.command})
    resolved(composer, resolution)
    claim = library.claims[resolution.picked.id]
    places = list(dict.fromkeys(quotation.passage.reference for quotation in claim.quotations))
    if len(places) > 1:
        composer.add(Note(NoteKind.RESOLUTION, phrases.first_of(claim.id, places)))
    return places[0]


def _plain(words: str) -> str:
    """Without the brackets of an inline reference, and with a comma in the locator as a point."""
    return _COMMA.sub(r"\1.\2", words.strip().strip("[]").strip())


def _by_name(library: Library, words: str) -> Reference | None:
    """`the survey 13.10`: a document's name, and a locator."""
    name, _, locator = words.rpartition(" ")
    document = find_document(library, name.strip(" ,¶"))
    return Reference.parse(f"{document.id} {locator.strip('¶.,')}") if document is not None else None


def find_document(library: Library, name: str) -> Document | None:
    """The document of that name: its id, a name of the editor's, or its voice."""
    folded = _folded(name)
    for document in library.documents.values():
        known = (document.id, document.short, document.label, document.voice, *document.aliases)
        if folded and folded in {_folded(alias) for alias in known}:
            return document
    return None


def _folded(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").strip(" ,[]").split())


def _first_place(library: Library) -> Reference:
    return library.parts.documents[0].sentences[0].reference


def _which_document(composer: Composer, library: Library, locator: str) -> Reply:
    """A locator without its document: the documents that have such a place, to pick from."""
    found = [
        (document, reference)
        for document in library.documents.values()
        if (reference := Reference.parse(f"{document.id} {locator}")) is not None
        and (library.sentence(reference) is not None or (reference.sentence is None and library.paragraph(reference)))
    ]
    if not found:
        composer.add(Paragraph(phrases.reference_form(_first_place(library))))
        return composer.reply(Outcome.NOTHING)
    options = tuple(
        Option(f"[{document.label}]", f"{composer.command} {reference}", str(reference))
        for document, reference in found
    )
    composer.add(Options(phrases.in_which_document(locator), options))
    return composer.reply(Outcome.CHOICES)


def _whole_document(composer: Composer, document: Document) -> Reply:
    """A document without a place in it: its beginning, and what is known of it."""
    first = next((one for one in document.sentences if one.role is SentenceRole.PROSE), document.sentences[0])
    options = (
        Option(phrases.FROM_THE_START, f"read {first.reference}", str(first.reference)),
        Option(phrases.ABOUT_IT, f"documents {document.id}"),
    )
    composer.add(Options(phrases.where_in(document.label, first.reference), options))
    return composer.reply(Outcome.CHOICES)


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
