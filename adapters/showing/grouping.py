"""Which blocks of an answer belong together, so that no page or screen parts them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.reply import Block, Note, QuotationBlock


def grouped(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks, parted so that each group holds what belongs together: a quotation, its hedges, its notes."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and isinstance(block, QuotationBlock | Note) and block.keep:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups
