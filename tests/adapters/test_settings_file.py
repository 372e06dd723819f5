"""A settings file: what stands in it counts, and what is wrong is named with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.settings import SettingsError, read_settings


def written(folder: Path, text: str, name: str = "catena.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_what_stands_in_it_counts(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    settings = read_settings(
        {},
        written(
            tmp_path,
            "library: a toy\n"
            "http: 127.0.0.1:8080\n"
            "log: error\n"
            "discord:\n"
            f"  token_file: '{tmp_path / 'secret'}'\n"
            "matrix:\n"
            "  homeserver: https://matrix.example.org\n"
            '  user: "@catena:example.org"\n'
            "  commands: on\n"
            "limit: {user: 5/minute, group: off}\n",
        ),
    )
    assert settings.libraries == (Path("a toy"),)
    assert (settings.http, settings.log) == ("127.0.0.1:8080", "error")
    assert settings.discord_token == "from a file"
    assert (settings.matrix.homeserver, settings.matrix.user) == ("https://matrix.example.org", "@catena:example.org")
    assert settings.matrix.describes is True  # `on` is no truth value of YAML's here, but the word
    assert settings.limits == ("5/minute", "off")


def test_the_environment_goes_before_dotenv_and_that_before_it(tmp_path: Path) -> None:
    folder = written(tmp_path, "log: error\n")
    assert read_settings({}, folder).log == "error"
    (folder / ".env").write_text("CATENA_LOG=warning\n", encoding="utf-8")
    assert read_settings({}, folder).log == "warning"
    assert read_settings({"CATENA_LOG": "debug"}, folder).log == "debug"


def test_it_may_stand_elsewhere(tmp_path: Path) -> None:
    written(tmp_path, "log: error\n", "mine.yaml")
    written(tmp_path, "log: info\n")
    assert read_settings({"CATENA_SETTINGS": str(tmp_path / "mine.yaml")}, tmp_path).log == "error"
    (tmp_path / ".env").write_text(f"CATENA_SETTINGS={tmp_path / 'mine.yaml'}\n", encoding="utf-8")
    assert read_settings({}, tmp_path).log == "error"


def test_several_libraries_and_whose_invitations_are_accepted_may_be_lists(tmp_path: Path) -> None:
    text = 'library: [one, two]\nmatrix:\n  invites:\n    - "@ada:example.org"\n    - example.net\n'
    settings = read_settings({}, written(tmp_path, text))
    assert settings.libraries == (Path("one"), Path("two"))
    assert settings.matrix.invites == ("@ada:example.org", "example.net")


@pytest.mark.parametrize(
    "text", ["", "# library: toy\n\n  # log: info\n", "matrix:\n#  user: x\n", "log:\n", "\ufefflog: ''"]
)
def test_what_is_commented_out_or_empty_is_not_set(tmp_path: Path, text: str) -> None:
    assert read_settings({}, written(tmp_path, text)) == read_settings({}, tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# mine\nmatrix:\n  homeservr: x\n",
            "catena.yaml:3: matrix.homeservr: there is no such setting; did you mean matrix.homeserver?",
        ),
        ("matrix_user: x\n", "catena.yaml:1: matrix_user: there is no such setting; did you mean matrix.user?"),
        ("colour: red\n", "catena.yaml:1: colour: there is no such setting"),
        ("discord:\n  token: abc.def\n", "catena.yaml:2: discord.token: a secret does not belong here"),
        ("database_url: postgresql://u:hidden@h/d\n", "catena.yaml:1: database_url: a secret does not belong here"),
        ("matrix: yes\n", "catena.yaml:1: matrix: others stand below it"),
        ("matrix:\n- user\n", "catena.yaml:1: matrix: others stand below it"),
        ("log: [info]\n", "catena.yaml:1: log: it takes one value"),
        ("log: {level: info}\n", "catena.yaml:1: log: it takes one value"),
        ("library: [one, [two]]\n", "catena.yaml:1: library: it takes one value"),
        ("settings: other.yaml\n", "catena.yaml:1: settings: there is no such setting"),
        ("log: info\nlog: debug\n", "catena.yaml:2: the key “log” stands twice"),
        ("matrix:\n  user: @catena:example.org\n", "catena.yaml:2: this is no YAML"),
        ("- log\n", "catena.yaml:1: the file holds no keys"),
        ("log: loud\n", "CATENA_LOG is “loud”"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({}, written(tmp_path, text))
    assert said in str(error.value)
    assert "hidden" not in str(error.value)
    assert "abc.def" not in str(error.value)


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.yaml cannot be read \(No such file"):
        read_settings({"CATENA_SETTINGS": str(tmp_path / "none.yaml")}, tmp_path)
    (tmp_path / "catena.yaml").write_bytes(b"log: \xff\xfe\n")
    with pytest.raises(SettingsError, match=r"catena\.yaml cannot be read \(it is no text\)"):
        read_settings({}, tmp_path)


def test_a_folder_of_that_name_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "catena.yaml").mkdir()
    assert read_settings({}, tmp_path).log == ""


def test_lists_are_joined_as_the_system_does(tmp_path: Path) -> None:
    text = f"library: one{os.pathsep}two\n"
    assert read_settings({}, written(tmp_path, text)).libraries == (Path("one"), Path("two"))
