"""`search`: excerpts of any sentence of any document, best first."""

from __future__ import annotations

from collections.abc import Mapping

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.references import find_document
from bot.handlers.resolving import actions, options
from bot.library import Library
from bot.model import Document
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
    if filters.misread:
        composer.add(Paragraph(phrases.no_dates(filters.misread[0])))
        return composer.reply(Outcome.USAGE)
    library = context.library
    named = {name: find_document(library, name) for name in (*filters.documents, *filters.other_documents)}
    unknown = [name for name, document in named.items() if document is None]
    if unknown:
        composer.add(Paragraph(phrases.no_document(unknown[0], list(library.documents))))
        composer.add(*actions([("Documents", "documents")]))
        return composer.reply(Outcome.NOTHING)
    documents = _chosen(library, filters, {name: document for name, document in named.items() if document is not None})
    if named and not documents:
        composer.add(Paragraph(phrases.NOTHING_LEFT))
        return composer.reply(Outcome.NOTHING)
    found = context.index.search(words, filters, limit=LIMIT, documents=[document.id for document in documents])
    _say_how(composer, found, filters, [document.short for document in documents])
    if found.declined:
        return _nothing(composer, context, words, filters)
    if found.taken_for:
        composer.add(Note(NoteKind.RESOLUTION, phrases.searched_for(found.taken_for)))
    if found.unmatched:
        composer.add(Note(NoteKind.RESOLUTION, phrases.unmatched(found.unmatched)))
    if found.decision is Decision.ASK:
        composer.add(Note(NoteKind.RESOLUTION, phrases.MAY_ANSWER))
    if (filters.phrases or filters.years) and found.passed is not None and found.passed > len(found.matches) == LIMIT:
        composer.add(Note(NoteKind.RESOLUTION, phrases.of_many(LIMIT, found.passed)))
    for match in found.matches:
        composer.sentence(match.reference, marks=match.marks)
    best = found.matches[0].reference
    composer.add(*actions([("Context", f"read {best}"), ("Cite", f"cite {best}")]))
    return composer.reply(resolved=Resolved("search", str(best), typed, "search", typed))


def _chosen(library: Library, filters: Filters, named: Mapping[str, Document]) -> list[Document]:
    """The documents that are searched; none where all are."""
    wanted = [named[name] for name in filters.documents] or list(library.documents.values())
    left_out = [named[name] for name in filters.other_documents]
    chosen = [document for document in wanted if document not in left_out]
    return chosen if filters.documents or left_out else []


def _say_how(composer: Composer, found: Found, filters: Filters, documents: list[str]) -> None:
    """Say how the words were understood: operators, and where a search was cut short."""
    if found.cut_short:
        composer.add(Note(NoteKind.RESOLUTION, phrases.cut_short(found.searched)))
    exact = [phrase for phrase in filters.phrases if phrase not in found.inexact]
    years = [phrases.years(span.first[0], span.last[0]) for _, span in filters.years]
    without = [f"“{phrases.shorten(words, 30)}”" for words in filters.without]
    without += [phrases.years(span.first[0], span.last[0]) for _, span in filters.other_years]
    said = phrases.narrowed(documents, years, exact, without)
    if said:
        composer.add(Note(NoteKind.RESOLUTION, said))
    if filters.is_cut:
        composer.add(Note(NoteKind.RESOLUTION, phrases.TOO_MANY_OPERATORS))
    if found.inexact:
        composer.add(Note(NoteKind.RESOLUTION, phrases.not_exact(found.inexact)))


def _nothing(composer: Composer, context: Context, words: str, filters: Filters) -> Reply:
    """Nothing answers: say so, and where else to look."""
    if filters and not words.strip():
        composer.add(Paragraph(phrases.NOTHING_LEFT if filters.years else phrases.ONLY_OPERATORS))
        return composer.reply(Outcome.NOTHING)
    composer.add(Paragraph(phrases.nothing_left(words) if filters else phrases.nothing_found(words)))
    nearest = options(nearest_names(context.index, words), _VERBS)
    if nearest:
        composer.add(Options(phrases.NEAREST, nearest))
    if filters:
        composer.add(*actions([("Everywhere", f"search {words.strip()}")]))
    elif not nearest:
        composer.add(*actions([(phrases.LOOK_AROUND, "topics")]))
    return composer.reply(Outcome.NOTHING)
