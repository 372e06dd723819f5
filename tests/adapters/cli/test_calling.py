"""Commands that an answer offers can be typed as they stand."""

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cli.arguments import parse
from adapters.cli.render.calling import called


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        ("claim zhenbao", "catena claim zhenbao"),
        ("cite xu-lai 49.1 apa", "catena cite xu-lai 49.1 apa"),
        ("topics", "catena topics"),
        ("search 赫鲁晓夫", "catena search 赫鲁晓夫"),
        ("who ode's", 'catena who "ode\'s"'),
        ("search $(reboot)", "catena search '$(reboot)'"),
        ("search --help", "catena -- search --help"),
    ],
)
def test_in_a_shell(command: str, typed: str) -> None:
    assert called(command, "catena") == typed


def test_elsewhere_a_command_stands_as_it_is() -> None:
    assert called("search $(reboot)", "") == "search $(reboot)"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1).map(lambda words: f"{words} x"))
def test_a_shell_hands_the_words_over_as_they_are(words: str) -> None:
    program, *typed = shlex.split(called(f"search {words}", "catena"))
    assert program == "catena"
    assert " ".join(parse(typed).words) == f"search {words}"


@pytest.mark.skipif(shutil.which("sh") is None, reason="not on Windows")
@pytest.mark.parametrize("words", ["a'b", 'a"b', "$HOME", "`id`", "a\\b", "*", "!!", "a;b", "~", "a & b", "#a"])
def test_a_real_shell_too(words: str) -> None:
    line = called(f"search {words}", "printf '%s|'")
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert ran.stdout.replace("|", " ").strip() == f"search {words}"
