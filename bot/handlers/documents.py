"""`documents`: what each document is, what it states of itself, and what it does not."""

from __future__ import annotations

from collections import Counter

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions, resolved, unresolved
from bot.model import Document, SentenceRole
from bot.reply import Heading, Note, NoteKind, Paragraph, Reply, Rows
from bot.resolve import resolve


def answer(arguments: Arguments, context: Context) -> Reply:
    """All documents, or the provenance of one."""
    library = context.library
    typed = arguments.get("document", "")
    composer = Composer(library, "documents", typed)
    if not typed:
        every = tuple(library.documents.values())
        composer.add(
            Heading(library.parts.title),
            Rows(
                ("document", "what it is", "author", "date"),
                tuple(
                    (document.id, f"[{document.label}]", document.metadata["author"], document.metadata["issued"])
                    for document in every
                ),
                commands=tuple(f"documents {document.id}" for document in every),
            ),
        )
        if library.parts.about:
            composer.add(Paragraph(library.parts.about))
        return composer.reply()
    resolution = resolve(context.index, library, typed, ("document",))
    if resolution.picked is None:
        return unresolved(composer, resolution, "document", verbs={"document": "documents"})
    found = resolved(composer, resolution)
    document = library.documents[resolution.picked.id]
    composer.add(Heading(f"[{document.label}]", document=document.id))
    if document.about:
        composer.add(Paragraph(document.about))
    composer.add(Rows(("field", "value"), tuple(_provenance(document)), phrases.PROVENANCE))
    if document.stance:
        composer.add(Note(NoteKind.EDITOR, f"{phrases.STANCE}: {document.stance}"))
    if document.translation_note is not None:
        composer.note(document.translation_note)
    for note in document.provenance:
        composer.note(note)
    composer.add(*actions([("Read it from the start", f"read {_first(document)}"), ("Topics", "topics")]))
    return composer.reply(resolved=found)


def _provenance(document: Document) -> list[tuple[str, str]]:
    rows = [(phrases.FIELDS.get(key, key), value) for key, value in document.metadata.items()]
    roles = Counter(sentence.role for sentence in document.sentences)
    twins = sum(1 for sentence in document.sentences if sentence.twin_of is not None)
    content = roles[SentenceRole.PROSE]
    others = ", ".join(f"{role}s: {count}" for role, count in roles.items() if role is not SentenceRole.PROSE)
    counted = f"{content} of content" + (f", {twins} of them printed twice" if twins else "")
    return [
        *rows,
        ("translation", document.translation),
        ("paragraphs", str(document.sentences[-1].reference.paragraph)),
        ("sentences", counted + (f"; {others}" if others else "")),
        ("SHA-256", document.sha256),
    ]


def _first(document: Document) -> str:
    first = next(
        (sentence for sentence in document.sentences if sentence.role is SentenceRole.PROSE), document.sentences[0]
    )
    return str(first.reference)
