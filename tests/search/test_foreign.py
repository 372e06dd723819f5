"""Words that travel through most languages are found in English; ordinary ones are not taken for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.search.foreign import in_english, is_international
from bot.search.lexicon import Lexicon
from bot.search.meaning import expand, make_lexicon
from bot.search.query import Query

VOCABULARY = (
    "border capitalism centralization collectivization collection communist democracy democratization fleet ideology "
    "imperialism industrialization island keeper nationality rehabilitation revisionism separatist socialism stalin "
    "destalinization stalinization"
).split()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """None of them is a name: only words that most languages share are found by their sound."""
    return make_lexicon(VOCABULARY)


def best(lexicon: Lexicon, typed: str) -> str:
    """The word that is likeliest meant by one that somebody types."""
    (word,) = Query.parse(typed).words
    found = expand(lexicon, word.forms[0])
    return lexicon.words[max(found, key=found.__getitem__)] if found else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # German
        ("Kollektivierung", "collectivization"),
        ("Zentralisierung", "centralization"),
        ("Demokratisierung", "democratization"),
        ("Entstalinisierung", "destalinization"),
        ("Industrialisierung", "industrialization"),
        ("Rehabilitierung", "rehabilitation"),
        ("Revisionismus", "revisionism"),
        ("Imperialismus", "imperialism"),
        ("Sozialismus", "socialism"),
        ("Kapitalismus", "capitalism"),
        ("Kommunisten", "communist"),
        ("Nationalität", "nationality"),
        ("Demokratie", "democracy"),
        # French
        ("collectivisation", "collectivization"),
        ("démocratisation", "democratization"),
        ("déstalinisation", "destalinization"),
        ("révisionnisme", "revisionism"),
        ("impérialisme", "imperialism"),
        ("capitalisme", "capitalism"),
        ("démocratie", "democracy"),
        ("séparatistes", "separatist"),
        # Russian
        ("коллективизация", "collectivization"),
        ("централизация", "centralization"),
        ("демократизация", "democratization"),
        ("десталинизация", "destalinization"),
        ("индустриализация", "industrialization"),
        ("ревизионизм", "revisionism"),
        ("империализм", "imperialism"),
        ("социализм", "socialism"),
        # and others
        ("kolektywizacja", "collectivization"),
        ("industrialización", "industrialization"),
        ("imperialismo", "imperialism"),
    ],
)
def test_an_international_word_finds_its_english_relative(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert best(lexicon, typed) == meant


@pytest.mark.parametrize("typed", "Kaffeehaus Grenze Leuchtturm maison bateau visite остров дом газета".split())
def test_ordinary_words_of_another_language_are_not(lexicon: Lexicon, typed: str) -> None:
    assert best(lexicon, typed) == ""


@pytest.mark.parametrize(
    "word",
    "keeper station nation bread island prism realism visit wrist risk theology write site vista white chism".split(),
)
def test_ordinary_words_have_no_foreign_ending(word: str) -> None:
    assert in_english(word) == ()


@pytest.mark.parametrize(
    ("word", "english"),
    [
        pytest.param("kollektivierung", ("kollektivization", "kollektivation"), id="two English endings"),
        pytest.param("entstalinisierung", ("entstalinization", "destalinization"), id="a prefix as well"),
        pytest.param("revisionismus", ("revisionism",), id="German"),
        pytest.param("revizionizm", ("revizionism",), id="Russian in Latin letters"),
        pytest.param("kommunistisch", ("kommunistic", "kommunist"), id="an adjective"),
        pytest.param("specificacion", ("specification",), id="the longest ending of all"),
        pytest.param("mus", (), id="an ending alone"),
        pytest.param("rismus", (), id="too short before it"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_only_the_end_and_the_prefix_are_made_english(word: str, english: tuple[str, ...]) -> None:
    assert in_english(word) == english


@pytest.mark.parametrize("word", "collectivization revisionism democracy separatist nationality methodology".split())
def test_words_that_most_languages_share(word: str) -> None:
    assert is_international(word)


@pytest.mark.parametrize("word", "keeper city pity prism list wrist nation ism ist ity border khrushchev".split())
def test_words_that_only_look_like_it(word: str) -> None:
    assert not is_international(word)


def test_what_most_languages_share_is_not_mistaken_for_a_name() -> None:
    names = make_lexicon(["stalin", "stalinism"], names=["stalin"])
    assert best(names, "Stalinismus") == "stalinism"
    assert best(names, "Сталин") == "stalin"


@pytest.mark.parametrize(
    ("typed", "references"),
    [
        ("Kollektivierung", {"survey 10.3"}),
        ("коллективизация", {"survey 10.3"}),
        ("collectivisation", {"survey 10.3"}),
        ("Entstalinisierung", {"xu-lai 9.1", "xu-lai 65.1", "xu-lai 95.1"}),
        ("десталинизация", {"xu-lai 9.1", "xu-lai 65.1", "xu-lai 95.1"}),
        ("impérialisme", {"xu-lai 77.1"}),
        ("Demokratisierung", {"survey 13.3", "survey 13.5", "survey 13.6"}),
        ("ревизионизм", {"xu-lai 19.2", "xu-lai 77.1", "survey 4.15", "survey 13.12"}),
    ],
)
def test_they_find_their_sentences_in_the_two_documents(
    first: Callable[[str], str], typed: str, references: set[str]
) -> None:
    assert first(typed) in references
