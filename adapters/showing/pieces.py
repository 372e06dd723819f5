"""The words behind a block: a quotation by its marks, a comparison by its runs."""

from __future__ import annotations

import re
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


MOST_RUNS = 5
"""Matched runs that are named: who reads them looks for them in the quotation."""
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")


def matched_runs(block: QuotationBlock, library: Library) -> tuple[list[str], bool]:
    """The matched words in the document's case, for where they cannot be highlighted, and whether these are all.

    Neighbours are one run, which stands on one line; of runs that differ in case alone, the first is named.
    """
    words, begin = library.cut(block.quotation.passage), block.quotation.passage.start
    spans: list[tuple[int, int]] = []
    for mark in sorted(block.marks):
        start, end = (place - begin for place in mark)
        if spans and not words[spans[-1][1] : start].strip():
            first, last = spans.pop()
            start, end = first, max(last, end)
        spans.append((start, end))
    runs: dict[str, str] = {}
    for start, end in spans:
        run = _LINE_END.sub(" ", words[start:end])
        runs.setdefault(run.casefold(), run)
    return list(runs.values())[:MOST_RUNS], len(runs) <= MOST_RUNS


def compared_words(difference: Difference, library: Library) -> tuple[str, bool]:
    """The words of a run of a comparison, and whether they are the document's."""
    if difference.passage is not None and (difference.change is Change.LEFT_OUT or not difference.typed):
        return library.cut(difference.passage), True
    return difference.typed, False
