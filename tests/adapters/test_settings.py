"""Settings: where they come from, and what is said of wrong ones."""

import os
import sys
from pathlib import Path

import pytest

from adapters.places import cache_folder, state_folder
from adapters.settings import DEFAULT_LIBRARY, SettingsError, read_settings


def dotenv(folder: Path, *lines: str) -> Path:
    (folder / ".env").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_without_any_it_is_the_two_documents(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert settings.library == DEFAULT_LIBRARY
    assert (DEFAULT_LIBRARY / "library.yaml").is_file()
    assert settings.log == ""


def test_the_environment(tmp_path: Path) -> None:
    settings = read_settings({"CATENA_LIBRARY": "toy", "CATENA_DATA": str(tmp_path), "CATENA_LOG": "Debug"}, tmp_path)
    assert (settings.library, settings.state, settings.cache) == (Path("toy"), tmp_path, tmp_path / "cache")
    assert settings.log == "debug"


def test_an_empty_value_is_none(tmp_path: Path) -> None:
    assert read_settings({"CATENA_LIBRARY": "", "CATENA_LOG": ""}, dotenv(tmp_path, "CATENA_LOG=")) == read_settings(
        {}, tmp_path
    )


@pytest.mark.parametrize(
    "line",
    [
        "CATENA_LIBRARY=a toy",
        "CATENA_LIBRARY='a toy'",
        'export CATENA_LIBRARY = "a toy"  # mine',
        "  CATENA_LIBRARY=a toy # mine",
        "\ufeffCATENA_LIBRARY=a toy\r",
    ],
)
def test_a_dotenv_file(tmp_path: Path, line: str) -> None:
    assert read_settings({}, dotenv(tmp_path, line)).library == Path("a toy")


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    assert read_settings({"CATENA_LOG": "info"}, dotenv(tmp_path, "CATENA_LOG=error")).log == "info"


def test_other_programs_lines_are_passed_over(tmp_path: Path) -> None:
    folder = dotenv(tmp_path, "# CATENA_LOG=info", "", "DEBUG", "CATENA=1", "OTHER='unclosed", "CATENA_LOG=error")
    assert read_settings({}, folder).log == "error"


def test_a_virtual_environment_called_dotenv_is_no_file(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert read_settings({}, tmp_path).log == ""


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"CATENA_LOG": "loud"}, ["CATENA_LOG", "loud", "CATENA_LOG=debug"]),
        ({"CATENA_LIBRARY": __file__}, ["CATENA_LIBRARY", "is a file", "CATENA_LIBRARY=content/khrushchev"]),
        ({"CATENA_DATA": __file__}, ["CATENA_DATA", "is a file", "CATENA_DATA=/var/lib/catena"]),
    ],
)
def test_what_is_wrong_is_named_with_an_example(tmp_path: Path, environment: dict[str, str], named: list[str]) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(environment, tmp_path)
    assert [words for words in named if words not in str(error.value)] == []


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\.env:2: CATENA_LOG has no value"):
        read_settings({}, dotenv(tmp_path, "# mine", "CATENA_LOG debug"))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"CATENA_LOG=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        read_settings({}, tmp_path)


@pytest.mark.parametrize(
    ("system", "variables", "state", "cache"),
    [
        ("linux", {}, ".local/state/catena", ".cache/catena"),
        ("linux", {"XDG_STATE_HOME": "{home}/s", "XDG_CACHE_HOME": "{home}/c"}, "s/catena", "c/catena"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, ".local/state/catena", ".cache/catena"),
        ("darwin", {}, "Library/Application Support/catena", "Library/Caches/catena"),
        ("win32", {}, "AppData/Local/catena", "AppData/Local/catena/Cache"),
        ("win32", {"LOCALAPPDATA": "{home}/L"}, "L/catena", "L/catena/Cache"),
    ],
)
def test_each_system_keeps_files_in_its_own_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, variables: dict[str, str], state: str, cache: str
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    environment = {name: value.format(home=tmp_path) for name, value in variables.items()}
    assert state_folder(environment, system) == tmp_path / state
    assert cache_folder(environment, system) == tmp_path / cache


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "getuid"), reason="not on Windows")
def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", fail)
    assert (state_folder({}, "linux"), cache_folder({}, "linux"), cache_folder({}, "win32")) == (None, None, None)


# Several libraries, and secrets


