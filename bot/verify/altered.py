"""A passage with words changed, added or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from rapidfuzz.distance import LCSseq, Levenshtein

from bot.reply import Change, Difference, VerdictKind
from bot.search.english import STOP_WORDS
from bot.verify.comparison import Comparison, Window, references
from bot.verify.typed import Typed

ALTERED_SHARE = 0.6
"""Share of the typed words that must stand in the passage, in order, to call it an altered form of it.

With every sentence of the first library changed in one to three words, those of
six words and more stay above it; sentences of the one document held against the
other stay below .5.
"""
CONTENT_SHARE = 2 / 3
"""The same for the words that are no stop words: "Khrushchev is a revisionist" is no form of "Khrushchev is a very
influential figure"."""
_WINDOWS = 4
"""Windows that are aligned: those that share most words with what was typed."""
_KEPT = 2
"""What a word that was kept weighs against one that was changed, added or left out: a passage is not cut short
where, behind words that somebody left out, more of the typed words follow."""
_NO_CONTENT = 2
"""What a heading or a reference must be nearer by than a sentence that is content."""
_OVER_TWO = 10
"""Words from which on a quotation may run over the end of a sentence: fewer make no two sentences."""
_ENDS = 3
"""How many of the first and the last typed words may open or close the passage."""


def altered(typed: Typed, windows: Sequence[Window]) -> Comparison | None:
    """The passage of which the typed words are an altered form, with every difference."""
    wanted = typed.folded
    content = set(wanted) - STOP_WORDS or set(wanted)
    shared = sorted(windows, key=lambda window: -LCSseq.similarity(wanted, window.folded))
    best: tuple[int, Window, int, int] | None = None
    for window in shared[:_WINDOWS]:
        for start, end in _extents(wanted, window):
            has = window.folded[start:end]
            if not _is_alike(wanted, content, has) or _joins_too_little(wanted, window, start, end):
                continue
            strange = 0 if window.is_content(start, end) else _NO_CONTENT
            cost = strange + Levenshtein.distance(wanted, has) - _KEPT * LCSseq.similarity(wanted, has)
            if best is None or cost < best[0]:
                best = (cost, window, start, end)
    if best is None:
        return None
    _, window, start, end = best
    touched = window.sentences_of(window.passage(start, end))
    differences = tuple(_differences(typed, window, start, end))
    return Comparison(VerdictKind.ALTERED, references(touched), window.lacks_words(start, end), differences)


def _is_alike(wanted: Sequence[str], content: Set[str], has: Sequence[str]) -> bool:
    """Whether enough of the words stand there, in order, and enough of those that say something."""
    if LCSseq.similarity(wanted, has) < ALTERED_SHARE * len(wanted):
        return False
    return len(content & set(has)) >= CONTENT_SHARE * len(content)


def _joins_too_little(wanted: Sequence[str], window: Window, start: int, end: int) -> bool:
    """Whether a few words would be found only across the end of a sentence."""
    return len(wanted) < _OVER_TWO and len(window.sentences_of(window.passage(start, end))) > 1


def _extents(wanted: Sequence[str], window: Window) -> Iterator[tuple[int, int]]:
    """Where the passage may begin and end: at its first and last words, as far as these were not changed."""
    starts = {
        max(0, place - skipped) for skipped, word in enumerate(wanted[:_ENDS]) for place in window.places.get(word, ())
    }
    ends = {
        min(len(window.words), place + 1 + skipped)
        for skipped, word in enumerate(reversed(wanted[-_ENDS:]))
        for place in window.places.get(word, ())
    }
    return ((start, end) for start in sorted(starts) for end in sorted(ends) if start < end)


def _differences(typed: Typed, window: Window, start: int, end: int) -> Iterator[Difference]:
    for edit in Levenshtein.opcodes(window.folded[start:end], typed.folded):
        said = typed.run(edit.dest_start, edit.dest_end)
        passage = (
            window.passage(start + edit.src_start, start + edit.src_end) if edit.src_end > edit.src_start else None
        )
        if edit.tag == "equal":
            yield Difference(Change.SAME, said, passage)
            continue
        if passage is not None:
            yield Difference(Change.LEFT_OUT, "", passage)
        if said:
            yield Difference(Change.ADDED, said)
