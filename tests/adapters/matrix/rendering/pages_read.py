"""What a reader finds on the pages of a reply, and what a homeserver or a client would have against them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.matrix import page_phrases, state
from adapters.matrix.pages import Page, Pages
from adapters.showing.visible import on_one_line
from adapters.showing.visible import verbatim as visible
from bot.citation import attribution_line, short_attribution_line
from bot.library import Library
from bot.reply import Actions, Heading, QuotationBlock, Reply
from tests.adapters.everything import words_of
from tests.adapters.matrix.rendering import html_read

MOST_BYTES = 40_000
"""Of body and formatted_body together: encryption adds a third, and an event has 65,536."""
MOST_OF_EVENT = 48_000
"""Of the whole content: as much as was seen to arrive encrypted."""
ROOM = {"full": 6_000, "short": 1_200}


def assert_fits(pages: Pages) -> None:
    """No page exceeds what an event takes, turned or not, and each is the same in both of its forms."""
    for page in (*pages.pages, *pages.unturned()):
        content = page.content()
        assert len(_json(page.body)) + len(_json(page.html)) <= MOST_BYTES
        assert len(_json(content)) <= MOST_OF_EVENT
        assert page.body.strip()
        assert html_read.lines(page.html) == [line for line in page.body.split("\n") if line]
        assert html_read.links(page.html) == []
        assert (content["msgtype"], content["m.mentions"]) == ("m.notice", {})
        carried = state.decode(json.loads(_json(content))[state.FIELD])
        assert carried == page.carried


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Part:
    """Words behind a bar, and the line below them that says whose they are."""

    words: str
    credit: str


def quoted_parts(lines: Iterable[str]) -> Iterator[Part]:
    """The quotations of a text."""
    words: list[str] = []
    for line in lines:
        if line.startswith("> "):
            words.append(line[2:])
        elif words:
            assert line.startswith("— "), f"whose words? {line}"
            yield Part("\n".join(words), line[2:])
            words = []
    assert not words


def parts(pages: Iterable[Page]) -> list[Part]:
    """The quotations of all pages, which are the same in both forms."""
    found = [part for page in pages for part in quoted_parts(page.body.lstrip("\n").split("\n"))]
    assert found == [part for page in pages for part in quoted_parts(html_read.lines(page.html))]
    return found


def assert_quotations_whole(pages: Sequence[Page], reply: Reply, library: Library) -> None:
    """Each quotation stands word for word, in order, with who says it under it; a short line only where its document is named above."""
    place = (0, 0)
    for block in reply.quotations():
        place = _place_of(block, pages, library, place)


def _place_of(
    block: QuotationBlock, pages: Sequence[Page], library: Library, begin: tuple[int, int]
) -> tuple[int, int]:
    quotation = block.quotation
    document = library.documents[quotation.passage.reference.document]
    words = "\n".join(f"> {line}" for line in visible(library.cut(quotation.passage)).split("\n"))
    for number in range(begin[0], len(pages)):
        body = pages[number].body
        for line in (attribution_line(quotation, document), short_attribution_line(quotation, document)):
            found = body.find(f"{words}\n— {on_one_line(line)}", begin[1] if number == begin[0] else 0)
            if found < 0:
                continue
            credit = body[found + len(words) + 1 :].partition("\n")[0]
            assert credit.endswith(f" · {quotation.passage.reference}"), "its id can be copied"
            assert f"<code>{quotation.passage.reference}</code>" in pages[number].html
            assert document.label in line or document.label in body[:found], f"which document? {body}"
            return number, found + len(words)
    raise AssertionError(f"not on the pages, or not in order: {words!r}\n{[page.body for page in pages]}")


def assert_nothing_left_out(pages: Sequence[Page], reply: Reply, library: Library) -> None:
    """All words of the reply can be read from the first page to the last, in order."""
    read = "\n".join(line for page in pages for line in html_read.lines(page.html, bar=""))
    place = 0
    for words in words_of(reply, library):
        found = read.find(words, place)
        assert found >= 0, f"{words!r} is missing, or out of order:\n{read}"
        place = found


def assert_no_letter_left_out(pages: Sequence[Page], reply: Reply, library: Library) -> None:
    """The same where words are so long that they are parted: letter for letter."""
    letters = iter(_letters("\n".join(line for page in pages for line in html_read.lines(page.html, bar=""))))
    for words in words_of(reply, library):
        assert all(letter in letters for letter in _letters(words)), f"something is missing of {words!r}"


def _letters(text: str) -> str:
    return "".join(text.split())


def picked(pages: Iterable[Page]) -> Iterator[str]:
    """The line behind every number of the pages, which count from 1, and stand in the text."""
    for page in pages:
        assert page.carried is not None
        numbers = list(page.carried.picks)
        assert numbers == list(range(1, len(numbers) + 1))
        place = 0
        for number in numbers:
            place = page.html.find(f"<strong>{number}.</strong> ", place)
            assert place >= 0, f"{number} does not stand where it should"
        assert ("with the number" in page.body.rpartition("\n")[2]) == bool(numbers)
        yield from page.carried.picks.values()


def assert_steps_stand(pages: Sequence[Page], reply: Reply) -> None:
    """Every next step can be picked or is written."""
    found = set(picked(pages))
    for block in reply.blocks:
        if isinstance(block, Actions):
            for action in block.actions:
                assert action.command in found or any(action.command in page.body for page in pages), action


def assert_begins_and_ends_well(pages: Sequence[Page], reply: Reply) -> None:
    """No page ends with a heading, and one that goes on under a heading begins with it."""
    headings = {on_one_line(block.text).strip() for block in reply.blocks if isinstance(block, Heading)}
    for page in pages:
        lines = html_read.lines(page.html)
        has_hint = lines[-1].endswith(").") or lines[-1].endswith("number.")
        last = lines[-2] if has_hint else lines[-1]
        assert last not in headings, f"a heading alone at the end: {last}"
        assert page_phrases.CONTINUED not in last
    for page in pages[1:]:
        first = html_read.lines(page.html)[0]
        if page.html.startswith("<h"):
            assert first in headings or first.removesuffix(f" {page_phrases.CONTINUED}") in headings, first


def assert_turns(pages: Pages, line: str, length: str) -> None:
    """Each page carries the command, knows which it is, and says how to turn it."""
    last = len(pages.pages)
    assert pages.is_turnable == (last > 1)
    for number, page in enumerate(pages.pages, start=1):
        carried = page.carried
        assert carried is not None
        assert (carried.page, carried.last, carried.line, carried.length) == (number, last, line.strip(), length)
        keys = state.offered(carried)
        assert (state.Turn.PREVIOUS.value in keys) == (number > 1)
        assert (state.Turn.NEXT.value in keys) == (number < last)
        says = page.body.rpartition("\n")[2]
        for key in (state.Turn.PREVIOUS.value, state.Turn.NEXT.value):
            assert (key in says) == (key in keys)
        if last > 1:
            assert says.endswith(f" ({number} of {last}).")
