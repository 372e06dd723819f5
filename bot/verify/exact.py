"""The words as they stand: byte for byte, or but for marks and capitals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from bot.library import Library
from bot.model import Document, Reference
from bot.reply import VerdictKind
from bot.verify.comparison import Comparison, Preference, Window, preferred, references
from bot.verify.typed import Typed

MOST_OCCURRENCES = 100
"""Places looked at: words that stand in more are no quotation that anybody asks about."""


def verbatim(library: Library, typed: Typed, preference: Preference) -> Comparison | None:
    """Where the typed characters stand in a document, from word to word.

    A first witness is preferred to a second printing of the same words.
    """
    found = list(islice(_occurrences(library, typed), MOST_OCCURRENCES))
    first = [one for one in found if all(library.original(place) == place for place in one.places)]
    return preferred(first or found[:1], preference)


def _occurrences(library: Library, typed: Typed) -> Iterator[Comparison]:
    for document in library.documents.values():
        start = document.text.find(typed.text)
        while start >= 0:
            end = start + len(typed.text)
            if _is_whole_words(document.text, start, end):
                yield _at(document, start, end)
            start = document.text.find(typed.text, start + 1)


def _is_whole_words(text: str, start: int, end: int) -> bool:
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    ends = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return begins and ends


def _at(document: Document, start: int, end: int) -> Comparison:
    touched = tuple(sentence for sentence in document.sentences if sentence.start < end and start < sentence.end)
    rest = document.text[touched[0].start : start] + document.text[end : touched[-1].end]
    is_part = any(character.isalnum() for character in rest)
    return Comparison(VerdictKind.VERBATIM, references(touched), is_part)


def same_words(typed: Typed, windows: Iterable[Window], preference: Preference) -> Comparison | None:
    """The same words in the same order: only marks, capitals, dashes or spaces differ."""
    if typed.has_ellipsis:
        return None
    wanted = typed.folded
    found: dict[tuple[Reference, ...], Comparison] = {}
    for window in windows:
        for start in range(len(window.folded) - len(wanted) + 1):
            end = start + len(wanted)
            if window.folded[start:end] == wanted:
                places = references(window.sentences_of(window.passage(start, end)))
                lacks = window.lacks_words(start, end)
                found.setdefault(places, Comparison(VerdictKind.TYPOGRAPHY, places, lacks))
    return preferred(list(found.values()), preference)
