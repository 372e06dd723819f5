"""Commands on standard input, one a line."""

import json
from typing import Any

import pytest

from tests.adapters.cli.conftest import Run


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_line_in_is_an_object_out(catena: Run) -> None:
    ran = catena("--format", "json", stdin=b"!claim oil-was-short\nclaim light\n/topics\n")
    assert ran.code == 0
    assert [answer["outcome"] for answer in objects(ran.out)] == ["found", "choices", "found"]


def test_empty_lines_and_comments_are_no_commands(catena: Run) -> None:
    ran = catena("--format", "json", stdin=b"\n  \n# claim light\n  # topics\ntopics\n\n")
    assert len(objects(ran.out)) == 1


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (b"", 0),
        (b"claim light\n", 0),
        (b"claim xyzzyx\nclaim light\n", 1),
        (b"claim xyzzyx\ncliam light\nclaim light\n", 2),
    ],
)
def test_the_worst_answer_is_the_exit_code(catena: Run, lines: bytes, code: int) -> None:
    assert catena(stdin=lines).code == code


def test_what_is_wrong_with_a_command_is_an_object_too(catena: Run) -> None:
    ran = catena("--format", "json", stdin=b"cliam light\n")
    assert ran.err == ""
    assert objects(ran.out)[0]["outcome"] == "usage"


def test_a_fault_is_an_object_too_and_ends_nothing(catena: Run, environment: pytest.MonkeyPatch) -> None:
    from bot.app import App
    from bot.groups import Asked
    from bot.reply import Reply

    answer = App.respond_to

    def fail_once(self: App, line: str, asked: Asked) -> Reply:
        if "light" in line:
            raise RuntimeError("broken")
        return answer(self, line, asked)

    environment.setattr(App, "respond_to", fail_once)
    ran = catena("--format", "json", stdin=b"claim light\ntopics\n")
    assert ran.code == 70
    assert [answer["outcome"] for answer in objects(ran.out)] == ["error", "found"]
    assert objects(ran.out)[0]["query"] == "claim light"
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "query"),
    [
        (b"\xef\xbb\xbfclaim light", "light"),
        (b"claim light\r", "light"),
        (b"claim caf\xe9", "caf\ufffd"),
        (b"claim \xed\xa0\x80", "\ufffd\ufffd\ufffd"),
        ("claim 灯".encode(), "灯"),
        ("claim a\u2028b".encode(), "a\u2028b"),
        (b"claim \x1b[2J\x00", "\x1b[2J\x00"),
    ],
)
def test_any_bytes_are_one_line_of_words(catena: Run, line: bytes, query: str) -> None:
    ran = catena("--format", "json", stdin=line + b"\n")
    assert [answer["query"] for answer in objects(ran.out)] == [query]


def test_a_very_long_line(catena: Run) -> None:
    ran = catena("--format", "json", stdin=b"search " + b"oil " * 25_000 + b"\n")
    assert len(objects(ran.out)) == 1


def test_in_text_the_commands_of_an_answer_are_lines_for_standard_input(catena: Run) -> None:
    ran = catena(stdin=b"claim light\n")
    assert "  claim " in ran.out
    assert "catena" not in ran.out
