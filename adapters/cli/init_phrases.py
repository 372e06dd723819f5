"""What `catena init` writes and says, in one place so that it can be translated."""

from __future__ import annotations

from pathlib import Path

DOTENV_HEAD = (
    "# What Catena is to know. Take away the # before what you set; what stays as it is holds without it.",
    "# Keep this file to yourself: whoever reads it can speak as the bot. `catena doctor` looks through it.",
    "# The same settings, without secrets, may stand in catena.yaml; what stands here goes before that.",
)
DOTENV_COMPOSE = (
    "# ── Docker Compose alone: what is started (discord, matrix, postgresql, monitoring)",
    "#COMPOSE_PROFILES=discord",
)
FILE_HEAD = (
    "# What Catena is to know, but for secrets, which belong in .env or in files of their own. Take away the # before what you set.",
    "# The environment goes before this file, and .env as well.",
)


def next_step(folder: Path) -> str:
    there = f"cd {folder} (Catena reads the files of the folder where it is started), then " if folder != Path() else ""
    return (
        f"Next: {there}put the bot's token (Discord) or account (Matrix) into .env: docs/discord.md and docs/matrix.md say where they come from. "
        "Then: catena doctor"
    )


def without(default: str) -> str:
    return f"(Without it: {default}.)"


def a_file(name: str) -> str:
    """An example of a file that holds a secret: `/run/secrets/discord_token`."""
    return f"/run/secrets/{name.casefold()}"


def written(path: object) -> str:
    return f"Written: {path}"


def is_there(path: object) -> str:
    return f"Left as it is: {path} is there already."


def cannot_write(folder: object, reason: str) -> str:
    return f"No files can be written into {folder} ({reason}). Name a folder of yours: catena init my-bot"
