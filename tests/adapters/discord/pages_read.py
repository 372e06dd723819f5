"""What a reader finds on the pages of a reply, and what Discord would have against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord import phrases, state
from adapters.discord.pages import Page, Pages
from adapters.showing.visible import on_one_line
from adapters.showing.visible import verbatim as visible
from bot.citation import attribution_line, short_attribution_line
from bot.library import Library
from bot.reply import Actions, Heading, QuotationBlock, Reply
from tests.adapters.discord.judge.components import BUTTON, CONTAINER, SELECT, TEXT, walk
from tests.adapters.discord.judge.lengths import length
from tests.adapters.discord.judge.messages import judge_message
from tests.adapters.discord.markdown import read as reads
from tests.adapters.discord.markdown import shown
from tests.adapters.everything import words_of

Component = dict[str, Any]


def texts(page: Page) -> list[str]:
    """The texts of a page from top to bottom, as they are written."""
    return [part["content"] for part in walk(list(page.shown)) if part["type"] == TEXT]


@dataclass(frozen=True)
class Part:
    """Words behind a bar, and the line below them that says whose they are."""

    words: str
    credit: str


def quoted_parts(text: str) -> Iterator[Part]:
    """The quotations of a text."""
    words: list[str] = []
    for line in text.split("\n"):
        if line.startswith("> "):
            words.append(shown(line[2:]))
        elif words:
            assert line.startswith("— "), f"whose words? {line}"
            yield Part("\n".join(words), reads(line[2:]))
            words = []
    assert not words


def assert_fits(pages: Pages) -> None:
    """No page exceeds what Discord takes: counted here first, and then judged."""
    for page in pages.pages:
        parts = list(walk(list(page.shown)))
        assert 1 <= len(parts) <= 40
        assert 1 <= sum(length(text) for text in texts(page)) <= 4_000
        ids = [part["custom_id"] for part in parts if "custom_id" in part]
        assert len(set(ids)) == len(ids), ids
        assert judge_message(page.payload()) == []


def cards(page: Page) -> Iterator[tuple[int | None, list[str]]]:
    """The colour of each card, and its texts; None for what stands outside cards."""
    for part in page.shown:
        colour = part.get("accent_color") if part["type"] == CONTAINER else None
        found = [one["content"] for one in walk([part]) if one["type"] == TEXT]
        if found:
            yield colour, found


def assert_quotations_whole(pages: Pages, reply: Reply, library: Library) -> None:
    """Each quotation stands in one text, word for word, with who says it under it; a short line only where the document is named above."""
    place = (0, 0, 0)
    for block in reply.quotations():
        place = _place_of(block, pages, library, place)


def _place_of(
    block: QuotationBlock, pages: Pages, library: Library, begin: tuple[int, int, int]
) -> tuple[int, int, int]:
    quotation = block.quotation
    document = library.documents[quotation.passage.reference.document]
    words = visible(library.cut(quotation.passage))
    for number, page in enumerate(pages.pages):
        above = ""
        for at, text in enumerate(texts(page)):
            read = reads(text)
            for line in (attribution_line(quotation, document), short_attribution_line(quotation, document)):
                after = begin[2] if (number, at) == begin[:2] else 0
                found = read.find(f"{words}\n— {on_one_line(line)}", after)
                if found >= 0 and (number, at) >= begin[:2]:
                    reference = read[found:].partition("\n— ")[2].partition("\n")[0]
                    assert f"`{quotation.passage.reference}`" in reference, "its id can be copied"
                    is_named = document.label in line or document.label in above + read[:found]
                    assert is_named, f"which document? {read}"
                    return number, at, found + len(words)
            above += read
    raise AssertionError(f"not on the pages, or not in order: {words!r}\n{[texts(page) for page in pages.pages]}")


def assert_nothing_left_out(pages: Pages, reply: Reply, library: Library) -> None:
    """All words of the reply can be read from the first page to the last, in order."""
    read = "\n".join(reads(text) for page in pages.pages for text in texts(page)).replace("\u200b", "")
    place = 0
    for words in words_of(reply, library):
        found = read.find(words.replace("\u200b", ""), place)
        assert found >= 0, f"{words!r} is missing, or out of order:\n{read}"
        place = found


def assert_no_letter_left_out(pages: Pages, reply: Reply, library: Library) -> None:
    """The same where words are so long that they are parted: letter for letter."""
    read = (reads(text) for page in pages.pages for text in texts(page))
    letters = iter(_letters("\n".join(read)))
    for words in words_of(reply, library):
        assert all(letter in letters for letter in _letters(words)), f"something is missing of {words!r}"


def _letters(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def assert_steps_stand(pages: Pages, reply: Reply) -> None:
    """Every next step can be pressed or is written."""
    pressed = {line for line, _ in presses(pages)}
    written = "\n".join(text for page in pages.pages for text in texts(page))
    for block in reply.blocks:
        if isinstance(block, Actions):
            for action in block.actions:
                assert action.command in pressed or f"`{action.command}`" in written, action


def assert_begins_and_ends_well(pages: Pages, reply: Reply) -> None:
    """No page ends with a heading, and none begins inside a card without saying which."""
    headings = {on_one_line(block.text).strip() for block in reply.blocks if isinstance(block, Heading)}
    of_documents = [block for block in reply.blocks if isinstance(block, Heading) and block.document]
    for page in pages.pages:
        last = reads(texts(page)[-1]).rstrip("\n").rpartition("\n")[2]
        assert last not in headings, f"a heading alone at the end: {last}"
        assert phrases.CONTINUED not in last
    for page in pages.pages[1:]:
        colour, first = next(cards(page))
        if colour is not None and of_documents:
            line = reads(first[0]).partition("\n")[0]
            assert line in headings or line.removesuffix(f" {phrases.CONTINUED}") in headings, line


def assert_coloured(pages: Pages, reply: Reply) -> None:
    """Each document has its colour, and no card holds another's words."""
    colour_of: dict[str, int] = {}
    for block in reply.quotations():
        document = block.quotation.passage.reference.document
        reference = f"`{block.quotation.passage.reference}`"
        for page in pages.pages:
            for colour, inside in cards(page):
                if any(
                    f"· {reference}" in line for text in inside for line in text.split("\n") if line.startswith("— ")
                ):
                    assert colour is not None, f"{reference} stands in no card"
                    assert colour_of.setdefault(document, colour) == colour
    assert len(set(colour_of.values())) == len(colour_of)


