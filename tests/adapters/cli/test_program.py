"""One question on the command line: what is written where, and how the program ends."""

import json
import shutil
from pathlib import Path

import pytest

from adapters.cli import answers
from adapters.cli.arguments import _OF_VERB
from adapters.cli.verbs import VERBS
from tests.adapters.cli.conftest import LIBRARY, Run


def test_an_answer_is_text(catena: Run) -> None:
    ran = catena("claim", "oil-was-short")
    assert (ran.code, ran.err) == (0, "")
    assert "\n│ " in ran.out
    assert "\n  — " in ran.out
    assert "\x1b" not in ran.out


def test_options_stand_before_or_after_the_question(catena: Run) -> None:
    before = catena("--format", "json", "claim", "oil-was-short")
    assert before.code == 0
    assert (
        before
        == catena("claim", "oil-was-short", "--format=json")
        == catena("claim", "--format", "JSON", "oil-was-short")
    )
    assert json.loads(before.out)["query"] == "oil-was-short"


def test_commands_may_have_their_prefix(catena: Run) -> None:
    assert catena("!claim", "oil-was-short") == catena("/claim", "oil-was-short") == catena("claim", "oil-was-short")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("claim", "oil-was-short"), 0),
        (("claim", "light"), 0),
        (("claim", "xyzzyx"), 1),
        (("claim",), 2),
        (("cliam", "oil-was-short"), 2),
        (("--fromat", "json", "topics"), 2),
        (("topics", "--format", "yaml"), 2),
        (("topics", "--library"), 2),
        (("chat", "claim", "oil-was-short"), 2),
        (("check", "a", "b"), 2),
        (("--library", "no-such-folder", "topics"), 78),
    ],
)
def test_exit_codes(catena: Run, words: tuple[str, ...], code: int) -> None:
    assert catena(*words).code == code


def test_a_wrong_command_is_answered_on_standard_error_with_the_next_step(catena: Run) -> None:
    ran = catena("cliam", "oil-was-short")
    assert ran.out == ""
    assert "There is no command “cliam”." in ran.err
    assert "catena claim oil-was-short" in ran.err


def test_a_wrong_option_names_the_one_that_is_meant(catena: Run) -> None:
    ran = catena("--fromat", "json", "topics")
    assert ran.out == ""
    assert "There is no option “--fromat”. Did you mean --format?" in ran.err
    assert "catena --help" in ran.err


def test_a_misspelt_verb_of_the_program_is_offered(catena: Run) -> None:
    assert "Did you mean: catena check" in catena("chekc").err


def test_what_follows_two_dashes_are_words(catena: Run) -> None:
    ran = catena("--format", "json", "--", "search", "--format", "oil")
    assert json.loads(ran.out)["query"] == "--format oil"


def test_words_are_taken_as_typed(catena: Run) -> None:
    ran = catena("--format", "json", "search", "it's", '"oil"', "a  b")
    assert json.loads(ran.out)["query"] == 'it\'s "oil" a  b'


def test_words_that_were_no_text_are_answered_all_the_same(catena: Run) -> None:
    ran = catena("--format", "json", "claim", "caf\udce9")
    assert ran.code == 1
    assert json.loads(ran.out)["query"] == "caf\ufffd"


