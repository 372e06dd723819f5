"""What people know from other searches is understood, and all else is words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.operators import Filters, read
from bot.search.query import MOST_CHARACTERS
from bot.search.words import tokens
from bot.typed_dates import typed as span


def left(typed: str) -> str:
    """What is left as words, with single spaces."""
    return " ".join(read(typed)[0].split())


def filters(typed: str) -> Filters:
    return read(typed)[1]


# An exact phrase.


@pytest.mark.parametrize(
    "quoted",
    [
        pytest.param('"the oil"', id="plain"),
        pytest.param("“the oil”", id="English"),
        pytest.param("„the oil“", id="German"),
        pytest.param("„the oil”", id="Polish"),
        pytest.param("«the oil»", id="French and Russian"),
        pytest.param("»the oil«", id="German in books"),
        pytest.param("« the oil »", id="French, with its blanks"),
        pytest.param('" the oil "', id="blanks inside"),
    ],
)
def test_words_in_quotation_marks_of_any_style_are_a_phrase_and_words_as_well(quoted: str) -> None:
    assert filters(quoted) == Filters(phrases=("the oil",))
    assert left(quoted) == "the oil"
    assert filters(f"was {quoted} short?") == Filters(phrases=("the oil",))
    assert left(f"was {quoted} short?") == "was the oil short?"


def test_a_phrase_keeps_its_case_and_its_marks() -> None:
    assert filters('"Keeper Ode’s oil, he said;"').phrases == ("Keeper Ode’s oil, he said;",)


def test_there_may_be_several_phrases_each_in_its_own_style() -> None:
    assert filters('"the oil" and “the lamp” or «the stores»').phrases == ("the oil", "the lamp", "the stores")
    assert left('"the oil" and “the lamp” or «the stores»') == "the oil and the lamp or the stores"


@pytest.mark.parametrize(
    "typed",
    [
        '"the oil',
        'the oil"',
        'the "oil',
        "“the oil",
        "the oil”",
        "”the oil“",
        "„the oil",
        "«the oil",
        "the oil»",
        '“the oil"',
        '"',
        '""',
        '"" ""',
        '"…" “?” «—»',
        "'the oil'",
        "don’t and won’t",
    ],
)
def test_quotation_marks_without_their_pair_or_without_a_word_are_no_operator(typed: str) -> None:
    assert read(typed) == (typed, Filters())


def test_a_mark_that_is_left_over_is_a_word_beside_a_phrase() -> None:
    assert filters('"the oil" was 9" short').phrases == ("the oil",)
    assert left('"the oil" was 9" short') == 'the oil was 9" short'


# Without a word, without a phrase.


@pytest.mark.parametrize(
    ("typed", "without", "words"),
    [
        ("oil -keeper", "keeper", "oil"),
        ("-keeper oil", "keeper", "oil"),
        ("oil -keeper lamp", "keeper", "oil lamp"),
        ("oil\t-keeper", "keeper", "oil"),
        ("oil −keeper", "keeper", "oil"),
        ("oil -keeper!", "keeper", "oil"),
        ("oil -Öl", "Öl", "oil"),
        ("oil -нефть", "нефть", "oil"),
        ("oil -灯塔石", "灯塔石", "oil"),
        ("stalin -de-stalinization", "de-stalinization", "stalin"),
        ("-keeper", "keeper", ""),
    ],
)
def test_a_minus_before_a_word_leaves_it_out(typed: str, without: str, words: str) -> None:
    assert filters(typed) == Filters(without=(without,))
    assert left(typed) == words


@pytest.mark.parametrize("quoted", ['"the oil"', "“the oil”", "„the oil“", "«the oil»"])
def test_a_minus_before_a_phrase_leaves_it_out(quoted: str) -> None:
    assert filters(f"lamp -{quoted}") == Filters(without=("the oil",))
    assert "oil" not in left(f"lamp -{quoted}")
    assert [token.form for token in tokens(left(f"lamp −{quoted}"))] == ["lamp"]


@pytest.mark.parametrize(
    "typed",
    [
        "-40 degrees",
        "under -40 degrees",
        "− 40 degrees",
        "de-stalinization",
        "xu-lai",
        "1956-1964",
        "xu-lai 37.1",
        "forty - barrels",
        "oil --",
        "--keeper",
        "oil – keeper",
        "oil -",
        "-",
        "-_",
        "re-",
    ],
)
def test_a_minus_before_a_number_inside_a_word_or_alone_is_no_operator(typed: str) -> None:
    assert read(typed) == (typed, Filters())


# Documents.


@pytest.mark.parametrize("field", ["doc", "document", "in", "DOC", "Document", "In"])
def test_documents_are_named(field: str) -> None:
    assert filters(f"oil {field}:ledger") == Filters(documents=("ledger",))
    assert left(f"oil {field}:ledger short") == "oil short"


def test_several_documents_are_named_with_commas_behind() -> None:
    assert filters("oil doc:keeper, in:xu-lai;").documents == ("keeper", "xu-lai")


# Years.


@pytest.mark.parametrize("field", ["year", "years", "date", "YEAR", "Date"])
def test_a_year(field: str) -> None:
    assert filters(f"oil {field}:1956") == Filters(years=(("1956", span("1956")),))
    assert left(f"oil {field}:1956 lamp") == "oil lamp"


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("1956", (1956, 1, 1), (1956, 12, 31)),
        ("1956-1964", (1956, 1, 1), (1964, 12, 31)),
        ("1956..1964", (1956, 1, 1), (1964, 12, 31)),
        ("1956–1964", (1956, 1, 1), (1964, 12, 31)),
        ("1956/1964", (1956, 1, 1), (1964, 12, 31)),
        ("1956-64", (1956, 1, 1), (1964, 12, 31)),
        ("1960s", (1960, 1, 1), (1969, 12, 31)),
        ("196X", (1960, 1, 1), (1969, 12, 31)),
        ("1950s-1960s", (1950, 1, 1), (1969, 12, 31)),
        ("1950s..1964", (1950, 1, 1), (1964, 12, 31)),
        ("1953-03", (1953, 3, 1), (1953, 3, 31)),
        ("5.3.1953", (1953, 3, 5), (1953, 3, 5)),
    ],
)
def test_years_decades_and_ranges(value: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    ((typed, found),) = filters(f"oil year:{value}").years
    assert (typed, found.first, found.last) == (value, first, last)


def test_a_comma_behind_the_years_is_none_of_theirs() -> None:
    assert filters("oil year:1956, lamp") == Filters(years=(("1956", span("1956")),))


@pytest.mark.parametrize(
    "typed",
    [
        "oil year:soon",
        "oil year:1964-1956",
        "oil year:1964..1956",
        "oil year:13/13/1953",
        "oil year:1953-02-30",
        "oil date:tomorrow",
        "oil year:-",
        "oil year:..",
        "oil year:,",
    ],
)
def test_what_is_no_year_is_told(typed: str) -> None:
    assert filters(typed) == Filters(misread=(typed.partition(":")[2].strip(","),))


def test_a_wrong_year_beside_an_operator_is_told() -> None:
    assert filters("-keeper year:soon") == Filters(without=("keeper",), misread=("soon",))
    assert left("-keeper year:soon").strip() == ""


@pytest.mark.parametrize("typed", ["oil year:", "oil year: 1956", "leap-year:1956"])
def test_what_is_no_operator_stays_words(typed: str) -> None:
    assert read(typed) == (typed, Filters())


def test_a_document_is_left_out() -> None:
    assert filters("oil -doc:keeper") == Filters(other_documents=("keeper",))
    assert left("oil -doc:keeper").strip() == "oil"


# Each character is part of one of them.


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param('"oil -keeper"', Filters(phrases=("oil -keeper",)), id="a minus in a phrase"),
        pytest.param('"he said in:private"', Filters(phrases=("he said in:private",)), id="a field in a phrase"),
        pytest.param('-"the oil""keeper" x', Filters(("keeper",), ("the oil",)), id="two that touch"),
        pytest.param('-"the oil"keeper', Filters(without=("the oil",)), id="a word that touches"),
        pytest.param('post-"thaw" years', Filters(phrases=("thaw",)), id="a hyphen before a phrase"),
        pytest.param('oil doc:"the survey"', Filters(documents=("the survey",)), id="a document of two words"),
        pytest.param("oil in:“Xu Lai” x", Filters(documents=("Xu Lai",)), id="and in other quotation marks"),
        pytest.param('oil year:"1956"', Filters(years=(("1956", span("1956")),)), id="a year in quotation marks"),
        pytest.param("oil doc:, x", Filters(), id="no document"),
    ],
)
def test_what_belongs_to_one_operator_is_no_other(typed: str, expected: Filters) -> None:
    assert filters(typed) == expected


# All of them, and none.


def test_they_are_read_together_in_any_order() -> None:
    typed = 'stores "full" -keeper in:ledger -"short oil" year:1871-1889'
    for some in (typed, 'year:1871-1889 -keeper -“short oil” in:ledger stores "full"'):
        found = filters(some)
        assert (found.phrases, found.documents) == (("full",), ("ledger",))
        assert set(found.without) == {"keeper", "short oil"}
        assert found.years == (("1871-1889", span("1871-1889")),)
        assert [token.form for token in tokens(left(some))] == ["stores", "full"]


def test_filters_are_true_when_there_is_one() -> None:
    assert not Filters()
    years = (("1956", span("1956")),)
    assert all((Filters(("a",)), Filters(without=("a",)), Filters(documents=("a",)), Filters(years=years)))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " \t",
        "the oil was short",
        "the oil: was it short?",
        "Re: doc: in: the lamp",
        "https://example.org/a:b",
        "mode:dark",
        "NEAR(x y) AND NOT * OR ^title:",
        "  two  blanks  ",
    ],
)
def test_text_without_an_operator_comes_back_as_it_was(typed: str) -> None:
    assert read(typed) == (typed, Filters())


@given(st.text(st.characters(exclude_categories=(), exclude_characters='"“”„«»:-−')))
def test_any_text_without_their_signs_comes_back_as_it_was(typed: str) -> None:
    assert read(typed) == (typed, Filters())


PIECES = 'year: date: doc: in: 1956 - − .. / X 0 13 s ٣ ² march . , ? ~ " “ ” „ « » oil 灯塔石 𝟙𝟡𝟝𝟞'.split()
PIECES += [" ", "\n", "\ud800", "\u0301", "\u202e"]


@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
        st.text(st.characters(exclude_categories=()), max_size=100),
    )
)
@settings(max_examples=400)
def test_whatever_is_typed_is_read(typed: str) -> None:
    words, found = read(typed)
    assert len(words) <= len(typed)
    assert all(any(tokens(phrase)) for phrase in found.phrases)
    assert all(phrase in typed for phrase in found.phrases)
    assert all(found.without)
    assert all(days.first <= days.last for _, days in found.years)
    assert bool(found) or words == typed


@pytest.mark.parametrize("sign", ['"', '"a', "“", "„a", "«»", " -", " -a", "- ", ":", "year:", " year:1", "doc:a "])
def test_any_number_of_their_signs_is_read(sign: str) -> None:
    typed = sign * (100_000 // len(sign))
    words, found = read(typed)
    assert len(words) <= len(typed)
    assert len(found.phrases) + len(found.without) + len(found.documents) <= MOST_CHARACTERS / len(sign)


def test_operators_beyond_what_is_read_of_a_query_are_none() -> None:
    typed = "oil " * (MOST_CHARACTERS // 4) + '-keeper "forty barrels" year:1871'
    assert read(typed) == (typed, Filters())
