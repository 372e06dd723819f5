"""The files of a library folder, as bytes, with their hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.problems import Problem

MAX_BYTES = 16 * 1024 * 1024
"""The largest file that is read; a long book is about 2 MB of plain text."""

ENTITY_FOLDERS = ("claims", "topics", "people")
_LEADS_OUT = ("a symbolic link leads out of the library's folder", "put a copy of what it points to here")


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
    if not root.is_dir():
        wrong = "there is no such folder"
        problems.append(Problem(root.name, 0, "", wrong, "give the folder that holds library.yaml"))
    else:
        real = os.path.realpath(root)
        for path, name in _expected(root, problems):
            content = _read(path, name, real, problems)
            if content is not None:
                files[name] = content
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(files[name]).digest())
    return Folder(root, files, tuple(problems), digest.hexdigest())


def _expected(root: Path, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    top = os.path.join(root, "library.yaml")
    if os.path.lexists(top):
        yield top, "library.yaml"
    else:
        wrong = "the file is missing"
        problems.append(Problem("library.yaml", 0, "", wrong, "write one with format, name, title and documents"))
    for entry in _entries(root, "documents", problems):
        if entry.is_symlink() or not entry.is_dir():
            wrong = "only folders stand here, one a document"
            problems.append(Problem(f"documents/{entry.name}", 0, "", wrong, "move it into a folder named by an id"))
            continue
        for name in ("document.yaml", "text.txt"):
            path = os.path.join(entry.path, name)
            if os.path.lexists(path):
                yield path, f"documents/{entry.name}/{name}"
            else:
                wrong = "the file is missing"
                remedy = "a document needs document.yaml and text.txt"
                problems.append(Problem(f"documents/{entry.name}/{name}", 0, "", wrong, remedy))
    for folder in ENTITY_FOLDERS:
        for entry in _entries(root, folder, problems):
            if entry.name.endswith(".yaml"):
                yield entry.path, f"{folder}/{entry.name}"
            else:
                wrong = "only .yaml files stand here"
                problems.append(Problem(f"{folder}/{entry.name}", 0, "", wrong, "rename or remove it"))


def _entries(root: Path, folder: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    path = os.path.join(root, folder)
    if not os.path.isdir(path):
        return []
    if os.path.islink(path) and _leads_out(path, os.path.realpath(root)):
        problems.append(Problem(folder, 0, "", *_LEADS_OUT))
        return []
    try:
        with os.scandir(path) as found:
            return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        wrong = f"the folder cannot be read ({error.strerror})"
        problems.append(Problem(folder, 0, "", wrong, "give this user the right to read it"))
        return []


def _read(path: str, name: str, root: str, problems: list[Problem]) -> bytes | None:
    try:
        if os.path.islink(path) and _leads_out(path, root):
            problems.append(Problem(name, 0, "", *_LEADS_OUT))
            return None
        if not os.path.isfile(path):
            problems.append(Problem(name, 0, "", "this is no file", "put a file of that name here"))
            return None
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        wrong = f"the file cannot be read ({error.strerror})"
        problems.append(Problem(name, 0, "", wrong, "give this user the right to read it"))
        return None
    if len(content) > MAX_BYTES:
        wrong = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        problems.append(Problem(name, 0, "", wrong, "split the document"))
        return None
    return content


def _leads_out(path: str, root: str) -> bool:
    return not os.path.realpath(path).startswith(root + os.sep)


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
