"""The groups of an answer, each with the heading that it stands under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from adapters.showing.grouping import grouped
from bot.library import Library
from bot.reply import Actions, Block, Divide, Heading, Note, NoteKind, Options, Paragraph, QuotationBlock, Rows


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together.

    `heading` is the heading above them, or their own, and `document` whose part it
    begins. `named` is the document that this heading names, so that the quotations
    under it need not.
    """

    blocks: tuple[Block, ...]
    document: str = ""
    heading: str = ""
    named: str = ""

    @property
    def is_heading(self) -> bool:
        return isinstance(self.blocks[0], Heading)

    @property
    def is_list(self) -> bool:
        return isinstance(self.blocks[0], Rows | Options)

    @property
    def quoted(self) -> str:
        """The first document that speaks in it, or ""."""
        return next((_speaker(block) for block in self.blocks if isinstance(block, QuotationBlock)), "")

    def with_named(self) -> Iterator[tuple[Block, bool]]:
        """Its blocks, each with whether the document that it quotes was named right above it."""
        known = self.named
        for block in self.blocks:
            speaking = _speaker(block) if isinstance(block, QuotationBlock) else known
            yield block, bool(known) and speaking == known
            known = speaking


def sections(blocks: Iterable[Block], library: Library, is_repeated: Callable[[str], bool]) -> list[Section]:
    """The groups of a reply in order. `is_repeated` tells whether a heading is repeated whole on the pages that go on under it."""
    found: list[Section] = []
    document, heading, named = "", "", ""
    is_side, has_spoken = False, False
    for group in grouped(blocks):
        first = group[0]
        if is_side and _ends_side(first, has_spoken=has_spoken):
            document, heading, named, is_side = "", "", "", False
        has_spoken = _speaks(first) or (has_spoken and not isinstance(first, Heading))
        if isinstance(first, Heading):
            is_side = bool(first.document) and first.level > 1
            document, heading = first.document, first.text
            names = bool(document) and library.documents[document].label in heading
            named = document if names and is_repeated(heading) else ""
        found.append(Section(tuple(group), document, heading, named))
    return found


def _speaker(block: QuotationBlock) -> str:
    return block.quotation.passage.reference.document


def _speaks(first: Block) -> bool:
    """Whether a group has a document's words, or says that it has none."""
    return isinstance(first, QuotationBlock) or (isinstance(first, Note) and first.kind is NoteKind.SILENCE)


def _ends_side(first: Block, *, has_spoken: bool) -> bool:
    """Whether a group is about all documents, and stands below the last one's part: a question, a step, a last note."""
    is_last_note = has_spoken and isinstance(first, Note) and first.kind is NoteKind.EDITOR
    return is_last_note or isinstance(first, Paragraph | Divide | Options | Actions)
