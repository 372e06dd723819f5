"""`search`: excerpts of any sentence of any document, best first."""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions, options
from bot.reply import Note, NoteKind, Options, Outcome, Paragraph, Reply, Resolved
from bot.resolve import nearest_names

LIMIT = 10
"""Excerpts in one answer: what can be read at a sitting."""

_VERBS = {"claim": "claim", "topic": "perspectives", "person": "who", "document": "documents"}


def answer(arguments: Arguments, context: Context) -> Reply:
    """The sentences that answer the words, each with its chain and what belongs to it."""
    words = arguments["words"]
    composer = Composer(context.library, "search", words)
    found = context.index.sentences(words, limit=LIMIT)
    if found.cut_short:
        composer.add(Note(NoteKind.RESOLUTION, phrases.cut_short(found.searched)))
    if found.declined:
        composer.add(Paragraph(phrases.nothing_found(words)))
        nearest = options(nearest_names(context.index, words), _VERBS)
        if nearest:
            composer.add(Options(phrases.NEAREST, nearest))
        return composer.reply(Outcome.NOTHING)
    if found.taken_for:
        composer.add(Note(NoteKind.RESOLUTION, phrases.searched_for(found.taken_for)))
    if found.unmatched:
        composer.add(Note(NoteKind.RESOLUTION, phrases.unmatched(found.unmatched)))
    for match in found.matches:
        composer.sentence(match.reference, marks=match.marks)
    best = found.matches[0].reference
    composer.add(*actions([("Context", f"read {best}"), ("Cite", f"cite {best}")]))
    return composer.reply(resolved=Resolved("search", str(best), words, "search", words))
