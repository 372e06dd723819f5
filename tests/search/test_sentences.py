"""What `search` finds, in the toy library and in the two documents."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.library import Library, Parts
from bot.model import SentenceRole
from bot.search import Found, Index, retrieval

First = Callable[[str], str]


@pytest.mark.parametrize(
    ("query", "reference"),
    [
        pytest.param("zhenbao", "xu-lai 37.1", id="word"),
        pytest.param("Zhenbao-Island", "xu-lai 37.1", id="slug"),
        pytest.param("zehnbao iland", "xu-lai 37.1", id="typos"),
        pytest.param("damansky", "xu-lai 37.1", id="alias"),
        pytest.param("珍宝岛", "xu-lai 37.1", id="Chinese"),
        pytest.param("Даманский", "xu-lai 37.1", id="Russian"),
        pytest.param("Ельцин", "xu-lai 50.1", id="another script, not an alias of a sentence"),
        pytest.param("jointfleet", "xu-lai 15.1", id="written together"),
        pytest.param("co existence", "xu-lai 69.1", id="written apart"),
        pytest.param("collectivisation", "survey 10.3", id="British"),
        pytest.param("why were the experts withdrawn?", "xu-lai 17.1", id="question"),
        pytest.param("march 53", "survey 12.1", id="date"),
        pytest.param("5.3.1953", "survey 12.1", id="date in figures"),
        pytest.param("XX congress", "xu-lai 5.1", id="Roman numeral"),
        pytest.param("fifteen republics", "xu-lai 91.1", id="number in words"),
        pytest.param("Josef Nixon", "xu-lai 41.1", id="first name that no document states"),
        pytest.param(
            "not good at achieving succes but very bad in causing failure", "xu-lai 56.1", id="half remembered"
        ),
        pytest.param("waveThe Hungarian", "survey 10.7", id="garbled word"),
        pytest.param("wave the hungarian", "survey 10.7", id="garbled word, as it should be"),
    ],
)
def test_the_best_sentence(first: First, query: str, reference: str) -> None:
    assert first(query) == reference


@pytest.mark.parametrize(
    "query",
    [
        "tiananmen",
        "pizza recipe",
        "peking duck",
        "berlin",
        "1941",
        "joint venture",
        "secret police",
        "lenin",
        "doctor zhivago",
        "Чернобыль",
        "天安门",
        "xqzv",
        "the",
        "a",
        "",
        "?!",
    ],
)
def test_what_is_not_there_is_declined(index: Index, query: str) -> None:
    found = index.sentences(query)
    assert found.declined
    assert found.matches == ()


def test_what_was_nearest_is_kept_apart(index: Index) -> None:
    found = index.sentences("joint venture")
    assert "xu-lai 15.1" in [str(match.reference) for match in found.nearest]
    assert found.unmatched == ("venture",)
    assert not index.sentences("joint fleet").nearest


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("joint fleet", ["joint", "fleet"]),
        ("jiont fleat", ["joint", "fleet"]),
        ("nixon", ["Nixon's"]),
        ("damansky", ["Zhenbao Island"]),
        ("destalinization", ["de-Stalinization"]),
        ("5.3.53", ["March", "5", "1953"]),
        ("ussr", ["Soviet Union"]),
    ],
)
def test_the_matched_words_are_marked(
    index: Index, marked: Callable[[Found], list[str]], query: str, words: list[str]
) -> None:
    assert marked(index.sentences(query)) == words


def test_marks_lie_in_their_sentence_in_order_and_apart(index: Index, library: Library) -> None:
    for query in ("khrushchev stalin report 1956", "珍宝岛 island conflict", "personal worship"):
        for match in index.sentences(query).matches:
            sentence = library.sentence(match.reference)
            assert sentence is not None
            ends = [sentence.start, *(offset for mark in match.marks for offset in mark), sentence.end]
            assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("query", "taken_for"),
    [
        pytest.param("zhenbao", (), id="nothing to say"),
        pytest.param("fleets", (), id="an inflection says itself"),
        pytest.param("jiont fleet", ("joint",), id="typo"),
        pytest.param("ussr", ("soviet union",), id="learnt from two aliases"),
    ],
)
def test_it_says_what_was_taken_for_what(index: Index, query: str, taken_for: tuple[str, ...]) -> None:
    assert index.sentences(query).taken_for == taken_for


def test_a_name_says_which_thing_it_led_to(index: Index) -> None:
    found = index.sentences("damansky")
    assert "Zhenbao (Damansky) Island, 1969" in found.taken_for
    assert found.matches[0].why == ("damansky",)
    assert index.sentences("zhenbao").matches[0].why == ()


def test_second_printings_notices_and_fragments_are_never_found(toy_index: Index, toy: Library) -> None:
    found = {
        match.reference
        for query in (
            "forty barrels in the cellar",
            "stores full winter",
            "press the lantern below",
            "and so",
            "clerks",
        )
        for match in (*toy_index.sentences(query).matches, *toy_index.sentences(query).nearest)
    }
    sentences = [toy.sentence(reference) for reference in found]
    assert found
    assert all(sentence and sentence.twin_of is None for sentence in sentences)
    assert not {sentence.role for sentence in sentences if sentence} & {SentenceRole.NOTICE, SentenceRole.FRAGMENT}


def test_headings_and_references_stand_behind(toy_index: Index) -> None:
    references = [str(match.reference) for match in toy_index.sentences("the oil was short").matches]
    assert references[0] == "keeper 4.1"
    assert references.index("keeper 12.1") > 0


def test_a_heading_alone_is_found(toy_index: Index) -> None:
    assert str(toy_index.sentences("the light that failed").matches[0].reference) == "keeper 2.1"


def test_only_the_documents_asked_for(index: Index) -> None:
    found = index.sentences("khrushchev", documents=("survey",))
    assert {match.reference.document for match in found.matches} == {"survey"}
    assert index.sentences("zhenbao", documents=("survey",)).declined
    assert index.sentences("zhenbao", documents=("no-such-document",)).declined


def test_the_limit_is_kept_and_the_order_is_by_score(index: Index) -> None:
    matches = index.sentences("khrushchev", limit=7).matches
    assert len(matches) == 7
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert all(0 <= match.confidence <= 1 for match in matches)


def test_a_long_query_is_cut_short_and_says_so(index: Index) -> None:
    found = index.sentences("joint fleet " * 10_000)
    assert found.cut_short
    assert found.searched == 64
    assert str(found.matches[0].reference) == "xu-lai 15.1"


@pytest.mark.parametrize(
    "query", ["khrushchev joint fleet", "zhenbao island 1969", "the soviet union withdrew its experts"]
)
def test_leaving_out_what_only_has_common_words_changes_nothing(
    index: Index, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    best = index.sentences(query).matches
    monkeypatch.setattr(retrieval, "_FEW", 0)
    monkeypatch.setattr(retrieval, "_WORTH_A_LOOK", 0)
    monkeypatch.setattr(retrieval, "_LOOKS_COST", 0)
    monkeypatch.setattr(retrieval, "_LOOKING_UP_COSTS", 0)
    found = index.sentences(query).matches
    assert [match.reference for match in found] == [match.reference for match in best]
    assert [match.score for match in found] == pytest.approx([match.score for match in best], abs=1e-4)


def test_a_text_in_an_unspaced_script(toy_index: Index, toy: Library) -> None:
    (match,) = (m for m in toy_index.sentences("灯塔石").matches if str(m.reference) == "keeper 7.1")
    text = toy.documents["keeper"].text
    assert [text[start:end] for start, end in match.marks] == ["灯塔石"]
    assert toy_index.sentences("灯火管").declined


def test_the_names_come_from_the_library(toy_index: Index) -> None:
    assert str(toy_index.sentences("нефть").matches[0].reference).startswith(("keeper", "ledger"))
    assert toy_index.sentences("Даманский").declined


def test_an_empty_library_finds_nothing() -> None:
    index = Index.build(Library(Parts("empty", "Empty", 1, "0" * 64, ())))
    assert index.sentences("anything").declined
    assert index.names("anything", ("claim",)) == ()
    assert index.complete("a", ("claim",)) == ()
