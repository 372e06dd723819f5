"""Where in the documents a quotation may come from."""

from __future__ import annotations

import re

from bot.library import Library
from bot.model import Reference, SentenceRole
from bot.search import Index
from bot.text import Word, words
from bot.verify.comparison import Window
from bot.verify.typed import Typed

_WHOLE = 8
"""Sentences looked at for the quotation as a whole."""
_PIECE = 3
"""Sentences looked at for each piece of it, so that the parts of a splice are found."""
_PIECES = 4
"""Pieces that are looked up: a splice of more parts shows by its first ones."""
_CLAUSE = re.compile(r"[.;:!?…]+|\s[–—-]\s")


def find_windows(library: Library, index: Index, typed: Typed) -> list[Window]:
    """Runs of up to three sentences around every sentence that the search finds, best first."""
    places: dict[Reference, None] = {}
    for query, limit in _queries(typed):
        found = index.sentences(query, limit=limit)
        nearest = (*found.matches, *found.nearest)[:limit]
        places.update(dict.fromkeys(match.reference for match in nearest))
    for place in list(places):
        places.update(dict.fromkeys(library.twins_of(place)))
    windows = (_window(library, place) for place in places)
    return [window for window in windows if window is not None]


def _queries(typed: Typed) -> list[tuple[str, int]]:
    pieces = [piece.strip() for piece in _CLAUSE.split(typed.text) if len(piece.split()) > 1]
    if len(pieces) < 2 and len(typed.words) >= 6:
        middle = len(typed.words) // 2
        pieces = [typed.run(0, middle), typed.run(middle, len(typed.words))]
    return [(typed.text, _WHOLE), *((piece, _PIECE) for piece in pieces[:_PIECES] if piece != typed.text)]


def _window(library: Library, place: Reference) -> Window | None:
    document = library.documents[place.document]
    sentence = library.sentence(place)
    if sentence is None or sentence.role is SentenceRole.FRAGMENT:
        return None
    around = library.around(place)
    start, end = around[0].start, around[-1].end
    found = tuple(Word(word.start + start, word.end + start, word.folded) for word in words(document.text[start:end]))
    return Window(document, around, found, tuple(word.folded for word in found))
