"""A reply as pages of components: counted, parted between blocks, and nothing left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from adapters.discord import components, phrases, state
from adapters.discord.atoms import LONGEST, Atom, atoms
from adapters.discord.components import Component, Prepared, units
from adapters.discord.escaping import code, plain
from adapters.showing.grouping import grouped
from bot.groups import SHORT
from bot.library import Library
from bot.reply import Action, Block, Heading, Option, QuotationBlock, Reply

MARK = 6
"""Characters of a library's hash in the state of a button."""
_ROOM = {SHORT: 1_200}
"""Characters of a page: about a screen of a phone; else as much as a message holds."""
_FULL = 3_800
_PARTS = components.MOST_COMPONENTS - 4
"""Components of a page, without the row that turns it."""
BUTTONS = 5
"""Options that have a button each; more of them share a menu."""

# Equal in weight on dark and light ground, and apart for the colour-blind (after Okabe and Ito, 2008).
_PALETTE = (0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00)


@dataclass(frozen=True)
class _Item:
    """Pieces that stay together where a page holds them. `document` is whose card they stand in, or "".

    `heading` is the document's heading above them, which a page begins with
    where it begins in the middle of the card.
    """

    atoms: tuple[Atom, ...]
    document: str = ""
    heading: str = ""
    is_heading: bool = False

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
    def of(cls, atoms: Sequence[Atom]) -> _Size:
        parts = 1
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
class _Draft:
    """A page as it fills."""

    items: list[_Item] = field(default_factory=list)
    size: _Size = field(default_factory=_Size)

    def after(self, item: _Item, size: _Size) -> _Size:
        """What is taken once so much of an item is on the page, with the card around it and the menu below."""
        opens_card = item.document and (not self.items or self.items[-1].document != item.document)
        begins_menu = size.options and not self.size.options
        return self.size + size + _Size(parts=bool(opens_card) + 2 * bool(begins_menu))

    def add(self, item: _Item) -> None:
        self.size = self.after(item, item.size)
        self.items.append(item)


@dataclass(frozen=True)
class Page:
    """What one message shows."""

    shown: tuple[Component, ...]

    def view(self) -> Prepared:
        """The page as discord.py sends it."""
        return Prepared(self.shown)

    def payload(self) -> dict[str, Any]:
        """The body of the message."""
        return {
            "flags": components.IS_V2,
            "components": list(self.shown),
            "allowed_mentions": {"parse": []},
        }


@dataclass(frozen=True)
class Pages:
    """All pages of a reply. Where `is_turnable`, buttons lead from each to the next; else all are to be sent."""

    bare: tuple[Page, ...]
    turns: tuple[Component, ...] = ()

    @property
    def is_turnable(self) -> bool:
        return len(self.turns) == len(self.bare)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        if not self.turns:
            return self.bare
        return tuple(Page((*page.shown, turn)) for page, turn in zip(self.bare, self.turns, strict=True))

    def unturned(self) -> tuple[Page, ...]:
        """The pages without the buttons between them, to be sent one after the other."""
        return self.bare


def render(reply: Reply, library: Library, line: str, length: str) -> Pages:
    """The pages of a reply. `line` is the command that gives it again, `length` how much stands on a page."""
    builder = _Builder(library, length)
    drafts = builder.fill(_items(reply.blocks, library))
    bare = tuple(Page(tuple(builder.laid_out(draft))) for draft in drafts)
    turns = [_turn(state.State(builder.mark, line, number, length, turns=True), len(bare)) for number in _numbers(bare)]
    return Pages(bare, tuple(turn for turn in turns if turn is not None) if None not in turns else ())


def notice(text: str, *buttons: Component) -> Prepared:
    """A sentence or two of our own, with buttons below."""
    below = [components.row(buttons)] if buttons else []
    return Prepared([components.text(plain(text)), *below])


def _numbers(pages: Sequence[Page]) -> Iterable[int]:
    return range(1, len(pages) + 1) if len(pages) > 1 else ()


def _turn(here: state.State, last: int) -> Component | None:
    """The row that turns a page; None where the state is too long for it."""
    ids = [
        state.encode(state.State(here.library, here.line, page, here.length, turns=True))
        for page in (max(here.page - 1, 1), min(here.page + 1, last))
    ]
    before, after = ids
    if before is None or after is None:
        return None
    first, end = here.page == 1, here.page == last
    return components.row(
        [
            components.button(phrases.PREVIOUS, "c1:-:p" if first else before, disabled=first),
            components.button(phrases.page_of(here.page, last), "c1:-:n", disabled=True),
            components.button(phrases.NEXT, "c1:-:l" if end else after, disabled=end),
        ]
    )


def _items(blocks: Iterable[Block], library: Library) -> list[_Item]:
    """The groups of a reply as items, each heading above what it heads."""
    found: list[_Item] = []
    document, heading, named = "", "", ""
    for group in grouped(blocks):
        first = group[0]
        if isinstance(first, Heading):
            document = first.document
            names = bool(document) and library.documents[document].label in first.text
            named = document if names else ""
            heading = first.text if document else ""
            texts = tuple(atoms(first, library, is_named=False, buttons=BUTTONS))
            found.append(_Item(texts, document, heading, is_heading=True))
            continue
        own = document
        if not heading and isinstance(first, QuotationBlock):
            own = first.quotation.passage.reference.document
        pieces: list[Atom] = []
        known = named
        for block in group:
            speaking = block.quotation.passage.reference.document if isinstance(block, QuotationBlock) else known
            pieces += atoms(block, library, is_named=bool(known) and speaking == known, buttons=BUTTONS)
            known = speaking
        found.append(_Item(tuple(pieces), own, heading))
    return found


