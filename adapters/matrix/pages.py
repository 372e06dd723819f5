"""A reply as Matrix messages: counted, parted between blocks, and nothing left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from adapters.answering.shelf import mark
from adapters.matrix import page_phrases, state
from adapters.matrix.atoms import Atom, Kind
from adapters.matrix.filling import Draft, Filling, Item, items
from adapters.matrix.markup import LINE_END, RULE, Marked, joined, ours, paragraph, plain, small, stacked, strong
from adapters.matrix.state import State
from adapters.showing import labels
from bot.library import Library
from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class Page:
    """What one message shows, and what it carries so that it can be turned, and picked from."""

    body: str
    html: str
    carried: State | None = None

    def content(self) -> dict[str, Any]:
        """The content of the event. It mentions nobody, whatever its words are."""
        return {
            "msgtype": "m.notice",
            "body": self.body,
            "format": "org.matrix.custom.html",
            "formatted_body": self.html,
            "m.mentions": {},
            **({state.FIELD: state.encode(self.carried)} if self.carried else {}),
        }


@dataclass(frozen=True)
class Pages:
    """The pages of a reply. Where `is_turnable`, each can become the next; else all are to be sent."""

    pages: tuple[Page, ...]
    is_turnable: bool
    _items: tuple[Item, ...] = field(repr=False)
    _asked: State = field(repr=False)

    def unturned(self) -> tuple[Page, ...]:
        """All of it on as few pages as can be, to be sent one after the other."""
        if len(self.pages) == 1 or not self.is_turnable:
            return self.pages
        return _unturned(self._items, self._asked)


def render(reply: Reply, library: Library, line: str, length: str) -> Pages:
    """The pages of a reply. `line` is the command that gives it again, `length` how much stands on a page."""
    shown, asked = line.strip(), State(mark(library), "", length=length)
    found = tuple(items(reply.blocks, library))
    drafts = Filling(length).fill(found)
    if len(drafts) > 1 and not state.fits(shown):
        return Pages(_unturned(found, asked), False, found, asked)
    asked = replace(asked, line=shown if state.fits(shown) else "")
    pages = [
        _page(draft, replace(asked, page=number, last=len(drafts))) for number, draft in enumerate(drafts, start=1)
    ]
    return Pages(tuple(pages), len(drafts) > 1, found, asked)


def notice(text: str) -> Page:
    """A sentence or two of our own."""
    words = joined(LINE_END, map(plain, text.split("\n")))
    return Page(words.body, paragraph(words).html)


def _unturned(items: Sequence[Item], asked: State) -> tuple[Page, ...]:
    return tuple(_page(draft, asked) for draft in Filling(None).fill(items))


def _page(draft: Draft, asked: State) -> Page:
    """A page as it is shown: blank lines, or rules, between what does not belong together; its last line says how to go on."""
    picks: dict[int, str] = {}
    turns: dict[state.Turn, int] = {}
    body, html = "", ""
    above: Item | None = None
    for item in draft.items:
        words = stacked(_laid_out(item.atoms, picks, turns))
        if not words:
            continue
        if above is not None:
            body += "\n" if above.is_heading else "\n\n"
            html += RULE if above.document not in ("", item.document) else ""
        body, html, above = body + words.body, html + words.html, item
    hint = page_phrases.hint(asked.page, asked.last, picks=len(picks))
    if hint:
        last = paragraph(small(ours(hint)))
        body, html = f"{body}\n\n{last.body}", html + last.html
    # Clients take lines that begin so for the message that ours replies to, and hide them.
    return Page(f"\n{body}" if body.startswith("> ") else body, html, replace(asked, picks=picks, called=turns))


def _laid_out(atoms: Sequence[Atom], picks: dict[int, str], turns: dict[state.Turn, int]) -> Iterator[Marked]:
    """Pieces as they stand below each other. What they offer is numbered, and noted in `picks`, and in `turns` where it is called so."""
    for kind, run in groupby(atoms, _kind):
        words = [_numbered(atom, picks, turns) for atom in run]
        match kind:
            case Kind.BLOCK:
                yield from words
            case Kind.ENTRY:
                yield paragraph(joined(LINE_END, words))
            case Kind.STEP:
                yield paragraph(ours(f"{labels.NEXT} ") + joined(ours(" · "), words))


def _kind(atom: Atom) -> Kind:
    return atom.kind


def _numbered(atom: Atom, picks: dict[int, str], turns: dict[state.Turn, int]) -> Marked:
    if not atom.command:
        return atom.words
    number = len(picks) + 1
    picks[number] = atom.command
    if atom.called is not None:
        turns[atom.called] = number
    return strong(ours(f"{number}.")) + ours(" ") + atom.words
