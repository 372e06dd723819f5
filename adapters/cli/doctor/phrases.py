"""What the doctor says, in one place so that it can be translated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# ── What is looked at ────────────────────────────────────────────────────────
PYTHON = "Python"
EXTRAS = "extras"
SETTINGS = "settings"
SECRETS = "secrets"
PLATFORMS = "platforms"
LIBRARY = "library"
FOLDER = "state folder"
ROOM = "disk"
ZONES = "time zones"
STORE = "store"
CLOCK = "clock"
HEALTH = "health and metrics"
DISCORD = "Discord"
DISCORD_TOKEN = "Discord: token"  # what it is called, and none itself
DISCORD_INTENT = "Discord: text of messages"
DISCORD_COMMANDS = "Discord: commands"
DISCORD_GATEWAY = "Discord: gateway"
DISCORD_SERVERS = "Discord: servers"
MATRIX = "Matrix"
MATRIX_ACCOUNT = "Matrix: account"
MATRIX_SERVER = "Matrix: homeserver"
MATRIX_LOGIN = "Matrix: sign-in"
MATRIX_DEVICE = "Matrix: device"
MATRIX_KEYS = "Matrix: keys"
MATRIX_ROOMS = "Matrix: rooms"

# ── In the end ───────────────────────────────────────────────────────────────
ALL_WELL = "All is well. Start it: catena serve"

# ── This machine ─────────────────────────────────────────────────────────────
NOT_SET = "nothing is set for it"
SETTINGS_FOUND = "all of them are known, and can be used"
UNREACHED_MEND = (
    "look at the network of this machine: can it open connections to the outside, and does it need a proxy?"
)


def some_wrong(number: int) -> str:
    return f"{number} thing{'' if number == 1 else 's'} to mend, marked “wrong”."


def python(version: str) -> str:
    return f"{version}, and 3.11 or newer is needed"


PYTHON_MEND = "install a newer Python, then make the environment anew: make PYTHON=/path/to/python3.13 serve"


def unknown_setting(name: str, meant: str) -> str:
    return f"{name} means nothing, and is left out{f'; did you mean {meant}?' if meant else ''}"


def rename_setting(name: str, meant: str) -> str:
    return (
        f"write {meant} in the place of {name}" if meant else f"take {name} out; docs/operating.md lists all there are"
    )


def quoted_setting(name: str) -> str:
    return f"{name} has quotation marks around it, which are a part of it here"


def half_quoted_setting(name: str) -> str:
    return f"{name} has a quotation mark at one end, which is a part of it here"


def bare_setting(name: str) -> str:
    return f".env sets {name}, which means nothing here"


def unquote_setting(name: str) -> str:
    return f"take the quotation marks away at the ends of the value of {name}"


SETTINGS_MEND = "mend it where it is set (the environment, .env or catena.yaml), then: catena doctor"
NOTHING_SET = "nothing is set to go online with"
NOTHING_SET_MEND = "put the bot's token or account into .env; catena init writes one"
SECRETS_OK = "only their owner may read them"


def others_read(path: object) -> str:
    return f"others on this machine may read {path}, and speak as the bot"


def keep_to_oneself(path: str) -> str:
    return f"chmod 600 {path}"


_CALLED = {"discord": "Discord", "matrix": "Matrix", "postgresql": "PostgreSQL", "online": "a platform"}


def installed(extras: Sequence[str]) -> str:
    return f"installed: {', '.join(extras) or 'none'}"


def lacks(extra: str) -> str:
    return f"what {_CALLED[extra]} needs is not installed"


def install(extra: str) -> str:
    return f"pip install 'catena[{extra}]' (in a checkout: make {'serve' if extra == 'postgresql' else extra})"


def library(name: str, documents: int, claims: int) -> str:
    return f"{name}: {documents} document{'' if documents == 1 else 's'}, {claims} claim{'' if claims == 1 else 's'}"


def broken_library(folder: object, problems: int, first: str) -> str:
    return f"{folder} has {problems} problem{'' if problems == 1 else 's'}, the first: {first}"


def check_library(folder: str) -> str:
    return f"catena check {folder}"


def same_name(folder: object, name: str) -> str:
    return f"{folder} is called “{name}”, as another one is"


SAME_NAME_MEND = "give one of the folders another name in CATENA_LIBRARY, or leave one out"
NO_FOLDER = "there is none, because this user has no home"
NO_FOLDER_MEND = "name one: CATENA_DATA=/var/lib/catena"


def no_folder(path: object, there: object) -> str:
    return f"{path} cannot be made: {there} is a file"


def no_place(path: object, there: object, reason: str) -> str:
    return f"{path} cannot be used: nothing can be made in {there} ({reason})"


def cannot_make(path: object, there: object) -> str:
    return f"{path} is not there, and this user may not make it in {there}"


def make_folder(path: str, user: str) -> str:
    return f"sudo install -d -m 700 -o {user} {path}"


def folder_well(path: object) -> str:
    return f"{path} can be written to"


def folder_made(path: object) -> str:
    return f"{path} is made at the first start"


def folder_closed(path: object) -> str:
    return f"{path} cannot be written to by this user"


def give(path: str, user: str) -> str:
    return f"sudo chown -R {user} {path}"


def folder_open(path: object) -> str:
    return f"others on this machine may write into {path}, where keys are kept"


def close_folder(path: str) -> str:
    return f"chmod go-w {path}"


def room(free: int) -> str:
    return f"{free:,} MB free"


def no_room(free: int) -> str:
    return f"only {free:,} MB are free"


def no_disk(there: object) -> str:
    return f"not measured: {there} is on no disk"


ROOM_MEND = "make room: what fills the disk? du -xh / | sort -h | tail"
ZONES_OK = "known, so that a claim of the day can be planned"
ZONES_LACK = "nothing is known of them, and no claim of the day can be planned"
ZONES_MEND = "pip install tzdata"


def store_well(name: str) -> str:
    return f"{name} can be read and is up to date"


def store_made(name: str) -> str:
    return f"{name} is made at the first start"


def store_older(name: str) -> str:
    return f"{name} is brought up to date at the next start; make a backup before: catena backup"


def store_later(name: str) -> str:
    return f"{name} was written by a later version of Catena"


def closed_folder(file: object, folder: object) -> str:
    return f"{file} cannot be used: this user may not write into {folder}"


def make_writable(path: str) -> str:
    return f"chmod u+rw {path}"


def store_open(file: object) -> str:
    return f"others on this machine may read {file}"


STORE_LATER_MEND = "bring Catena up to date, or name another store with CATENA_DATABASE_URL"
STORE_MEND = "where it is, CATENA_DATABASE_URL says, or CATENA_DATA"


# ── Over the network ─────────────────────────────────────────────────────────
def unreached(host: str, reason: str) -> str:
    return f"{host} cannot be reached ({reason})"


NO_SUCH_HOST = "there is no host of that name, or no network to ask for it"
BAD_CERTIFICATE = "its certificate cannot be trusted, or this clock is wrong"
NOBODY = "nobody answers there"
NO_TLS = "it does not speak HTTPS there"


def no_answer(seconds: float) -> str:
    return f"no answer in {seconds:g} s"


def clock_well(host: str, seconds: float) -> str:
    return f"{seconds:.0f} s from that of {host}"


def clock_wrong(host: str, seconds: float) -> str:
    return f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} that of {host}"


CLOCK_MEND = "set it: timedatectl set-ntp true"

BETWEEN_MEND = "look at what stands between this machine and the network: a proxy, or a page to sign in at"


def other_answer(host: str) -> str:
    return f"what answers is not {host}"


TOKEN_MEND = "make a new one: Developer Portal → your application → Bot → Reset Token; put it into .env as CATENA_DISCORD_TOKEN"  # a sentence about one
TOKEN_REFUSED = "Discord does not take it"  # likewise


def token_odd(what: str) -> str:
    return f"it does not look like a token: {what}"


def token_taken(name: str) -> str:
    return f"taken; the application is “{name}”"


def answered_oddly(status: int) -> str:
    return f"Discord answered {status}"


LATER_MEND = "Discord may have trouble: discordstatus.com; try again later"
WAIT_MEND = "this address has asked Discord for too much; wait a few minutes"
INTENT_THERE = "granted: !claim and [[…]] work where organisers turn them on"
INTENT_LACKS = "not granted: /claim and mentions work; !claim and [[…]] do not (to grant it: Developer Portal → your application → Bot → Message Content Intent)"


def commands_there(number: int) -> str:
    return f"all {number} are registered"


COMMANDS_NONE = "none is registered yet; that happens at the first start"


def commands_lack(names: Iterable[str]) -> str:
    return f"not as this version has them: {', '.join(sorted(names))}"


COMMANDS_MEND = "start it: that registers them anew. If it does not: catena serve --sync, once"


def gateway(left: int, total: int, shards: int) -> str:
    return f"{left} of {total} connections left today; {shards} shard{'' if shards == 1 else 's'} recommended"


GATEWAY_NONE = "no connection is left today: something starts the bot again and again"
GATEWAY_MEND = "look at the log for why it ends; Discord gives new ones within a day"


def servers(number: int) -> str:
    return f"in about {number} server{'' if number == 1 else 's'}"


SERVERS_NONE = "in no server yet; the link that adds it: catena discord --invite"


def server_there(address: str, versions: str) -> str:
    return f"{address} answers (Matrix {versions})"


def no_homeserver(address: str, status: int) -> str:
    return f"{address} answers, but is no homeserver ({status})"


def server_oddly(status: int) -> str:
    return f"the homeserver answers {status}"


SERVER_LATER_MEND = "the homeserver may have trouble: its own log says which; try again later"
SERVER_MEND = "look at CATENA_MATRIX_HOMESERVER: an address such as https://matrix.example.org, or the server's name"
NO_PASSWORD_LOGIN = "the homeserver takes no passwords"  # a sentence about them
NO_PASSWORD_LOGIN_MEND = "make a token for the bot there, and put it into .env as CATENA_MATRIX_TOKEN"  # likewise
NOT_SIGNED_IN = "the password is taken; the first start signs in with it"
TRIED_AS = "catena doctor"
"""What the device is called with which the password is tried."""


def password_refused(user: str) -> str:
    return f"the homeserver refuses the name or the password of {user}"


PASSWORD_MEND = "mend CATENA_MATRIX_PASSWORD or CATENA_MATRIX_USER where it is set; they are those of the account that the bot has there"  # a sentence about one
TRIED_TOO_OFTEN = "not known: the homeserver takes no more tries for now"
TRIED_TOO_OFTEN_MEND = "wait a few minutes, then: catena doctor"


def signed_in(user: str, device: str, *, runs: bool) -> str:
    return f"{user}, device {device}{'; a Catena is running on it' if runs else ''}"


SIGNED_OUT = "the session that was kept is known no more; the password is taken, and the next start signs in anew"
SIGNED_OUT_NO_PASSWORD = (
    "the session is known no more, and there is no password to sign in with"  # a sentence about one
)
SIGNED_OUT_MEND = "set CATENA_MATRIX_PASSWORD, or make a new token"
NO_KEYS_YET = "its keys are made at the first start"
DEVICE_SIGNED = "cross-signed: clients show no warning"
DEVICE_UNSIGNED = "not signed, so that clients warn of it"
DEVICE_MEND = "set CATENA_MATRIX_PASSWORD and start the bot again: it signs its device. If that does not help, reset the account's cross-signing in Element (Settings → Encryption)"
KEYS_THERE = "those of this device are in the state folder"
KEYS_LACK = "those of this device are not in the state folder, so that encrypted rooms cannot be read"
KEYS_MEND = "bring the folder back (CATENA_DATA), or set CATENA_MATRIX_PASSWORD: the next start makes a new device"


def rooms(joined: int, invitations: int) -> str:
    there = f"in {joined} room{'' if joined == 1 else 's'}" if joined else "in no room yet: invite it in any client"
    if not invitations:
        return there
    return f"{there}; {invitations} invitation{'' if invitations == 1 else 's'} not answered yet"


def health_ready(address: str) -> str:
    return f"a Catena runs at {address}, and is ready"


def health_unready(address: str, why: str) -> str:
    return f"a Catena runs at {address}, and is not ready: {why}"


def health_free(address: str) -> str:
    return f"nobody is at {address} now; it is free for the next start"


def health_refused(address: str, reason: str) -> str:
    return f"{address} cannot be listened on ({reason})"


def health_taken(address: str) -> str:
    return f"something else is at {address}"


HEALTH_MEND = "name another port: CATENA_HTTP=127.0.0.1:8081"
HEALTH_UNREADY_MEND = "catena status, and the log"
HEALTH_STORE_MEND = (
    "end the program that holds the store (a file: fuser -v FILE), or bring its server back; the log says more"
)
