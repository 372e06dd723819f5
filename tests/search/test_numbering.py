"""A text read piece by piece gives the words that it gives when it is read as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.search.numbering import Numbering
from bot.search.tables import Strings
from bot.search.words import tokens

# What texts are made of: words as documents have them, what stands around them, and what lies between them.
WORDS = """
    The oil keeper's KEEPER waveThe de-Stalinization co–operation long-standing l'alliance don’t 1956 1956-1964 20th
    labour centre 灯塔石 20世纪 нефть Хрущёв naïve e\u0301cole zhen\u200bbao soft\u00adhyphen ﬁne ß İ a A -40 x_y
""".split()
MARKS = [
    "",
    "",
    "",
    ".",
    ",",
    ";",
    "“",
    "”",
    '"',
    "«",
    "»",
    "(",
    ")",
    "…",
    "—",
    "-",
    "'",
    "’",
    "?!",
    "[",
    "\u0301",
    "🕯️",
]
SPACES = [" ", " ", "  ", "\n", "\t", "\r\n", "\u00a0", "\u2003", "\u202f", "\u3000", "\u2028", "\x85", "\x1c"]
PIECE = st.tuples(st.sampled_from(MARKS), st.sampled_from(WORDS), st.sampled_from(MARKS)).map("".join)
TEXT = st.one_of(
    st.lists(st.tuples(PIECE | st.sampled_from(MARKS), st.sampled_from(SPACES)).map("".join), max_size=12).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=40),
)


def read(numbering: Numbering, text: str) -> list[int]:
    return list(numbering.read(text))


def words_of(numbering: Numbering, pieces: list[int]) -> tuple[list[str], list[int]]:
    found, begins = numbering.words_of(np.array(pieces, dtype=np.uint32))
    words = numbering.words()
    return [words[number] for number in found.tolist()], begins.tolist()


@given(st.lists(TEXT, min_size=1, max_size=4))
@example(["The “Soviet-Chinese” border.", "border The  soviet-Chinese", ""])
@settings(max_examples=200)
def test_the_words_are_those_of_the_whole_text(texts: list[str]) -> None:
    numbering = Numbering()
    numbered = [read(numbering, text) for text in texts]
    for text, pieces in zip(texts, numbered, strict=True):
        words, begins = words_of(numbering, pieces)
        assert words == [token.form for token in tokens(text)]
        assert begins[-1] == len(words)


@given(st.lists(TEXT, min_size=1, max_size=3))
@settings(max_examples=150)
def test_it_tells_where_the_words_of_each_piece_begin(texts: list[str]) -> None:
    numbering = Numbering()
    flat = [piece for text in texts for piece in read(numbering, text)]
    words, begins = words_of(numbering, flat)
    parts = [part for text in texts for part in text.split()]
    assert len(begins) == len(flat) + 1 == len(parts) + 1
    for part, begin, end in zip(parts, begins, begins[1:], strict=False):
        assert words[begin:end] == [token.form for token in tokens(part)]


def test_a_piece_may_be_no_word_one_or_several() -> None:
    numbering = Numbering()
    words, begins = words_of(numbering, read(numbering, "— The long-standing (1956) 灯塔石"))
    assert words == ["the", "long", "standing", "longstanding", "1956", "灯塔", "塔石"]
    assert begins == [0, 0, 1, 4, 5, 7]


@pytest.mark.parametrize("text", ["", " \n ", "— … “”"])
def test_a_text_without_words(text: str) -> None:
    numbering = Numbering()
    assert words_of(numbering, read(numbering, text))[0] == []
    assert len(numbering) == 0


def test_the_same_piece_has_the_same_number_with_marks_around_it_and_without() -> None:
    numbering = Numbering()
    one, other, quoted = read(numbering, "oil, oil. “oil”")
    assert one == other == quoted == read(numbering, "oil")[0]


# Words by number.


def test_each_new_word_gets_the_next_number() -> None:
    numbering = Numbering()
    read(numbering, "The oil, the OIL and the lamp")
    numbering.add(["oil", "keeper", "keeper"])
    assert numbering.words() == ["the", "oil", "and", "lamp", "keeper"]
    assert [numbering.number(word) for word in ("oil", "stores", "the")] == [1, 5, 0]
    assert [numbering.known(word) for word in ("stores", "unheard")] == [5, -1]
    assert len(numbering) == 6


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=5), max_size=20))
def test_the_place_of_each_word_is_that_in_the_alphabet(words: list[str]) -> None:
    numbering = Numbering()
    numbering.add(words)
    ordered = sorted(set(words))
    places = numbering.places(Strings.of(ordered))
    assert [ordered[place] for place in places.tolist()] == numbering.words() == list(dict.fromkeys(words))


def test_words_that_were_seen_with_a_small_letter_are_no_names() -> None:
    numbering = Numbering()
    read(numbering, "The keeper Ode said: “lamp”, not Lamp. De-stalinization, NATO, ode's 灯塔石 i")
    assert numbering.common == {"keeper", "said", "lamp", "not", "stalinization", "ode", "i"}
