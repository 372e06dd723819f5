"""Room keys of a device that is no more, as a backup brings them: what it could read can be read again."""

from __future__ import annotations

from contextlib import suppress

import structlog

from adapters.matrix.encryption import Encryption
from adapters.matrix.session import SessionFolder

_log = structlog.get_logger(__name__)


def inherit(encryption: Encryption, folder: SessionFolder) -> None:
    """Take over the keys that lie there, once."""
    files = folder.inherited()
    for file in files:
        try:
            taken = encryption.inherit(file)
        except Exception:  # noqa: BLE001  # a file that is broken must not keep the bot from answering
            _log.exception("room keys of a backup could not be taken over", file=file.name)
            file.replace(file.with_suffix(".broken"))
            continue
        _log.info("room keys of a backup were taken over", keys=taken)
        file.unlink()
    if files:
        with suppress(OSError):  # something else lies there
            files[0].parent.rmdir()
