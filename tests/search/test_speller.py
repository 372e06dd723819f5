"""Slips are found as a comparison with every word would find them, and what is not mended is left alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.search import speller
from bot.search.speller import Speller, allowed_edits
from bot.search.tables import Strings


def near(words: list[str], typed: str, edits: int) -> dict[str, int]:
    table = Strings.of(sorted(set(words)))
    found = list(Speller.of(table).near(typed, table, edits))
    assert len(found) == len({number for number, _ in found})
    return {table[number]: distance for number, distance in found}


def begun(words: list[str], typed: str, edits: int) -> dict[str, int]:
    table = Strings.of(sorted(set(words)))
    return {table[number]: distance for number, distance in Speller.of(table).begun(typed, table, edits)}


def is_mended(word: str) -> bool:
    """Whether a slip in a word of the list is mended: not in short ones, nor in those with figures or signs."""
    return len(word) >= 3 and word.isalpha()


def share_an_end(one: str, other: str) -> bool:
    return one[:1] == other[:1] or one[-2:] == other[-2:]


# Few letters make many neighbours. Cyrillic and accented ones do not lie as the Latin ones do; figures and signs are
# in words that are not mended.
WORD = st.text("abcdeü", max_size=8) | st.text("абвгд", max_size=6) | st.text("ab1'-", max_size=5)
TYPED = st.text("abcdeü", min_size=3, max_size=8) | st.text("абвгд", min_size=3, max_size=6)


@given(words=st.lists(WORD, max_size=30), typed=TYPED, edits=st.integers(1, 3))
@settings(max_examples=400)
def test_neighbours_are_all_that_share_an_end_and_are_so_few_edits_away(
    words: list[str], typed: str, edits: int
) -> None:
    expected = {
        word: distance
        for word in words
        if is_mended(word) and share_an_end(word, typed) and (distance := OSA.distance(typed, word)) <= edits
    }
    assert near(words, typed, edits) == expected


SLIPS = st.sampled_from(["left out", "doubled", "other", "swapped", "added"])


@st.composite
def misspelled(draw: st.DrawFn) -> tuple[str, str, int]:
    """A word, how somebody types it, and how many slips that are: the first letter, or the last two, are right."""
    word = draw(st.text(st.characters(categories=("Ll", "Lo"), max_codepoint=0x24F), min_size=5, max_size=12))
    typed, slips = word, draw(st.integers(1, 2))
    for _ in range(slips):
        at = draw(st.integers(1, len(typed) - 3))
        letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyzäß"))
        match draw(SLIPS):
            case "left out":
                typed = typed[:at] + typed[at + 1 :]
            case "doubled":
                typed = typed[:at] + typed[at] + typed[at:]
            case "other":
                typed = typed[:at] + letter + typed[at + 1 :]
            case "added":
                typed = typed[:at] + letter + typed[at:]
            case _:
                typed = typed[: at - 1] + typed[at] + typed[at - 1] + typed[at + 1 :]
    return word, typed, slips


@given(misspelled())
@example(("zhenbao", "zehnbao", 1))
@settings(max_examples=300)
def test_what_is_looked_at_first_hides_no_true_neighbour(case: tuple[str, str, int]) -> None:
    word, typed, slips = case
    found = near([word, "", "a", "zzz", "1956"], typed, slips)
    if share_an_end(word, typed) and OSA.distance(word, typed) <= slips:
        assert found[word] == OSA.distance(word, typed)


@pytest.mark.parametrize(
    ("typed", "meant", "distance"),
    [
        pytest.param("zehnbao", "zhenbao", 1, id="neighbours swapped"),
        pytest.param("zhenbo", "zhenbao", 1, id="a letter left out"),
        pytest.param("zhenbaao", "zhenbao", 1, id="a letter too many"),
        pytest.param("zhembao", "zhenbao", 1, id="another letter"),
        pytest.param("shenbao", "zhenbao", 1, id="the first letter wrong"),
        pytest.param("zhenbae", "zhenbao", 1, id="the last letter wrong"),
        pytest.param("khruschow", "khrushchev", 3, id="three slips"),
        pytest.param("хрушев", "хрущев", 1, id="another script"),
        pytest.param("naïv", "naïve", 1, id="a letter with a mark"),
    ],
)
def test_slips(typed: str, meant: str, distance: int) -> None:
    words = ["zhenbao", "khrushchev", "хрущев", "naïve", "border"]
    assert near(words, typed, distance) == {meant: distance}
    assert meant not in near(words, typed, distance - 1)


def test_slips_at_both_ends_are_not_looked_for() -> None:
    assert near(["border"], "horded", 2) == {}


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        pytest.param("1956", "1965", id="a year"),
        pytest.param("20th", "30th", id="a number with letters"),
        pytest.param("us", "uss", id="two letters"),
        pytest.param("don't", "dont", id="a sign in it"),
        pytest.param("x" * 300, "x" * 299, id="no word at all"),
    ],
)
def test_figures_and_short_words_are_no_neighbours(word: str, typed: str) -> None:
    assert near([word], typed, 3) == {}


def test_the_longest_word_that_is_compared() -> None:
    assert near(["x" * 255], "x" * 254, 1) == {"x" * 255: 1}


def test_a_word_is_its_own_neighbour() -> None:
    assert near(["border", "boarder"], "border", 1) == {"border": 0, "boarder": 1}


def test_an_empty_list_has_no_neighbours() -> None:
    assert near([], "border", 3) == begun([], "border", 3) == {}


@pytest.mark.parametrize(
    ("word", "edits"),
    [
        *((word, 0) for word in ("", "a", "us", "1956", "20th", "don't", "co-existence")),
        *((word, 1) for word in ("oil", "fleet", "灯塔石")),
        *((word, 2) for word in ("border", "khrushchev", "хрущев")),
        *((word, 3) for word in ("stalinization", "x" * 200)),
    ],
)
def test_longer_words_may_have_more_slips(word: str, edits: int) -> None:
    assert allowed_edits(word) == edits


# In a large list not all that may be near can be compared.


@given(words=st.lists(WORD, max_size=30), typed=TYPED, edits=st.integers(1, 3), most=st.integers(1, 6))
@settings(max_examples=150)
def test_of_many_words_fewer_are_compared_and_none_is_found_that_is_not_near(
    words: list[str], typed: str, edits: int, most: int
) -> None:
    everything = near(words, typed, edits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speller, "_MOST_COMPARED", most)
        found = near(words, typed, edits)
        assert len(found) <= most
        assert found.items() <= everything.items()
        assert len(begun(words, typed, edits)) <= most


@pytest.mark.parametrize("most", [1, 3, 10])
def test_of_many_words_those_with_the_same_letters_are_compared_first(most: int) -> None:
    same_head = [f"zhenb{letter}o" for letter in "bcdefghijklmn"]
    same_tail = [f"{letter}henbao" for letter in "abcdefghijklm"]
    begin_alike = [f"zhen{one}{two}" for one in "cdfgk" for two in "lmprst"]
    words = ["zhenbao", *same_head, *same_tail]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speller, "_MOST_COMPARED", most)
        assert near(words, "zhenbao", 1)["zhenbao"] == 0
        assert near(words, "zehnbao", 1)["zhenbao"] == 1
        assert len(near(words, "zhenbao", 1)) == most
        assert begun(["zhenbao", *begin_alike], "zehnb", 1) == {"zhenbao": 1}
        assert len(begun(begin_alike, "zhenb", 1)) == most


# The beginning of a word.


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("zhemb", "zhenbao", id="another letter"),
        pytest.param("zehnb", "zhenbao", id="neighbours swapped"),
        pytest.param("zhenb", "zhenbao", id="no slip"),
        pytest.param("khruhsch", "khrushchev", id="a longer one"),
        pytest.param("zhembao", "zhenbao", id="all of it"),
        pytest.param("zhenbaoo", "zhenbao", id="a letter more than all of it"),
        pytest.param("хрущо", "хрущев", id="another script"),
    ],
)
def test_a_slip_in_a_beginning(typed: str, meant: str) -> None:
    words = ["zhenbao", "khrushchev", "хрущев", "border", "1956", "zh"]
    assert list(begun(words, typed, allowed_edits(typed))) == [meant]


def test_the_first_letter_of_a_beginning_is_right() -> None:
    assert begun(["zhenbao"], "shenb", 1) == {}


@given(words=st.lists(WORD, max_size=30), typed=st.text("abcdeü", min_size=4, max_size=8))
@settings(max_examples=300)
def test_beginnings_are_found_as_a_comparison_with_every_word_would(words: list[str], typed: str) -> None:
    edits = allowed_edits(typed)
    found = begun(words, typed, edits)
    for word in words:
        if is_mended(word) and word[0] == typed[0] and len(word) >= len(typed) - edits:
            beginning = OSA.distance(typed, word[: len(typed)])
            assert beginning > edits or found[word] <= beginning
    for word, distance in found.items():
        assert distance <= edits
        assert distance >= min(OSA.distance(typed, word[:end]) for end in range(len(word) + 1))
        assert is_mended(word)
        assert word[0] == typed[0]
