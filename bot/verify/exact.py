"""The words as they stand: byte for byte, or but for marks and capitals."""

from __future__ import annotations

from collections.abc import Iterable

from bot.library import Library
from bot.model import Document
from bot.reply import VerdictKind
from bot.verify.comparison import Comparison, Window, references
from bot.verify.typed import Typed


def verbatim(library: Library, typed: Typed) -> Comparison | None:
    """Where the typed characters stand in a document, from word to word.

    A first witness is preferred to a second printing of the same words.
    """
    second: Comparison | None = None
    for document in library.documents.values():
        start = document.text.find(typed.text)
        while start >= 0:
            end = start + len(typed.text)
            if _is_whole_words(document.text, start, end):
                found = _at(document, start, end)
                if all(library.original(reference) == reference for reference in found.places):
                    return found
                second = second or found
            start = document.text.find(typed.text, start + 1)
    return second


def _is_whole_words(text: str, start: int, end: int) -> bool:
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    ends = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return begins and ends


def _at(document: Document, start: int, end: int) -> Comparison:
    touched = tuple(sentence for sentence in document.sentences if sentence.start < end and start < sentence.end)
    rest = document.text[touched[0].start : start] + document.text[end : touched[-1].end]
    is_part = any(character.isalnum() for character in rest)
    return Comparison(VerdictKind.VERBATIM, references(touched), is_part)


def same_words(typed: Typed, windows: Iterable[Window]) -> Comparison | None:
    """The same words in the same order: only marks, capitals, dashes or spaces differ."""
    if typed.has_ellipsis:
        return None
    wanted = typed.folded
    for window in windows:
        for start in range(len(window.folded) - len(wanted) + 1):
            end = start + len(wanted)
            if window.folded[start:end] == wanted:
                touched = window.sentences_of(window.passage(start, end))
                return Comparison(VerdictKind.TYPOGRAPHY, references(touched), window.lacks_words(start, end))
    return None
