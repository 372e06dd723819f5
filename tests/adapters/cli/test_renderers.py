"""Every reply of the table, in each form."""

import json
from dataclasses import replace

import pytest

from adapters.cli.render import json_, markdown, text
from adapters.cli.render.lines import Style
from tests.adapters.cli.test_any_words import one_sentence
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
def test_in_colour_matched_words_are_highlighted_where_they_stand(case: Case) -> None:
    lines = text.render(case.reply, library(), replace(PAGE, is_coloured=True))
    assert "Matched:" not in text.plain(lines)
    highlighted = [span.text for line in lines for span in line if span.style is Style.MARK]
    document = library().documents["log"].text
    assert highlighted == [document[start:end] for block in case.reply.quotations() for start, end in block.marks]


@pytest.mark.parametrize(
    ("words", "marked", "named"),
    [
        ("Oil, oil and OIL", "Oil oil OIL", "“Oil”"),
        ("joint  fleet", "joint fleet", "“joint  fleet”"),
        ("long-standing", "long standing", "“long”, “standing”"),
        ("a, b, c, d, e", "a b c d e", "“a”, “b”, “c”, “d”, “e”"),
        ("a, b, c, d, e, f, g", "a b c d e f g", "“a”, “b”, “c”, “d”, “e”…"),
        ("the oil the lamp the oil", "oil lamp", "“oil”, “lamp”"),
        ("nothing", "", ""),
    ],
)
def test_matched_words_are_named_once_and_only_a_handful(words: str, marked: str, named: str) -> None:
    shown_in, answer = one_sentence(words)
    marks: list[tuple[int, int]] = []
    for word in marked.split():
        start = words.index(word, marks[-1][1] if marks else 0)
        marks.append((start, start + len(word)))
    answer = replace(answer, blocks=(replace(answer.quotations()[0], marks=tuple(marks)),))
    shown = text.plain(text.render(answer, shown_in, text.Page())).splitlines()
    assert shown[2:] == ([f"  Matched: {named}"] if named else [])
    pasted = markdown.render(answer, shown_in).splitlines()
    assert pasted[4:] == ([f"Matched: {named}"] if named else [])


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
