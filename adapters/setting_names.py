"""Every setting there is: its name, what it means, an example and what holds without it. The one place that lists them."""

from __future__ import annotations

from typing import NamedTuple

PREFIX = "CATENA_"
FILE = "_FILE"
"""Behind the name of a secret: the file that holds it."""
LIMIT_USER, LIMIT_GROUP = "20/minute", "120/minute"
"""What holds where no limit is set."""


class SettingName(NamedTuple):
    """A setting. `default` is what holds where it is not set, in words; a secret may also stand in a file of its own."""

    name: str
    meaning: str
    example: str
    default: str = "none"
    is_secret: bool = False


class SettingGroup(NamedTuple):
    """Settings that belong together."""

    title: str
    settings: tuple[SettingName, ...]


GROUPS = ("discord", "matrix", "limit")
"""The names of a settings file that have others below them."""

SETTINGS = (
    SettingGroup(
        "What the bot answers from",
        (
            SettingName(
                "CATENA_LIBRARY",
                "The folder of the library. Several stand with “:” between them (“;” on Windows): the first is the default, groups pick.",
                "content/khrushchev",
                "the two documents that come with Catena",
            ),
            SettingName(
                "CATENA_DATA",
                "The folder for all that Catena keeps: groups' settings, keys, the compiled library.",
                "/var/lib/catena",
                "where your system keeps such things",
            ),
        ),
    ),
    SettingGroup(
        "Discord",
        (
            SettingName(
                "CATENA_DISCORD_TOKEN",
                "The bot's token: Developer Portal (https://discord.com/developers/applications) → your application → Bot → Reset Token.",
                "your-token",
                is_secret=True,
            ),
        ),
    ),
    SettingGroup(
        "Matrix",
        (
            SettingName(
                "CATENA_MATRIX_HOMESERVER",
                "The server where the bot has its account: an address, or a name such as example.org.",
                "https://matrix.example.org",
            ),
            SettingName("CATENA_MATRIX_USER", "The bot's account, whole.", "@catena:example.org"),
            SettingName("CATENA_MATRIX_PASSWORD", "The account's password.", "the-password", is_secret=True),
            SettingName(
                "CATENA_MATRIX_TOKEN",
                "An access token in the place of the password.",
                "syt_the-token",
                is_secret=True,
            ),
            SettingName(
                "CATENA_MATRIX_INVITES",
                "Whose invitations are accepted: everybody, server, or users and servers.",
                "@ada:example.org,example.net",
                "everybody",
            ),
            SettingName(
                "CATENA_MATRIX_COMMANDS",
                "Whether rooms are told of the commands, for clients that complete them: on or off.",
                "on",
                "off",
            ),
        ),
    ),
    SettingGroup(
        "Running it",
        (
            SettingName(
                "CATENA_DATABASE_URL",
                "The store: groups' settings and, on Matrix, what is to be answered and sent.",
                "postgresql://catena:password@localhost/catena",
                "a SQLite file in the folder above",
                is_secret=True,
            ),
            SettingName(
                "CATENA_HTTP", "Where health and metrics are served, as address:port.", "127.0.0.1:8080", "nowhere"
            ),
            SettingName(
                "CATENA_LIMIT_USER",
                "What one user may ask: a number a second, minute or hour, or off.",
                LIMIT_USER,
                LIMIT_USER,
            ),
            SettingName("CATENA_LIMIT_GROUP", "What one group may ask, in the same form.", LIMIT_GROUP, LIMIT_GROUP),
            SettingName(
                "CATENA_LOG",
                "How much is logged: debug, info, warning or error.",
                "info",
                "info where groups talk, warning in the terminal",
            ),
            SettingName(
                "CATENA_SETTINGS",
                "The settings file. It cannot name another one, and holds no secrets.",
                "/etc/catena/catena.yaml",
                "catena.yaml in the folder where Catena is started",
            ),
        ),
    ),
)

ALL = {one.name: one for group in SETTINGS for one in group.settings}
"""Every setting by its name."""
KNOWN = frozenset(ALL) | {f"{one.name}{FILE}" for one in ALL.values() if one.is_secret}
"""Every name that means something, those of files with secrets too."""


def key_of(name: str) -> str:
    """What a settings file calls a setting: `library`, `matrix.homeserver`."""
    short = name.removeprefix(PREFIX).casefold()
    room, parted, rest = short.partition("_")
    return f"{room}.{rest}" if parted and room in GROUPS else short
