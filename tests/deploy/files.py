"""The files that put Catena on a server, read as those read them who use them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from adapters.setting_names import KNOWN

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
UNIT = DEPLOY / "catena.service"
PAGE = ROOT / "docs" / "operating.md"


def compose() -> dict[str, Any]:
    """The compose file, with its anchors put in."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


def services() -> dict[str, dict[str, Any]]:
    """The services of the compose file, by name."""
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


class Instruction(NamedTuple):
    """A line of a Dockerfile, with what it goes on with."""

    stage: int
    name: str
    words: str


def instructions() -> list[Instruction]:
    """What the Dockerfile says, in order; stage 0 stands before the first FROM."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: list[Instruction] = []
    stage = 0
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        name, _, words = line.partition(" ")
        if name:
            stage += name == "FROM"
            found.append(Instruction(stage, name, words.strip()))
    return found


def unknown_settings(text: str) -> set[str]:
    """Names that look like settings of ours in a text, and are none."""
    return set(re.findall(r"\bCATENA_[A-Z_]*[A-Z]", text)) - KNOWN
