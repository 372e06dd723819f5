"""The JSON form is what `docs/json.md` says: every key there, and no other one."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.render import json_
from bot.app import App
from bot.commands import COMMANDS
from bot.examples import fill_in
from bot.model import Certainty, Frame, Role
from bot.reply import Change, NoteKind, Outcome, Paragraph, Reply, Rows, VerdictKind
from tests.adapters.replies import CASES, library

PAGE = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
# The values of a key: text, a number, a flag, a list of one of them, or objects with keys of their own.
TYPES: dict[str, Any] = {
    "level": int,
    "part": bool,
    "keep": bool,
    "chain": [str],
    "claims": [str],
    "marks": [[int]],
    "columns": [str],
    "rows": [[str]],
    "commands": [str],
    "options": [{"label": str, "command": str, "detail": str}],
    "actions": [{"label": str, "command": str}],
    "differences": [{"change": str, "typed": str, "document": str}],
}


def documented() -> dict[str, list[str]]:
    """The keys of each type of block, as the page has them."""
    table = PAGE[PAGE.index("| type | keys |") :].splitlines()[2:]
    blocks = {}
    for row in table:
        if not row.startswith("| `"):
            break
        kind, keys = re.fullmatch(r"\| `(\w+)` \| (.*) \|", row).groups()  # type: ignore[union-attr]  # or it fails here
        pieces = re.split(r"; ", re.sub(r"\(.*?\)|: (?:(?!; `).)*|, as .*?(?=; )", "", keys))
        blocks[kind] = re.findall(r"`(\w+)`", "; ".join(piece.split(": ")[0] for piece in pieces))
    return blocks


def matches(value: object, shape: Any) -> bool:
    if isinstance(shape, list):
        return isinstance(value, list) and all(matches(one, shape[0]) for one in value)
    if isinstance(shape, dict):
        return (
            isinstance(value, dict) and list(value) == list(shape) and all(matches(value[k], shape[k]) for k in shape)
        )
    return type(value) is shape


def check_answer(answer: dict[str, Any]) -> None:
    assert list(answer) == ["version", "command", "query", "outcome", "resolved", "blocks"]
    assert answer["version"] == 1
    assert set(answer["resolved"]) in (set(), {"kind", "id", "name", "how", "typed"})
    assert all(type(value) is str for value in answer["resolved"].values())
    for block in answer["blocks"]:
        keys = [key for key in block if key != "type"]
        assert sorted(keys) == sorted(documented()[block["type"]])
        for key in keys:
            assert matches(block[key], TYPES.get(key, str)), (key, block[key])


def test_the_page_has_every_type_of_block() -> None:
    assert set(documented()) == {block["type"] for case in CASES for block in case.json}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_kind_of_reply_keeps_to_the_page(case: Any) -> None:
    check_answer(json.loads(json_.render(case.reply, library())))


def test_an_answer_without_anything_keeps_to_the_page() -> None:
    reply = Reply("", "", Outcome.ERROR, (Paragraph(""), Rows(("a",), ())))
    check_answer(json.loads(json_.render(reply, library())))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_keeps_to_the_page(name: str, app: App) -> None:
    for example in COMMANDS[name].examples:
        check_answer(json.loads(json_.render(app.respond_to(fill_in(example.words, app.library)), app.library)))


@pytest.mark.parametrize("values", [Outcome, Frame, Certainty, Role, NoteKind, VerdictKind, Change])
def test_the_page_names_every_value(values: type[StrEnum]) -> None:
    assert [value for value in values if f"`{value.value}`" not in PAGE] == []


def test_matched_words_are_where_the_marks_say(app: App) -> None:
    answer = json.loads(json_.render(app.respond_to("search oil"), app.library))
    marked = [
        block["text"][start:end]
        for block in answer["blocks"]
        if block["type"] == "quotation"
        for start, end in block["marks"]
    ]
    assert "oil" in marked
    assert [words for words in marked if not words or words != words.strip()] == []
