"""`catena serve --help` and the like: what one verb does, in one place so that it can be translated."""

from __future__ import annotations

_ONE_LIBRARY = "  --library FOLDER   the library to answer from; otherwise CATENA_LIBRARY, or the two documents"
_ONLINE = f"""\
  --sync             register the commands again
  --shards 0-3/16    serve a part of the servers, for several processes (docs/operating.md)
{_ONE_LIBRARY}"""
_ENDS = """\
It ends with Ctrl-C or SIGTERM.

Exit codes: 0 it was stopped; 70 a fault of ours; 75 the store is not there, perhaps later; 78 the settings. The last
line says what is wrong."""

VERB_HELP = {
    "check": """\
catena check [FOLDER]

What is wrong with a library: each problem with its file, line and key, and what to do; and which sentences no claim
quotes. Without a folder it is CATENA_LIBRARY, or the two documents. It changes nothing.

Exit codes: 0 no errors; 1 there are some. The format of a library: docs/library-format.md.
""",
    "discord": f"""\
catena discord [OPTIONS]

The bot on Discord alone. Needs CATENA_DISCORD_TOKEN; docs/discord.md says where that comes from.

  --invite           print the link that adds the bot to a server, and end
{_ONLINE}

{_ENDS}
""",
    "matrix": f"""\
catena matrix [OPTIONS]

The bot in Matrix rooms alone. Needs CATENA_MATRIX_HOMESERVER, CATENA_MATRIX_USER, and CATENA_MATRIX_PASSWORD or
CATENA_MATRIX_TOKEN; docs/matrix.md says where those come from.

{_ONE_LIBRARY}

{_ENDS}
""",
    "serve": f"""\
catena serve [OPTIONS]

The bot wherever something is set for it: Discord, Matrix or both, in one process. When one is down,
the other answers on.

{_ONLINE}

First: catena init, then catena doctor. {_ENDS}
""",
    "doctor": """\
catena doctor [--library FOLDER]

Looks through all that is set up: Python, library, store, tokens, Discord, the homeserver, rights, clock. Each line is
ok, or says what is wrong and what mends it. It writes nothing that stays.

Exit codes: 0 all is well; 78 something is not.
""",
    "init": """\
catena init [FOLDER]

Writes .env and catena.yaml, with every setting explained, into the current folder or another one. A file that is there
stays as it is.

Exit codes: 0 something was written; 78 nothing was.
""",
    "backup": """\
catena backup [--replace] [FILE]

All that the bot keeps, in one file: the store, and on Matrix the bot's keys. Also while it runs. Without a name it is
catena-DATE.tar.gz in the current folder.

  --replace   write over a file that is there

Keep it as you keep a password. Not in it: .env, and libraries.
""",
    "restore": """\
catena restore [--replace] FILE

Brings back what catena backup wrote, into a store with nothing in it, while no Catena runs on it. It may be of the
other kind: from SQLite to PostgreSQL, or back.

  --replace   over what is there, which is kept beside

All is brought back or nothing is. On Matrix it needs CATENA_MATRIX_PASSWORD: the bot signs in as a new device.
""",
}
"""By verb."""
