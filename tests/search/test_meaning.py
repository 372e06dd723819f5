"""A typed word leads to the words of the vocabulary that it may mean, and to no others."""

import pytest

from bot.search.lexicon import Lexicon
from bot.search.meaning import expand, make_lexicon, meanings

VOCABULARY = (
    "border brezhnev buharin collapse collectivization contradictory culture difficult fleet founded gorbachev hungarian "
    "invaded island khrushchev nine policies policy prison propose report rural separatist stalin withdrew yegorov "
    "yeltsin zhenbao 1953 1956 20th 珍宝 宝岛"
).split()
NAMES = "brezhnev buharin gorbachev khrushchev stalin yegorov yeltsin zhenbao".split()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return make_lexicon(VOCABULARY, NAMES)


def best(lexicon: Lexicon, typed: str) -> str:
    found = expand(lexicon, typed)
    return lexicon.words[max(found, key=found.__getitem__)] if found else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("report", "report"),
        ("reports", "report"),
        ("collectivize", "collectivization"),
        ("withdrawal", "withdrew"),
        ("separatism", "separatist"),
        ("contradiction", "contradictory"),
        ("invasion", "invaded"),
        ("imprisoned", "prison"),
        ("zehnbao", "zhenbao"),
        ("zhenbo", "zhenbao"),
        ("fleat", "fleet"),
        ("khruschev", "khrushchev"),
        ("hrushchev", "khrushchev"),
        ("Gorbatschow".lower(), "gorbachev"),
        ("jelzin", "yeltsin"),
        ("горбачев", "gorbachev"),
        ("赫鲁晓夫", "khrushchev"),
        ("9", "nine"),
        ("xx", "20th"),
        ("twentieth", "20th"),
    ],
)
def test_what_is_meant(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert best(lexicon, typed) == meant


@pytest.mark.parametrize(
    ("typed", "not_meant"),
    [
        pytest.param("cult", "difficult", id="no letters inside a word"),
        pytest.param("cult", "culture", id="a short word is no beginning"),
        pytest.param("1954", "1953", id="a year is another year"),
        pytest.param("1965", "1956", id="a year with figures swapped too"),
        pytest.param("yeltsin", "yegorov", id="near neighbours"),
        pytest.param("lenin", "stalin", id="two names"),
        pytest.param("rule", "rural", id="common words are no transcriptions"),
        pytest.param("is", "island", id="two letters"),
        pytest.param("putin", "prison", id="not in the library"),
    ],
)
def test_what_is_not(lexicon: Lexicon, typed: str, not_meant: str) -> None:
    assert lexicon.find(not_meant) not in expand(lexicon, typed)


def test_the_word_itself_is_surest_and_stays_alone_with_its_family(lexicon: Lexicon) -> None:
    found = {lexicon.words[number]: sure for number, sure in expand(lexicon, "policy").items()}
    assert found["policy"] == 1
    assert set(found) == {"policy", "policies"}


def test_more_slips_are_less_sure(lexicon: Lexicon) -> None:
    number = lexicon.find("khrushchev")
    assert 1 > expand(lexicon, "khruschev")[number] > expand(lexicon, "krusschev")[number] > 0


def test_a_wrong_first_letter_is_less_likely_than_another(lexicon: Lexicon) -> None:
    number = lexicon.find("report")
    assert expand(lexicon, "repott")[number] > expand(lexicon, "teport")[number] > 0


def test_an_unproven_word_is_corrected_as_well() -> None:
    lexicon = make_lexicon(["nixson", "nixon"], ["nixson", "nixon"], unproven=["nixson"])
    found = expand(lexicon, "nixson")
    assert set(found) == {lexicon.find("nixson"), lexicon.find("nixon")}


def test_pairs_of_signs_must_all_be_met(lexicon: Lexicon) -> None:
    both = meanings(lexicon, ["珍宝岛"])
    assert [[lexicon.words[number] for number in terms] for terms in both] == [["珍宝"], ["宝岛"]]


def test_any_form_will_do(lexicon: Lexicon) -> None:
    (terms,) = meanings(lexicon, ["1953", "1853"])
    assert [lexicon.words[number] for number in terms] == ["1953"]


def test_an_empty_vocabulary_has_nothing() -> None:
    assert expand(make_lexicon([]), "word") == {}
