"""Whether a sentence answers a query: how likely, and what follows from it.

The likelihood is a logistic function of three things: how much of what is asked
the sentence holds, how much of it is missing altogether, and whether it was
asked in a sentence. Somebody who asks in a sentence uses words that no text
need have ("what did he *change*?"); somebody who types a name means all of it
("five year plan"). Its constants are fitted to the judged queries of
tests/judged by `python -m tests.judged.calibrate`; a second set of queries,
which were not fitted, tells whether it holds there too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.search.found import Decision
from bot.search.query import QUESTION_WORDS, Query, Weight
from bot.search.tables import Floats

CONSTANT, COVERAGE, ASKED, MISSING, MISSING_ASKED = -2.87, 8.50, -1.52, -5.44, 0.32
"""What `python -m tests.judged.calibrate` prints."""
ANSWERS = 0.85
"""From here it is taken for the answer: of so many that reach it, at most one in twenty was none."""
MAY_ANSWER = 0.7
"""From here it may be the answer, and is shown as that; below, nothing answers. Set so that one query in twenty at the
most that has no answer gets one."""
SHOWN = 0.5
"""Beside the best one, from here a sentence is shown: one that as likely as not has nothing to do with it helps nobody.
The judged recall loses .05 by it, and the lists half their length."""
_MANY_STOP_WORDS = 2
"""Names have one at the most ("battle of Stalingrad"); with more, words make a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for each of some sentences.

    `coverage` is the share of what is asked that it holds, each word as surely
    as it is meant; `missing` the share of which it holds nothing.
    """

    coverage: Floats
    missing: Floats
    asked: bool
    """Whether it was asked in a sentence."""

    def likelihood(self) -> Floats:
        """How likely each sentence answers, from 0 to 1."""
        of_missing = MISSING_ASKED if self.asked else MISSING
        logit = (CONSTANT + ASKED * self.asked) + COVERAGE * self.coverage + of_missing * self.missing
        likely: Floats = (self.coverage > 0) / (1 + np.exp(-logit))
        return likely


def is_asked(query: Query) -> bool:
    """Whether a query is a sentence, and not a name or a list of words."""
    stop_words = sum(word.weight is Weight.STOP for word in query.words)
    return query.is_question or query.words[0].forms[0] in QUESTION_WORDS or stop_words >= _MANY_STOP_WORDS


def decide(likelihood: float) -> Decision:
    """What follows from how likely the best sentence answers."""
    if likelihood >= ANSWERS:
        return Decision.ANSWER
    return Decision.ASK if likelihood >= MAY_ANSWER else Decision.DECLINE
