"""`catena check`: findings of a library."""

import json
import shutil
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import LIBRARY, Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library to break."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


def break_one(folder: Path) -> str:
    """Misquote in one claim; returns the line that is wrong."""
    claim = folder / "claims" / "oil-was-short.yaml"
    words = claim.read_text(encoding="utf-8")
    claim.write_text(words.replace("exact: ", "exact: 'Altered.' #", 1), encoding="utf-8")
    return "claims/oil-was-short.yaml:"


def test_a_sound_library(catena: Run) -> None:
    ran = catena("check")
    assert (ran.code, ran.err) == (0, "")
    assert "no errors; 2 documents" in ran.out


def test_sentences_that_no_claim_uses_are_shown(catena: Run) -> None:
    ran = catena("check", str(LIBRARY))
    assert "18 of 19 sentences" in ran.out
    assert "keeper 10.1  Some songs are only songs.\n" in ran.out


def test_an_error_is_a_line_and_fails(catena: Run, folder: Path) -> None:
    place = break_one(folder)
    ran = catena("check", str(folder))
    assert (ran.code, ran.err) == (1, "")
    assert any(line.startswith(place) for line in ran.out.splitlines())
    assert ran.out.replace("\n", " ").endswith(": 1 error. ")  # a long path wraps the line


def test_a_suggestion_is_shown_apart_and_fails_nothing(catena: Run, folder: Path) -> None:
    topic = folder / "topics" / "lantern-stone.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("  ledger: []\n", ""), encoding="utf-8")
    ran = catena("check", str(folder))
    assert ran.code == 0
    title, suggestion, *summary = ran.out.splitlines()
    assert title == "Suggestions, which fail nothing:"
    assert suggestion.startswith("topics/lantern-stone.yaml:")
    assert "no errors" in " ".join(summary)


def test_the_folder_may_be_named_as_for_every_command(catena: Run, folder: Path) -> None:
    break_one(folder)
    assert catena("check", "--library", str(folder)).code == 1


def test_a_folder_that_is_not_there(catena: Run) -> None:
    ran = catena("check", "no-such-folder")
    assert ran.code == 1
    assert "no-such-folder" in ran.out


@pytest.mark.parametrize("breaks", [True, False])
def test_findings_as_json(catena: Run, folder: Path, *, breaks: bool) -> None:
    place = break_one(folder) if breaks else ""
    ran = catena("check", str(folder), "--format", "json")
    found = json.loads(ran.out)
    assert ran.code == (1 if breaks else 0)
    assert (found["command"], found["query"]) == ("check", str(folder))
    assert found["outcome"] == ("error" if breaks else "found")
    problems = next(block for block in found["blocks"] if block["type"] == "rows")
    assert [f"{row[0]}:" for row in problems["rows"]] == ([place] if breaks else [])


def test_findings_as_markdown(catena: Run, folder: Path) -> None:
    break_one(folder)
    ran = catena("check", str(folder), "--format", "markdown")
    assert (ran.code, ran.err) == (1, "")
    assert "| claims/oil-was-short.yaml |" in ran.out
