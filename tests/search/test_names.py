"""Claims, topics, people and documents, found by name and while a name is typed."""

from __future__ import annotations

import pytest

from bot.search import How, Index


@pytest.mark.parametrize(
    ("typed", "kind", "id_", "how", "alias"),
    [
        ("secret-report", "topic", "secret-report", How.EXACT, "secret-report"),
        ("Secret Report", "topic", "secret-report", How.EXACT, "secret-report"),
        ("the secret speech", "topic", "secret-report", How.ALIAS, "secret speech"),
        ("Хрущёв", "person", "khrushchev", How.ALIAS, "хрущев"),
        ("zhen bao", "topic", "zhenbao-island", How.ALIAS, "zhen bao"),
        ("zhenbaoo", "topic", "zhenbao-island", How.NEAR, "zhenbao"),
        ("island zhenbao", "topic", "zhenbao-island", How.NEAR, "zhenbao-island"),
        ("yelstin", "person", "yeltsin", How.NEAR, "yeltsin"),
        ("Mikhail Gorbachev", "person", "gorbachev", How.NEAR, "gorbachev"),
        ("survey", "document", "survey", How.EXACT, "survey"),
    ],
)
def test_the_surest_name(index: Index, typed: str, kind: str, id_: str, how: How, alias: str) -> None:
    found = index.names(typed, (kind,))[0]
    assert (found.kind, found.id, found.how) == (kind, id_, how)
    assert found.alias.casefold() == alias or how is How.NEAR
    assert (found.confidence == 1) == (how is not How.NEAR)


@pytest.mark.parametrize("typed", ["tiananmen", "", "—", "x", "pizza"])
def test_what_is_no_name(index: Index, typed: str) -> None:
    assert not [found for found in index.names(typed, ("claim", "topic", "person")) if found.confidence > 0.5]


def test_near_neighbours_are_told_apart(index: Index) -> None:
    assert [found.id for found in index.names("yegorov", ("person",))] == ["yegorov"]
    assert [found.id for found in index.names("yeltsin", ("person",))] == ["yeltsin"]


def test_one_entry_for_each_thing_and_no_more_than_asked_for(index: Index) -> None:
    found = index.names("khrushchev", ("claim", "topic", "person"), limit=4)
    assert len(found) == len({(name.kind, name.id) for name in found}) == 4


def completed(index: Index, typed: str, *kinds: str) -> list[str]:
    return [completion.id for completion in index.complete(typed, kinds or ("topic",))]


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        pytest.param("secret-report", "secret-report", id="whole"),
        pytest.param("SECRET R", "secret-report", id="beginning"),
        pytest.param("sec rep", "secret-report", id="beginnings of words"),
        pytest.param("island", "zhenbao-island", id="a word inside"),
        pytest.param("дам", "zhenbao-island", id="alias"),
        pytest.param("珍", "zhenbao-island", id="one sign"),
        pytest.param("zhembao", "zhenbao-island", id="typo"),
    ],
)
def test_the_first_completion(index: Index, typed: str, id_: str) -> None:
    assert completed(index, typed)[0] == id_


def test_what_is_exact_comes_first_then_what_is_asked_for_most(index: Index) -> None:
    assert completed(index, "reform")[0] == "reform"
    topics = completed(index, "")
    assert len(topics) == 25
    assert topics[0] == "secret-report"


def test_the_box_holds_only_what_is_asked_for(index: Index) -> None:
    found = index.complete("s", ("claim", "person"), limit=10)
    assert len(found) == 10
    assert {completion.kind for completion in found} <= {"claim", "person"}
    assert len({(completion.kind, completion.id) for completion in found}) == 10


def test_nothing_to_complete(index: Index) -> None:
    assert completed(index, "qqqqqq") == []
