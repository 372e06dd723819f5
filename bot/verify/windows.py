"""Where in the documents a quotation may come from."""

from __future__ import annotations

from bot.library import Library
from bot.model import Reference, SentenceRole
from bot.search import Index
from bot.verify.comparison import Window
from bot.verify.typed import Typed

_WHOLE = 8
"""Sentences looked at for the quotation as a whole."""
_RUN = 7
"""Words of the runs that are looked up by themselves as well, so that every part of a splice is found."""
_MOST_RUNS = 16
"""Runs that a long quotation is divided into."""
_PIECE = 3
"""Sentences looked at for each run."""


def find_windows(library: Library, index: Index, typed: Typed) -> list[Window]:
    """Runs of up to three sentences around every sentence that shares words with the quotation, best first."""
    places: dict[Reference, None] = {}
    for query, limit in _queries(typed):
        places.update(dict.fromkeys(index.sharing(query, limit=limit)))
    for place in list(places):
        places.update(dict.fromkeys(library.twins_of(place)))
    windows = (_window(library, place) for place in places)
    return [window for window in windows if window is not None]


def _queries(typed: Typed) -> list[tuple[str, int]]:
    count = len(typed.words)
    size = max(_RUN, count // _MOST_RUNS)
    runs = [typed.run(start, min(start + size, count)) for start in range(0, count, size)]
    return [(typed.text, _WHOLE), *((run, _PIECE) for run in runs if len(runs) > 1)]


def _window(library: Library, place: Reference) -> Window | None:
    document = library.documents[place.document]
    sentence = library.sentence(place)
    if sentence is None or sentence.role is SentenceRole.FRAGMENT:
        return None
    return Window.of(document, library.around(place))
