"""`catena init`: files that can be filled in, and that hurt nothing as they are."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from adapters.cli.init import dotenv, init, settings_file
from adapters.setting_names import ALL, KNOWN
from adapters.settings import SettingsError, read_settings
from adapters.settings_file import read_settings_file


def uncommented(text: str) -> str:
    """As somebody leaves it who takes the # away before every setting."""
    return re.sub(r"^#(?=\S+=|\s*\w+: )", "", text, flags=re.MULTILINE)


def test_both_files_are_written_and_change_nothing_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_settings({"HOME": str(tmp_path)}, tmp_path)
    assert init(tmp_path) is Exit.FOUND
    assert read_settings({"HOME": str(tmp_path)}, tmp_path) == before
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600 or sys.platform == "win32"
    told = capsys.readouterr().out
    assert str(tmp_path / ".env") in told
    assert str(tmp_path / "catena.yaml") in told
    assert "catena doctor" in told


def test_every_setting_stands_in_both_with_an_example_that_is_read(tmp_path: Path) -> None:
    set_ = dict(re.findall(r"^(CATENA_\w+)=(.*)$", uncommented(dotenv()), re.MULTILINE))
    assert set(set_) == set(KNOWN)
    for name in ("CATENA_LIBRARY", "CATENA_HTTP", "CATENA_LIMIT_USER", "CATENA_MATRIX_INVITES", "CATENA_LOG"):
        read_settings({name: set_[name], "HOME": str(tmp_path)}, tmp_path)
    file = tmp_path / "filled.yaml"
    file.write_text(uncommented(settings_file()), encoding="utf-8")
    read = read_settings_file(file)
    expected = {name for name in ALL if name != "CATENA_SETTINGS" and not ALL[name].is_secret}
    expected |= {f"{name}_FILE" for name in ALL if ALL[name].is_secret}
    assert set(read) == expected
    assert read["CATENA_MATRIX_USER"] == "@catena:example.org"


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".env").write_text("CATENA_DISCORD_TOKEN=mine\n")
    assert init(tmp_path) is Exit.FOUND
    assert (tmp_path / ".env").read_text() == "CATENA_DISCORD_TOKEN=mine\n"
    assert "Left as it is" in capsys.readouterr().out
    assert init(tmp_path) is Exit.CONFIGURATION, "both are there"


def test_a_folder_is_made_and_one_that_cannot_be_says_so(tmp_path: Path) -> None:
    assert init(tmp_path / "new" / "bot") is Exit.FOUND
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="catena init"):
        init(tmp_path / "file" / "bot")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to write to")
def test_half_a_file_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def full(path: Path, *rest: int) -> int:
        os.close(real(path, *rest))
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(SettingsError, match="No space left"):
        init(tmp_path)
    assert list(tmp_path.iterdir()) == []
