"""What a page of components takes, counted as it fills: characters, components, options of its menu."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.discord import components, phrases
from adapters.discord.atoms import LONGEST, Atom, atoms
from adapters.discord.components import units
from adapters.discord.escaping import code, plain
from adapters.showing import filling
from adapters.showing.sections import Section, sections
from bot.groups import SHORT
from bot.library import Library
from bot.reply import Action, Block

_ROOM = {SHORT: 1_200}
"""Characters of a page: about a screen of a phone; else as much as a message holds."""
_FULL = 3_800
_PARTS = components.MOST_COMPONENTS - 4
"""Components of a page, without the row that turns it."""
BUTTONS = 5
"""Options that have a button each; more of them share a menu."""
_LONGEST_CALLED = 300
"""Characters of a command that is written because nothing to press can hold it."""
_LONGEST_REPEATED = 200
"""Characters of a heading that is repeated whole; escaped, it has room above any piece."""

Item = filling.Item[Atom]


@dataclass(frozen=True, slots=True)
class _Size:
    """What pieces take of a page, at the most: characters, components, options of its menu."""

    characters: int = 0
    parts: int = 0
    options: int = 0

    def __add__(self, other: _Size) -> _Size:
        return _Size(self.characters + other.characters, self.parts + other.parts, self.options + other.options)


Draft = filling.Draft[Atom, _Size]


def items(blocks: Iterable[Block], library: Library) -> list[Item]:
    """The groups of a reply as items, each heading above what it heads."""
    found = sections(blocks, library, lambda heading: units(heading) <= _LONGEST_REPEATED)
    return [_item(section, library) for section in found]


def _item(section: Section, library: Library) -> Item:
    """A group; a document's own words stand in its card, also where no heading names it."""
    pieces = [
        atom
        for block, is_named in section.with_named()
        for atom in atoms(block, library, is_named=is_named, buttons=BUTTONS)
    ]
    if section.quoted and not section.named and sum(map(_characters, pieces)) > _FULL:
        pieces = [atom for block in section.blocks for atom in atoms(block, library, is_named=False, buttons=BUTTONS)]
    return Item(
        tuple(pieces),
        section.document or section.quoted,
        section.heading,
        is_heading=section.is_heading,
        is_list=section.is_list,
        quotes=bool(section.quoted),
        stays=not any(atom.text for atom in pieces),  # buttons alone
    )


class Filling(filling.Filling[Atom, _Size]):
    """Fills pages of a length."""

    def __init__(self, length: str) -> None:
        super().__init__(_ROOM.get(length, _FULL), _FULL, components.MOST_CHARACTERS)

    def measured(self, atoms: Sequence[Atom], *, goes_on: bool = False) -> _Size:
        parts = 1 if atoms and not goes_on else 0
        for atom in atoms:
            if atom.button:
                parts += 4  # a section, its text, its button, and the text that goes on after it
            if atom.actions:
                parts += 1 + len(atom.actions) + -(-len(atom.actions) // components.MOST_BUTTONS)
        options = sum(atom.option is not None for atom in atoms)
        return _Size(sum(map(_characters, atoms)), parts, options)

    def after(self, draft: Draft, item: Item, size: _Size) -> _Size:
        """With the card around it and the menu below."""
        opens_card = item.document and (not draft.items or draft.items[-1].document != item.document)
        begins_menu = size.options and not draft.size.options
        return draft.size + size + _Size(parts=bool(opens_card) + 2 * bool(begins_menu))

    def holds(self, size: _Size, room: int) -> bool:
        return size.characters <= room and size.parts <= _PARTS and size.options <= components.MOST_OPTIONS

    def continued(self, heading: str) -> Atom:
        return Atom(f"**{plain(components.shortened(heading, _LONGEST_REPEATED))}** {phrases.CONTINUED}")


def called(command: str) -> str:
    """A command that nothing to press can hold, to be typed; a very long one, which was typed just now, by its beginning."""
    return code(components.shortened(command, _LONGEST_CALLED))


def step(action: Action) -> str:
    """A next step that is written."""
    return f"{plain(action.label)}: {called(action.command)}"


def _characters(atom: Atom) -> int:
    """Characters of a piece at the most: what might not fit a button is counted as written."""
    picked = atom.button or atom.option
    written = units(called(picked.command)) + 1 if picked and _is_long(picked.command) else 0
    written += sum(units(step(action)) + 1 for action in atom.actions if _is_long(action.command))
    return units(atom.text) + 2 + written


def _is_long(command: str) -> bool:
    """Whether a command might not fit a button. One of so few bytes fits in any case, packed."""
    return len(command.encode("utf-8", "surrogatepass")) > 60


assert LONGEST < _FULL < components.MOST_CHARACTERS
