"""How the thesaurus is made out of a dictionary and word vectors: here of very small ones."""

from __future__ import annotations

import pytest

from bot.search import thesaurus
from bot.search.thesaurus import Thesaurus, make

# A database of WordNet: of each synset its place, its words and its pointers; of each word its synsets, the usual first.
NOUNS = """
  1 the licence is behind two blanks
00000001 18 n 02 despot 0 tyrant 0 001 @ 00000002 n 0000 | a cruel ruler
00000002 18 n 02 ruler 0 swayer 0 000 | somebody who rules
00000003 15 n 02 Beijing 0 Peking 0 000 | a capital
00000004 06 n 01 ruler 0 000 | a stick with marks
00000005 04 n 01 despotism 0 001 + 00000001 n 0101 | what a despot does
00000006 04 n 02 ruler 0 stick 0 000 | a third sense
00000007 04 n 02 ruler 0 lamp 0 000 | a fourth sense, which hardly anybody knows
"""
NOUN_INDEX = """
  1 the licence
despot n 1 1 @ 1 1 00000001
tyrant n 1 0 1 0 00000001
ruler n 4 0 4 2 00000002 00000004 00000006 00000007
swayer n 1 0 1 0 00000002
beijing n 1 0 1 1 00000003
peking n 1 0 1 0 00000003
despotism n 1 1 + 1 0 00000005
stick n 1 0 1 0 00000006
lamp n 1 0 1 0 00000007
"""
ADJECTIVES = "00000001 00 a 01 cruel 0 001 & 00000002 a 0000 | \n00000002 00 s 01 brutal 0 001 & 00000001 a 0000 | \n"
ADJECTIVE_INDEX = "cruel a 1 1 & 1 1 00000001\nbrutal a 1 1 & 1 1 00000002\n"

COMMONER = [f"{one}{two}q" for one in "bcdfghjk" for two in "lmnpr"]
"""Words that no dictionary has, of more than which the directions are that all vectors share."""
COMMONEST_FIRST = [
    *COMMONER,
    *"the ruler lamp despot tyrant beijing kremlin moscow peking despots cruel brutal stick despotism 1956 ox".split(),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Thesaurus:
    folder = tmp_path_factory.mktemp("thesaurus")
    for name, data, index in (
        ("noun", NOUNS, NOUN_INDEX),
        ("adj", ADJECTIVES, ADJECTIVE_INDEX),
        ("verb", "", ""),
        ("adv", "", ""),
    ):
        (folder / f"data.{name}").write_text(data.lstrip("\n"), encoding="ascii")
        (folder / f"index.{name}").write_text(index.lstrip("\n"), encoding="ascii")
    (folder / "vectors").write_text("".join(_vectors()), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "DATA", folder / "words.npz")
        patch.setattr(make, "_COMPANIONS", 2)
        make.make(folder, folder / "vectors")
        patch.setattr(thesaurus, "DATA", folder / "words.npz")
        return thesaurus.thesaurus.__wrapped__()


def _vectors() -> list[str]:
    """All words go their own ways, but for the Kremlin and Moscow, which go nearly the same."""
    lines = []
    for place, word in enumerate(COMMONEST_FIRST):
        numbers = [0.0] * len(COMMONEST_FIRST)
        numbers[place] = 1.0
        if word == "moscow":
            numbers[COMMONEST_FIRST.index("kremlin")] = 2.0
        lines.append(f"{word} {' '.join(map(str, numbers))}\n")
    return lines


def near(made: Thesaurus, word: str, other: str) -> float:
    kin, nearness = made.kin(made.find(word))
    return float(sum(nearness[kin == made.find(other)].tolist()))


def test_it_has_the_stems_of_words_in_letters_that_say_something(made: Thesaurus) -> None:
    assert made.stems[:] == sorted(made.stems[:])
    assert {"despot", "tyrant", "kremlin", "stick"} <= set(made.stems[:])
    assert not {"the", "1956", "ox", "despots"} & set(made.stems[:])


def test_a_stem_is_as_common_as_its_commonest_word(made: Thesaurus) -> None:
    ranks = [int(made.rank[made.find(stem)]) - len(COMMONER) for stem in ("ruler", "lamp", "despot", "tyrant")]
    assert ranks == [0, 1, 2, 3]  # "the" is not counted, and "despots" is rarer


def test_what_joins_two_words_says_how_near_they_are(made: Thesaurus) -> None:
    synonyms, kind_of = near(made, "despot", "tyrant"), near(made, "despot", "ruler")
    names, alike, company = near(made, "peke", "beij"), near(made, "cruel", "brutal"), near(made, "kremlin", "moscow")
    assert 1 > names > synonyms > alike > kind_of > 0
    assert synonyms > company > 0
    assert near(made, "tyrant", "ruler") == kind_of
    assert near(made, "kremlin", "lamp") == near(made, "cruel", "lamp") == 0


def test_it_goes_both_ways(made: Thesaurus) -> None:
    for word, other in (("despot", "tyrant"), ("despot", "ruler"), ("peke", "beij"), ("cruel", "brutal")):
        assert near(made, word, other) == near(made, other, word) > 0


def test_rare_senses_and_words_of_no_rank_are_left_out(made: Thesaurus) -> None:
    assert near(made, "ruler", "stick") > 0
    assert near(made, "ruler", "lamp") == 0
    assert made.find("swayer") == -1


def test_the_nearest_come_first(made: Thesaurus) -> None:
    for number in range(len(made.stems)):
        _, nearness = made.kin(number)
        assert nearness.tolist() == sorted(nearness.tolist(), reverse=True)
