"""An index can be kept and restored: it is plain data, and answers as before."""

from __future__ import annotations

import pickle
from array import array
from dataclasses import fields, is_dataclass

from bot.search import Index
from bot.search.engine import Engine


def test_a_restored_index_answers_alike(toy_index: Index) -> None:
    engine = pickle.loads(pickle.dumps(toy_index.engine))  # noqa: S301  # what we have just written
    restored = Index(lambda: engine)
    for query in ("oyl", "forty barrels", "1871", "灯塔石", "unheard of"):
        assert restored.sentences(query) == toy_index.sentences(query)
        assert restored.names(query, ("claim", "topic")) == toy_index.names(query, ("claim", "topic"))
        assert restored.complete(query, ("claim",)) == toy_index.complete(query, ("claim",))


def test_it_is_made_of_plain_data(toy_index: Index) -> None:
    plain = (str, int, float, array)
    waiting: list[object] = [toy_index.engine]
    while waiting:
        value = waiting.pop()
        if is_dataclass(value):
            assert type(value).__module__.startswith("bot.")
            waiting += [getattr(value, field.name) for field in fields(value)]
        elif type(value) is dict:
            waiting += [*value.keys(), *value.values()]
        elif type(value) in (list, tuple):
            assert isinstance(value, (list, tuple))
            waiting += value
        else:
            assert type(value) in plain


def test_it_is_not_loaded_before_it_is_asked(toy_index: Index) -> None:
    loaded: list[str] = []

    def restore() -> Engine:
        loaded.append("once")
        return toy_index.engine

    index = Index(restore)
    assert not loaded
    index.sentences("oil")
    index.names("oil", ("topic",))
    assert loaded == ["once"]
