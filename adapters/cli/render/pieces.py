"""The words behind a block: a quotation by its marks, a comparison by its runs."""

from __future__ import annotations

from collections.abc import Iterator

from bot.library import Library
from bot.reply import Change, Difference, QuotationBlock


def marked_pieces(block: QuotationBlock, library: Library) -> Iterator[tuple[str, bool]]:
    """The quotation in runs, each with whether it was matched. Together they are the quotation."""
    words, begin = library.cut(block.quotation.passage), block.quotation.passage.start
    place = 0
    for start, end in sorted(block.marks):
        first, last = max(start - begin, place), max(end - begin, place)
        if words[place:first]:
            yield words[place:first], False
        if words[first:last]:
            yield words[first:last], True
        place = last
    if words[place:]:
        yield words[place:], False


def compared_words(difference: Difference, library: Library) -> tuple[str, bool]:
    """The words of a run of a comparison, and whether they are the document's."""
    if difference.passage is not None and (difference.change is Change.LEFT_OUT or not difference.typed):
        return library.cut(difference.passage), True
    return difference.typed, False