def assert_turns(pages: Pages, line: str, size: str) -> None:
    """The buttons below lead from each page to the one before and the one after."""
    last = len(pages.pages)
    assert pages.is_turnable or last == 1
    if last == 1:
        return
    for number, page in enumerate(pages.pages, start=1):
        before, here, after = page.shown[-1]["components"]
        assert here["label"] == f"{number} of {last}"
        assert here["disabled"]
        for button, goal in ((before, number - 1), (after, number + 1)):
            if 1 <= goal <= last:
                carried = state.decode(button["custom_id"])
                assert carried is not None
                assert (carried.turns, carried.page, carried.line, carried.length) == (True, goal, line.strip(), size)
                assert "disabled" not in button
            else:
                assert button["disabled"]


def presses(pages: Pages) -> Iterator[tuple[str, bool]]:
    """The line behind everything that can be pressed or picked, and whether it turns a page."""
    for page in pages.pages:
        for part in walk(list(page.shown)):
            if part["type"] == BUTTON and not part.get("disabled"):
                carried = state.decode(part["custom_id"])
                assert carried is not None, part
                yield carried.line, carried.turns
            if part["type"] == SELECT:
                assert state.decode_select(part["custom_id"]) is not None
                lines = [state.decode_line(option["value"]) for option in part["options"]]
                for line in lines:
                    assert line is not None, part
                    yield line, False


def outline(components: Sequence[Component], indent: str = "") -> list[str]:
    """Components as lines: texts as they are written, cards by their colour, buttons with what they ask."""
    lines: list[str] = []
    for part in components:
        if part["type"] == TEXT:
            lines += [f"{indent}{line}".rstrip() for line in part["content"].split("\n")]
        elif part["type"] == CONTAINER:
            lines += [f"{indent}card #{part['accent_color']:06x}", *outline(part["components"], indent + "  ")]
        elif part["type"] == 9:
            beside = outline([part["accessory"]])[0]
            lines += [*outline(part["components"], indent), f"{indent}  beside it: {beside}"]
        elif part["type"] == SELECT:
            options = [f"{one['label']} ({one['value']}) {one.get('description', '')}" for one in part["options"]]
            lines += [f"{indent}menu: {part['placeholder']}", *(f"{indent}  {one}".rstrip() for one in options)]
        elif part["type"] == BUTTON:
            carried = state.decode(part["custom_id"])
            lines.append(f"{indent}[{part['label']}] {carried.line if carried else '-'}")
        else:
            lines += outline(part["components"], indent)
    return lines
