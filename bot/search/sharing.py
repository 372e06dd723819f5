"""Which sentences share words with a text, exactly: where a quotation may come from."""

from __future__ import annotations

from heapq import nsmallest
from math import log

from bot.model import Reference
from bot.search.sentences import Sentences
from bot.search.words import tokens

_RAREST = 24
"""Words of the text that are looked up, the rarest ones: those that stand everywhere point nowhere."""


def sharing(sentences: Sentences, text: str, limit: int) -> tuple[Reference, ...]:
    """The sentences that share most with a text, each word counting by how rare it is; best first."""
    known = {number for token in tokens(text) if (number := sentences.lexicon.find(token.form)) >= 0}
    counted = sorted((count, number) for number in known if (count := sentences.text.count(number)))
    shared: dict[int, float] = {}
    for count, number in counted[:_RAREST]:
        weight = log(1 + len(sentences) / count)
        for sentence in sentences.text[number]:
            shared[sentence] = shared.get(sentence, 0.0) + weight
    best = nsmallest(limit, shared.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(sentences.reference(sentence) for sentence, _ in best)
