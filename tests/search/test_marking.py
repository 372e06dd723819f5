"""What is marked in a sentence, and what is said of how it was found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Library
from bot.search import Found, Index, Match
from bot.search.english import STOP_WORDS
from bot.search.operators import read
from bot.search.words import tokens


def marked(library: Library, match: Match) -> list[str]:
    text = library.documents[match.reference.document].text
    return [text[start:end] for start, end in match.marks]


def match_at(found: Found, reference: str) -> Match:
    return next(match for match in found.matches if str(match.reference) == reference)


# The words that are meant.


@pytest.mark.parametrize(
    ("query", "reference", "words"),
    [
        pytest.param("drunkard", "keeper 9.1", ["drunkard"], id="a word"),
        pytest.param("barrels forty", "ledger 7.2", ["Forty", "barrels"], id="in the order of the text"),
        pytest.param("harbor board", "keeper 5.1", ["harbour", "board", "harbour", "board"], id="wherever it stands"),
        pytest.param("drunkards", "keeper 9.1", ["drunkard"], id="in another form"),
        pytest.param("drunkrad", "keeper 9.1", ["drunkard"], id="with a slip"),
        pytest.param("fourty barels", "ledger 7.2", ["Forty", "barrels"], id="with slips in both"),
        pytest.param("harborboard", "keeper 5.1", ["harbour", "board", "harbour", "board"], id="run together"),
        pytest.param("eighties", "ledger 8.1", ["1880s"], id="as a number"),
        pytest.param("灯塔石", "keeper 7.1", ["灯塔石"], id="pairs of signs as one"),
        pytest.param("was the drunkard", "keeper 9.1", ["drunkard"], id="stop words are not marked"),
        pytest.param("DRUNKARD!", "keeper 9.1", ["drunkard"], id="the marks of the query are no matter"),
    ],
)
def test_words_in_the_toy_library(toy_index: Index, toy: Library, query: str, reference: str, words: list[str]) -> None:
    assert marked(toy, match_at(toy_index.sentences(query), reference)) == words


@pytest.mark.parametrize(
    ("query", "reference", "words"),
    [
        pytest.param("jointfleet", "xu-lai 15.1", {"joint", "fleet"}, id="two words run together"),
        pytest.param("co existence", "xu-lai 69.1", {"coexistence"}, id="a word written apart"),
        pytest.param("destalinization", "xu-lai 95.1", {"de-Stalinization"}, id="a compound as one word"),
        pytest.param("de stalinization", "xu-lai 95.1", {"de-Stalinization"}, id="a compound as two"),
        pytest.param("selfreliance", "xu-lai 46.1", {"self-reliance"}, id="a compound without its hyphen"),
        pytest.param("wavethe", "survey 10.7", {"waveThe"}, id="two words that the document runs together"),
        pytest.param("ussr", "xu-lai 66.1", {"Soviet", "Union"}, id="a phrase that stands for a word"),
        pytest.param("ussr 1956", "xu-lai 5.1", {"Soviet", "Union", "1956"}, id="such a phrase beside a word"),
        pytest.param("damansky", "xu-lai 37.1", {"Zhenbao", "Island"}, id="another name of what was named"),
        pytest.param("珍宝岛", "xu-lai 37.1", {"Zhenbao"}, id="another script"),
        pytest.param("nixon", "xu-lai 41.1", {"Nixon's"}, id="with its possessive"),
    ],
)
def test_words_in_the_two_documents(
    index: Index, library: Library, query: str, reference: str, words: set[str]
) -> None:
    found = marked(library, match_at(index.sentences(query), reference))
    assert words <= {word for mark in found for word in (mark, *mark.split())}


def test_a_phrase_is_one_mark_from_its_first_word_to_its_last(index: Index, library: Library) -> None:
    assert "Soviet Union" in marked(library, match_at(index.sentences("ussr"), "xu-lai 66.1"))
    assert marked(library, index.sentences("damansky").matches[0]) == ["Zhenbao Island"]


def test_nothing_else_is_marked(toy_index: Index, toy: Library) -> None:
    assert marked(toy, match_at(toy_index.sentences("lamp dark"), "keeper 3.1")) == ["lamp", "dark"]
    assert marked(toy, match_at(toy_index.sentences("dark qqqq meridian brig"), "keeper 3.1")) == [
        "dark",
        "brig",
        "Meridian",
    ]


def test_a_word_that_is_only_akin_is_not_marked(toy_index: Index, toy: Library) -> None:
    found = toy_index.sentences("lamp stone")
    words = marked(toy, next(match for match in (*found.matches, *found.nearest) if "7.1" in str(match.reference)))
    assert "stone" in words
    assert "lantern" not in words


def test_a_sentence_that_only_a_name_led_to_may_have_no_marks(toy_index: Index) -> None:
    found = match_at(toy_index.sentences("shipwreck"), "keeper 3.1")
    assert found.marks == ()
    assert found.why == ("shipwreck",)


# The names that led there.


@pytest.mark.parametrize(
    ("query", "reference", "why"),
    [
        pytest.param("oil", "ledger 5.1", (), id="its own word tells"),
        pytest.param("barrels", "ledger 7.2", (), id="its own word tells, though it is a name as well"),
        pytest.param("barrels", "ledger 5.1", ("barrels",), id="the name of a topic"),
        pytest.param("нефть", "ledger 5.1", ("нефть",), id="a name in another script"),
        pytest.param("оде", "ledger 5.1", ("оде",), id="the name of a person"),
        pytest.param("raised lamp", "ledger 8.1", (), id="both words are its own"),
    ],
)
def test_it_tells_the_name_where_the_words_do_not_tell(
    toy_index: Index, query: str, reference: str, why: tuple[str, ...]
) -> None:
    assert match_at(toy_index.sentences(query), reference).why == why


def test_several_names_may_have_led_there_each_is_told_once(toy_index: Index) -> None:
    why = match_at(toy_index.sentences("raised lamp"), "ledger 8.2").why
    assert "raised lamp" in why
    assert len(set(why)) == len(why)


def test_a_name_is_not_told_of_a_sentence_that_it_did_not_lead_to(toy_index: Index) -> None:
    found = toy_index.sentences("нефть storm")
    led = {str(match.reference): match.why for match in (*found.matches, *found.nearest)}
    assert led["ledger 8.1"] == ()  # of a storm, and nothing is said of oil
    assert led["ledger 5.1"] == ("нефть",)


# What was taken for what.


@pytest.mark.parametrize(
    ("query", "taken_for"),
    [
        pytest.param("drunkard", set(), id="nothing to say"),
        pytest.param("drunkards", set(), id="an inflection says itself"),
        pytest.param("drunkrad", {"drunkard"}, id="a slip"),
        pytest.param("fourty barels", {"forty", "barrels"}, id="two slips"),
        pytest.param("нефть", {"Was there oil enough?"}, id="a topic by its name"),
        pytest.param("оде", {"Ode"}, id="a person by his name"),
        pytest.param("the drunkard qqqq", set(), id="what nothing was found for"),
    ],
)
def test_it_says_what_was_taken_for_what(toy_index: Index, query: str, taken_for: set[str]) -> None:
    assert set(toy_index.sentences(query).taken_for) == taken_for


def test_a_claim_is_told_by_its_id(index: Index) -> None:
    found = index.sentences("beijing response")
    assert match_at(found, "xu-lai 12.1").why
    assert "beijing-response" in found.taken_for


def test_a_phrase_that_stands_for_a_word_is_told(index: Index) -> None:
    assert "soviet union" in index.sentences("ussr 1956").taken_for


def test_of_many_slips_no_more_are_told_than_can_be_read(index: Index) -> None:
    found = index.sentences("Khruschev delivred secrt reprot Congres Comunist Party Sovit Union politcal nuclar bomb")
    assert str(found.matches[0].reference) == "xu-lai 5.1"
    assert found.taken_for == ("khrushchev", "delivered", "secret", "report", "congress")


@pytest.mark.parametrize(
    "query", ["khrushchev stalin", "ussr collapse of the", "soviet union khrushchev china 1956 report"]
)
def test_no_more_is_told_than_can_be_read(index: Index, query: str) -> None:
    found = index.sentences(query)
    assert len(found.taken_for) <= 5
    assert len(set(found.taken_for)) == len(found.taken_for)


# Whatever is asked.


def is_whole(library: Library, match: Match) -> bool:
    """Whether the marks lie in their sentence, in order and apart, and each begins and ends with a word."""
    sentence = library.sentence(match.reference)
    assert sentence is not None
    text = library.documents[match.reference.document].text
    places = list(tokens(text[sentence.start : sentence.end]))
    starts, ends = (
        {sentence.start + at for at in places} for places in zip(*((p.start, p.end) for p in places), strict=True)
    )
    offsets = [sentence.start, *(offset for mark in match.marks for offset in mark), sentence.end]
    return offsets == sorted(offsets) and all(
        start in starts and end in ends and start < end for start, end in match.marks
    )


@given(data=st.data())
@settings(max_examples=150)
def test_marks_lie_in_their_sentence_whatever_of_its_words_are_asked(
    index: Index, library: Library, data: st.DataObject
) -> None:
    document = data.draw(st.sampled_from(sorted(library.documents)))
    sentence = data.draw(st.sampled_from(library.documents[document].sentences))
    text = library.documents[document].text[sentence.start : sentence.end]
    words = data.draw(st.lists(st.sampled_from(text.split()), min_size=1, max_size=12, unique=True))
    glue = data.draw(st.sampled_from([" ", " ", "-", ""]))
    found = index.search(*read(glue.join(words)), limit=25)
    for match in (*found.matches, *found.nearest):
        assert is_whole(library, match)
        assert match.look() == match.look()


@given(data=st.data())
@settings(max_examples=100)
def test_the_words_of_a_sentence_are_marked_in_it(toy_index: Index, toy: Library, data: st.DataObject) -> None:
    references = [str(toy_index.engine.sentences.reference(at)) for at in range(len(toy_index.engine.sentences))]
    reference = data.draw(st.sampled_from(references))
    sentence = next(
        sentence
        for document in toy.documents.values()
        for sentence in document.sentences
        if str(sentence.reference) == reference
    )
    text = toy.documents[sentence.reference.document].text[sentence.start : sentence.end]
    own = [
        token for token in tokens(text) if not token.compound and token.form not in STOP_WORDS and len(token.form) > 1
    ]
    chosen = data.draw(st.lists(st.sampled_from(own), min_size=1, max_size=3, unique=True))
    found = toy_index.sentences(" ".join(text[token.start : token.end] for token in chosen))
    match = match_at(found, reference)
    marks = [(start - sentence.start, end - sentence.start) for start, end in match.marks]
    assert all(any(start <= token.start and token.end <= end for start, end in marks) for token in chosen)
    assert is_whole(toy, match)