def test_several_libraries(tmp_path: Path) -> None:
    settings = read_settings({"CATENA_LIBRARY": os.pathsep.join(("one", "two"))}, tmp_path)
    assert settings.libraries == (Path("one"), Path("two"))
    assert settings.library == Path("one")


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
def test_a_folder_with_a_colon_in_its_name_is_one(tmp_path: Path) -> None:
    folder = tmp_path / "letters: 1956"
    folder.mkdir()
    assert read_settings({"CATENA_LIBRARY": str(folder)}, tmp_path).libraries == (folder,)


def test_a_token(tmp_path: Path) -> None:
    assert read_settings({"CATENA_DISCORD_TOKEN": " abc.def "}, tmp_path).discord_token == "abc.def"
    assert read_settings({"CATENA_DISCORD_TOKEN": "Bot abc.def"}, tmp_path).discord_token == "abc.def"
    assert read_settings({}, tmp_path).discord_token == ""


def test_a_token_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc.def\n", encoding="utf-8")
    named = {"CATENA_DISCORD_TOKEN_FILE": str(tmp_path / "token")}
    assert read_settings(named, tmp_path).discord_token == "abc.def"
    with pytest.raises(SettingsError, match="both set"):
        read_settings({**named, "CATENA_DISCORD_TOKEN": "x"}, tmp_path)
    with pytest.raises(SettingsError, match=r"CATENA_DISCORD_TOKEN_FILE .* cannot be read \(No such file"):
        read_settings({"CATENA_DISCORD_TOKEN_FILE": str(tmp_path / "none")}, tmp_path)
    with pytest.raises(SettingsError, match=r"CATENA_MATRIX_PASSWORD_FILE .* or name the one that has it$"):
        read_settings({"CATENA_MATRIX_PASSWORD_FILE": str(tmp_path / "none")}, tmp_path)


def test_a_token_is_never_shown(tmp_path: Path) -> None:
    environment = {"CATENA_DISCORD_TOKEN": "abc.def", "CATENA_DATABASE_URL": "postgresql://u:hidden@h/d"}
    shown = repr(read_settings(environment, tmp_path))
    assert "abc.def" not in shown
    assert "hidden" not in shown


def test_the_store_is_a_file_in_the_state_folder(tmp_path: Path) -> None:
    assert (
        read_settings({"CATENA_DATA": str(tmp_path)}, tmp_path).database_url
        == f"sqlite:///{tmp_path / 'catena.sqlite3'}"
    )
    assert read_settings({"CATENA_DATABASE_URL": "sqlite:///x"}, tmp_path).database_url == "sqlite:///x"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Everybody", ("everybody",)),
        ("SERVER, example.net", ("server", "example.net")),
        ("@ada:example.org localhost:8448", ("@ada:example.org", "localhost:8448")),
    ],
)
def test_whose_invitations_are_accepted(tmp_path: Path, written: str, read: tuple[str, ...]) -> None:
    found = read_settings({"CATENA_MATRIX_INVITES": written, "HOME": str(tmp_path)}, tmp_path)
    assert found.matrix.invites == read


@pytest.mark.parametrize("written", ["everyone", "all", "nobody", "@ada"])
def test_a_word_that_means_nobodys_invitations_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match="CATENA_MATRIX_INVITES"):
        read_settings({"CATENA_MATRIX_INVITES": written, "HOME": str(tmp_path)}, tmp_path)


@pytest.mark.parametrize("written", ["5", "0/minute", "20/day", "many", "-1/second", "20 per minute"])
def test_a_limit_that_is_none_is_refused_with_an_example(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match="CATENA_LIMIT_USER=20"):
        read_settings({"CATENA_LIMIT_USER": written, "HOME": str(tmp_path)}, tmp_path)


@pytest.mark.parametrize("written", ["8080", "127.0.0.1", "127.0.0.1:99999", "http://x:1", "a b:1"])
def test_an_address_for_health_that_is_none_is_refused_with_an_example(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match=r"CATENA_HTTP=127\.0\.0\.1:8080"):
        read_settings({"CATENA_HTTP": written, "HOME": str(tmp_path)}, tmp_path)


def test_a_file_for_a_secret_that_is_empty_is_no_setting_that_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(" \n")
    with pytest.raises(SettingsError, match=r"CATENA_DATABASE_URL_FILE is .* which is empty"):
        read_settings({"CATENA_DATABASE_URL_FILE": str(file), "HOME": str(tmp_path)}, tmp_path)