class _Builder:
    """Lays items out on pages, and pages out in components."""

    def __init__(self, library: Library, length: str) -> None:
        self.mark = library.hash[:MARK]
        self._length = length
        self._room = _ROOM.get(length, _FULL)
        self._colours = {id_: _PALETTE[number % len(_PALETTE)] for number, id_ in enumerate(library.documents)}

    def fill(self, items: Sequence[_Item]) -> list[_Draft]:
        """Put every item on a page: whole, or where it is longer than a page, piece by piece."""
        drafts = [_Draft()]
        for number, item in enumerate(items):
            wanted = item.size
            if item.is_heading and number + 1 < len(items):
                wanted += _Size.of(items[number + 1].atoms[:1])  # a heading goes where what it heads goes
            if drafts[-1].items and not self._holds(drafts[-1].after(item, wanted), self._room):
                drafts.append(self._begun(item))
            if self._holds(drafts[-1].after(item, item.size), _FULL):
                drafts[-1].add(item)
                continue
            for one in (_Item((atom,), item.document, item.heading) for atom in item.atoms):
                if drafts[-1].items and not self._holds(drafts[-1].after(one, one.size), self._room):
                    drafts.append(self._begun(item))
                drafts[-1].add(one)
        return drafts

    @staticmethod
    def _holds(size: _Size, room: int) -> bool:
        return size.characters <= room and size.parts <= _PARTS and size.options <= components.MOST_OPTIONS

    def _begun(self, item: _Item) -> _Draft:
        """A new page, with the heading of the card that goes on in it."""
        draft = _Draft()
        if item.heading and not item.is_heading:
            text = f"**{plain(item.heading)}** {phrases.CONTINUED}"
            draft.add(_Item((Atom(text),), item.document, item.heading))
        return draft

    def laid_out(self, draft: _Draft) -> Iterable[Component]:
        """The components of a page: neighbours of one document in one card."""
        ids: set[str] = set()
        card: list[Component] = []
        document = ""
        for item in draft.items:
            if item.document != document and card:
                yield from self._card(card, document)
                card = []
            document = item.document
            card += self._item(item, ids)
        yield from self._card(card, document)
        options = [atom.option for item in draft.items for atom in item.atoms if atom.option]
        if options:
            yield from self._menu(options)

    def _card(self, shown: list[Component], document: str) -> list[Component]:
        return [components.container(shown, self._colours[document])] if document and shown else shown

    def _item(self, item: _Item, ids: set[str]) -> Iterable[Component]:
        """Texts side by side are one component; what can be pressed parts them."""
        texts: list[str] = []
        for atom in item.atoms:
            pressed = self._button(atom.button, ids) if atom.button else None
            if pressed is None and not atom.actions:
                texts.append(self._text(atom))
                continue
            if texts:
                yield components.text("\n".join(texts))
                texts = []
            if pressed is not None:
                yield components.section(atom.text, pressed)
            yield from self._steps(atom.actions, ids)
        if texts:
            yield components.text("\n".join(texts))

    @staticmethod
    def _text(atom: Atom) -> str:
        """An option whose state is too long for a button names its command."""
        return f"{atom.text}\n{code(atom.button.command)}" if atom.button else atom.text

    def _button(self, option: Option | None, ids: set[str]) -> Component | None:
        if option is None:
            return None
        custom_id = self._ask(option.command, ids)
        return components.button(phrases.pick(option.label), custom_id) if custom_id else None

    def _steps(self, actions: Sequence[Action], ids: set[str]) -> Iterable[Component]:
        """The next steps in rows of buttons; those whose state is too long, by their command."""
        buttons: list[Component] = []
        written: list[str] = []
        for action in actions:
            custom_id = self._ask(action.command, ids)
            if custom_id:
                buttons.append(components.button(action.label, custom_id))
            elif custom_id is None:
                written.append(f"{plain(action.label)}: {code(action.command)}")
        if written:
            yield components.text("\n".join(written))
        for number in range(0, len(buttons), components.MOST_BUTTONS):
            yield components.row(buttons[number : number + components.MOST_BUTTONS])

    def _ask(self, command: str, ids: set[str]) -> str | None:
        """The custom_id that asks a command; "" where the page has it already, None where it does not fit."""
        custom_id = state.encode(state.State(self.mark, command, length=self._length))
        if custom_id is None:
            return None
        if custom_id in ids:
            return ""
        ids.add(custom_id)
        return custom_id

    def _menu(self, options: Sequence[Option]) -> Iterable[Component]:
        values = {value: option for option in options if (value := state.encode_line(option.command)) is not None}
        if values:
            custom_id = state.encode_select(state.SelectState(self.mark, self._length))
            shown = [components.option(option.label, value, option.detail) for value, option in values.items()]
            yield components.row([components.select(custom_id, phrases.OPEN_ONE, shown)])


def _characters(atom: Atom) -> int:
    """Characters of a piece at the most: where a button does not fit, its command is written."""
    written = sum(units(action.label) + 2 * units(action.command) + 10 for action in atom.actions if _is_long(action))
    below = units(atom.button.command) + 10 if atom.button and units(atom.button.command) > 60 else 0
    return units(atom.text) + 2 + written + below


def _is_long(action: Action) -> bool:
    return units(action.command) > 60


assert LONGEST < _FULL < components.MOST_CHARACTERS
