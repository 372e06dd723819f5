"""What whoever runs the program has chosen: frozen `Settings`, read by entry points alone.

A name is looked for in the environment, then in a file `.env` in the folder the
program was started in, then in a settings file. An empty value counts as none. A secret may also
stand in a file of its own, which NAME_FILE names, as container platforms hand them out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import bot
from adapters.places import cache_folder, state_folder
from adapters.setting_names import KNOWN, LIMIT_GROUP, LIMIT_USER
from adapters.settings_file import DEFAULT, NAMED_BY, read_settings_file

LEVELS = ("debug", "info", "warning", "error")
DEFAULT_LIBRARY = Path(bot.__file__).parent.parent / "content" / "khrushchev"
DOTENV = ".env"
_LAST_PORT = 65_535
_INVITING = ("everybody", "server")
_LINE = r"\s*(?:export\s+)?(?P<name>CATENA_\w*)\s*(?P<equals>=?)\s*(?P<value>.*?)\s*"

_QUOTED = r"(?P<mark>[\"'])(?P<value>.*?)(?P=mark)(?:\s+#.*)?"


class SettingsError(Exception):
    """A setting that cannot be used. The message names it and gives an example."""

    @property
    def setting(self) -> str:
        """The setting that is wrong, where the message begins with one; otherwise ""."""
        found = re.match(r"CATENA_\w+", str(self))
        return found.group() if found else ""


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """An account on Matrix, each "" where it was not given.

    `invites` is whose invitations are accepted: `everybody`, `server`, or users and servers; `describes` is
    whether commands are described in rooms.
    """

    homeserver: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    invites: tuple[str, ...] = ("everybody",)
    describes: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """`libraries` are folders, the default first. `state` and `cache` are None where there is no place for them.

    `log` is the level that was chosen, or "". `database_url` is None where
    neither it nor a state folder is there. `discord_token` is "" where there is none. `matrix` is how the bot
    signs in there, whatever of it was given.
    """

    libraries: tuple[Path, ...]
    state: Path | None
    cache: Path | None
    log: str = ""
    database_url: str | None = field(default=None, repr=False)
    discord_token: str = field(default="", repr=False)
    matrix: MatrixSettings = field(default_factory=MatrixSettings)
    http: str = ""
    """Where health and metrics are served, as HOST:PORT; "" for nowhere."""
    limits: tuple[str, str] = (LIMIT_USER, LIMIT_GROUP)
    """How much one user, and one group, may ask."""
    unknown: tuple[str, ...] = ()
    """Names of ours that were set and mean nothing, as misspelt ones do."""

    @property
    def library(self) -> Path:
        return self.libraries[0]


def read_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings out of the environment, and the `.env` and the settings file of a folder (the current one).

    Raises SettingsError for one that is wrong.
    """
    environment = os.environ if environment is None else environment
    return settings_of(collect(environment, folder), environment)


def collect(environment: Mapping[str, str], folder: Path | None = None) -> dict[str, str]:
    """What was chosen, by name, wherever it stands.

    Raises SettingsError for a file that cannot be used.
    """
    folder = Path() if folder is None else folder
    chosen = _dotenv(folder / DOTENV)
    chosen.update({name: value for name, value in environment.items() if name.startswith("CATENA_") and value})
    named = chosen.get(NAMED_BY)
    path = Path(named) if named else folder / DEFAULT
    if not named and not path.is_file():
        return chosen
    try:
        return read_settings_file(path) | chosen
    except ValueError as error:
        raise SettingsError(str(error)) from None


