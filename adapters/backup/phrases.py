"""What backup and restore say, to whoever runs the program."""

from __future__ import annotations

from collections.abc import Sequence

NO_STATE = "There is no folder for what the bot keeps. Name one: CATENA_DATA=/var/lib/catena"
BOT_RUNS = (
    "A Catena is connected to the store. Stop it first (docker compose stop, systemctl stop catena), then restore."
)

_GIGA, _MEGA, _KILO = 1 << 30, 1 << 20, 1 << 10


# ── Backing up ───────────────────────────────────────────────────────────────


def nothing_there(store: str) -> str:
    """There is no store yet."""
    return f"There is nothing to back up yet: the store ({store}) is not there. Is CATENA_DATA, or CATENA_DATABASE_URL, the bot's?"


def not_begun(store: str) -> str:
    """The store has no tables yet."""
    return f"There is nothing to back up yet: in the store ({store}) nothing was ever kept. Is CATENA_DATABASE_URL the bot's?"


def later_store(store: str) -> str:
    """The store is a later version's."""
    return f"The store ({store}) was written by a later version of Catena. Back it up with that one."


def is_there(file: str) -> str:
    """There is such a file already."""
    return f"{file} is there already, and stays as it is. Name another file, or move it away."


def cannot_write(file: str, reason: str) -> str:
    """The backup cannot be written."""
    return f"{file} cannot be written ({reason}). Name a file in a folder that is there, and that you may write to."


def backed_up(file: str, size: int, rows: int, accounts: Sequence[str]) -> str:
    """What was done, and what is to be done with it."""
    matrix = f", and the keys of {', '.join(accounts)}" if accounts else ""
    return (
        f"{file} ({_size(size)}) holds {_number(rows, 'row')} of the store{matrix}. "
        "Keep it as you keep a password, away from this machine; your .env is not in it."
    )


# ── Restoring ────────────────────────────────────────────────────────────────


def cannot_read(file: str, reason: str) -> str:
    """The backup cannot be read."""
    return f"{file} cannot be read ({reason}). Nothing was changed."


def no_backup(file: str) -> str:
    """The file is something else, or cut off."""
    return f"{file} is no backup of Catena, or it is damaged. Nothing was changed."


def damaged(file: str) -> str:
    """What is in the file is not what was put there."""
    return f"{file} is damaged: what is in it is not what was put there. Nothing was changed. Take another backup."


def does_not_belong(file: str, name: str) -> str:
    """The file holds what no backup holds."""
    return f"{file} holds “{name}”, which no backup holds. Nothing was changed."


def later_format(file: str, version: str) -> str:
    """Only a later version understands the file."""
    return f"{file} was made by a later version of Catena ({version}). Nothing was changed. Bring Catena up to date, then restore."


def no_room(file: str, size: int, folder: str) -> str:
    """The disk has no room for what is in the file."""
    return f"{file} holds {_size(size)}, for which there is no room in {folder}. Nothing was changed."


def account_runs(account: str) -> str:
    """A program has the account's folder in hand."""
    return f"A Catena is signed in as {account} with this state folder. Stop it first, then restore."


def has_rows(store: str, rows: int) -> str:
    """The store is in use already."""
    return (
        f"The store ({store}) holds {_number(rows, 'row')} already. Nothing was changed. "
        "To put the backup in its place: catena restore --replace FILE; what is there is kept beside."
    )


def cannot_restore(reason: str) -> str:
    """The disk does not play along."""
    return f"It could not be restored ({reason}). What was there is there still."


def restored(rows: int, made: str, store: str) -> str:
    """The store is back."""
    return f"The store ({store}) is as it was at {made}: {_number(rows, 'row')}."


def account_restored(account: str) -> str:
    """What the bot is known by on Matrix is back."""
    return f"{account}: its identity and its room keys are back. It signs in as a new device, with its password, when it starts."


def account_left(account: str) -> str:
    """What is there on Matrix is newer, and stays."""
    return f"{account}: its keys are here already and were left as they are; they are newer than those of the backup."


def kept_beside(path: str) -> str:
    """What was there before."""
    return f"What was there before is in {path}; delete it when it is not needed any more."


def _number(many: int, what: str) -> str:
    return f"{many:,} {what}{'' if many == 1 else 's'}"


def _size(size: int) -> str:
    for unit, name in ((_GIGA, "GB"), (_MEGA, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{max(1, round(size / _KILO))} KB"
