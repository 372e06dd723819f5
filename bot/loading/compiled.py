"""What was compiled from a library, kept on disk: one file for one hash.

The file is named by the library's hash and by a stamp of the code that wrote
it, so that a change of either makes another file. It is written whole or not at
all, begins with a checksum, and may hold nothing but this program's own values
and plain data: a file that somebody else put there cannot run code. Whatever is
wrong with it, the library is compiled again without a word.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
import time
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bot
from bot.library import Library, Parts
from bot.search import Index

if TYPE_CHECKING:
    from bot.search.engine import Engine

_KEEP = 8
"""Compiled files that are left lying: the libraries somebody switches between."""
_DIGEST, _LENGTH = 32, 8
"""Bytes of the SHA-256 that a file begins with, and of the length of its first part."""
_UNFINISHED = ".new-"
_GIVEN_UP = 24 * 60 * 60
"""Seconds after which an unfinished file is one of a program that was killed."""


class CompiledStore:
    """The compiled form of the library with one hash, in a folder that may be missing or unwritable."""

    def __init__(self, folder: Path | None, library_hash: str) -> None:
        self._folder = folder
        self._hash = library_hash
        self._path = None if folder is None else folder / f"{library_hash[:32]}-{_code_stamp()}.compiled"

    def get(self) -> tuple[Library, Index] | None:
        """What was kept, or None where there is nothing that can be trusted.

        The index is restored when it is first searched.
        """
        if self._path is None:
            return None
        try:
            content = memoryview(self._path.read_bytes())
            body = content[_DIGEST:]
            if hashlib.sha256(body).digest() != content[:_DIGEST]:
                return None
            end = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
            parts = _restore(body[_LENGTH:end])
            if not isinstance(parts, Parts) or parts.hash != self._hash:
                return None
            library = Library(parts)
        except Exception:  # noqa: BLE001  # a broken cache may fail in any way, and must never show
            return None
        return library, Index(lambda: _engine(body[end:], library))

    def put(self, library: Library, index: Index) -> None:
        """Keep what was compiled. A disk that is full or read-only is no error."""
        if self._path is None or self._folder is None:
            return
        import tempfile  # here, because it loads much that a program needs only when it has compiled something

        parts, engine = _keep(library.parts), _keep(index.engine)
        body = len(parts).to_bytes(_LENGTH, "big") + parts + engine
        temporary = None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_UNFINISHED, delete=False) as file:
                temporary = file.name
                file.write(hashlib.sha256(body).digest() + body)
            os.replace(temporary, self._path)
            self._sweep()
        except OSError:
            if temporary is not None:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)

    def _sweep(self) -> None:
        assert self._folder is not None  # put() has returned where it is
        kept = sorted(self._folder.glob("*.compiled"), key=lambda path: path.stat().st_mtime, reverse=True)
        long_ago = time.time() - _GIVEN_UP
        left_over = [path for path in self._folder.glob(f"{_UNFINISHED}*") if path.stat().st_mtime < long_ago]
        for path in (*kept[_KEEP:], *left_over):
            path.unlink(missing_ok=True)


def _engine(kept: memoryview, library: Library) -> Engine:
    """The engine as it was kept, or a new one where that cannot be trusted."""
    from bot.search.engine import Engine  # here, because it loads all that searching needs

    with contextlib.suppress(Exception):  # as in `get`
        restored = _restore(kept)
        if isinstance(restored, Engine):
            return restored
    return Engine.build(library)


def _keep(value: object) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(value)
    return buffer.getvalue()


def _restore(kept: memoryview) -> object:
    return _Unpickler(io.BytesIO(kept)).load()


class _Pickler(pickle.Pickler):
    """Writes dataclasses as a call of their class, so that reading them checks them again."""

    def reducer_override(self, obj: object) -> Any:
        if is_dataclass(obj) and not isinstance(obj, type):
            return type(obj), tuple(getattr(obj, field.name) for field in fields(obj))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Reads this package's own classes and arrays, and refuses everything else."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) in (("array", "_array_reconstructor"), ("array", "array")):
            return super().find_class(module, name)
        if module.partition(".")[0] == "bot":
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:  # not what the module has imported
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a compiled library")


@cache
def _code_stamp() -> str:
    """Changes whenever a file of this package, or the Python that runs it, changes."""
    digest = hashlib.sha256(sys.version.encode())
    root = os.path.dirname(bot.__file__)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            found = os.stat(os.path.join(folder, name))
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
