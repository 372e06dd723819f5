"""The file of a backup: written whole or not at all, and read as something that anybody may have made."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from adapters.backup import phrases
from adapters.backup.errors import BackupError
from adapters.backup.manifest import NAME, STORE, Manifest, Member, read_manifest

_MATRIX = r"matrix/(?!\.\.?/)[^/\\:\0]+/(?:cross-signing\.json|keys/[^/\\:\0]+\.db)"
_EXPECTED = re.compile(rf"{re.escape(STORE)}|{_MATRIX}")
_PIECE = 1 << 16
_SIP = 1 << 20
"""Bytes that are read at a time at the most: the manifest, and what the format says of a file, are never longer."""


def member_of(path: Path) -> Member:
    """A file, as a manifest speaks of it."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return Member(size, digest.hexdigest())


def write(path: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write a backup that only its owner may read.

    Raises OSError where it cannot be written; then there is none.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                content = manifest.written()
                archive.addfile(_entry(NAME, len(content)), io.BytesIO(content))
                for name, source in files.items():
                    with source.open("rb") as member:
                        archive.addfile(_entry(name, manifest.members[name].size), member)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        settle(path.parent)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """What is in a backup, in a folder, once all of it is as its manifest says.

    Raises BackupError for what is no backup, damaged, or holds anything that does not belong there.
    """
    file = str(path)
    try:
        with gzip.open(path) as unzipped, tarfile.open(fileobj=_Sipped(unzipped), mode="r:") as archive:
            first = archive.next()
            if first is None or first.name != NAME or not first.isreg() or first.size > _SIP:
                raise BackupError(phrases.no_backup(file))
            manifest = read_manifest(_content(archive, first), file)
            _make_room(manifest, folder, file)
            missing = dict(manifest.members)
            while (entry := archive.next()) is not None:
                expected = missing.pop(entry.name, None)
                if expected is None or not entry.isreg() or not _EXPECTED.fullmatch(entry.name):
                    raise BackupError(phrases.does_not_belong(file, entry.name))
                if entry.size != expected.size or _unpack(archive, entry, folder) != expected.sha256:
                    raise BackupError(phrases.damaged(file))
            rest = unzipped.read(_SIP)  # to its end, where the checksum of all of it stands
            if rest.strip(b"\0") or unzipped.read(1):
                raise BackupError(phrases.damaged(file))
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, UnicodeError):
        raise BackupError(phrases.no_backup(file)) from None
    except OSError as error:
        raise BackupError(phrases.cannot_read(file, error.strerror or type(error).__name__)) from None
    if missing:
        raise BackupError(phrases.damaged(file))
    return manifest


def settle(folder: Path) -> None:
    """Have a folder's names on disk, where the system knows such a thing."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Sipped(io.RawIOBase):
    """A stream of which nobody reads more at a time than a piece: the format lets a header say that it is gigabytes long."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _SIP:
            raise tarfile.ReadError("too much at a time")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    return entry


def _make_room(manifest: Manifest, folder: Path, file: str) -> None:
    size = sum(member.size for member in manifest.members.values())
    if size > shutil.disk_usage(folder).free:
        raise BackupError(phrases.no_room(file, size, str(folder)))


def _opened(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> BinaryIO:
    stream = archive.extractfile(entry)
    if stream is None:
        raise tarfile.ReadError("no file")
    return stream  # type: ignore[return-value]  # typeshed's IO[bytes] is what BinaryIO is


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    with _opened(archive, entry) as stream:
        return stream.read()


def _unpack(archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> str:
    target = folder / entry.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with _opened(archive, entry) as stream, os.fdopen(descriptor, "wb") as file:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()
