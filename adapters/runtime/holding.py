"""One program at a time: a file that is held, and let go when its holder ends, however that is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from adapters.runtime.supervision import FinalError


@contextmanager
def held(file: Path, refusal: str) -> Iterator[None]:
    """Hold a file for as long as the block lasts; where nothing can be written or locked, it does without.

    Raises FinalError, which says `refusal`, where another program holds it.
    """
    lock = FileLock(file, timeout=0)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise FinalError(refusal) from None
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.release()
