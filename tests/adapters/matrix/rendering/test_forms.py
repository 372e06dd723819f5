"""Replies beside the form that they have on Matrix: the plain text, and the HTML, block for block."""

from __future__ import annotations

import re

import pytest

from adapters.matrix.pages import render
from adapters.matrix.state import Turn
from bot.groups import FULL
from bot.reply import Action, Actions, Note, NoteKind, Option, Options, Outcome, Reply
from tests.adapters.matrix.rendering.pages_read import assert_fits
from tests.adapters.replies import CASES, Case, library

_BLOCK = re.compile(r"(?<=.)(?=<(?:p|blockquote|details|pre|h3|h4|hr)[ >])")

FORMS = {
    "a quotation stands behind a bar, its attribution under it": (
        r"""
dark-lamp
> The lamp was "dark" that night.
— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · log 1.1
""",
        r"""
<h3>dark-lamp</h3>
<blockquote>The lamp was "dark" that night.</blockquote>
<p>— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · <code>log 1.1</code></p>
""",
    ),
    "what belongs together stands together, and says what it is for": (
        r"""
> The lamp was "dark" that night.
— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · log 1.1
> Some say it was *never* lit <at all> & that [nobody] saw it.
— Ode (inferred), as reported by the log (author not stated), ¶2.1 (limitation) · log 2.1
Editor's note (confidence: high): The night is not named.
Read it with its limitation, log 4.1, quoted above.

The ledger does not discuss this.
""",
        r"""
<blockquote>The lamp was "dark" that night.</blockquote>
<p>— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · <code>log 1.1</code></p>
<blockquote>Some say it was *never* lit &lt;at all&gt; &amp; that [nobody] saw it.</blockquote>
<p>— Ode (inferred), as reported by the log (author not stated), ¶2.1 (limitation) · <code>log 2.1</code></p>
<p>Editor's note (confidence: high): The night is not named.</p>
<p>Read it with its limitation, log 4.1, quoted above.</p>
<p>The ledger does not discuss this.</p>
""",
    ),
    "under a heading that names the document the attribution does not name it again": (
        r"""
[The keeper's log]
> 守灯人没有睡着。
— the log (author not stated), own voice, ¶3.1 (context) · log 3.1
""",
        r"""
<h4>[The keeper's log]</h4>
<blockquote>守灯人没有睡着。</blockquote>
<p>— the log (author not stated), own voice, ¶3.1 (context) · <code>log 3.1</code></p>
""",
    ),
    "a part of a sentence says that it is one, and a line end in the document stays": (
        r"""
> Some say
— the log (author not stated), own voice, in [The keeper's log], part of ¶2.1 · log 2.1

> It burned
> again by spring.
— the log (author not stated), own voice, in [The keeper's log], ¶4.1 (other view) · log 4.1
""",
        r"""
<blockquote>Some say</blockquote>
<p>— the log (author not stated), own voice, in [The keeper's log], part of ¶2.1 · <code>log 2.1</code></p>
<blockquote>It burned<br />again by spring.</blockquote>
<p>— the log (author not stated), own voice, in [The keeper's log], ¶4.1 (other view) · <code>log 4.1</code></p>
""",
    ),
    "matched words are named beside the attribution, neighbours together, and are nobody's markup": (
        r"""
> The lamp was "dark" that night.
— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · log 1.1
Matched: “lamp was”, “dark”
Editor's note: The night is not named.

> Some say it was *never* lit <at all> & that [nobody] saw it.
— Ode (inferred), as reported by the log (author not stated), in [The keeper's log], ¶2.1 · log 2.1
Matched: “*never*”, “<at all>”, “[nobody]”

> It burned
> again by spring.
— the log (author not stated), own voice, in [The keeper's log], ¶4.1 · log 4.1
Matched: “burned again”
""",
        r"""
<blockquote>The lamp was "dark" that night.</blockquote>
<p>— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · <code>log 1.1</code><br />Matched: “lamp was”, “dark”</p>
<p>Editor's note: The night is not named.</p>
<blockquote>Some say it was *never* lit &lt;at all&gt; &amp; that [nobody] saw it.</blockquote>
<p>— Ode (inferred), as reported by the log (author not stated), in [The keeper's log], ¶2.1 · <code>log 2.1</code><br />Matched: “*never*”, “&lt;at all&gt;”, “[nobody]”</p>
<blockquote>It burned<br />again by spring.</blockquote>
<p>— the log (author not stated), own voice, in [The keeper's log], ¶4.1 · <code>log 4.1</code><br />Matched: “burned again”</p>
""",
    ),
    "choices are numbered, and show the command that picks them": (
        r"""
“light” may mean several things here. Which one?
1. The dark lamp
2. Ode · a person

React or reply with the number.
""",
        r"""
<p>“light” may mean several things here. Which one?</p>
<p><strong>1.</strong> <strong>The dark lamp</strong><br /><strong>2.</strong> <strong>Ode</strong> · a person</p>
<p><em>React or reply with the number.</em></p>
""",
    ),
    "a table has columns where they fit; what opens a row is said once": (
        r"""
2 of 5 topics
1. lamp · both
2. oil · only the ledger | log

React or reply with the number.
""",
        r"""
<p><strong>2 of 5 topics</strong></p>
<p><strong>1.</strong> <strong>lamp</strong> · both<br /><strong>2.</strong> <strong>oil</strong> · only the ledger | log</p>
<p><em>React or reply with the number.</em></p>
""",
    ),
    "a table too wide for the screen has an entry for each row": (
        r"""
1. 1871 · The lamp is dark for a night, and a ship is lost · ¶1.1

React or reply with the number.
""",
        r"""
<p><strong>1.</strong> <strong>1871</strong> · The lamp is dark for a night, and a ship is lost · ¶1.1</p>
<p><em>React or reply with the number.</em></p>
""",
    ),
    "a verdict marks what differs by signs": (
        r"""
Altered: the log, ¶1.1.
the lamp was [-"dark"-] [+*bright*+] that night
[-left out-] stands in the document, [+added+] does not.

> The lamp was "dark" that night.
— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · log 1.1
""",
        r"""
<p><strong>Altered: the log, ¶1.1.</strong></p>
<p>the lamp was [-"dark"-] [+*bright*+] that night</p>
<p><em>[-left out-] stands in the document, [+added+] does not.</em></p>
<blockquote>The lamp was "dark" that night.</blockquote>
<p>— the log (author not stated), own voice, in [The keeper's log], ¶1.1 · <code>log 1.1</code></p>
""",
    ),
    "a citation stands on lines of its own, to be copied": (
        r"""
bibtex:
@misc{log-1,
  note = {Ode, as reported by the log (author not stated), ¶1.1},
}
""",
        r"""
<p>bibtex:</p>
<pre><code>@misc{log-1,
  note = {Ode, as reported by the log (author not stated), ¶1.1},
}</code></pre>
""",
    ),
    "it says what it understood, where the documents part, and what can be done next": (
        r"""
Took “drak lamp” for: dark-lamp.

Where they part: The log calls it an accident, the ledger does not.

The editor says:

Editor's note: One night. Confidence: high on the night, low on the hour.

Next: 1. Context · 2. Try: topics

React or reply with the number.
""",
        r"""
<p><em>Took “drak lamp” for: dark-lamp.</em></p>
<p><strong>Where they part:</strong> The log calls it an accident, the ledger does not.</p>
<p>The editor says:</p>
<p>Editor's note: One night. Confidence: high on the night, low on the hour.</p>
<p>Next: <strong>1.</strong> Context · <strong>2.</strong> Try: topics</p>
<p><em>React or reply with the number.</em></p>
""",
    ),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reply_has_its_form_on_matrix(case: Case) -> None:
    pages = render(case.reply, library(), "claim dark-lamp", FULL)
    body, html = FORMS[case.name]
    (page,) = pages.pages
    assert page.body.strip("\n") == body.strip("\n")
    assert _BLOCK.sub("\n", page.html) == html.strip("\n")
    assert_fits(pages)


def test_every_reply_of_the_table_has_its_form() -> None:
    assert set(FORMS) == {case.name for case in CASES}


def test_what_can_be_picked_is_carried() -> None:
    carried = {
        case.name: dict(page.carried.picks)
        for case in CASES
        for page in render(case.reply, library(), "claim dark-lamp", FULL).pages
        if page.carried and page.carried.picks
    }
    assert carried == {
        "choices are numbered, and show the command that picks them": {1: "claim dark-lamp", 2: "who ode's"},
        "a table has columns where they fit; what opens a row is said once": {
            1: "perspectives lamp",
            2: "perspectives oil",
        },
        "a table too wide for the screen has an entry for each row": {1: "claim dark-lamp"},
        "it says what it understood, where the documents part, and what can be done next": {
            1: "read log 1.1",
            2: "topics",
        },
    }


def test_a_long_editor_s_note_shows_how_it_begins_and_folds_the_rest_away() -> None:
    note = Note(
        NoteKind.EDITOR, f"The night is not named; the ledger has another. {'It is a long story. ' * 12}".strip()
    )
    (page,) = render(Reply("claim", "", Outcome.FOUND, (note,)), library(), "claim dark-lamp", FULL).pages
    assert page.body == f"Editor's note: {note.text}"
    begins = "<details><summary>Editor's note: The night is not named; the ledger has another.</summary>It is a long"
    assert page.html.startswith(begins)
    assert_fits(render(Reply("claim", "", Outcome.FOUND, (note,)), library(), "claim dark-lamp", FULL))


def test_above_ten_numbers_it_says_that_reactions_end_there() -> None:
    for count, said in ((10, "React or reply with the number."), (11, "React (up to 10) or reply with the number.")):
        choices = Options("Which?", tuple(Option(f"night {one}", "topics") for one in range(count)))
        (page,) = render(Reply("claim", "", Outcome.CHOICES, (choices,)), library(), "claim night", FULL).pages
        assert page.body.endswith(f"\n{said}")


def test_what_is_called_as_a_turn_is_is_carried_by_that_name() -> None:
    steps = Actions(
        (Action("Previous", "read log 1.1"), Action("Cite", "cite log 2.1"), Action("Next", "read log 3.1"))
    )
    (page,) = render(Reply("read", "", Outcome.FOUND, (steps,)), library(), "read log 2.1", FULL).pages
    assert page.carried is not None
    assert page.carried.called == {Turn.PREVIOUS: 1, Turn.NEXT: 3}


def test_an_answer_that_begins_with_a_quotation_begins_with_a_blank_line() -> None:
    """Clients take lines with a bar at the very beginning for the message that ours replies to, and hide them."""
    case = next(case for case in CASES if case.name.startswith("a part of a sentence"))
    (page,) = render(case.reply, library(), "claim dark-lamp", FULL).pages
    assert page.body.startswith("\n> Some say\n")
    assert page.html.startswith("<blockquote>Some say</blockquote>")
