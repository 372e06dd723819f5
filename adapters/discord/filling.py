"""What stands on which page: pieces that belong together stay together, and a page never ends with a heading.

Nothing is left out, and no page takes more than a message holds: what it takes
is counted as it fills.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from adapters.discord import components, phrases
from adapters.discord.atoms import LONGEST, Atom, atoms
from adapters.discord.components import units
from adapters.discord.escaping import code, plain
from adapters.showing.grouping import grouped
from bot.groups import SHORT
from bot.library import Library
from bot.reply import Action, Actions, Block, Divide, Heading, Note, NoteKind, Options, Paragraph, QuotationBlock, Rows

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


@dataclass(frozen=True)
class Item:
    """Pieces that stay together where a page holds them. `document` is whose card they stand in, or "".

    `heading` is the heading above them, which a page begins with where it begins
    in the middle of what stands under it. The pieces of a list may be parted anywhere.
    """

    atoms: tuple[Atom, ...]
    document: str = ""
    heading: str = ""
    is_heading: bool = False
    is_list: bool = False

    @cached_property
    def size(self) -> _Size:
        return _Size.of(self.atoms)


@dataclass(frozen=True, slots=True)
class _Size:
    """What pieces take of a page, at the most: characters, components, options of its menu."""

    characters: int = 0
    parts: int = 0
    options: int = 0

    @classmethod
    def of(cls, atoms: Sequence[Atom], *, goes_on: bool = False) -> _Size:
        """`goes_on`: they stand in one text with pieces that are counted already."""
        parts = 0 if goes_on else 1
        for atom in atoms:
            if atom.button:
                parts += 4  # a section, its text, its button, and the text that goes on after it
            if atom.actions:
                parts += 1 + len(atom.actions) + -(-len(atom.actions) // components.MOST_BUTTONS)
        options = sum(atom.option is not None for atom in atoms)
        return cls(sum(map(_characters, atoms)), parts, options)

    def __add__(self, other: _Size) -> _Size:
        return _Size(self.characters + other.characters, self.parts + other.parts, self.options + other.options)


@dataclass
class Draft:
    """A page as it fills."""

    items: list[Item] = field(default_factory=list)
    size: _Size = field(default_factory=_Size)

    @property
    def is_headed(self) -> bool:
        """Whether what comes next stands right under its heading."""
        return bool(self.items) and self.items[-1].is_heading

    def after(self, item: Item, size: _Size) -> _Size:
        """What is taken once so much of an item is on the page, with the card around it and the menu below."""
        opens_card = item.document and (not self.items or self.items[-1].document != item.document)
        begins_menu = size.options and not self.size.options
        return self.size + size + _Size(parts=bool(opens_card) + 2 * bool(begins_menu))

    def add(self, item: Item) -> None:
        self.size = self.after(item, item.size)
        self.items.append(item)


def items(blocks: Iterable[Block], library: Library) -> list[Item]:
    """The groups of a reply as items, each heading above what it heads."""
    found: list[Item] = []
    document, heading, named = "", "", ""  # of the heading that the groups stand under
    is_side, has_spoken = False, False
    for group in grouped(blocks):
        first = group[0]
        if is_side and _ends_side(first, has_spoken=has_spoken):
            document, heading, named, is_side = "", "", "", False
        has_spoken = _speaks(first) or (has_spoken and not isinstance(first, Heading))
        if isinstance(first, Heading):
            is_side = bool(first.document) and first.level > 1
            document = first.document
            names = bool(document) and library.documents[document].label in first.text
            named = document if names and units(first.text) <= _LONGEST_REPEATED else ""
            heading = first.text
            texts = tuple(atoms(first, library, is_named=False, buttons=BUTTONS))
            found.append(Item(texts, document, heading, is_heading=True))
            continue
        quoted = [block.quotation.passage.reference.document for block in group if isinstance(block, QuotationBlock)]
        own = document or (quoted[0] if quoted else "")
        pieces = _together(group, library, named)
        if quoted and not named and _Size.of(pieces).characters > _FULL:
            pieces = [atom for block in group for atom in atoms(block, library, is_named=False, buttons=BUTTONS)]
        found.append(Item(tuple(pieces), own, heading, is_list=isinstance(first, Rows | Options)))
    return found


def _speaks(first: Block) -> bool:
    """Whether a group has a document's words, or says that it has none."""
    return isinstance(first, QuotationBlock) or (isinstance(first, Note) and first.kind is NoteKind.SILENCE)


