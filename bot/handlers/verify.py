"""`verify`: is this quotation really there, word for word, and who says it?"""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions
from bot.handlers.speaker import Asked, Match, find_asked, match_asked
from bot.library import Library
from bot.model import Certainty, EditorNote, Reference, SentenceRole
from bot.reply import Note, NoteKind, Outcome, Paragraph, Reply, Resolved, Verdict, VerdictKind
from bot.verify import Comparison, compare

_PREFERENCE = {Match.SAME: 0, Match.OPEN: 1, Match.REPORTS: 2, Match.OTHER: 3}
"""Of several sentences that have the words, one that the asked one says is the one that was meant."""


def answer(arguments: Arguments, context: Context) -> Reply:
    """What became of the words, and whose they are."""
    typed = arguments["quotation"]
    library = context.library
    composer = Composer(library, "verify", typed)
    asked, comparison = _compare(context, typed)
    if comparison.kind is None:
        wrong = phrases.TOO_SHORT if comparison.is_too_short else phrases.not_in_the_documents(typed)
        composer.add(Paragraph(wrong))
        composer.add(*actions([(phrases.SEARCH_INSTEAD, f"search {phrases.shorten(typed)}")]))
        return composer.reply(Outcome.NOTHING)
    where = _where(library, comparison)
    kind, text = comparison.kind, phrases.verdict(comparison.kind, where, is_part=comparison.is_part)
    if asked is not None:
        match = _match(library, comparison, asked)
        text = f"{text} {_ascribed(library, asked, match, comparison)}"
        if match in (Match.OTHER, Match.REPORTS) and kind is not VerdictKind.SPLICED:
            kind = VerdictKind.MISATTRIBUTED
    composer.add(Verdict(kind, text, comparison.differences))
    for place in comparison.places:
        composer.sentence(place)
    for place in comparison.places:
        _notes(composer, library, place)
    if comparison.elsewhere:
        composer.add(Paragraph(phrases.also_at(comparison.elsewhere)))
    first = comparison.places[0]
    composer.add(*actions([("Context", f"read {first}"), ("Cite", f"cite {first}")]))
    how = "near" if comparison.differences else "exact"
    return composer.reply(resolved=Resolved("reference", str(first), where, how, typed))


def _compare(context: Context, typed: str) -> tuple[Asked | None, Comparison]:
    """The comparison, and who was asked about: what stands before a colon, where it names somebody.

    Where it names nobody known, and the words behind it are there, the name is
    the one that is wrong.
    """
    asked = find_asked(context, typed)
    if asked is not None and asked.is_known:
        library = context.library
        found = compare(
            library, context.index, asked.rest, lambda place: _PREFERENCE[match_asked(library, place, asked)]
        )
        whole = compare(library, context.index, typed)
        # A line of a reference list may have the form “name: words” itself.
        return (None, whole) if whole.kind is VerdictKind.VERBATIM and not whole.is_part else (asked, found)
    whole = compare(context.library, context.index, typed)
    if asked is None or whole.kind in (VerdictKind.VERBATIM, VerdictKind.TYPOGRAPHY):
        return None, whole
    rest = compare(context.library, context.index, asked.rest)
    if rest.kind in (VerdictKind.VERBATIM, VerdictKind.TYPOGRAPHY):
        return asked, rest
    return None, whole


def _ascribed(library: Library, asked: Asked, match: Match, comparison: Comparison) -> str:
    if asked.document:
        return phrases.is_in(library.documents[asked.document].short, is_it=match is Match.SAME)
    if not asked.is_known:
        return phrases.nobody_called(asked.name)
    is_open = any(library.attribution(place).certainty is Certainty.AMBIGUOUS for place in comparison.places)
    return phrases.ascribed(asked.name, match, is_open=is_open)


def _match(library: Library, comparison: Comparison, asked: Asked) -> Match:
    matches = [match_asked(library, place, asked) for place in comparison.places]
    return next((match for match in (Match.OTHER, Match.REPORTS, Match.OPEN) if match in matches), Match.SAME)


def _where(library: Library, comparison: Comparison) -> str:
    by_document: dict[str, list[Reference]] = {}
    for place in comparison.places:
        by_document.setdefault(place.document, []).append(place)
    return phrases.listed(
        f"{library.documents[id_].short}, {phrases.listed(place.locator for place in places)}"
        for id_, places in by_document.items()
    )


def _notes(composer: Composer, library: Library, place: Reference) -> None:
    sentence = library.sentence(place)
    if sentence is None:
        return
    if sentence.role is not SentenceRole.PROSE:
        composer.add(Note(NoteKind.EDITOR, phrases.is_no_claim(place, sentence.role)))
    if sentence.twin_of is not None:
        original = library.sentence(sentence.twin_of)
        same = original is not None and library.cut(original.passage) == library.cut(sentence.passage)
        composer.note(EditorNote(phrases.prints_again(place, sentence.twin_of, word_for_word=same)))
    elif twins := library.twins_of(place):
        composer.note(EditorNote(phrases.printed_again(twins)))
