"""Replies beside the form that they have on Discord: texts, cards, buttons, menus, line for line."""

from __future__ import annotations

import pytest

from adapters.discord.pages import render
from bot.groups import FULL
from tests.adapters.discord import pages_read as read
from tests.adapters.replies import CASES, Case, library

FORMS = {
    "a quotation stands behind a bar, its attribution under it": r"""
### dark-lamp
card #0072b2
  > The lamp was "dark" that night.
  — the log (author not stated), own voice, in \[The keeper's log], ¶1.1 · `log 1.1`
""",
    "what belongs together stands together, and says what it is for": r"""
card #0072b2
  > The lamp was "dark" that night.
  — the log (author not stated), own voice, in \[The keeper's log], ¶1.1 · `log 1.1`
  > Some say it was \*never\* lit \<at all> & that \[nobody] saw it.
  — Ode (inferred), as reported by the log (author not stated), ¶2.1 (limitation) · `log 2.1`
  -# **Editor's note (confidence: high):** The night is not named.
  Read it with its limitation, log 4.1, quoted above.
The ledger does not discuss this.
""",
    "under a heading that names the document the attribution does not name it again": r"""
card #0072b2
  **\[The keeper's log]**
  > 守灯人没有睡着。
  — the log (author not stated), own voice, ¶3.1 (context) · `log 3.1`
""",
    "a part of a sentence says that it is one, and a line end in the document stays": r"""
card #0072b2
  > Some say
  — the log (author not stated), own voice, in \[The keeper's log], part of ¶2.1 · `log 2.1`
  > It burned
  > again by spring.
  — the log (author not stated), own voice, in \[The keeper's log], ¶4.1 (other view) · `log 4.1`
""",
    "matched words are named beside the attribution, neighbours together, and are nobody's markup": r"""
card #0072b2
  > The lamp was "dark" that night.
  — the log (author not stated), own voice, in \[The keeper's log], ¶1.1 · `log 1.1`
  -# Matched: “lamp was”, “dark”
  -# **Editor's note:** The night is not named.
  > Some say it was \*never\* lit \<at all> & that \[nobody] saw it.
  — Ode (inferred), as reported by the log (author not stated), in \[The keeper's log], ¶2.1 · `log 2.1`
  -# Matched: “\*never\*”, “\<at all>”, “\[nobody]”
  > It burned
  > again by spring.
  — the log (author not stated), own voice, in \[The keeper's log], ¶4.1 · `log 4.1`
  -# Matched: “burned again”
""",
    "choices are numbered, and show the command that picks them": r"""
“light” may mean several things here. Which one?
**1.** The dark lamp
  beside it: [Choose 1] claim dark-lamp
**2.** Ode
-# a person
  beside it: [Choose 2] who ode's
""",
    "a table has columns where they fit; what opens a row is said once": r"""
**2 of 5 topics**
**lamp** · both
**oil** · only the ledger \| log
menu: Open one …
  lamp (perspectives lamp) both
  oil (perspectives oil) only the ledger | log
""",
    "a table too wide for the screen has an entry for each row": r"""
**1871** · The lamp is dark for a night, and a ship is lost · ¶1.1
menu: Open one …
  1871 (claim dark-lamp) The lamp is dark for a night, and a ship is lost · ¶1.1
""",
    "a verdict marks what differs by signs": r"""
**Altered: the log, ¶1.1.**
the lamp was \[-"dark"-] \[+\*bright\*+] that night
-# \[-left out-] stands in the document, \[+added+] does not.
card #0072b2
  > The lamp was "dark" that night.
  — the log (author not stated), own voice, in \[The keeper's log], ¶1.1 · `log 1.1`
""",
    "a citation stands on lines of its own, to be copied": r"""
bibtex:
```
@misc{log-1,
  note = {Ode, as reported by the log (author not stated), ¶1.1},
}
```
""",
    "it says what it understood, where the documents part, and what can be done next": r"""
-# Took “drak lamp” for: dark-lamp.
**Where they part:** The log calls it an accident, the ledger does not.
The editor says:
-# **Editor's note:** One night. Confidence: high on the night, low on the hour.
[Context] read log 1.1
[Try: topics] topics
""",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reply_has_its_form_on_discord(case: Case) -> None:
    pages = render(case.reply, library(), "claim dark-lamp", FULL)
    assert [line for page in pages.pages for line in read.outline(page.shown)] == FORMS[case.name].strip("\n").split(
        "\n"
    )


def test_every_reply_of_the_table_has_its_form() -> None:
    assert set(FORMS) == {case.name for case in CASES}
