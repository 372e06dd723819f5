"""The commands that the bot registered, and what Discord makes of what somebody fills in."""

from __future__ import annotations

from typing import Any

from tests.adapters.discord.standin.snowflakes import snowflake

Json = dict[str, Any]
SLASH, USER, MESSAGE = 1, 2, 3
_SUBCOMMAND, _SUBCOMMAND_GROUP = 1, 2
_STRING, _INTEGER, _BOOLEAN, _NUMBER = 3, 4, 5, 10
_TYPES: dict[int, tuple[type, ...]] = {_STRING: (str,), _INTEGER: (int,), _BOOLEAN: (bool,), _NUMBER: (int, float)}


class NotOfferedError(AssertionError):
    """Discord would not let somebody do this: a mistake of the test, or of what was registered."""


class Registered:
    """The commands of an application, by the server they belong to (None: everywhere)."""

    def __init__(self, application: int) -> None:
        self._application = application
        self._commands: dict[int | None, list[Json]] = {}

    def all(self, guild: int | None = None) -> list[Json]:
        """Those of a server alone, or those of everywhere, as Discord writes them."""
        return self._commands.get(guild, [])

    def replace(self, guild: int | None, commands: list[Json]) -> list[Json]:
        """All of them anew: PUT. Those that are the same keep their ids."""
        known = {(one["type"], one["name"]): one for one in self.all(guild)}
        self._commands[guild] = [self._written(one, guild, known) for one in commands]
        return self._commands[guild]

    def put(self, guild: int | None, command: Json) -> Json:
        """One of them, in place of the one of that name: POST."""
        known = {(one["type"], one["name"]): one for one in self.all(guild)}
        written = self._written(command, guild, known)
        kept = [one for one in self.all(guild) if (one["type"], one["name"]) != (written["type"], written["name"])]
        self._commands[guild] = [*kept, written]
        return written

    def change(self, guild: int | None, id_: str, changes: Json) -> Json | None:
        """Change one: PATCH. None where there is none."""
        for command in self.all(guild):
            if command["id"] == id_:
                command |= {**changes, "version": str(snowflake())}
                return command
        return None

    def remove(self, guild: int | None, id_: str) -> bool:
        """Remove one. False where there is none."""
        kept = [one for one in self.all(guild) if one["id"] != id_]
        is_there = len(kept) < len(self.all(guild))
        self._commands[guild] = kept
        return is_there

    def _written(self, command: Json, guild: int | None, known: dict[tuple[int, str], Json]) -> Json:
        kind = command.get("type") or SLASH
        before = known.get((kind, command["name"]), {})
        permissions = command.get("default_member_permissions")
        written: Json = {
            "id": before.get("id") or str(snowflake()),
            "application_id": str(self._application),
            "version": str(snowflake()),
            "type": kind,
            "name": command["name"],
            "description": command.get("description") or "",
            "default_member_permissions": None if permissions is None else str(permissions),
            "nsfw": bool(command.get("nsfw")),
            "integration_types": command.get("integration_types") or [0],
            "contexts": command.get("contexts"),
        }
        if guild is not None:
            written["guild_id"] = str(guild)
        if command.get("options"):
            written["options"] = [_option(option) for option in command["options"]]
        return written

    # ── Using them ───────────────────────────────────────────────────────────

    def find(self, name: str, kind: int, guild: int | None) -> Json:
        """A command by its name. Raises NotOfferedError where none is registered."""
        of_guild = self.all(guild) if guild is not None else []
        for command in [*of_guild, *self.all()]:
            if command["name"] == name and command["type"] == kind:
                return command
        names = [command["name"] for command in [*of_guild, *self.all()] if command["type"] == kind]
        raise NotOfferedError(f"no command {name!r} of type {kind} is registered; there are {names}")

    def fill_in(self, name: str, guild: int | None, typed: Json, focused: str | None = None) -> tuple[Json, Json]:
        """A slash command and its interaction's data, as Discord sends it for what somebody typed.

        `name` may end in the names of a group and a subcommand: "settings set".
        With `focused`, one option is still being typed. Raises NotOfferedError
        for what Discord would not let pass.
        """
        first, *inner = name.split()
        command = self.find(first, SLASH, guild)
        data = {"id": command["id"], "name": first, "type": SLASH}
        if guild is not None:
            data["guild_id"] = str(guild)
        place, options = data, command.get("options", [])
        for part in inner:
            subcommand = next((one for one in options if one["name"] == part and one["type"] in (1, 2)), None)
            if subcommand is None:
                raise NotOfferedError(f"{name!r}: there is no subcommand {part!r}")
            step: Json = {"name": part, "type": subcommand["type"]}
            place["options"] = [step]
            place, options = step, subcommand.get("options", [])
        if any(one["type"] in (_SUBCOMMAND, _SUBCOMMAND_GROUP) for one in options):
            raise NotOfferedError(f"{name!r} needs a subcommand: {[one['name'] for one in options]}")
        place["options"] = _filled_in(name, options, typed, focused)
        return command, data


def _option(option: Json) -> Json:
    written = {key: value for key, value in option.items() if value is not None}
    if written.get("options"):
        written["options"] = [_option(inner) for inner in written["options"]]
    return written


def _filled_in(name: str, options: list[Json], typed: Json, focused: str | None) -> list[Json]:
    declared = {option["name"]: option for option in options}
    unknown = typed.keys() - declared.keys()
    if unknown:
        raise NotOfferedError(f"{name!r} has no options {sorted(unknown)}, only {list(declared)}")
    missing = [one["name"] for one in options if one.get("required") and one["name"] not in typed]
    if missing and focused is None:
        raise NotOfferedError(f"{name!r} needs {missing}")
    filled: list[Json] = []
    for option_name, value in typed.items():
        option = declared[option_name]
        written: Json = {"name": option_name, "type": option["type"], "value": value}
        if option_name == focused:
            if not option.get("autocomplete"):
                raise NotOfferedError(f"{name!r}: {option_name!r} is registered without completion")
            written["focused"] = True
        else:
            _check(f"{name!r}: {option_name!r}", option, value)
        filled.append(written)
    return filled


def _check(where: str, option: Json, value: object) -> None:
    kinds = _TYPES.get(option["type"])
    if kinds is not None and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
        raise NotOfferedError(f"{where} is of type {option['type']}, and takes no {value!r}")
    allowed = [choice["value"] for choice in option.get("choices", [])]
    if allowed and value not in allowed:
        raise NotOfferedError(f"{where} is one of {allowed}, not {value!r}")
    if isinstance(value, str) and not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
        raise NotOfferedError(f"{where} is too short or too long: {len(value)} characters")
    if isinstance(value, int | float) and not option.get("min_value", value) <= value <= option.get("max_value", value):
        raise NotOfferedError(f"{where} is out of its range: {value}")
