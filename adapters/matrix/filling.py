"""What a page takes, counted as it fills: characters, bytes of the event, and of what it carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.matrix import page_phrases, state
from adapters.matrix.atoms import LONGEST, MOST_BYTES, Atom, atoms
from adapters.matrix.markup import heading, ours, plain
from adapters.showing import filling
from adapters.showing.cutting import shortened
from adapters.showing.sections import Section, sections
from bot.groups import SHORT
from bot.library import Library
from bot.reply import Actions, Block

_ROOM = {SHORT: 1_200}
"""Characters of a page: about a screen of a phone; else so many that nobody scrolls for long."""
_FULL = 6_000
_MOST = _FULL + 200
_MOST_ON_PAGE = 39_000
"""Bytes of the pieces of a page in both forms: with its last line, 40,000, which leaves room for encryption."""
_UNTURNED = _MOST_ON_PAGE
"""Characters of a page where as few of them as can be are wanted: only bytes count."""
_NUMBER, _BETWEEN, _AROUND = 40, 15, 40
"""Bytes of a number in front of what can be picked, of what parts two pieces, and of what stands around them."""
_KEY = 10
"""Bytes of its number beside a line that is carried."""
_LONGEST_REPEATED = 200
"""Characters of a heading that is repeated whole."""

Item = filling.Item[Atom]


@dataclass(frozen=True, slots=True)
class _Size:
    """What pieces take, at the most: characters that are read, bytes in both forms, bytes that are carried."""

    characters: int = 0
    bytes: int = 0
    carried: int = 0

    def __add__(self, other: _Size) -> _Size:
        return _Size(self.characters + other.characters, self.bytes + other.bytes, self.carried + other.carried)


Draft = filling.Draft[Atom, _Size]


def items(blocks: Iterable[Block], library: Library) -> list[Item]:
    """The groups of a reply as items, each heading above what it heads."""
    found = sections(blocks, library, lambda heading: len(heading) <= _LONGEST_REPEATED)
    return [_item(section, library) for section in found]


def _item(section: Section, library: Library) -> Item:
    pieces = [atom for block, is_named in section.with_named() for atom in atoms(block, library, is_named=is_named)]
    if section.quoted and not section.named and sum(len(piece.words.body) for piece in pieces) > _FULL:
        pieces = [atom for block in section.blocks for atom in atoms(block, library, is_named=False)]
    return Item(
        tuple(pieces),
        section.document,
        section.heading,
        is_heading=section.is_heading,
        is_list=section.is_list,
        quotes=bool(section.quoted),
        stays=isinstance(section.blocks[0], Actions),
    )


class Filling(filling.Filling[Atom, _Size]):
    """Fills pages of a length; where there is none, as few pages as events can hold."""

    def __init__(self, length: str | None) -> None:
        if length is None:
            super().__init__(_UNTURNED, _UNTURNED, _UNTURNED)
        else:
            super().__init__(_ROOM.get(length, _FULL), _FULL, _MOST)

    def measured(self, atoms: Sequence[Atom], *, goes_on: bool = False) -> _Size:
        offered = [atom.command for atom in atoms if atom.command]
        around = 0 if goes_on else _AROUND
        return _Size(
            sum(len(atom.words.body) + 2 for atom in atoms) + 4 * len(offered),
            sum(atom.words.bytes + _BETWEEN for atom in atoms) + _NUMBER * len(offered) + around * bool(atoms),
            sum(state.size(command) + _KEY for command in offered),
        )

    def after(self, draft: Draft, item: Item, size: _Size) -> _Size:  # noqa: ARG002  # the same whatever stands above
        return draft.size + size

    def holds(self, size: _Size, room: int) -> bool:
        return size.characters <= room and size.bytes <= _MOST_ON_PAGE and size.carried <= state.MOST_PICKED

    def continued(self, heading_: str) -> Atom:
        shown = plain(shortened(heading_, _LONGEST_REPEATED))
        return Atom(heading(shown + ours(f" {page_phrases.CONTINUED}"), 2))


assert LONGEST < _FULL
assert MOST_BYTES < _MOST_ON_PAGE
