"""What was compiled from a library, kept on disk: its values in one file, its search index in another.

Both are named by the library's hash and by a stamp of the code that wrote them,
so that a change of either makes others. Each is written whole or not at all,
has a checksum, and may hold nothing but this program's own values and plain
data: a file that somebody else put there cannot run code. Whatever is wrong
with one, it is made again without a word. Processes that open a library at the
same time compile it once: the others wait.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import bot
from bot.library import Library, Parts
from bot.search import Index

if TYPE_CHECKING:
    from bot.search.engine import Engine

Progress = Callable[[int, int], None]
"""Told now and then how many of how many sentences were read; of 0 as long as that is not known."""

_KEEP = 8
"""Compiled libraries that are left lying: those somebody switches between."""
_DIGEST = 32
"""Bytes of the SHA-256 that a library's file begins with."""
_LIBRARY, _INDEX, _LOCK = ".compiled", ".index", ".lock"
_UNFINISHED = ".new-"
_MADE_OF = ("bot.library", "bot.model")
"""Where the classes of a library's parts are. Others, even of this package, may do something when they are called."""
_GIVEN_UP = 24 * 60 * 60
"""Seconds after which an unfinished file is one of a program that was killed."""
_WAITED = 600
"""Seconds for which another process is waited for. It is alive, or its lock would be gone; perhaps it sleeps."""


class CompiledStore:
    """The compiled form of the library with one hash, in a folder that may be missing or unwritable."""

    def __init__(self, folder: Path | None, library_hash: str) -> None:
        self._folder = folder
        self._hash = library_hash
        self._name = f"{library_hash[:32]}-{_code_stamp()}"

    def get(self, progress: Progress | None = None) -> tuple[Library, Index] | None:
        """What was kept, or None where there is no library that can be trusted.

        The index is opened when it is first searched, and made again where it cannot be trusted.
        """
        if self._folder is None:
            return None
        try:
            content = memoryview((self._folder / (self._name + _LIBRARY)).read_bytes())
            body = content[_DIGEST:]
            if hashlib.sha256(body).digest() != content[:_DIGEST]:
                return None
            parts = _restore(body)
            if not isinstance(parts, Parts) or parts.hash != self._hash:
                return None
            library = Library(parts)
        except Exception:  # noqa: BLE001  # a broken cache may fail in any way, and must never show
            return None
        return library, Index(library, lambda: self._engine(library, progress))

    def put(self, library: Library, index: Index) -> None:
        """Keep what was compiled. A disk that is full or read-only is no error."""
        if self._folder is None:
            return
        self._put_index(index.engine)
        parts = _keep(library.parts)
        self._write(_LIBRARY, lambda file: file.write(hashlib.sha256(parts).digest() + parts))
        with contextlib.suppress(OSError):
            self._sweep(self._folder)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts, no other process compiles the same library. Where nothing can be kept, it waits for nobody."""
        from filelock import FileLock, Timeout  # here, because a library that is found compiled needs no lock

        with contextlib.ExitStack() as stack:
            if self._folder is not None:
                with contextlib.suppress(OSError, Timeout):
                    self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    stack.enter_context(FileLock(self._folder / (self._name + _LOCK), timeout=_WAITED, mode=0o600))
            yield

    def _engine(self, library: Library, progress: Progress | None) -> Engine:
        """The engine as it was kept, or a new one where that cannot be trusted."""
        kept = self._kept_engine()
        if kept is not None:
            return kept
        from bot.search.engine import Engine  # here, because it loads all that searching needs

        if progress is not None:
            progress(0, 0)
        with self.alone():
            kept = self._kept_engine()
            if kept is None:
                kept = Engine.build(library, progress)
                self._put_index(kept)
        return kept

    def _kept_engine(self) -> Engine | None:
        from bot.search.filing import read  # as above

        with contextlib.suppress(Exception):  # as in `get`
            if self._folder is not None:
                return read(self._folder / (self._name + _INDEX), self._hash)
        return None

    def _put_index(self, engine: Engine) -> None:
        from bot.search.filing import write  # as above

        self._write(_INDEX, lambda file: write(engine, self._hash, file))

    def _write(self, kind: str, write: Callable[[IO[bytes]], object]) -> None:
        """Write a file whole or not at all. Nothing is said where it cannot be written."""
        if self._folder is None:
            return
        import tempfile  # here, because it loads much that a program needs only when it has compiled something

        temporary = None
        with contextlib.suppress(OSError):
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_UNFINISHED, delete=False) as file:
                    temporary = file.name
                    write(file)
                os.replace(temporary, self._folder / (self._name + kind))
                temporary = None
            finally:  # also when somebody interrupts it
                if temporary is not None:
                    with contextlib.suppress(OSError):
                        os.unlink(temporary)

    @staticmethod
    def _sweep(folder: Path) -> None:
        kept = sorted(folder.glob(f"*{_LIBRARY}"), key=lambda path: path.stat().st_mtime, reverse=True)
        stale = [path.with_suffix(kind) for path in kept[_KEEP:] for kind in (_LIBRARY, _INDEX, _LOCK)]
        # What a program that was killed left, and what lies beside a library that was refused or could not be kept.
        alone = [path for kind in (_INDEX, _LOCK) for path in folder.glob(f"*{kind}")]
        alone = [path for path in alone if not path.with_suffix(_LIBRARY).exists()]
        long_ago = time.time() - _GIVEN_UP
        left_over = [path for path in (*folder.glob(f"{_UNFINISHED}*"), *alone) if path.stat().st_mtime < long_ago]
        for path in (*stale, *left_over):
            path.unlink(missing_ok=True)


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
    """Reads what a library is made of, and refuses everything else."""

    def find_class(self, module: str, name: str) -> object:
        if module in _MADE_OF:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:  # not what the module has imported
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a compiled library")


@cache
def _code_stamp() -> str:
    """Changes whenever a file of this package, what cuts words for it, or the Python that runs it changes."""
    digest = hashlib.sha256(sys.version.encode())
    for module in ("Stemmer", "anyascii"):
        spec = find_spec(module)
        if spec is not None and spec.origin is not None:
            found = os.stat(spec.origin)
            digest.update(f"{module} {found.st_size} {found.st_mtime_ns}\n".encode())
    root = os.path.dirname(bot.__file__)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            found = os.stat(os.path.join(folder, name))
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
