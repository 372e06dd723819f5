"""A settings file: the same settings as in the environment, in YAML, for who likes to keep them under version control.

    library: content/khrushchev
    matrix:
      homeserver: https://matrix.example.org
      password_file: /run/secrets/matrix

It holds no secrets: those stand in `.env`, or in a file of their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.setting_names import ALL, GROUPS, KNOWN, key_of

if TYPE_CHECKING:
    from bot.loading.tree import Fields, Node

DEFAULT = "catena.yaml"
NAMED_BY = "CATENA_SETTINGS"
_BETWEEN = {"CATENA_LIBRARY": os.pathsep, "CATENA_MATRIX_INVITES": ","}
"""Settings that may be written as a list, and what stands between their parts elsewhere."""

_NAMES = {key_of(name): name for name in sorted(KNOWN) if name != NAMED_BY}
"""What a settings file may set, and what the environment calls it."""


def read_settings_file(path: Path) -> dict[str, str]:
    """What a settings file sets, by the names of the environment. An empty value counts as none.

    Raises ValueError with a sentence for what cannot be used.
    """
    from bot.loading.tree import TreeError, parse  # here, because most have no such file

    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ValueError(f"The settings file {path} cannot be read ({reason}): {NAMED_BY}=catena.yaml") from None
    if all(not line.strip() or line.lstrip().startswith("#") for line in source.splitlines()):
        return {}  # all of it is commented out, as it was made
    try:
        return {name: value for name, value in _settings(parse(source), path) if value}
    except TreeError as error:
        raise ValueError(f"{path}:{error.line}: {error.wrong}; {error.remedy}") from None


def _settings(fields: Fields, path: Path, above: str = "") -> Iterator[tuple[str, str]]:
    from bot.loading.tree import Fields, Text

    for written, node in fields.fields.items():
        key = above + written
        where = f"{path}:{fields.key_lines[written]}: {key}"
        if key in GROUPS:
            if isinstance(node, Fields):
                yield from _settings(node, path, f"{key}.")
            elif not isinstance(node, Text) or node.value:  # empty: what stands below it is commented out
                raise ValueError(f"{where}: others stand below it, moved to the right; it has no value of its own")
            continue
        name = _NAMES.get(key)
        if name is None:
            raise ValueError(f"{where}: there is no such setting{_meant(key)}")
        if name in ALL and ALL[name].is_secret:
            raise ValueError(
                f"{where}: a secret does not belong here. Put {name}=… into .env, or name a file that holds it: {key}_file"
            )
        yield name, _value(name, node, where)


def _value(name: str, node: Node, where: str) -> str:
    from bot.loading.tree import Items, Text

    if isinstance(node, Text):
        return node.value
    parts = [part.value for part in node.items if isinstance(part, Text)] if isinstance(node, Items) else []
    if name not in _BETWEEN or not parts or not isinstance(node, Items) or len(parts) != len(node.items):
        raise ValueError(f"{where}: it takes one value")
    return _BETWEEN[name].join(parts)


def _meant(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, [*_NAMES, *GROUPS], n=1)
    return f"; did you mean {near[0]}?" if near else ""