def settings_of(chosen: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """The settings that were chosen. The environment says where a system keeps what programs keep.

    Raises SettingsError for one that is wrong.
    """
    data = _folder(chosen, "CATENA_DATA", "/var/lib/catena")
    log = chosen.get("CATENA_LOG", "").strip().casefold()
    if log and log not in LEVELS:
        raise SettingsError(f"CATENA_LOG is “{log}”; it is one of {', '.join(LEVELS)}: CATENA_LOG=debug")
    state = data or state_folder(environment)
    return Settings(
        libraries=_libraries(chosen) or (DEFAULT_LIBRARY,),
        state=state,
        cache=data / "cache" if data else cache_folder(environment),
        log=log,
        database_url=_secret(chosen, "CATENA_DATABASE_URL") or _in_state(state),
        discord_token=_secret(chosen, "CATENA_DISCORD_TOKEN").removeprefix("Bot ").strip(),
        matrix=MatrixSettings(
            homeserver=chosen.get("CATENA_MATRIX_HOMESERVER", "").strip(),
            user=chosen.get("CATENA_MATRIX_USER", "").strip(),
            password=_secret(chosen, "CATENA_MATRIX_PASSWORD"),
            token=_secret(chosen, "CATENA_MATRIX_TOKEN"),
            invites=_invites(chosen.get("CATENA_MATRIX_INVITES", "")),
            describes=_is_on(chosen, "CATENA_MATRIX_COMMANDS"),
        ),
        http=_address(chosen, "CATENA_HTTP"),
        limits=(_limit(chosen, "CATENA_LIMIT_USER", LIMIT_USER), _limit(chosen, "CATENA_LIMIT_GROUP", LIMIT_GROUP)),
        unknown=tuple(sorted(set(chosen) - KNOWN)),
    )


def configured(settings: Settings) -> tuple[str, ...]:
    """The platforms that something is set for.

    Raises SettingsError where there is none.
    """
    matrix = settings.matrix
    found = {
        "discord": settings.discord_token,
        "matrix": matrix.homeserver or matrix.user or matrix.password or matrix.token,
    }
    names = tuple(name for name, is_set in found.items() if is_set)
    if not names:
        unknown = f"{settings.unknown[0]} means nothing; is it misspelt? " if settings.unknown else ""
        raise SettingsError(
            f"Nothing is set to go online with. {unknown}For Discord put CATENA_DISCORD_TOKEN=… into .env; for Matrix CATENA_MATRIX_HOMESERVER=…, "
            "CATENA_MATRIX_USER=… and CATENA_MATRIX_PASSWORD=…. “catena init” writes such a file, “catena doctor” looks through it."
        )
    return names


def _invites(written: str) -> tuple[str, ...]:
    """`everybody`, `server`, or ids and servers with commas or spaces between them."""
    found = tuple(written.replace(",", " ").split()) or ("everybody",)
    found = tuple(one.casefold() if one.casefold() in _INVITING else one for one in found)
    for one in found:
        # A name without a dot is more likely a word that means nothing here ("everyone") than a server.
        if one not in _INVITING and not re.fullmatch(r"@[^\s:]+:\S+|(?:localhost|[\w-]+(\.[\w-]+)+)(:\d+)?", one):
            raise SettingsError(
                f"CATENA_MATRIX_INVITES names “{one}”; it is everybody, server, or users and servers: "
                "CATENA_MATRIX_INVITES=@ada:example.org,example.net"
            )
    return found


def _address(chosen: Mapping[str, str], name: str) -> str:
    """`127.0.0.1:8080`, `[::1]:8080`; `:8080` for every address of the machine."""
    written = chosen.get(name, "").strip()
    found = re.fullmatch(r"(?:\[[0-9A-Fa-f:]+\]|[\w.-]*):(\d{1,5})", written)
    if written and (found is None or int(found[1]) > _LAST_PORT):
        raise SettingsError(f"{name} is “{written}”; it is an address and a port: {name}=127.0.0.1:8080")
    return written


def _limit(chosen: Mapping[str, str], name: str, default: str) -> str:
    written = chosen.get(name, "").strip().casefold() or default
    if not re.fullmatch(r"off|[1-9]\d{0,5}/(?:second|minute|hour)", written):
        raise SettingsError(
            f"{name} is “{written}”; it is a number of questions a second, minute or hour, or off: {name}={default}"
        )
    return written


def _is_on(chosen: Mapping[str, str], name: str) -> bool:
    value = chosen.get(name, "").strip().casefold()
    if value not in ("", "on", "off"):
        raise SettingsError(f"{name} is “{value}”; it is on or off: {name}=on")
    return value == "on"


def _libraries(chosen: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders of CATENA_LIBRARY: one, or several with what parts the folders of PATH between them."""
    name, example = "CATENA_LIBRARY", "content/khrushchev"
    value = chosen.get(name, "")
    if os.pathsep not in value or Path(value).exists():
        one = _folder(chosen, name, example)
        return (one,) if one is not None else ()
    folders = (_folder({name: part}, name, example) for part in value.split(os.pathsep) if part.strip())
    return tuple(folder for folder in folders if folder is not None)


def _in_state(state: Path | None) -> str | None:
    return f"sqlite:///{state / 'catena.sqlite3'}" if state is not None else None


def _secret(chosen: Mapping[str, str], name: str) -> str:
    """The value of a name, or what stands in the file that NAME_FILE names."""
    file = f"{name}_FILE"
    path, value = chosen.get(file), chosen.get(name, "")
    if not path:
        return value.strip()
    if value:
        raise SettingsError(f"{name} and {file} are both set; leave one of them out")
    try:
        found = Path(path).expanduser().read_text(encoding="utf-8-sig").strip()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise SettingsError(
            f"{file} is “{path}”, which cannot be read ({reason}). Put the secret into that file, or name the one that has it"
        ) from None
    if not found:  # and not as if nothing had been set: what it was to say is not known
        raise SettingsError(f"{file} is “{path}”, which is empty; put the secret into it, or leave {file} out")
    return found


def _folder(chosen: Mapping[str, str], name: str, example: str) -> Path | None:
    value = chosen.get(name)
    if not value:
        return None
    try:
        path = Path(value).expanduser()
        is_file = path.is_file()
    except (RuntimeError, OSError, ValueError) as error:
        raise SettingsError(f"{name} is “{value}”, which is no folder ({error}): {name}={example}") from None
    if is_file:
        raise SettingsError(f"{name} is “{value}”, which is a file; it names a folder: {name}={example}")
    return path


def _dotenv(path: Path) -> dict[str, str]:
    """The names of ours in a file of NAME=value lines; the file may belong to another program as well."""
    if not path.is_file():  # a virtual environment is often called .env, too
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeError:
        raise SettingsError(f"{path} is not UTF-8; save it as such") from None
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}). Let the user that Catena runs as read it"
        ) from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        setting = re.fullmatch(_LINE, line)
        if setting is None:
            continue
        if not setting["equals"]:
            raise SettingsError(f"{path}:{number}: {setting['name']} has no value; write {setting['name']}=value")
        value = _value(setting["value"])
        if value:
            found[setting["name"]] = value
    return found


def _value(written: str) -> str:
    """The value without the quotation marks around it, or the comment behind it."""
    quoted = re.fullmatch(_QUOTED, written)
    return quoted["value"] if quoted else re.split(r"\s#", f" {written}", maxsplit=1)[0].strip()
