"""`catena init`: files with every setting, explained and commented out, to be filled in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from adapters.cli import init_phrases as phrases
from adapters.cli.exits import Exit
from adapters.cli.streams import put
from adapters.setting_names import FILE, PREFIX, SETTINGS, SettingName, key_of
from adapters.settings import DOTENV, SettingsError
from adapters.settings_file import DEFAULT, NAMED_BY

_ONLY_ITS_OWNER, _EVERYBODY = 0o600, 0o644


def init(folder: Path) -> Exit:
    """Write the files into a folder, none over one that is there, and say what to do next.

    Raises SettingsError where they cannot be written.
    """
    wanted: dict[Path, tuple[Callable[[], str], int]] = {
        folder / DOTENV: (dotenv, _ONLY_ITS_OWNER),  # it will hold secrets
        folder / DEFAULT: (settings_file, _EVERYBODY),
    }
    said: list[str] = []
    written = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, (content, mode) in wanted.items():
            is_new = _write(path, content(), mode)
            written += is_new
            said.append(phrases.written(path) if is_new else phrases.is_there(path))
    except OSError as error:
        raise SettingsError(phrases.cannot_write(folder, error.strerror or type(error).__name__)) from None
    put(sys.stdout, "".join(f"{line}\n" for line in (*said, phrases.next_step(folder))))
    return Exit.FOUND if written else Exit.CONFIGURATION


def dotenv() -> str:
    """A `.env` where everything is commented out."""
    lines = [*phrases.DOTENV_HEAD]
    for group in SETTINGS:
        lines += ["", f"# ── {group.title}"]
        for setting in group.settings:
            lines += [f"# {setting.meaning} {phrases.without(setting.default)}"]
            lines += [f"#{setting.name}={_quoted(setting.example)}"]
            if setting.is_secret:
                lines += [f"#{setting.name}{FILE}={phrases.a_file(setting.name.removeprefix(PREFIX))}"]
    lines += ["", *phrases.DOTENV_COMPOSE]
    return "\n".join((*lines, ""))


def settings_file() -> str:
    """A settings file where everything is commented out, for what is no secret."""
    return "\n".join((*phrases.FILE_HEAD, *_of_file(), ""))


def _of_file() -> Iterator[str]:
    for group in SETTINGS:
        above = ""
        for setting in group.settings:
            if setting.name == NAMED_BY:
                continue
            room, parted, key = key_of(setting.name).partition(".")
            if parted and room != above:
                above = room
                yield from ("", f"{room}:")
            elif not parted:
                yield ""
            yield from _line(setting, key if parted else room, indent="  " if parted else "")


def _line(setting: SettingName, key: str, indent: str) -> Iterator[str]:
    yield f"{indent}# {setting.meaning} {phrases.without(setting.default)}"
    if setting.is_secret:
        yield f"#{indent}{key}{FILE.casefold()}: {phrases.a_file(setting.name.removeprefix(PREFIX))}"
    else:
        yield f'#{indent}{key}: "{setting.example}"'


def _quoted(value: str) -> str:
    """In single quotes where Docker Compose would take a part of it for a variable."""
    return f"'{value}'" if "$" in value else value


def _write(path: Path, content: str, mode: int) -> bool:
    """Write a file that is not there yet, whole; False where it is."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except OSError:
        path.unlink(missing_ok=True)  # half a file would be left as it is the next time
        raise
    return True
