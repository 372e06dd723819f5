"""Which sentences share words with a text, exactly: where a quotation may come from."""

from __future__ import annotations

from collections.abc import Callable
from math import log

import numpy as np

from bot.model import Reference
from bot.search.lexicon import Lexicon
from bot.search.retrieval import Line, best
from bot.search.sentences import Sentences
from bot.search.tables import Floats, Numbers
from bot.search.words import tokens

_RAREST = 24
"""Words of the text that are looked up, the rarest ones: those that stand everywhere point nowhere."""


def sharing(lexicon: Lexicon, sentences: Sentences, text: str, limit: int) -> tuple[Reference, ...]:
    """The sentences that share most with a text, each word counting by how rare it is; best first."""
    known = {number for token in tokens(text) if (number := lexicon.find(token.form)) >= 0}
    counted = sorted((count, number) for number in known if (count := sentences.text.count(number)))[:_RAREST]
    lines = [
        Line(
            members := sentences.text[number], np.full(len(members), log(1 + len(sentences) / count), dtype=np.float32)
        )
        for count, number in counted
    ]

    def look_up(numbers: Numbers) -> Callable[[int], Floats]:
        of, words = sentences.words.gather(numbers)

        def worth_for(line: int) -> Floats:
            found: Floats = np.zeros(len(numbers), dtype=np.float32)
            found[of[words == counted[line][1]]] = lines[line].most
            return found

        return worth_for

    if limit < 1:
        return ()
    found = best(lines, len(sentences), limit, look_up)
    ranked = sorted(
        zip(found.sums.tolist(), found.numbers.tolist(), strict=True), key=lambda entry: (-entry[0], entry[1])
    )
    return tuple(sentences.reference(sentence) for _, sentence in ranked)
