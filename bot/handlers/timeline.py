"""`timeline`: dated claims in order; what is stated and what is inferred apart."""

from __future__ import annotations

from bot import dates, typed_dates
from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions
from bot.library import Library
from bot.model import Basis, Claim, Date
from bot.reply import Actions, Note, NoteKind, Outcome, Paragraph, Reply, Resolved, Rows

_Dated = tuple[dates.Span, Date, Claim]


def answer(arguments: Arguments, context: Context) -> Reply:
    """All dates of the library, or those in the year, decade or range that was typed."""
    library = context.library
    typed = arguments.get("dates", "")
    composer = Composer(library, "timeline", typed)
    span = None
    if typed:
        try:
            span = typed_dates.typed(typed)
        except ValueError:
            composer.add(Paragraph(phrases.no_dates(typed)), *_all_dates())
            return composer.reply(Outcome.USAGE)
    every = _dated(library)
    if span is None:
        chosen, vague = every, []
    else:
        chosen = [entry for entry in every if _is_in(entry[0], span)]
        vague = [entry for entry in every if entry not in chosen and span.is_long and _is_vague_in(entry[0], span)]
    name = dates.in_words(typed) if span is None and typed else phrases.shorten(typed)
    if not chosen and not vague:
        composer.add(Paragraph(phrases.nothing_dated(name or "this library")))
        composer.add(*(_all_dates() if every else actions([(phrases.LOOK_AROUND, "topics")])))
        return composer.reply(Outcome.NOTHING)
    for basis, title in ((Basis.STATED, phrases.DATES_STATED), (Basis.INFERRED, phrases.DATES_INFERRED)):
        _rows(composer, title, [entry for entry in chosen if entry[1].basis is basis])
    _rows(composer, phrases.DATES_VAGUE, vague)
    _silence(composer, library, [*chosen, *vague], name)
    resolved = Resolved("dates", typed, name, "exact", typed) if typed else None
    return composer.reply(resolved=resolved)


def _all_dates() -> tuple[Actions, ...]:
    return actions([(phrases.ALL_DATES, "timeline")])


def _is_in(date: dates.Span, asked: dates.Span) -> bool:
    """A decade does not belong into one of its years; an open interval counts by the end it names."""
    return date.anchor.lies_in(asked)


def _is_vague_in(date: dates.Span, asked: dates.Span) -> bool:
    """Known to a decade or a century that overlaps; an open end is no date in what lies behind it."""
    return date.precision is not dates.Precision.INTERVAL and date.overlaps(asked)


def _dated(library: Library) -> list[_Dated]:
    """Every date once, in order: a date that several claims rest on the same sentence belongs to the first."""
    found: dict[tuple[str, object], _Dated] = {}
    for claim in library.claims.values():
        for date in claim.dates:
            key = (date.edtf, date.at)
            held = found.get(key)
            if held is None or (held[1].basis is Basis.INFERRED and date.basis is Basis.STATED):
                found[key] = (dates.parse(date.edtf), date, claim)
    return sorted(found.values(), key=lambda entry: (entry[0].anchor.first, entry[0].anchor.last, entry[1].at))


def _rows(composer: Composer, title: str, entries: list[_Dated]) -> None:
    if entries:
        composer.add(
            Rows(
                ("date", "what", "at"),
                tuple(
                    (phrases.date(dates.in_words(date.edtf), date.wording), date.event, str(date.at))
                    for _, date, _ in entries
                ),
                title,
                tuple(f"read {date.at}" for _, date, _ in entries),
            )
        )


def _silence(composer: Composer, library: Library, entries: list[_Dated], name: str) -> None:
    speaking = {claim.document for _, _, claim in entries}
    for document in library.documents.values():
        if document.id not in speaking:
            dated = phrases.no_date(document.short, name) if name else phrases.no_date_at_all(document.short)
            composer.add(Note(NoteKind.SILENCE, dated))
