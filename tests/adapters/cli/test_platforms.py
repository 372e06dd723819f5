"""`--as`: the exact messages that a platform would get, one a line."""

from __future__ import annotations

import json

import pytest

from adapters.cli.arguments import PLATFORMS
from adapters.discord.shown import payloads as on_discord
from adapters.matrix.shown import payloads as on_matrix
from bot.app import App
from tests.adapters.cli.conftest import Run


@pytest.mark.parametrize("words", [("claim", "oil-was-short"), ("topics",), ("claim", "light"), ("sing", "<b>é</b>")])
def test_an_answer_can_be_looked_at_as_it_goes_over_the_wire(catena: Run, app: App, words: tuple[str, ...]) -> None:
    reply = app.respond_to(" ".join(words))
    for platform, payloads in (("discord", on_discord), ("matrix", on_matrix)):
        ran = catena("--as", platform, *words)
        assert [json.loads(line) for line in ran.out.splitlines()] == payloads(reply, app.library)
        assert ran.err == ""
        assert ran == catena(*words, f"--as={platform.upper()}")


def test_on_matrix_it_is_an_event_with_its_state(catena: Run) -> None:
    shown = json.loads(catena("--as", "matrix", "claim", "oil-was-short").out)
    assert shown["msgtype"] == "m.notice"
    assert shown["m.mentions"] == {}
    assert "<blockquote>" in shown["formatted_body"]
    assert "\n> " in shown["body"]
    assert shown["org.catena.answer"]["line"] == "claim oil-was-short"


def test_an_unknown_platform_names_those_that_there_are(catena: Run) -> None:
    ran = catena("--as", "irc", "topics")
    assert (ran.code, ran.out) == (2, "")
    assert "There is no platform “irc”; there is discord, matrix" in ran.err
    assert PLATFORMS == ("discord", "matrix")
