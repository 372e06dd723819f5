"""What the bot says on Discord in its own words, in one place so that it can be translated."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.answering.limits import TooManyError
from adapters.runtime.work import OverloadedError

# ── On every page ────────────────────────────────────────────────────────────
PREVIOUS = "◀ Previous"
NEXT = "Next ▶"
CONTINUED = "(continued)"
OPEN_ONE = "Open one …"


def page_of(number: int, last: int) -> str:
    return f"{number} of {last}"


def part_of(number: int, last: int) -> str:
    return f"This sentence is longer than a message: part {number} of {last}."


def pick(number: int) -> str:
    """The button beside an option, whose text has the number and the name."""
    return f"Choose {number}"


# ── Buttons that cannot do what they say ─────────────────────────────────────
ASK_AGAIN = "Ask again"
CHANGED = "The documents have changed since this was shown, and its buttons may lead to other places now. Ask again for what they say today."
UNREADABLE = "This button is from another version of me. Ask again: /help says how."
FAULT = "That went wrong, by a mistake of mine, and there is no answer. It is in my log; asking again may help."
BUSY = "Too many ask me at this moment. Please ask again in a minute."


def of_error(error: BaseException) -> str:
    """Why there is no answer."""
    if isinstance(error, TooManyError):
        return str(error)
    return BUSY if isinstance(error, OverloadedError) else FAULT


NO_WORDS = "That message has no words that I could look for: only a picture, perhaps, or another bot's card."

# ── Threads ──────────────────────────────────────────────────────────────────
NO_THREADS_IN_PRIVATE = "Private conversations have no threads, so both sides stand here."
NO_THREADS_HERE = "This kind of channel has no threads, so both sides stand here."
_PERMISSIONS = {
    "view_channel": "View Channel",
    "create_public_threads": "Create Public Threads",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
}


def _listed(names: Sequence[str]) -> str:
    """Permissions as Discord calls them."""
    called = [f"“{_PERMISSIONS[name]}”" for name in names]
    return called[0] if len(called) == 1 else f"{', '.join(called[:-1])} and {called[-1]}"


def missing_permissions(names: Sequence[str]) -> str:
    return (
        f"I may not open a thread here: I lack {_listed(names)}. Who manages this channel can give me that "
        "(Edit Channel, Permissions). Until then both sides stand here."
    )


def no_member(link: str) -> str:
    return f"I am no member of this server, so I cannot open a thread in it; both sides stand here. Who manages it can add me: {link}"


def thread_refused(reason: str) -> str:
    return f"Discord did not let me open a thread ({reason or 'it gave no reason'}), so both sides stand here."


def broken_off(line: str) -> str:
    """`line` is what asks for all of it, as it is typed."""
    return f"Discord did not take the rest of this, so one side may be missing. For all of it, ask here: {line}"


# ── What a group chose and cannot have ───────────────────────────────────────
_LACKS = (
    "But Discord gives me no text of messages, so it has no effect yet: whoever runs me turns on “Message Content Intent” "
    "(Developer Portal, my application, Bot) and starts me again."
)
LACKS_MESSAGES = {"prefix": _LACKS, "inline": _LACKS}

# ── Digests ──────────────────────────────────────────────────────────────────
NO_CHANNEL = "The channel is gone, or I may not see it."
MAY_NOT_POST = "I may not write there: I lack “Send Messages” (Edit Channel, Permissions)."
A_CHANNEL = "a channel that I no longer see"


NO_DIGEST_IN_FORUM = (
    "But nothing can be posted in a forum beside its posts. End it here, and plan it in a text channel."
)


def about_parent(name: str) -> str:
    return f"In a thread, “here” is the channel that it hangs on: #{name}."


def cannot_post_yet(names: Sequence[str]) -> str:
    return (
        f"But I cannot post there yet: I lack {_listed(names)}. Who manages that channel can give me that "
        "(Edit Channel, Permissions)."
    )


def cannot_post_without_me(link: str) -> str:
    return f"But I am no member of this server, so I cannot post in it. Who manages it can add me: {link}"


def post_refused(reason: str) -> str:
    return f"Discord did not take it ({reason or 'it gave no reason'})."


# ── How it is connected ──────────────────────────────────────────────────────
LOST_CONNECTION = "the connection broke, and is being made again"

# ── What ends the program ────────────────────────────────────────────────────
NO_TOKEN = (
    "There is no token for Discord: put CATENA_DISCORD_TOKEN=… into .env, or name a file that holds it with "
    "CATENA_DISCORD_TOKEN_FILE. Discord's Developer Portal gives you one: your application, Bot, Reset Token."
)
BAD_TOKEN = (
    "Discord refuses the bot's token (CATENA_DISCORD_TOKEN). Make a new one in the Developer Portal: "
    "your application, Bot, Reset Token; then start again."
)
REFUSED_INTENTS = (
    "Discord does not grant the bot what it asks for. In the Developer Portal, your application, Bot, turn on "
    "“Message Content Intent”, or turn it off and on again; then start again."
)
LOST_INTENTS = "Discord no longer gives the bot the text of messages that do not mention it"
BAD_INTENTS = "Discord does not know what the bot asks for (invalid intents). Bring Catena up to date, and start again."
BAD_SHARDS = "Discord does not take these shards (--shards). FIRST-LAST/COUNT must be the same COUNT in every process."
TOO_FEW_SHARDS = (
    "The bot is in too many servers for so few shards. Start it with more: --shards 0-3/4, or without --shards."
)


def cannot_ask(reason: str) -> str:
    return (
        f"Discord could not be asked which application the token belongs to ({reason}). Is there a network? Try again."
    )


def in_use(lock: object) -> str:
    return (
        f"Another Catena runs on Discord with these settings ({lock}). Stop it first, or members would get two answers. "
        "Several share a bot by --shards, each with shards of its own."
    )
