"""A line as it is typed → a command and its words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.parsing import Invocation, Misuse, assign, parse


def read(line: str) -> tuple[str, dict[str, str]]:
    """The command of a line, and its arguments."""
    found = parse(line, COMMANDS)
    assert isinstance(found, Invocation), found
    return found.command, dict(found.arguments)


@pytest.mark.parametrize(
    "line",
    [
        "claim zhenbao",
        "!claim zhenbao",
        "/claim zhenbao",
        "! claim zhenbao",
        "!!claim zhenbao",
        "  !claim \t zhenbao  ",
        "CLAIM zhenbao",
        "Claim\nzhenbao",
        "ｃｌａｉｍ zhenbao",
        "cl\u200baim zhenbao",
        "claim\u00a0zhenbao",
    ],
    ids=ascii,
)
def test_one_command_in_its_many_dresses(line: str) -> None:
    assert read(line) == ("claim", {"words": "zhenbao"})


@pytest.mark.parametrize(
    "words",
    [
        'verify "destroying the united front"',
        "verify “destroying the united front”",
        "verify it's Khrushchev's report",
        "verify Yegorov: 'Khrushchev destroyed it'",
        'verify an "unbalanced quote',
        "verify don't \\ escape $HOME `this` #or that; | > &",
        "verify --not -an --option=x",
        "verify !claim /search",
        "verify two  blanks   and\ttabs",
        "verify 灯塔石 🕯️ e\u0301 \u202eevil",
        "verify @everyone <@1234> **bold** [link](https://example.org)",
    ],
    ids=ascii,
)
def test_words_are_taken_as_typed(words: str) -> None:
    assert read(words) == ("verify", {"quotation": words.removeprefix("verify ")})


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("cite xu-lai 37.1", {"reference": "xu-lai 37.1"}),
        ("cite xu-lai 37.1 bibtex", {"reference": "xu-lai 37.1", "style": "bibtex"}),
        ("cite xu-lai 37.1 BibTeX", {"reference": "xu-lai 37.1", "style": "bibtex"}),
        ("cite xu-lai 37.1   mla  ", {"reference": "xu-lai 37.1", "style": "mla"}),
        ("cite zhenbao mla", {"reference": "zhenbao", "style": "mla"}),
        ("cite zhenbao harvard", {"reference": "zhenbao harvard"}),
        ("cite mla zhenbao", {"reference": "mla zhenbao"}),
        ("cite mla", {"reference": "mla"}),
        ("cite mla mla", {"reference": "mla", "style": "mla"}),
        ("cite zhenbao mla.", {"reference": "zhenbao mla."}),
    ],
)
def test_the_last_word_is_the_style_where_it_is_one(line: str, arguments: dict[str, str]) -> None:
    assert read(line) == ("cite", arguments)


def test_every_style_is_taken_as_a_last_word() -> None:
    for style in COMMANDS["cite"].params[1].choices:
        assert read(f"cite zhenbao {style}") == ("cite", {"reference": "zhenbao", "style": style})


@pytest.mark.parametrize("line", ["topics", "!timeline", "/documents", "help", " help "])
def test_what_asks_for_nothing_needs_nothing(line: str) -> None:
    assert read(line)[1] == {}


@pytest.mark.parametrize(
    ("line", "command", "missing"),
    [
        ("claim", "claim", "words"),
        ("!cite  ", "cite", "reference"),
        ("/who", "who", "name"),
        ("verify \t", "verify", "quotation"),
    ],
)
def test_a_command_that_lacks_its_words_says_which(line: str, command: str, missing: str) -> None:
    assert parse(line, COMMANDS) == Misuse("", command, missing)


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("", ""),
        ("  \n", ""),
        ("!", ""),
        ("cliam zhenbao", "cliam"),
        ("!tiananmen?", "tiananmen?"),
        ("claim: x", "claim:"),
    ],
)
def test_what_is_no_command_is_named(line: str, typed: str) -> None:
    assert parse(line, COMMANDS) == Misuse(typed)


def test_words_may_be_given_without_a_line() -> None:
    assert assign(COMMANDS["cite"], "xu-lai 37.1 apa") == Invocation(
        "cite", {"reference": "xu-lai 37.1", "style": "apa"}
    )


@given(st.text(st.characters(exclude_categories=())))
@example("claim \ud800")
@example("\u200b")
@example("!" * 100_000)
@example("cite " + "mla " * 10_000)
def test_any_line_is_a_command_or_named_as_none(line: str) -> None:
    found = parse(line, COMMANDS)

    assert isinstance(found, Misuse) or found.command in COMMANDS


@given(st.sampled_from(sorted(COMMANDS)), st.text(st.characters(exclude_categories=())))
def test_a_commands_words_are_a_slice_of_what_was_typed(name: str, words: str) -> None:
    found = parse(f"!{name} {words}", COMMANDS)

    if isinstance(found, Misuse):
        assert (found.command, words.strip()) == (name, "")
        return
    assert found.command == name
    params = COMMANDS[name].params
    if params and (typed := found.arguments.get(params[0].name)) is not None:
        assert typed in words
        assert typed == typed.strip()
        assert typed
