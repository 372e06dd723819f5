"""`search`: excerpts of any sentence of any document, best first."""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.references import find_document
from bot.handlers.resolving import actions, options
from bot.reply import Note, NoteKind, Options, Outcome, Paragraph, Reply, Resolved
from bot.resolve import nearest_names
from bot.search import Decision, Found
from bot.search.operators import Filters, read

LIMIT = 10
"""Excerpts in one answer: what can be read at a sitting."""

_VERBS = {"claim": "claim", "topic": "perspectives", "person": "who", "document": "documents"}


def answer(arguments: Arguments, context: Context) -> Reply:
    """The sentences that answer the words, each with its chain and what belongs to it."""
    typed = arguments["words"]
    composer = Composer(context.library, "search", typed)
    words, filters = read(typed)
    documents = [find_document(context.library, name) for name in filters.documents]
    unknown = [name for name, document in zip(filters.documents, documents, strict=True) if document is None]
    if unknown:
        composer.add(Paragraph(phrases.no_document(unknown[0], list(context.library.documents))))
        composer.add(*actions([("Documents", "documents")]))
        return composer.reply(Outcome.NOTHING)
    known = [document for document in documents if document is not None]
    found = context.index.search(words, filters, limit=LIMIT, documents=[document.id for document in known])
    _say_how(composer, found, filters, [document.short for document in known])
    if found.declined:
        return _nothing(composer, context, typed, words if words.strip() or not filters.years else typed)
    if found.taken_for:
        composer.add(Note(NoteKind.RESOLUTION, phrases.searched_for(found.taken_for)))
    if found.unmatched:
        composer.add(Note(NoteKind.RESOLUTION, phrases.unmatched(found.unmatched)))
    if found.decision is Decision.ASK:
        composer.add(Note(NoteKind.RESOLUTION, phrases.MAY_ANSWER))
    for match in found.matches:
        composer.sentence(match.reference, marks=match.marks)
    best = found.matches[0].reference
    composer.add(*actions([("Context", f"read {best}"), ("Cite", f"cite {best}")]))
    return composer.reply(resolved=Resolved("search", str(best), typed, "search", typed))


def _say_how(composer: Composer, found: Found, filters: Filters, documents: list[str]) -> None:
    """Say how the words were understood: operators, and where a search was cut short."""
    if found.cut_short:
        composer.add(Note(NoteKind.RESOLUTION, phrases.cut_short(found.searched)))
    exact = [phrase for phrase in filters.phrases if phrase not in found.inexact]
    said = phrases.narrowed(documents, [typed for typed, _ in filters.years], exact, filters.without)
    if said:
        composer.add(Note(NoteKind.RESOLUTION, said))
    if found.inexact:
        composer.add(Note(NoteKind.RESOLUTION, phrases.not_exact(found.inexact)))


def _nothing(composer: Composer, context: Context, typed: str, words: str) -> Reply:
    """Nothing answers: say so, with the nearest names."""
    composer.add(Paragraph(phrases.nothing_found(typed) if words.strip() else phrases.ONLY_OPERATORS))
    nearest = options(nearest_names(context.index, words), _VERBS)
    if nearest:
        composer.add(Options(phrases.NEAREST, nearest))
    return composer.reply(Outcome.NOTHING)
