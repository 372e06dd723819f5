"""Words are compared in one form, and keep their place in the text."""

import pytest

from bot.search.words import form, spoken, tokens


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Khrushchev’s report", ["khrushchev", "report"], id="possessive"),
        pytest.param("planned_economy", ["planned", "economy", "plannedeconomy"], id="slug with underscore"),
        pytest.param("de-Stalinization", ["de", "stalinization", "destalinization"], id="compound also as one word"),
        pytest.param(
            "there was a waveThe end", ["there", "was", "a", "wave", "the", "wavethe", "end"], id="run together"
        ),
        pytest.param("l'alliance d’hier", ["alliance", "hier"], id="leaning words"),
        pytest.param("don't", ["dont"], id="contraction"),
        pytest.param("珍宝岛 island", ["珍宝", "宝岛", "island"], id="pairs of an unspaced script"),
        pytest.param("20世纪", ["20", "世纪"], id="figures beside Han"),
        pytest.param("e\u0301cole E\u0301COLE", ["ecole", "ecole"], id="combining marks"),
        pytest.param("zhen\u200bbao", ["zhenbao"], id="zero-width space inside a word"),
        pytest.param("naïve ﬁne", ["naive", "fine"], id="marks and ligatures"),
        pytest.param("\ud800 … 🕯️ --", [], id="no words"),
    ],
)
def test_forms(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_every_word_keeps_its_place() -> None:
    text = "The Soviet-Chinese “Großes” waveThe 珍宝岛's"
    for token in tokens(text):
        assert form(text[token.start : token.end].replace("-", "")) == token.form


def test_a_run_stays_whole_in_a_query() -> None:
    assert [token.form for token in tokens("珍宝岛 1969", split_unspaced=False)] == ["珍宝岛", "1969"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("secret-report", "Secret Report"),
        ("people's daily", "Peoples_Daily"),
        ("Хрущёв", "хрущев"),
        ("  the\tthaw ", "THE THAW"),
    ],
)
def test_names_are_spoken_alike(one: str, other: str) -> None:
    assert spoken(one) == spoken(other)


def test_a_name_of_signs_alone_is_not_spoken() -> None:
    assert spoken("—?!") == ""
