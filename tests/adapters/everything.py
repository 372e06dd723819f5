"""Everything that there is to ask a library, and what an answer says, for every renderer's tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from adapters.showing.visible import on_one_line
from adapters.showing.visible import verbatim as visible
from bot.app import App
from bot.commands import STYLE_NAMES
from bot.library import Library
from bot.reply import Actions, Citation, Divide, Heading, Note, Options, Paragraph, QuotationBlock, Reply, Rows, Verdict


def lines(app: App) -> list[str]:
    """A line for everything there is to ask."""
    library = app.library
    references = [sentence.reference for document in library.documents.values() for sentence in document.sentences]
    found = [f"claim {id_}" for id_ in library.claims]
    found += [f"{command} {id_}" for id_ in library.topics for command in ("perspectives", "discuss")]
    found += [f"who {id_}" for id_ in library.people]
    found += [f"documents {id_}" for id_ in library.documents]
    found += [f"read {reference}" for reference in references]
    found += [f"verify {library.cut(library.quotation(reference).passage)[:120]}" for reference in references[::7]]
    found += [
        f"verify {library.cut(library.quotation(reference).passage)[9:80]} or so" for reference in references[::9]
    ]
    found += [f"search {library.cut(library.quotation(reference).passage)[:30]}" for reference in references[::5]]
    found += [f"cite {reference} {style}" for reference in references[::23] for style in STYLE_NAMES]
    found += [f"help {command}" for command in app.commands]
    return [
        *found,
        "timeline",
        "timeline 1956-1969",
        "topics",
        "topics china",
        "help",
        "documents",
        "sing",
        "claim xyzzy",
        "who x",
    ]


@cache
def answers(app: App) -> tuple[tuple[str, Reply], ...]:
    return tuple((line, app.respond_to(line)) for line in lines(app))


def words_of(reply: Reply, library: Library) -> Iterator[str]:
    """All that a reply says, as it is to be read, block for block."""
    for block in reply.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Divide(text) | Note(_, text) | Verdict(_, text):
                yield on_one_line(text).strip()
            case QuotationBlock():
                yield visible(library.cut(block.quotation.passage))
            case Rows():
                yield from (
                    on_one_line(cell).strip() for cell in (block.title, *(c for row in block.rows for c in row))
                )
            case Options():
                options = (words for option in block.options for words in (option.label, option.detail))
                yield from (on_one_line(words).strip() for words in (block.prompt, *options))
            case Citation():
                yield from (on_one_line(line).strip() for line in block.text.split("\n"))
            case Actions():
                pass