def test_a_broken_library_is_named_with_all_its_problems_and_the_next_step(catena: Run, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(LIBRARY, folder)
    for claim in (folder / "claims").glob("*.yaml"):
        claim.write_text(claim.read_text(encoding="utf-8").replace("exact:", "exacct:"), encoding="utf-8")
    ran = catena("--library", str(folder), "claim", "oil-was-short")
    assert (ran.code, ran.out) == (78, "")
    lines = ran.err.splitlines()
    assert str(folder) in lines[0]
    assert "claims/" in lines[1]
    assert len(lines) == 23
    assert lines[-2].startswith("… and ")
    assert f"catena check {folder}" in lines[-1]
    assert "--library FOLDER" in lines[-1]


def test_a_wrong_setting_is_named_with_an_example(catena: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CATENA_LOG", "loud")
    ran = catena("claim", "oil-was-short")
    assert (ran.code, ran.out) == (78, "")
    assert "CATENA_LOG=debug" in ran.err


def test_a_fault_of_ours_is_one_sentence(catena: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setattr("bot.app.App.respond_to", _fail)
    ran = catena("claim", "oil-was-short")
    assert (ran.code, ran.out) == (70, "")
    assert ran.err.count("\n") == 1
    assert "RuntimeError" in ran.err
    assert "Traceback" not in ran.err


def test_a_fault_of_ours_shows_where_on_demand(catena: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setattr("bot.app.App.respond_to", _fail)
    environment.setenv("CATENA_LOG", "debug")
    assert "Traceback" in catena("claim", "oil-was-short").err


def test_a_fault_anywhere_is_one_sentence(catena: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setattr("adapters.cli.program.read_settings", _fail)
    ran = catena("claim", "oil-was-short")
    assert (ran.code, ran.err.count("\n")) == (70, 1)
    environment.setenv("CATENA_LOG", "debug")
    assert "Traceback" in catena("claim", "oil-was-short").err


def test_an_interruption_is_quiet(catena: Run, environment: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    environment.setattr("adapters.cli.program.open_library", interrupt)
    ran = catena("claim", "oil-was-short")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_a_locale_that_cannot_show_an_answer_gets_escapes(catena: Run) -> None:
    ran = catena("claim", "oil-was-short", encoding="ascii")
    assert ran.code == 0
    assert "\n| " in ran.out
    assert "\\xb6" in ran.out


def test_json_is_the_same_in_every_locale(catena: Run) -> None:
    words = ("claim", "oil-was-short", "--format", "json")
    assert catena(*words, encoding="ascii") == catena(*words)


def test_markdown(catena: Run) -> None:
    ran = catena("claim", "oil-was-short", "--format", "markdown")
    assert ran.code == 0
    assert ran.out.startswith("## oil-was-short\n\n")
    assert "\n> " in ran.out


@pytest.mark.parametrize("words", [(), ("--plain",), ("--format", "markdown")])
def test_what_a_search_matched_is_named_where_it_cannot_be_highlighted(catena: Run, words: tuple[str, ...]) -> None:
    ran = catena("search", "oil", *words)
    assert ran.code == 0
    assert "Matched: “oil”" in [line.strip() for line in ran.out.splitlines()]


def test_what_a_search_matched_is_highlighted_in_colour(catena: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("FORCE_COLOR", "1")
    ran = catena("search", "oil")
    assert ran.code == 0
    assert "\x1b[1;4moil\x1b[0m" in ran.out
    assert "Matched:" not in ran.out


@pytest.mark.parametrize("question", [("claim", "oil-was-short"), ("read", "ledger 3.1"), ("who", "ode"), ("topics",)])
def test_nothing_is_said_to_match_where_nothing_was_searched(catena: Run, question: tuple[str, ...]) -> None:
    ran = catena(*question)
    assert ran.code == 0
    assert "Matched:" not in ran.out


def test_help_is_made_of_the_declarations(catena: Run) -> None:
    ran = catena("--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == catena("-h").out == catena("chat", "--help").out
    assert "cite <reference> [style]" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 120


def test_help_for_one_command(catena: Run) -> None:
    assert catena("claim", "--help") == catena("help", "claim")


@pytest.mark.parametrize("verb", VERBS)
def test_help_for_what_the_program_does_beside(catena: Run, verb: str) -> None:
    ran = catena(verb, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == catena("help", verb).out
    assert ran.out.startswith(f"catena {verb}")
    assert max(map(len, ran.out.splitlines())) <= 120
    with_value, flags = _OF_VERB.get(verb, ((), ()))
    for option in (*with_value, *flags):
        assert option in ran.out


def test_version(catena: Run) -> None:
    ran = catena("--version")
    assert ran.code == 0
    assert ran.out.startswith("catena ")


def test_every_example_of_the_help_ends_as_declared(catena: Run) -> None:
    from bot.commands import COMMANDS
    from bot.examples import fill_in
    from bot.loading import load

    library = load(LIBRARY)
    for command in COMMANDS.values():
        for example in command.examples:
            line = fill_in(example.words, library)
            ran = catena("--format", "json", *line.split())
            assert json.loads(ran.out)["outcome"] == example.outcome.value, line


def _fail(*_: object) -> None:
    raise RuntimeError("broken")


def test_comments_begin_with_a_sign_no_command_has() -> None:
    assert answers.COMMENT not in "!/"