def _ends_side(first: Block, *, has_spoken: bool) -> bool:
    """Whether a group is about all documents, and stands below the last one's card: a question, a step, a last note."""
    is_last_note = has_spoken and isinstance(first, Note) and first.kind is NoteKind.EDITOR
    return is_last_note or isinstance(first, Paragraph | Divide | Options | Actions)


def _together(group: Sequence[Block], library: Library, named: str) -> list[Atom]:
    """The pieces of a group, each quotation's document named once. `named` is the one that the heading names."""
    pieces: list[Atom] = []
    known = named
    for block in group:
        speaking = block.quotation.passage.reference.document if isinstance(block, QuotationBlock) else known
        pieces += atoms(block, library, is_named=bool(known) and speaking == known, buttons=BUTTONS)
        known = speaking
    return pieces


class Filling:
    """Fills pages of a length."""

    def __init__(self, length: str) -> None:
        self._room = _ROOM.get(length, _FULL)

    def fill(self, items: Sequence[Item]) -> list[Draft]:
        """Put every item on a page: whole, or where it is a list or longer than a page, piece by piece."""
        drafts = [Draft()]
        for item, wanted in zip(items, self._wanted(items), strict=True):
            if self._breaks(drafts[-1], item, wanted):
                drafts.append(self._begun(item))
            if not item.is_list and self._holds(drafts[-1].after(item, item.size), _FULL):
                drafts[-1].add(item)
            else:
                self._flow(item, drafts)
        return drafts

    def _wanted(self, items: Sequence[Item]) -> list[_Size]:
        """What must stand on one page from each item on: a heading goes where what it heads goes."""
        wanted: list[_Size] = []
        for item in reversed(items):
            is_whole = not item.is_list and self._holds(item.size, _FULL)
            least = item.size if is_whole else _Size.of(item.atoms[:1])
            wanted.append(least + wanted[-1] if item.is_heading and wanted else least)
        return wanted[::-1]

    def _flow(self, item: Item, drafts: list[Draft]) -> None:
        """Put the pieces of an item where there is room for them, page after page."""
        run: list[Atom] = []
        size = _Size()
        for atom in item.atoms:
            longer = size + _Size.of((atom,), goes_on=bool(run))
            if self._breaks(drafts[-1], item, longer, begun=bool(run)):
                if run:
                    drafts[-1].add(replace(item, atoms=tuple(run)))
                drafts.append(self._begun(item))
                run, longer = [], _Size.of((atom,))
            run.append(atom)
            size = longer
        drafts[-1].add(replace(item, atoms=tuple(run)))

    def _breaks(self, draft: Draft, item: Item, wanted: _Size, *, begun: bool = False) -> bool:
        """Whether an item begins a page, because what is there leaves no room for it.

        Nothing is parted from its heading, and buttons alone stay below what they are
        for. What is longer than a screen would not fit the next one either, so it
        begins on one that is half empty.
        """
        size = draft.after(item, wanted)
        if self._holds(size, self._room) or not (draft.items or begun):
            return False
        is_headed = draft.is_headed and not begun
        if is_headed or not any(atom.text for atom in item.atoms):
            return not self._holds(size, components.MOST_CHARACTERS)
        is_half_empty = not begun and 2 * draft.size.characters < self._room < wanted.characters
        return not (is_half_empty and self._holds(size, _FULL))

    @staticmethod
    def _holds(size: _Size, room: int) -> bool:
        return size.characters <= room and size.parts <= _PARTS and size.options <= components.MOST_OPTIONS

    def _begun(self, item: Item) -> Draft:
        """A new page, with the heading of what goes on in it."""
        draft = Draft()
        if item.heading and not item.is_heading:
            heading = plain(components.shortened(item.heading, _LONGEST_REPEATED))
            text = f"**{heading}** {phrases.CONTINUED}"
            draft.add(Item((Atom(text),), item.document, item.heading, is_heading=True))
        return draft


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
