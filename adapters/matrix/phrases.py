"""What the bot says on Matrix in its own words, in one place so that it can be translated."""

from __future__ import annotations

from adapters.answering.limits import TooManyError
from adapters.runtime.work import OverloadedError

# ── In rooms ─────────────────────────────────────────────────────────────────
FAULT = "That went wrong, by a mistake of mine, and there is no answer. It is in my log; asking again may help."
BUSY = "Too many ask me at this moment. Please ask again in a minute."
TOO_OLD = "You asked for this while I was away, so I changed nothing. Say it again if you still want it."
DARK = (
    "I could not decrypt a message here: its key has not reached me. If it was meant for me, please send it again "
    "(in Element, signing in again or “Reset session” helps where it goes on)."
)
EDITED = "I have changed this answer. This app does not show changed messages; ask me again to read it."
CHANGED = "The documents have changed since this was shown, and its numbers may lead to other places now. Ask again for what they say today."
NO_SUCH_NUMBER = "That number is not on offer there; the message ends with those that are."
NO_FURTHER_PAGE = "There is no page beyond that one. What can be asked next stands at its end, with numbers."
NOTHING_TO_PICK = "There is nothing to pick from that message. Ask anew: “help” says how."
UNREADABLE = "I cannot read that message of mine any more: the keys it was written with are gone. Please ask again."


def of_error(error: BaseException) -> str:
    """Why there is no answer."""
    if isinstance(error, TooManyError):
        return str(error)
    return BUSY if isinstance(error, OverloadedError) else FAULT


def greeting(title: str, example: str, help_line: str) -> str:
    """The first message in a room: two lines."""
    return (
        f"I answer with quotations from {title}: word for word, with who says it, through whom, and where.\n"
        f"Try “{example}”; “{help_line}” says what else I answer."
    )


# ── Digests ──────────────────────────────────────────────────────────────────
NOT_IN_ROOM = "I am not in that room any more; invite me again."
MAY_NOT_POST = "I may not write there: who manages the room can let me (Room settings, Roles & Permissions)."
A_ROOM = "a room that I am no longer in"

# ── How it is connected ──────────────────────────────────────────────────────
NO_ANSWER = "the homeserver does not answer, and is asked again"
REFUSES = "the homeserver refuses to say what happens, and is asked again"


def keys_not_kept(reason: str) -> str:
    return f"the keys of encrypted rooms cannot be kept ({reason}). Is there room on the disk?"


# ── What ends the program ────────────────────────────────────────────────────
NO_HOMESERVER = "There is no homeserver: put CATENA_MATRIX_HOMESERVER=https://matrix.example.org into .env."
NO_USER = "There is no account for Matrix: put CATENA_MATRIX_USER=@catena:example.org into .env."
NO_PASSWORD = (
    "There is neither password nor token for Matrix: put CATENA_MATRIX_PASSWORD=… or CATENA_MATRIX_TOKEN=… into .env, or name "
    "a file that holds it with CATENA_MATRIX_PASSWORD_FILE or CATENA_MATRIX_TOKEN_FILE."
)
BAD_PASSWORD = (
    "The homeserver refuses the bot's name or password (CATENA_MATRIX_USER, CATENA_MATRIX_PASSWORD). "
    "Try them in a Matrix client that signs in at CATENA_MATRIX_HOMESERVER, mend them, and start again."
)
BAD_TOKEN = (
    "The homeserver does not know the bot's token any more (CATENA_MATRIX_TOKEN), and there is no password to sign in with. "
    "Make a new token, or set CATENA_MATRIX_PASSWORD instead; then start again."
)
TOKEN_WITHOUT_DEVICE = (
    "The token (CATENA_MATRIX_TOKEN) belongs to no device, so it cannot read encrypted rooms. "
    "Make one by signing in, or set CATENA_MATRIX_PASSWORD instead; then start again."
)
LOST_KEYS = (
    "The token (CATENA_MATRIX_TOKEN) belongs to a device whose keys are not in the state folder (CATENA_DATA), and nobody can make them again. "
    "Bring the folder back, or make a new token by signing in anew, or set CATENA_MATRIX_PASSWORD instead; then start again."
)
NO_STATE_FOLDER = (
    "There is no folder for the keys of encrypted rooms: name one with CATENA_DATA=/var/lib/catena, "
    "which stays where it is when Catena is started anew."
)
DEACTIVATED = (
    "The homeserver says that the bot's account was closed (CATENA_MATRIX_USER). Give it another one, and start again."
)


def other_account(token_user: str, user: str) -> str:
    return f"The token (CATENA_MATRIX_TOKEN) belongs to {token_user}, but CATENA_MATRIX_USER names {user}. Mend one of them, and start again."


def no_password_login(server: str) -> str:
    return (
        f"{server} takes no passwords (it signs in elsewhere). Make a token for the bot there, "
        "put it into CATENA_MATRIX_TOKEN, and start again."
    )


def cannot_keep(folder: object, reason: str) -> str:
    return f"The keys of encrypted rooms cannot be kept in {folder} ({reason}). Give that folder to the user that Catena runs as."


def in_use(folder: object) -> str:
    return f"Another Catena runs with this account's keys ({folder}). Stop it first: one device is one program."


def bad_user(written: str) -> str:
    return f"CATENA_MATRIX_USER is “{written}”, which is no whole id: CATENA_MATRIX_USER=@catena:example.org"


def bad_homeserver(written: str) -> str:
    return f"CATENA_MATRIX_HOMESERVER is “{written}”, which is no address: CATENA_MATRIX_HOMESERVER=https://matrix.example.org"
