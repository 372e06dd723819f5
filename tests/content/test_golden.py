"""A whole answer of each command, as a terminal of 80 columns shows it.

After a change that is meant, `CATENA_GOLDEN=write make test ARGS="-k golden"` writes them anew: read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.cli.render import text
from bot.app import App

FOLDER = Path(__file__).parent / "golden"

ANSWERS = {
    "claim": "claim zhenbao",
    "claim-counter": "claim yegorov-party-procedures",
    "claim-choices": "claim nuclear",
    "claim-nothing": "claim tiananmen",
    "perspectives": "perspectives revisionism",
    "perspectives-silence": "perspectives zhenbo",
    "search": "search joint fleet",
    "verify-verbatim": "verify Yegorov: destroyed the unified global communist party front",
    "verify-altered": "verify he is still a contradictory figure, but he is a revisionist",
    "verify-misattributed": "verify Stalin: Historical legacies are never past events.",
    "verify-spliced": "verify In 1972, Nixon's visit to China destroyed the political faith within the Soviet Union.",
    "read": "read survey 13.5",
    "who": "who yegorov",
    "timeline": "timeline 1956-1964",
    "topics": "topics reform",
    "documents": "documents",
    "documents-one": "documents survey",
    "cite": "cite xu-lai 49.1 mla",
    "help": "help",
    "help-one": "help verify",
    "usage": "cliam zhenbao",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_golden(app: App, name: str) -> None:
    reply = app.respond_to(ANSWERS[name])
    shown = text.plain(text.render(reply, app.library, text.Page(80, "", "│ ")))
    path = FOLDER / f"{name}.txt"
    if os.environ.get("CATENA_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8", newline="\n")
    assert shown == path.read_text(encoding="utf-8")
