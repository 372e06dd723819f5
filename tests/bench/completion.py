"""How fast names are completed while somebody types."""

from __future__ import annotations

import bisect
import random
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench import corpus
from tests.bench.engine import Engine, Hit
from tests.bench.ours import OurNames
from tests.bench.queries import Query, misspell
from tests.bench.rivals import WRatio
from tests.bench.speed import SEED, Figures, Missing, run, say

LIMIT = 25
_WARM_UP = 24


class Like(Engine):
    """SQLite: the names that begin so, out of an index that ignores case."""

    label = "SQLite LIKE"

    def __init__(self) -> None:
        super().__init__()
        self._database: sqlite3.Connection | None = None

    def build(self, folder: Path) -> None:
        database = sqlite3.connect(folder / "names.db")
        database.execute("CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE)")
        with database:
            database.executemany("INSERT INTO names VALUES (?, ?)", enumerate(self.texts))
            database.execute("CREATE INDEX by_name ON names (name)")
        database.close()

    def open(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "names.db")

    def ask(self, words: str, limit: int) -> list[Hit]:
        assert self._database is not None
        found = self._database.execute(
            "SELECT id FROM names WHERE name LIKE ? ORDER BY name LIMIT ?", (f"{words}%", limit)
        )
        return [(number, float(-rank)) for rank, (number,) in enumerate(found)]


COMPLETERS: Mapping[str, type[Engine]] = {engine.__name__: engine for engine in (OurNames, Like, WRatio)}


def measure(size: int, count: int, completers: Sequence[str], patience: float) -> list[Figures | Missing]:
    """`count` beginnings of `size` names, one row for each engine. `patience` are the seconds for one step."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"{size:,} names …")
        names = corpus.names(size, SEED)
        texts = Path(folder) / "names"
        texts.write_text("\n".join(names) + "\n", encoding="ascii")
        asked, warm_up = beginnings(names, count, SEED), beginnings(names, _WARM_UP, SEED + 1)
        return [run(COMPLETERS[name], name, texts, size, asked, warm_up, LIMIT, patience) for name in completers]


def beginnings(names: Sequence[str], count: int, seed: int) -> list[Query]:
    """What is typed of names: as many beginnings of each length as there are, every second with a typo.

    The name is to be found where no more names begin so than are shown.
    """
    chance = random.Random(seed)
    ranked = sorted(name.lower() for name in names)
    made = []
    for at in range(count):
        number = chance.randrange(len(names))
        name = names[number].lower()
        misspelled = bool(at % 2)
        typed = name[: chance.randint(4 if misspelled else 1, len(name))]
        first = bisect.bisect_left(ranked, typed)
        few = bisect.bisect_left(ranked, f"{typed}\x7f", first) - first <= LIMIT
        kind = "with a typo" if misspelled else "as spelled"
        made.append(Query(kind, misspell(typed, chance) if misspelled else typed, (number,) if few else ()))
    return made
