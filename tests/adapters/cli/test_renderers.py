"""Every reply of the table, in each form."""

import json

import pytest

from adapters.cli.render import json_, markdown, text
from tests.adapters.replies import CASES, Case, library

PAGE = text.Page(columns=40, program="catena")

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@each
def test_text(case: Case) -> None:
    assert text.plain(text.render(case.reply, library(), PAGE)) == case.text


@each
def test_markdown(case: Case) -> None:
    assert markdown.render(case.reply, library()) == case.markdown


@each
def test_json(case: Case) -> None:
    answer = json.loads(json_.render(case.reply, library()))
    assert answer["blocks"] == case.json
    assert list(answer) == ["version", "command", "query", "outcome", "resolved", "blocks"]
    assert (answer["version"], answer["command"], answer["query"]) == (1, "claim", "dark lamp")
    assert answer["outcome"] == case.reply.outcome.value


def test_json_says_what_the_words_were_taken_for() -> None:
    resolved = json.loads(json_.render(CASES[-1].reply, library()))["resolved"]
    assert resolved == {
        "kind": "claim",
        "id": "dark-lamp",
        "name": "The dark lamp",
        "how": "near",
        "typed": "drak lamp",
    }


def test_json_has_nothing_resolved_where_nothing_was() -> None:
    assert json.loads(json_.render(CASES[0].reply, library()))["resolved"] == {}
