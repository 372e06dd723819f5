"""British and American spellings, inflections and derivations are one word, or of one family."""

import pytest

from bot.search.english import related, spelling, stem


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("collectivisation", "collectivization"),
        ("organised", "organized"),
        ("labour", "labor"),
        ("neighbouring", "neighboring"),
        ("centre", "center"),
        ("theatres", "theaters"),
        ("dialogue", "dialog"),
        ("defence", "defense"),
        ("labelled", "labeled"),
        ("analysed", "analyzed"),
        ("programme", "program"),
        ("grey", "gray"),
    ],
)
def test_spellings(british: str, american: str) -> None:
    assert spelling(british) == spelling(american)


@pytest.mark.parametrize("word", ["our", "hour", "rise", "wise", "there", "four", "re", "fence"])
def test_words_that_only_look_like_it_are_left_alone(word: str) -> None:
    assert spelling(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("accused", "accusing"),
        ("withdrew", "withdrawn"),
        ("shots", "shooting"),
        ("fishermen", "fisherman"),
        ("crises", "crisis"),
        ("people", "persons"),
        ("доклад", "доклада"),
    ],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("yegorov", "yeltsin"), ("women", "man"), ("hungry", "hungary"), ("1956", "1965")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["珍宝", "20th", "é"])
def test_what_has_no_stemmer_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("invasion", "invade"),
        ("invade", "invasion"),
        ("reception", "receive"),
        ("abolition", "abolish"),
        ("declassification", "declassify"),
        ("imprisoned", "prisoned"),
    ],
)
def test_derivations(word: str, other: str) -> None:
    assert other in related(word)


def test_short_words_have_no_relatives() -> None:
    assert related("rent") == ()
