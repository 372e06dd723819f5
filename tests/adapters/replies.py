"""One table of replies for every renderer's tests: a reply beside its text, its Markdown and its JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.library import Library, Parts
from bot.model import (
    NOT_STATED,
    Attribution,
    Certainty,
    Document,
    Frame,
    Passage,
    Quotation,
    Reference,
    Role,
    Sentence,
)
from bot.reply import (
    Action,
    Actions,
    Block,
    Change,
    Citation,
    Difference,
    Divide,
    Heading,
    Note,
    NoteKind,
    Option,
    Options,
    Outcome,
    Paragraph,
    QuotationBlock,
    Reply,
    Resolved,
    Rows,
    Verdict,
    VerdictKind,
)

_SENTENCES = (
    'The lamp was "dark" that night.',
    "Some say it was *never* lit <at all> & that [nobody] saw it.",
    "守灯人没有睡着。",
    "It burned\nagain by spring.",
)
_STARTS = [sum(len(sentence) + 1 for sentence in _SENTENCES[:number]) for number in range(len(_SENTENCES))]


def library() -> Library:
    """A document of four sentences, each a trouble to some renderer."""
    sentences = tuple(
        Sentence(Reference("log", number, 1), start, start + len(words))
        for number, (start, words) in enumerate(zip(_STARTS, _SENTENCES, strict=True), start=1)
    )
    document = Document(
        id="log",
        label="The keeper's log",
        short="the log",
        voice="the log (author not stated)",
        text=" ".join(_SENTENCES),
        sha256="",
        metadata={"title": NOT_STATED},
        sentences=sentences,
    )
    return Library(Parts("skarholm", "The light of Skarholm", 1, "0", (document,)))


OWN = Attribution(Frame.OWN_VOICE, Certainty.EXPLICIT, ("the log (author not stated)",))
REPORTED = Attribution(Frame.REPORTED, Certainty.INFERRED, ("Ode", "the log (author not stated)"))


def quotation(number: int, attribution: Attribution = OWN, *, first_words: int = 0) -> Quotation:
    """A sentence of the document, or so many characters of it."""
    start, words = _STARTS[number - 1], _SENTENCES[number - 1]
    end = start + (first_words or len(words))
    return Quotation(Passage(Reference("log", number, 1), start, end, part=bool(first_words)), attribution)


def marks(number: int, *words: str) -> tuple[tuple[int, int], ...]:
    """Where words stand in a sentence, as a search marks them."""
    places = [_STARTS[number - 1] + _SENTENCES[number - 1].index(word) for word in words]
    return tuple((place, place + len(word)) for place, word in zip(places, words, strict=True))


def reply(*blocks: Block, outcome: Outcome = Outcome.FOUND, resolved: Resolved | None = None) -> Reply:
    return Reply("claim", "dark lamp", outcome, blocks, resolved)


@dataclass(frozen=True)
class Case:
    """`text` is 40 cells wide, for a shell; `json` are the blocks."""

    name: str
    reply: Reply
    text: str
    markdown: str
    json: list[dict[str, Any]]


def _quotation_json(number: int, **other: Any) -> dict[str, Any]:
    return {
        "type": "quotation",
        "document": "log",
        "reference": f"log {number}.1",
        "part": False,
        "text": _SENTENCES[number - 1],
        "attribution": f"the log (author not stated), own voice, in [The keeper's log], ¶{number}.1",
        "chain": ["the log (author not stated)"],
        "frame": "own-voice",
        "certainty": "explicit",
        "role": "evidence",
        "claims": [],
        "marks": [],
        "keep": False,
        **other,
    }


def _note_json(kind: str, text: str, confidence: str = "", *, keep: bool = False) -> dict[str, Any]:
    return {"type": "note", "kind": kind, "confidence": confidence, "text": text, "keep": keep}


CASES = (
    Case(
        "a quotation stands behind a bar, its attribution under it",
        reply(Heading("dark-lamp"), QuotationBlock(quotation(1), claims=("dark-lamp",))),
        """\
