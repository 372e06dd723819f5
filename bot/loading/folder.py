"""The files of a library folder, as bytes, with their hash."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.problems import Problem

MAX_BYTES = 16 * 1024 * 1024
"""The largest text that is read; a long book is about 2 MB of plain text."""
MAX_YAML_BYTES = 2 * 1024 * 1024
"""The largest YAML file: what it says of ten thousand documents is a tenth of that, and reading it takes a second."""

ENTITY_FOLDERS = ("claims", "topics", "people")
_LEADS_OUT = ("a symbolic link leads out of the library's folder", "put a copy of what it points to here")
_MISSING = {"library.yaml": "write one with format, name, title and documents"}
_MISSING_ELSEWHERE = "a document needs document.yaml and text.txt, and a link something to point to"
_NO_FILE = ("this is no file", "put a file of that name here")
# Never waits for somebody to write into a pipe, and never changes a line end on Windows.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class Folder:
    """What stands in a library folder: relative path (with /) → bytes.

    `hash` is the SHA-256 over all paths and contents.
    """

    root: Path
    files: dict[str, bytes]
    problems: tuple[Problem, ...]
    hash: str


def read_folder(root: Path) -> Folder:
    """Read every file that the format knows, in one pass.

    What cannot be read is a problem, never an exception. Hidden files are
    passed over, as editors and systems leave them everywhere.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    if not os.path.isdir(root):
        wrong = "there is no such folder"
        problems.append(Problem(str(root), 0, "", wrong, "give the folder that holds library.yaml"))
    else:
        real = os.path.realpath(root)
        for path, name, is_link in _expected(root, real, problems):
            content = _read(path, name, real, problems, is_link=is_link)
            if content is not None:
                files[name] = content
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode("utf-8", "surrogatepass") + b"\0" + hashlib.sha256(files[name]).digest())
    return Folder(root, files, tuple(problems), digest.hexdigest())


def _expected(root: Path, real: str, problems: list[Problem]) -> Iterator[tuple[str, str, bool]]:
    """The files that the format knows: path, name in the library, and whether it may be a symbolic link."""
    yield os.path.join(root, "library.yaml"), "library.yaml", True
    for entry in _entries(root, "documents", real, problems):
        if entry.is_symlink() or not entry.is_dir():
            wrong = "only folders stand here, one a document"
            problems.append(Problem(f"documents/{entry.name}", 0, "", wrong, "move it into a folder named by an id"))
            continue
        for name in ("document.yaml", "text.txt"):
            yield os.path.join(entry.path, name), f"documents/{entry.name}/{name}", True
    for folder in ENTITY_FOLDERS:
        for entry in _entries(root, folder, real, problems):
            if entry.name.endswith(".yaml"):
                yield entry.path, f"{folder}/{entry.name}", entry.is_symlink()
            else:
                wrong = "only .yaml files stand here"
                problems.append(Problem(f"{folder}/{entry.name}", 0, "", wrong, "rename or remove it"))


def _entries(root: Path, folder: str, real: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    path = os.path.join(root, folder)
    if not os.path.lexists(path):
        return []
    if os.path.islink(path) and _leads_out(path, real):
        problems.append(Problem(folder, 0, "", *_LEADS_OUT))
        return []
    if not os.path.isdir(path):
        problems.append(Problem(folder, 0, "", "this is no folder", "put a folder of that name here"))
        return []
    try:
        with os.scandir(path) as found:
            return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        wrong = f"the folder cannot be read ({error.strerror})"
        problems.append(Problem(folder, 0, "", wrong, "give this user the right to read it"))
        return []


def _read(path: str, name: str, real: str, problems: list[Problem], *, is_link: bool) -> bytes | None:
    limit = MAX_YAML_BYTES if name.endswith(".yaml") else MAX_BYTES
    if is_link and os.path.islink(path) and _leads_out(path, real):
        problems.append(Problem(name, 0, "", *_LEADS_OUT))
        return None
    try:
        handle = os.open(path, _OPEN_FLAGS)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                problems.append(Problem(name, 0, "", *_NO_FILE))
                return None
            if found.st_size > limit:
                wrong = f"the file is larger than {limit // 1024 // 1024} MiB"
                problems.append(Problem(name, 0, "", wrong, "split it"))
                return None
            return _read_all(handle, found.st_size)
        finally:
            os.close(handle)
    except FileNotFoundError:
        problems.append(Problem(name, 0, "", "the file is missing", _MISSING.get(name, _MISSING_ELSEWHERE)))
    except OSError as error:
        if os.path.isdir(path):  # which Windows does not open at all
            problems.append(Problem(name, 0, "", *_NO_FILE))
        else:
            wrong = f"the file cannot be read ({error.strerror})"
            problems.append(Problem(name, 0, "", wrong, "give this user the right to read it"))
    return None


def _read_all(handle: int, size: int) -> bytes:
    content = os.read(handle, size)
    while len(content) < size and (more := os.read(handle, size - len(content))):
        content += more
    return content


def _leads_out(path: str, real: str) -> bool:
    return not os.path.realpath(path).startswith(real + os.sep)


def decode(name: str, content: bytes, problems: list[Problem]) -> str | None:
    """The characters of a file; None, and a problem, where they are not as the format wants them."""
    if content.startswith(b"\xef\xbb\xbf"):
        problems.append(Problem(name, 1, "", "the file begins with a byte order mark", "save it as UTF-8 without BOM"))
        return None
    try:
        characters = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        wrong = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
        problems.append(Problem(name, line, "", wrong, "save the file as UTF-8"))
        return None
    if "\r" in characters:
        line = characters.count("\n", 0, characters.index("\r")) + 1
        remedy = "save it with LF line ends; for a text.txt, write the new sha256 in document.yaml"
        problems.append(Problem(name, line, "", "a carriage return stands here (CRLF line ends?)", remedy))
        return None
    return characters
