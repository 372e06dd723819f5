"""A reply as pages of components: counted, parted between blocks, and nothing left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from adapters.answering.shelf import mark
from adapters.discord import components, phrases, state
from adapters.discord.atoms import Atom
from adapters.discord.components import Component, Prepared
from adapters.discord.escaping import plain
from adapters.discord.filling import Draft, Filling, Item, called, items, step
from bot.library import Library
from bot.reply import Action, Option, Reply

# Equal in weight on dark and light ground, and apart for the colour-blind (after Okabe and Ito, 2008).
_PALETTE = (0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00)


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
    drafts = Filling(length).fill(items(reply.blocks, library))
    bare = tuple(Page(tuple(builder.laid_out(draft))) for draft in drafts)
    asked = state.State(builder.mark, line.strip(), length=length, turns=True)
    turns = [_turn(replace(asked, page=number), len(bare)) for number in _numbers(bare)]
    return Pages(bare, tuple(turn for turn in turns if turn is not None) if None not in turns else ())


def notice(text: str, *buttons: Component) -> Prepared:
    """A sentence or two of our own, with buttons below."""
    below = [components.row(buttons)] if buttons else []
    return Prepared([components.text(plain(text)), *below])


def _numbers(pages: Sequence[Page]) -> Iterable[int]:
    return range(1, len(pages) + 1) if len(pages) > 1 else ()


def _turn(here: state.State, last: int) -> Component | None:
    """The row that turns a page; None where the state is too long for it."""
    before, after = (
        state.encode(replace(here, page=page)) for page in (max(here.page - 1, 1), min(here.page + 1, last))
    )
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


class _Builder:
    """Lays pages out in components."""

    def __init__(self, library: Library, length: str) -> None:
        self.mark = mark(library)
        self._length = length
        self._colours = {id_: _PALETTE[number % len(_PALETTE)] for number, id_ in enumerate(library.documents)}

    def laid_out(self, draft: Draft) -> Iterable[Component]:
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

    def _item(self, item: Item, ids: set[str]) -> Iterable[Component]:
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
        """An option whose command is too long for a button or a menu names it."""
        unpicked = atom.button or (
            atom.option if atom.option and state.encode_line(atom.option.command) is None else None
        )
        return f"{atom.text}\n{called(unpicked.command)}" if unpicked else atom.text

    def _button(self, option: Option | None, ids: set[str]) -> Component | None:
        if option is None:
            return None
        custom_id = self._ask(option.command, ids)
        return components.button(option.label, custom_id) if custom_id else None

    def _steps(self, actions: Sequence[Action], ids: set[str]) -> Iterable[Component]:
        """The next steps in rows of buttons; those whose state is too long, by their command."""
        buttons: list[Component] = []
        written: list[str] = []
        for action in actions:
            custom_id = self._ask(action.command, ids)
            if custom_id:
                buttons.append(components.button(action.label, custom_id))
            elif custom_id is None:
                written.append(step(action))
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
