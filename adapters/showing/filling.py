"""What stands on which page: pieces that belong together stay together, and a page never ends with a heading.

Nothing is left out, and no page takes more than a message holds: what it takes
is counted as it fills. What is counted, a platform says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, Self, TypeVar


class Size(Protocol):
    """What pieces take of a page, at the most."""

    @property
    def characters(self) -> int: ...

    def __add__(self, other: Self, /) -> Self: ...


Atom = TypeVar("Atom")
Taken = TypeVar("Taken", bound=Size)


@dataclass(frozen=True)
class Item(Generic[Atom]):
    """Pieces that stay together where a page holds them. `document` is whose part they stand in, or "".

    `heading` is the heading above them, which a page begins with where it begins
    in the middle of what stands under it. The pieces of a list may be parted
    anywhere; one that `stays` goes below what it is for. `quotes` is whether a document speaks in it.
    """

    atoms: tuple[Atom, ...]
    document: str = ""
    heading: str = ""
    is_heading: bool = False
    is_list: bool = False
    stays: bool = False
    quotes: bool = False


@dataclass
class Draft(Generic[Atom, Taken]):
    """A page as it fills."""

    size: Taken
    items: list[Item[Atom]] = field(default_factory=list)

    @property
    def is_headed(self) -> bool:
        """Whether what comes next stands right under its heading."""
        return bool(self.items) and self.items[-1].is_heading


class Filling(ABC, Generic[Atom, Taken]):
    """Fills pages.

    Characters of a page: `room` as it is wanted, `full` with a single item that
    takes more, `most` where a heading would be parted from what it heads.
    """

    def __init__(self, room: int, full: int, most: int) -> None:
        self._room = min(room, full)
        self._full = full
        self._most = most

    @abstractmethod
    def measured(self, atoms: Sequence[Atom], *, goes_on: bool = False) -> Taken:
        """What pieces take. `goes_on`: they stand in one text with pieces that are counted already."""

    @abstractmethod
    def after(self, draft: Draft[Atom, Taken], item: Item[Atom], size: Taken) -> Taken:
        """What is taken once so much of an item is on the page."""

    @abstractmethod
    def holds(self, size: Taken, room: int) -> bool:
        """Whether a page of so many characters holds it."""

    @abstractmethod
    def continued(self, heading: str) -> Atom:
        """A heading that is repeated because what stands under it goes on."""

    def fill(self, items: Iterable[Item[Atom]]) -> list[Draft[Atom, Taken]]:
        """Put every item on a page: whole, or where it is a list or longer than a page, piece by piece."""
        sized = [(item, self.measured(item.atoms)) for item in items]
        drafts = [self._begins(sized)]
        rest = sized[len(drafts[0].items) :]
        for (item, size), wanted in zip(rest, self._wanted(rest), strict=True):
            if self._breaks(drafts[-1], item, wanted):
                drafts.append(self._begun(item))
            if not item.is_list and self.holds(self.after(drafts[-1], item, size), self._full):
                self._add(drafts[-1], item, size)
            else:
                self._flow(item, drafts)
        return drafts

    def _begins(self, sized: Sequence[tuple[Item[Atom], Taken]]) -> Draft[Atom, Taken]:
        """The first page with all up to the first quotation, where a page holds that: nobody is to turn for the answer."""
        draft = self._blank()
        for item, size in sized:
            self._add(draft, item, size)
            if item.is_list or not self.holds(draft.size, self._full):
                break
            if item.quotes:
                return draft
        return self._blank()

    def _wanted(self, sized: Sequence[tuple[Item[Atom], Taken]]) -> list[Taken]:
        """What must stand on one page from each item on: a heading goes where what it heads goes."""
        wanted: list[Taken] = []
        for item, size in reversed(sized):
            is_whole = not item.is_list and self.holds(size, self._full)
            least = size if is_whole else self.measured(item.atoms[:1])
            wanted.append(least + wanted[-1] if item.is_heading and wanted else least)
        return wanted[::-1]

    def _flow(self, item: Item[Atom], drafts: list[Draft[Atom, Taken]]) -> None:
        """Put the pieces of an item where there is room for them, page after page."""
        run: list[Atom] = []
        size = self.measured(())
        for atom in item.atoms:
            longer = size + self.measured((atom,), goes_on=bool(run))
            if self._breaks(drafts[-1], item, longer, begun=bool(run)):
                if run:
                    self._add(drafts[-1], replace(item, atoms=tuple(run)), size)
                drafts.append(self._begun(item))
                run, longer = [], self.measured((atom,))
            run.append(atom)
            size = longer
        self._add(drafts[-1], replace(item, atoms=tuple(run)), size)

    def _breaks(self, draft: Draft[Atom, Taken], item: Item[Atom], wanted: Taken, *, begun: bool = False) -> bool:
        """Whether an item begins a page, because what is there leaves no room for it.

        Nothing is parted from its heading, and what stays goes below what it is for.
        What is longer than a screen would not fit the next one either, so it begins on
        one that is half empty.
        """
        size = self.after(draft, item, wanted)
        if self.holds(size, self._room) or not (draft.items or begun):
            return False
        is_headed = draft.is_headed and not begun
        if is_headed or item.stays:
            return not self.holds(size, self._most)
        is_half_empty = not begun and 2 * draft.size.characters < self._room < wanted.characters
        return not (is_half_empty and self.holds(size, self._full))

    def _blank(self) -> Draft[Atom, Taken]:
        return Draft(self.measured(()))

    def _begun(self, item: Item[Atom]) -> Draft[Atom, Taken]:
        """A new page, with the heading of what goes on in it."""
        draft = self._blank()
        if item.heading and not item.is_heading:
            atoms = (self.continued(item.heading),)
            heading = Item(atoms, item.document, item.heading, is_heading=True)
            self._add(draft, heading, self.measured(atoms))
        return draft

    def _add(self, draft: Draft[Atom, Taken], item: Item[Atom], size: Taken) -> None:
        draft.size = self.after(draft, item, size)
        draft.items.append(item)
