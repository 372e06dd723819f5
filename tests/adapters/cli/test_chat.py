"""A conversation, as a transcript: what is typed, what comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.cli.arguments import Format
from adapters.cli.chat import chat
from adapters.cli.output import Output
from adapters.cli.screen import Screen
from bot.app import App
from bot.groups import Asked
from tests.adapters.cli.conftest import Run, Stream

Converse = Callable[..., list[str]]


@pytest.fixture
def converse(app: App) -> Converse:
    """Types lines, or raises what stands for a key, and returns what came back after each: first the greeting."""

    def run(*typed: str | type[BaseException], form: Format = Format.TEXT) -> list[str]:
        stream = Stream()
        answers: list[str] = []
        shown = 0
        left = list(typed)

        def ask() -> str:
            nonlocal shown
            written = stream.written()
            answers.append(written[shown:])
            shown = len(written)
            if not left:
                raise EOFError
            line = left.pop(0)
            if isinstance(line, str):
                return line
            raise line

        screen = Screen(stream)
        assert chat(app, Output(screen, screen, form), ask) == 0
        return answers

    return run


def test_it_says_where_one_is_and_how_to_go_on(converse: Converse) -> None:
    (greeting,) = converse()
    assert greeting.startswith("The light of Skarholm: 2 documents, ")
    assert "help" in greeting
    assert "exit" in greeting


def test_a_command_is_answered(converse: Converse) -> None:
    _, answer = converse("claim oil-was-short")
    assert answer.startswith("oil-was-short\n")
    assert "catena" not in answer  # the commands it offers can be typed here as they stand


def test_a_choice_is_picked_by_its_number(converse: Converse) -> None:
    _, choices, picked = converse("claim light", "2")
    assert "\n2. " in choices
    assert picked.split("\n")[0] in choices


def test_a_number_that_is_no_choice(converse: Converse) -> None:
    _, choices, wrong, picked = converse("claim light", "99", "1")
    assert wrong.startswith("There is no choice 99; there are 1 to ")
    assert picked.split("\n")[0] in choices


def test_choices_last_until_the_next_answer(converse: Converse) -> None:
    *_, answer = converse("claim light", "topics", "1")
    assert "There is no command “1”." in answer


def test_what_was_misspelt_is_picked_by_its_number(converse: Converse) -> None:
    _, wrong, answer = converse("cliam oil-was-short", "1")
    assert "1. claim" in wrong
    assert answer.startswith("oil-was-short\n")


@pytest.mark.parametrize("line", ["", "   ", "\t"])
def test_an_empty_line_does_nothing(converse: Converse, line: str) -> None:
    assert converse(line)[1] == ""


@pytest.mark.parametrize("line", ["exit", "quit", " Exit "])
def test_it_can_be_left(converse: Converse, line: str) -> None:
    assert len(converse(line, "topics")) == 1


@pytest.mark.parametrize("line", ["help", "?"])
def test_help(converse: Converse, line: str) -> None:
    assert "cite <reference> [style]" in converse(line)[1]


def test_a_line_that_is_given_up_is_not_answered(converse: Converse) -> None:
    _, nothing, answer = converse(KeyboardInterrupt, "topics")
    assert nothing == ""
    assert "topics" in answer


def test_an_answer_can_be_stopped(converse: Converse, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("adapters.cli.chat.answer", interrupt)
    assert converse("topics", "exit")[1] == "Stopped.\n"


def test_a_fault_ends_nothing(converse: Converse, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = App.respond_to

    def fail(self: App, line: str, asked: Asked) -> object:
        if line == "topics":
            raise RuntimeError("broken")
        return answer(self, line, asked)

    monkeypatch.setattr(App, "respond_to", fail)
    _, fault, picked = converse("topics", "claim oil-was-short")
    assert fault.startswith("Catena made a mistake (RuntimeError)")
    assert picked.startswith("oil-was-short\n")


def test_any_form(converse: Converse) -> None:
    assert converse("claim oil-was-short", form=Format.JSON)[1].startswith('{"version": 1, ')


def test_without_a_terminal_it_asks_plainly(catena: Run) -> None:
    ran = catena("chat", stdin=b"claim light\n1\nexit\n")
    assert ran.code == 0
    assert ran.out.count("catena> ") == 3


def test_the_end_of_input_leaves(catena: Run) -> None:
    ran = catena("chat", "--plain", stdin=b"")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("catena> \n")
