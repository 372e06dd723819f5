"""Libraries that mean it badly, for every renderer's tests: names full of markup, sentences as long as wanted."""

from __future__ import annotations

from bot.library import Library, Parts
from bot.model import NOT_STATED, Attribution, Certainty, Document, Frame, Passage, Quotation, Reference, Sentence
from bot.reply import Block, Outcome, Reply


def library(sentences: list[str], label: str = "the [log](https://a.b) *x*", documents: int = 2) -> Library:
    """Documents of the same sentences, their labels full of brackets."""
    return Library(
        Parts(
            "bad",
            "Bad",
            1,
            "0",
            tuple(document(f"log{number}", f"{label} {number}", sentences) for number in range(documents)),
        )
    )


def document(id_: str, label: str, sentences: list[str]) -> Document:
    placed, start = [], 0
    for number, words in enumerate(sentences, start=1):
        placed.append(Sentence(Reference(id_, number, 1), start, start + len(words)))
        start += len(words) + 1
    text = " ".join(sentences)
    return Document(id_, label, label, label, text, "", {"title": NOT_STATED}, tuple(placed))


def quotation(library: Library, document: str, number: int) -> Quotation:
    sentence = library.documents[document].sentences[number]
    attribution = Attribution(Frame.REPORTED, Certainty.INFERRED, ("Ode *of* @everyone", "the [log]"))
    return Quotation(Passage(sentence.reference, sentence.start, sentence.end), attribution)


def reply(*blocks: Block) -> Reply:
    return Reply("claim", "bad", Outcome.FOUND, blocks)