dark-lamp
│ The lamp was "dark" that night.
  — the log (author not stated), own
    voice, in [The keeper's log], ¶1.1
""",
        """\
## dark-lamp

> The lamp was "dark" that night.

— the log (author not stated), own voice, in \\[The keeper's log\\], ¶1.1
""",
        [
            {"type": "heading", "text": "dark-lamp", "level": 1, "document": ""},
            _quotation_json(1, claims=["dark-lamp"]),
        ],
    ),
    Case(
        "what belongs together stands together, and says what it is for",
        reply(
            QuotationBlock(quotation(1)),
            QuotationBlock(quotation(2, REPORTED), Role.HEDGE, keep=True),
            Note(NoteKind.EDITOR, "The night is not named.", "high", keep=True),
            Note(NoteKind.HEDGE, "Read it with its limitation, log 4.1, quoted above.", keep=True),
            Note(NoteKind.SILENCE, "The ledger does not discuss this."),
        ),
        """\
│ The lamp was "dark" that night.
  — the log (author not stated), own
    voice, in [The keeper's log], ¶1.1
│ Some say it was *never* lit <at all> &
│ that [nobody] saw it.
  — Ode (inferred), as reported by the
    log (author not stated), ¶2.1
    (limitation)
  Editor's note (confidence: high): The
  night is not named.
  Read it with its limitation, log 4.1,
  quoted above.

The ledger does not discuss this.
""",
        """\
> The lamp was "dark" that night.

— the log (author not stated), own voice, in \\[The keeper's log\\], ¶1.1

> Some say it was \\*never\\* lit \\<at all\\> \\& that \\[nobody\\] saw it.

— Ode (inferred), as reported by the log (author not stated), in \\[The keeper's log\\], ¶2.1 (limitation)

**Editor's note (confidence: high):** The night is not named.

Read it with its limitation, log 4.1, quoted above.

The ledger does not discuss this.
""",
        [
            _quotation_json(1),
            _quotation_json(
                2,
                attribution="Ode (inferred), as reported by the log (author not stated), in [The keeper's log], ¶2.1",
                chain=["Ode", "the log (author not stated)"],
                frame="reported",
                certainty="inferred",
                role="hedge",
                keep=True,
            ),
            _note_json("editor", "The night is not named.", "high", keep=True),
            _note_json("hedge", "Read it with its limitation, log 4.1, quoted above.", keep=True),
            _note_json("silence", "The ledger does not discuss this."),
        ],
    ),
    Case(
        "under a heading that names the document the attribution does not name it again",
        reply(Heading("[The keeper's log]", 2, "log"), QuotationBlock(quotation(3), Role.CONTEXT)),
        """\
[The keeper's log]
│ 守灯人没有睡着。
  — the log (author not stated), own
    voice, ¶3.1 (context)
""",
        """\
### \\[The keeper's log\\]

> 守灯人没有睡着。

— the log (author not stated), own voice, in \\[The keeper's log\\], ¶3.1 (context)
""",
        [
            {"type": "heading", "text": "[The keeper's log]", "level": 2, "document": "log"},
            _quotation_json(3, role="context"),
        ],
    ),
    Case(
        "a part of a sentence says that it is one, and a line end in the document stays",
        reply(QuotationBlock(quotation(2, first_words=8)), QuotationBlock(quotation(4), Role.COUNTER)),
        """\
│ Some say
  — the log (author not stated), own
    voice, in [The keeper's log], part
    of ¶2.1

│ It burned
│ again by spring.
  — the log (author not stated), own
    voice, in [The keeper's log], ¶4.1
    (other view)
""",
        """\
> Some say

— the log (author not stated), own voice, in \\[The keeper's log\\], part of ¶2.1

> It burned\\
> again by spring.

— the log (author not stated), own voice, in \\[The keeper's log\\], ¶4.1 (other view)
""",
        [
            _quotation_json(
                2,
                part=True,
                text="Some say",
                attribution="the log (author not stated), own voice, in [The keeper's log], part of ¶2.1",
            ),
            _quotation_json(4, role="counter"),
        ],
    ),
    Case(
        "matched words are named beside the attribution, neighbours together, and are nobody's markup",
        reply(
            QuotationBlock(quotation(1), marks=marks(1, "lamp", "was", "dark")),
            Note(NoteKind.EDITOR, "The night is not named.", keep=True),
            QuotationBlock(quotation(2, REPORTED), marks=marks(2, "*never*", "<at", "all>", "[nobody]")),
            QuotationBlock(quotation(4), marks=marks(4, "burned", "again")),
        ),
        """\
│ The lamp was "dark" that night.
  — the log (author not stated), own
    voice, in [The keeper's log], ¶1.1
  Matched: “lamp was”, “dark”
  Editor's note: The night is not named.

│ Some say it was *never* lit <at all> &
│ that [nobody] saw it.
  — Ode (inferred), as reported by the
    log (author not stated), in [The
    keeper's log], ¶2.1
  Matched: “*never*”, “<at all>”,
    “[nobody]”

│ It burned
│ again by spring.
  — the log (author not stated), own
    voice, in [The keeper's log], ¶4.1
  Matched: “burned again”
""",
        """\
> The lamp was "dark" that night.

— the log (author not stated), own voice, in \\[The keeper's log\\], ¶1.1

Matched: “lamp was”, “dark”

**Editor's note:** The night is not named.

> Some say it was \\*never\\* lit \\<at all\\> \\& that \\[nobody\\] saw it.

— Ode (inferred), as reported by the log (author not stated), in \\[The keeper's log\\], ¶2.1

Matched: “\\*never\\*”, “\\<at all\\>”, “\\[nobody\\]”

> It burned\\
> again by spring.

— the log (author not stated), own voice, in \\[The keeper's log\\], ¶4.1

Matched: “burned again”
""",
        [
            _quotation_json(1, marks=[[4, 8], [9, 12], [14, 18]]),
            _note_json("editor", "The night is not named.", keep=True),
            _quotation_json(
                2,
                attribution="Ode (inferred), as reported by the log (author not stated), in [The keeper's log], ¶2.1",
                chain=["Ode", "the log (author not stated)"],
                frame="reported",
                certainty="inferred",
                marks=[[16, 23], [28, 31], [32, 36], [44, 52]],
            ),
            _quotation_json(4, marks=[[3, 9], [10, 15]]),
        ],
    ),
    Case(
        "choices are numbered, and show the command that picks them",
        reply(
            Options(
                "“light” may mean several things here. Which one?",
                (Option("The dark lamp", "claim dark-lamp"), Option("Ode", "who ode's", "a person")),
            ),
            outcome=Outcome.CHOICES,
        ),
        """\
“light” may mean several things here.
Which one?
1. The dark lamp  catena claim dark-lamp
2. Ode: a person  catena who "ode's"
""",
        """\
“light” may mean several things here. Which one?

1. The dark lamp `claim dark-lamp`
2. Ode: a person `who ode's`
""",
        [
            {
                "type": "options",
                "prompt": "“light” may mean several things here. Which one?",
                "options": [
                    {"label": "The dark lamp", "command": "claim dark-lamp", "detail": ""},
                    {"label": "Ode", "command": "who ode's", "detail": "a person"},
                ],
            }
        ],
    ),
    Case(
        "a table has columns where they fit; what opens a row is said once",
        reply(
            Rows(
                ("topic", "who speaks"),
                (("lamp", "both"), ("oil", "only the ledger | log")),
                "2 of 5 topics",
                ("perspectives lamp", "perspectives oil"),
            )
        ),
        """\
2 of 5 topics
topic  who speaks
lamp   both
oil    only the ledger | log
Open one: catena perspectives <topic>
""",
        """\
**2 of 5 topics**

| topic | who speaks | open with |
| --- | --- | --- |
| lamp | both | `perspectives lamp` |
| oil | only the ledger \\| log | `perspectives oil` |
""",
        [
            {
                "type": "rows",
                "title": "2 of 5 topics",
                "columns": ["topic", "who speaks"],
                "rows": [["lamp", "both"], ["oil", "only the ledger | log"]],
                "commands": ["perspectives lamp", "perspectives oil"],
            }
        ],
    ),
    Case(
        "a table too wide for the screen has an entry for each row",
        reply(
            Rows(
                ("date", "what", "at"),
                (("1871", "The lamp is dark for a night, and a ship is lost", "¶1.1"),),
                commands=("claim dark-lamp",),
            )
        ),
        """\
1871 · what: The lamp is dark for a
  night, and a ship is lost · at: ¶1.1 ·
  open with: catena claim dark-lamp
""",
        """\
| date | what | at | open with |
| --- | --- | --- | --- |
| 1871 | The lamp is dark for a night, and a ship is lost | ¶1.1 | `claim dark-lamp` |
""",
        [
            {
                "type": "rows",
                "title": "",
                "columns": ["date", "what", "at"],
                "rows": [["1871", "The lamp is dark for a night, and a ship is lost", "¶1.1"]],
                "commands": ["claim dark-lamp"],
            }
        ],
    ),
    Case(
        "a verdict marks what differs by signs",
        reply(
            Verdict(
                VerdictKind.ALTERED,
                "Altered: the log, ¶1.1.",
                (
                    Difference(Change.SAME, "the lamp was", Passage(Reference("log", 1, 1), 0, 12)),
                    Difference(Change.LEFT_OUT, "", Passage(Reference("log", 1, 1), 13, 19)),
                    Difference(Change.ADDED, "*bright*"),
                    Difference(Change.SAME, "that night", Passage(Reference("log", 1, 1), 20, 30)),
                ),
            ),
            QuotationBlock(quotation(1)),
        ),
        """\
Altered: the log, ¶1.1.
  the lamp was [-"dark"-] [+*bright*+]
  that night
  [-left out-] stands in the document,
  [+added+] does not.

│ The lamp was "dark" that night.
  — the log (author not stated), own
    voice, in [The keeper's log], ¶1.1
""",
        """\
**Altered: the log, ¶1.1.**

the lamp was \\[-"dark"-\\] \\[+\\*bright\\*+\\] that night

\\[-left out-\\] stands in the document, \\[+added+\\] does not.

> The lamp was "dark" that night.

— the log (author not stated), own voice, in \\[The keeper's log\\], ¶1.1
""",
        [
            {
                "type": "verdict",
                "verdict": "altered",
                "text": "Altered: the log, ¶1.1.",
                "differences": [
                    {"change": "same", "typed": "the lamp was", "document": "The lamp was"},
                    {"change": "left-out", "typed": "", "document": '"dark"'},
                    {"change": "added", "typed": "*bright*", "document": ""},
                    {"change": "same", "typed": "that night", "document": "that night"},
                ],
            },
            _quotation_json(1),
        ],
    ),
    Case(
        "a citation stands on lines of its own, to be copied",
        reply(Citation("bibtex", "@misc{log-1,\n  note = {Ode, as reported by the log (author not stated), ¶1.1},\n}")),
        """\
bibtex:
@misc{log-1,
  note = {Ode, as reported by the log (author not stated), ¶1.1},
}
""",
        """\
bibtex:

```
@misc{log-1,
  note = {Ode, as reported by the log (author not stated), ¶1.1},
}
```
""",
        [
            {
                "type": "citation",
                "style": "bibtex",
                "text": "@misc{log-1,\n  note = {Ode, as reported by the log (author not stated), ¶1.1},\n}",
            }
        ],
    ),
    Case(
        "it says what it understood, where the documents part, and what can be done next",
        reply(
            Note(NoteKind.RESOLUTION, "Took “drak lamp” for: dark-lamp."),
            Divide("The log calls it an accident, the ledger does not."),
            Paragraph("The editor says:"),
            Note(NoteKind.EDITOR, "One night.", "high on the night, low on the hour"),
            Actions((Action("Context", "read log 1.1"), Action("Try: topics", "topics"))),
            resolved=Resolved("claim", "dark-lamp", "The dark lamp", "near", "drak lamp"),
        ),
        """\
Took “drak lamp” for: dark-lamp.

Where they part: The log calls it an
accident, the ledger does not.

The editor says:
Editor's note: One night. Confidence:
high on the night, low on the hour.

Next:
  catena read log 1.1  Context
  catena topics        Try
""",
        """\
Took “drak lamp” for: dark-lamp.

**Where they part:** The log calls it an accident, the ledger does not.

The editor says:

**Editor's note:** One night. Confidence: high on the night, low on the hour.

Next: Context: `read log 1.1`; Try: topics: `topics`
""",
        [
            _note_json("resolution", "Took “drak lamp” for: dark-lamp."),
            {"type": "divide", "text": "The log calls it an accident, the ledger does not."},
            {"type": "paragraph", "text": "The editor says:"},
            _note_json("editor", "One night.", "high on the night, low on the hour"),
            {
                "type": "actions",
                "actions": [
                    {"label": "Context", "command": "read log 1.1"},
                    {"label": "Try: topics", "command": "topics"},
                ],
            },
        ],
    ),
)
