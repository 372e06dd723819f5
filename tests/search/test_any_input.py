"""Whatever is typed, search answers or declines, and never fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from bot.resolve import nearest_names, resolve
from bot.search import Index

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


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_odd_input(index: Index, library: Library, typed: str) -> None:
    ask(index, library, typed)


def test_a_name_is_found_through_what_does_not_show(index: Index) -> None:
    assert str(index.sentences("z\u200bh\u200ce\u200dn\ufeffbao").matches[0].reference) == "xu-lai 37.1"
    assert str(index.sentences("𝓏𝒽𝑒𝓃𝒷𝒶𝑜").matches[0].reference) == "xu-lai 37.1"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_any_characters(toy_index: Index, toy: Library, typed: str) -> None:
    ask(toy_index, toy, typed)


WORDS = "oil keeper lamp Ode 1871 188X forty-barrels the was 灯塔石 нефть oyl stores’ “full 5.3.53 -x * ( \u200b".split(
    " "
)


@given(st.lists(st.sampled_from(WORDS), max_size=90).map(" ".join))
def test_any_order_of_its_own_words(toy_index: Index, toy: Library, typed: str) -> None:
    ask(toy_index, toy, typed)
