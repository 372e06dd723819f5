"""What is to be read on a message, for tests."""

from __future__ import annotations

import re

from bot.citation import attribution_line
from bot.library import Library
from bot.reply import QuotationBlock, Reply


def shown(text: str) -> str:
    """A text as Discord shows it: a backslash before punctuation goes, and quotation bars are no characters."""
    lines = (line.removeprefix("> ").removeprefix("-# ") for line in text.split("\n"))
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", "\n".join(lines))


def assert_quoted(texts: list[str], reply: Reply, library: Library) -> None:
    """Every quotation of the reply stands in one of the texts: word for word, and with all of its attribution there."""
    assert reply.quotations()
    for block in reply.quotations():
        assert_one_quoted(texts, block, library)


def assert_one_quoted(texts: list[str], block: QuotationBlock, library: Library) -> None:
    words = library.cut(block.quotation.passage)
    credit = attribution_line(block.quotation, library.documents[block.quotation.passage.reference.document])
    holding = [text for text in map(shown, texts) if words in text]
    assert holding, words
    reference = str(block.quotation.passage.reference)
    speaker = credit.partition(",")[0]
    assert any(speaker in text and reference in text for text in holding), (credit, holding)
