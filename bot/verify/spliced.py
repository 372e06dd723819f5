"""Pieces that stand in the documents, but not together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.model import Passage, Reference
from bot.reply import Change, Difference, VerdictKind
from bot.verify.comparison import Comparison, Window, references
from bot.verify.typed import Typed

PIECE_WORDS = 3
"""Words in a row that make a piece: two stand in a row by chance too often."""
SPLICED_SHARE = 0.9
"""Share of the typed words that the pieces must make up."""
FOREIGN_WORDS = 4
"""Words that must come from elsewhere than the longest piece does: fewer are words put into one passage."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Typed words `start` to `end`, which stand in a window from word `place` on."""

    start: int
    end: int
    window: Window
    place: int

    @property
    def passage(self) -> Passage:
        return self.window.passage(self.place, self.place_end)

    @property
    def place_end(self) -> int:
        return self.place + self.end - self.start


def spliced(typed: Typed, windows: Sequence[Window]) -> Comparison | None:
    """The pieces of two or more sentences that somebody put together, or in another order."""
    pieces = _pieces(typed, windows)
    covered = sum(piece.end - piece.start for piece in pieces)
    if len(pieces) < 2 or covered < SPLICED_SHARE * len(typed.words) or _follow_each_other(pieces):
        return None
    if _foreign_words(pieces) < FOREIGN_WORDS:
        return None
    differences: list[Difference] = []
    places: dict[Reference, None] = {}
    done = 0
    for piece in pieces:
        if piece.start > done:
            differences.append(Difference(Change.ADDED, typed.run(done, piece.start)))
        passage = piece.passage
        differences.append(Difference(Change.SAME, typed.run(piece.start, piece.end), passage))
        places.update(dict.fromkeys(references(piece.window.sentences_of(passage))))
        done = piece.end
    if done < len(typed.words):
        differences.append(Difference(Change.ADDED, typed.run(done, len(typed.words))))
    return Comparison(VerdictKind.SPLICED, tuple(places), True, tuple(differences))


def _pieces(typed: Typed, windows: Sequence[Window]) -> list[_Piece]:
    """The longest run that stands somewhere, from the first typed word on; then from where it ends."""
    wanted = typed.folded
    pieces: list[_Piece] = []
    at = 0
    while at < len(wanted):
        best: _Piece | None = None
        for window in windows:
            place, length = _longest(wanted, at, window)
            if length < PIECE_WORDS:
                continue
            piece = _clipped(_Piece(at, at + length, window, place))
            if best is None or _rank(piece, pieces) > _rank(best, pieces):
                best = piece
        if best is None:
            at += 1
        else:
            pieces.append(best)
            at = best.end
    return pieces


def _clipped(piece: _Piece) -> _Piece:
    """The piece without the one or two words of a next sentence that it happens to share."""
    touched = piece.window.sentences_of(piece.passage)
    last = piece.window.words[piece.place : piece.place_end]
    over = sum(1 for word in last if word.start >= touched[-1].start)
    if len(touched) > 1 and over < PIECE_WORDS and len(last) - over >= PIECE_WORDS:
        return replace(piece, end=piece.end - over)
    return piece


def _rank(piece: _Piece, before: Sequence[_Piece]) -> tuple[int, bool]:
    """Longer is better; of two as long, the one that goes on where the piece before it stopped."""
    goes_on = bool(before) and piece.window is before[-1].window and piece.place >= before[-1].place_end
    return piece.end - piece.start, goes_on


def _foreign_words(pieces: Sequence[_Piece]) -> int:
    """How many words come from other sentences than the longest piece does, or stand there in another order."""
    main = max(pieces, key=lambda piece: piece.end - piece.start)
    own = set(main.window.sentences_of(main.passage))
    foreign = 0
    for piece in pieces:
        is_elsewhere = not own & set(piece.window.sentences_of(piece.passage))
        is_moved = (piece.passage.start < main.passage.start) != (piece.start < main.start)
        if piece is not main and (is_elsewhere or is_moved):
            foreign += piece.end - piece.start
    return foreign


def _longest(wanted: Sequence[str], at: int, window: Window) -> tuple[int, int]:
    best = (0, 0)
    has = window.folded
    for place in window.places.get(wanted[at], ()):
        length = 1
        while at + length < len(wanted) and place + length < len(has) and wanted[at + length] == has[place + length]:
            length += 1
        if length > best[1]:
            best = (place, length)
    return best


def _follow_each_other(pieces: Sequence[_Piece]) -> bool:
    """Whether the pieces stand in one sentence, or in two that follow each other, in the order typed.

    Then words were changed or left out between them, and nothing was spliced.
    """
    document = pieces[0].window.document
    starts = [piece.window.words[piece.place].start for piece in pieces]
    if any(piece.window.document is not document for piece in pieces) or starts != sorted(starts):
        return False
    touched = [sentence.reference for piece in pieces for sentence in piece.window.sentences_of(piece.passage)]
    order = [sentence.reference for sentence in document.sentences]
    first, last = order.index(touched[0]), order.index(touched[-1])
    if last - first > 1:
        return False
    if last == first:
        return True
    # Two neighbours: what stands between the pieces may be a changed word or
    # two, but not the better part of a sentence.
    left_out = sum(
        1
        for before, after in pairwise(pieces)
        for word in before.window.words
        if before.window.words[before.place_end - 1].end <= word.start < after.window.words[after.place].start
    )
    return left_out <= PIECE_WORDS
