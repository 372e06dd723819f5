"""Whatever is typed, search answers or declines, and never fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from bot.resolve import nearest_names, resolve
from bot.search import Index
from bot.search.operators import read
from bot.search.query import MOST_WORDS

ODD = [
    "",
    " \t\n",
    "a",
    "the of and",
    "[a-z]+(.*)\\",
    '"unbalanced',
    "NEAR(x y) AND NOT * OR ^title:",
    "-without doc:xu-lai year:1956-1964",
    "%' OR 1=1 --",
    "\x00\x07\x1b[2J",
    "\u202egnirts\u202c \u2066x\u2069",
    "z\u200bh\u200ce\u200dn\ufeffbao",
    "e\u0301" * 500,
    "\u0301\u0302",
    "👩‍👩‍👧‍👦 🕯️",
    "\ud800\udfff \udc80",
    "𝓏𝒽𝑒𝓃𝒷𝒶𝑜",
    "赫鲁晓夫" * 300,
    "x" * 100_000,
    "zhenbao " * 12_500,
    "1" * 10_000,
    "5.3." * 500,
    "99/99/9999",
    "1.2.1956-03-04",
    "13/13/1953",
    "'" * 3_000,
    "a-" * 2_000,
    "ﷺ" * 50,
]
HOSTILE = {
    "quotation marks": '"' * 100_000,
    "quotation marks in turn": "“”" * 50_000,
    "marks that open": "„«“" * 33_000,
    "phrases": '"oil" ' * 17_000,
    "a long phrase": f'"{"oil keeper " * 9_000}"',
    "phrases in phrases": "«" * 50 + "oil" + "»" * 50,
    "minus signs": "-" * 100_000,
    "minus signs apart": "- " * 50_000,
    "words left out": "-oil " * 20_000,
    "a long word left out": "-" + "x" * 100_000,
    "all words left out": "oil -oil -“oil” oil",
    "colons": ":" * 100_000,
    "fields without a value": "year: doc: in: " * 6_000,
    "fields in fields": "year:" * 20_000,
    "many years": "year:1871 " * 10_000,
    "all years": "year:0001-9999 oil",
    "years of ever": "year:../1871 year:1871/.. year:1-1",
    "no such document": "doc:../../etc/passwd in:%00 oil",
    "a pattern that takes for ever": "(a+)+$ " * 14_000,
    "patterns": r"(?P<x>.*)* [^\W\d_]{9,} \1 (?<!a)b* $^ |||",
    "patterns in a phrase": r'"(?:.*)+" -"[a-z]{1,}" year:\d+',
    "full-text search": '"oil keeper"~5 oil^2 +oil !lamp oil* NEAR/3 {oil lamp} title:(oil OR lamp) AND NOT col:"x"',
    "a database": 'oil\'; DROP TABLE sentences; -- "oil" UNION SELECT * FROM sqlite_master',
    "astral letters": '𝓸𝓲𝓵 -𝓀𝑒𝑒𝓅𝑒𝓇 "𝓉𝒽𝑒 𝓁𝒶𝓂𝓅" year:𝟏𝟖𝟕𝟏 ' * 500,
    "marks on marks": "o" + "\u0301" * 10_000 + 'il -\u0301\u0302 "\u0301"',
    "marks alone": "\u0301\u20dd\ufe0f\U000e0100" * 5_000,
    "both directions": '\u202e"lio\u202c -\u2066reepek\u2069" \u200f-oil year:\u202e1781\u202c',
    "right to left": '-زيت "مصباح" שמן year:١٨٧١',
    "signs of no script": '\ue000\U0010fffd\U0010ffff\ufffe\ufdd0 -\ue000 "\U0010ffff"',
    "halves of characters": '-\ud800 "\udfff oil" year:\ud83d doc:\udc80',
    "control characters": '-\x00oil "\x1b[2J" year:\x7f1871 \x85oil\u2028lamp',
    "tags and joiners": "o\u200di\u200cl\u2060 \U000e0061\U000e007f" * 1_000,
    "Hangul in pieces": "\u1100\u1161\u11a8" * 10_000,
    "compounds": "oil-" * 25_000,
    "slugs": "_oil" * 25_000,
    "apostrophes": "o’i'l" * 20_000,
    "words run together": "waveThe" * 14_000,
    "figures": "-1 1-1 1.1.1 1/1/1 '11s 11th " * 3_000,
}
KINDS = ("claim", "topic", "person", "document")


def ask(index: Index, library: Library, typed: str) -> None:
    found = index.sentences(typed)
    assert found.declined == (not found.matches)
    assert all(library.sentence(match.reference) for match in (*found.matches, *found.nearest))
    assert all(0 <= name.confidence <= 1 for name in index.names(typed, KINDS))
    assert len(index.complete(typed, KINDS)) <= 25
    for kind in KINDS:
        resolution = resolve(index, library, typed, (kind,))
        assert resolution.typed == typed
        assert not (resolution.picked and resolution.choices)
        assert len(resolution.choices) != 1
    assert len(nearest_names(index, typed)) <= 5


def search(index: Index, library: Library, typed: str) -> None:
    """Search for what was typed, with its operators."""
    words, filters = read(typed)
    for documents in ((), filters.documents, ("keeper", "xu-lai")):
        found = index.search(words, filters, documents=documents)
        assert found.declined == (not found.matches)
        assert len(found.matches) <= 25
        assert found.searched <= MOST_WORDS
        assert set(found.inexact) <= set(filters.phrases)
        for match in (*found.matches, *found.nearest):
            sentence = library.sentence(match.reference)
            assert sentence is not None
            assert not documents or match.reference.document in documents
            assert 0 <= match.confidence <= 1
            assert all(sentence.start <= start < end <= sentence.end for start, end in match.marks)


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_odd_input(index: Index, library: Library, typed: str) -> None:
    ask(index, library, typed)
    search(index, library, typed)


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_input(toy_index: Index, toy: Library, typed: str) -> None:
    ask(toy_index, toy, typed)
    search(toy_index, toy, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "oil " * 30_000,
        '"the oil" ' + "lamp " * 30_000,
        "-drunkard year:1800-1899 " + "oil lamp " * 1_000,
        "year:1700 " + "oil lamp " * 1_000,  # no sentence is of that year
        '"the oil" ' * 1_000,
        "灯塔石 " * 1_000,
        "oil-" * 25_000,
    ],
)
def test_a_search_that_is_cut_short_says_so(toy_index: Index, typed: str) -> None:
    found = toy_index.search(*read(typed))
    assert found.cut_short
    assert 0 < found.searched <= MOST_WORDS


@pytest.mark.parametrize("typed", ["oil", "", '"the oil" -lamp year:1871', "oil " * MOST_WORDS, "-oil " * 500])
def test_one_that_is_not_does_not(toy_index: Index, typed: str) -> None:
    assert not toy_index.search(*read(typed)).cut_short


def test_a_name_is_found_through_what_does_not_show(index: Index) -> None:
    assert str(index.sentences("z\u200bh\u200ce\u200dn\ufeffbao").matches[0].reference) == "xu-lai 37.1"
    assert str(index.sentences("𝓏𝒽𝑒𝓃𝒷𝒶𝑜").matches[0].reference) == "xu-lai 37.1"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_any_characters(toy_index: Index, toy: Library, typed: str) -> None:
    ask(toy_index, toy, typed)
    search(toy_index, toy, typed)


WORDS = "oil keeper lamp Ode 1871 188X forty-barrels the was 灯塔石 нефть oyl stores’ “full 5.3.53 -x * ( \u200b".split(
    " "
)
OPERATORS = [
    '"',
    "“",
    "”",
    "„",
    "«",
    "»",
    "-",
    "−",
    "-“",
    "year:",
    "doc:",
    "in:",
    "date:1871",
    "year:1871-1889",
    "-oil",
]


@given(st.lists(st.sampled_from(WORDS), max_size=90).map(" ".join))
def test_any_order_of_its_own_words(toy_index: Index, toy: Library, typed: str) -> None:
    ask(toy_index, toy, typed)
    search(toy_index, toy, typed)


@given(
    st.lists(st.sampled_from([*WORDS, *OPERATORS]), max_size=30),
    st.sampled_from([" ", " ", ""]),
)
def test_any_order_of_its_own_words_and_operators(
    toy_index: Index, toy: Library, pieces: list[str], between: str
) -> None:
    search(toy_index, toy, between.join(pieces))
