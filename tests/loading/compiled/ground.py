"""What the tests of kept libraries share: what a library answers, and what lies in a cache."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.library import Library, Parts
from bot.loading import compiled, compiling, open_library
from bot.search import Index, filing
from bot.search.engine import Engine
from tests.loading.toy import LIBRARY

REPOSITORY = Path(bot.__file__).parent.parent
QUERIES = ("forty sealed barrels", "oyl", "asleep", "灯塔石", "put out on purpose", "tiananmen")
DIGEST = 32
"""A kept library: SHA-256 of the rest, the library."""
LIBRARY_AND_INDEX = [".compiled", ".index"]

TELL = """
print(library.hash)
for query in ("forty sealed barrels", "oyl", "put out on purpose"):
    found = index.sentences(query)
    print([(str(match.reference), match.score, match.marks, match.why) for match in found.matches])
    print([str(name) for name in index.names(query, ("claim", "topic", "person", "document"))])
"""
OPEN_AND_TELL = f"""
import sys
from pathlib import Path
from bot.loading import open_library

library, index = open_library(Path(sys.argv[1]), Path(sys.argv[2]))
{TELL}
"""


def answers(opened: tuple[Library, Index]) -> tuple[Parts, object]:
    """All that a library is, and what its index says to a few questions."""
    library, index = opened
    kinds = ("claim", "topic", "person", "document")
    asked = [
        (
            found := index.sentences(query),
            [match.look() for match in found.matches],
            index.names(query, kinds),
            index.complete(query, kinds),
        )
        for query in QUERIES
    ]
    return library.parts, asked


def kept(cache: Path, kind: str = ".compiled") -> Path:
    """The one library in a cache, or the one index."""
    (only,) = cache.glob(f"*{kind}")
    return only


def left(cache: Path) -> list[str]:
    """The kinds of all that is in a cache, but for locks, which may stay."""
    return sorted(path.suffix or path.name for path in cache.iterdir() if path.suffix != ".lock")


def put(file: Path, content: bytes) -> None:
    """Put other content in a file's place. Who reads the old one goes on."""
    beside = file.with_name("beside")
    beside.write_bytes(content)
    os.replace(beside, file)


def signed(body: bytes) -> bytes:
    """A library's file, with the right checksum."""
    return hashlib.sha256(body).digest() + body


def never(*_: object) -> Any:
    """What must not happen."""
    raise AssertionError("made again")


def opens_without_compiling(cache: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Library, Index]:
    """Open the toy library where nothing may be compiled, indexed, written or waited for."""
    with monkeypatch.context() as patch:
        patch.setattr(compiling, "compile_folder", never)
        patch.setattr(Engine, "build", never)
        patch.setattr(filing, "write", never)
        patch.setattr(compiled.CompiledStore, "alone", never)
        opened = open_library(LIBRARY, cache)
        assert opened[1].sentences("oil").matches
    return opened


def half(content: bytes) -> bytes:
    """What is left of a file when its writer was cut off in the middle."""
    return content[: len(content) // 2]
