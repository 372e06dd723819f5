"""What words may become while they are typed: the exact thing first, then what most is known of, in a box of 25."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import Index
from bot.search.words import spoken
from tests.search import made

KINDS = ("claim", "topic", "person", "document")
BOX = 25


def completed(index: Index, typed: str, *kinds: str, limit: int = BOX) -> list[str]:
    return [completion.id for completion in index.complete(typed, kinds or KINDS, limit=limit)]


# What comes first.


@pytest.fixture(scope="module")
def few() -> Index:
    return made.index(
        made.person("ode", "Ode", ["keeper ode"], mentions=1),
        made.person("ode-junior", "Ode the younger", mentions=9),
        made.person("odessa", "Odessa Lane", mentions=5),
        made.person("lane", "Anna Lane", ["old anna"], mentions=2),
        made.person("anna-ode", "Anna Ode", mentions=7),
        made.topic("worship", "The worship of light"),
        made.topic("ode-to-light", "Ode to light", ["light"]),
    )


def test_what_is_called_exactly_so_comes_first_however_little_is_known_of_it(few: Index) -> None:
    assert completed(few, "ode")[0] == "ode"
    assert completed(few, "Keeper-Ode")[0] == "ode"
    assert completed(few, "lane", "person")[0] == "lane"


def test_then_come_ids_that_begin_so_those_first_of_which_most_is_known(few: Index) -> None:
    assert completed(few, "ode", "person")[:3] == ["ode", "ode-junior", "odessa"]


def test_then_come_names_with_a_word_that_begins_so(few: Index) -> None:
    assert completed(few, "ode", "person") == ["ode", "ode-junior", "odessa", "anna-ode"]
    assert completed(few, "lan", "person") == ["lane", "odessa"]


def test_words_begin_in_any_order(few: Index) -> None:
    assert completed(few, "an la", "person")[0] == "lane"
    assert completed(few, "la an", "person")[0] == "lane"
    assert completed(few, "li od")[0] == "ode-to-light"


def test_letters_inside_a_word_do_not_count(few: Index) -> None:
    assert completed(few, "ship") == []
    assert completed(few, "worsh") == ["worship"]


def test_it_says_by_which_name_it_was_found(few: Index) -> None:
    (found,) = (completion for completion in few.complete("old", KINDS) if completion.id == "lane")
    assert (found.kind, found.name, found.alias) == ("person", "Anna Lane", "old anna")


def test_nothing_typed_gives_what_most_is_known_of(few: Index) -> None:
    assert completed(few, "", "person") == ["ode-junior", "anna-ode", "odessa", "lane", "ode"]
    assert completed(few, " \t—", "person") == completed(few, "", "person")


@pytest.mark.parametrize("typed", ["ODE", " ode ", "“ode”", "Óde", "ode-", "o\u200bde"])
def test_case_marks_and_spaces_make_no_difference(few: Index, typed: str) -> None:
    assert completed(few, typed) == completed(few, "ode")


# Any beginning.


@given(data=st.data())
@settings(max_examples=150)
def test_any_beginning_of_any_name_leads_to_all_that_are_called_so(toy_index: Index, data: st.DataObject) -> None:
    names = toy_index.engine.names
    phrase = data.draw(st.integers(0, len(names.spoken) - 1))
    beginning = names.spoken[phrase][: data.draw(st.integers(1, 60))]
    kinds = data.draw(st.sets(st.sampled_from(KINDS), min_size=1))
    expected = {
        names.ids[int(names.owner[other])]
        for other, spoken_so in enumerate(names.spoken[:])
        if spoken_so.startswith(beginning) and KINDS[int(names.kinds[int(names.owner[other])])] in kinds
    }
    found = toy_index.complete(beginning, kinds, limit=100)
    assert expected <= {completion.id for completion in found}
    begun = [completion for completion in found if spoken(completion.alias).startswith(spoken(beginning))]
    assert {completion.id for completion in begun} >= expected


@pytest.mark.parametrize("typed", ["z", "zh", "zhen", "zhenbao", "zhenbao ", "zhenbao-is", "zhenbao island"])
def test_while_a_name_is_typed_it_stays_in_the_box(index: Index, typed: str) -> None:
    assert "zhenbao-island" in completed(index, typed, "topic")


# A slip.


@pytest.mark.parametrize(
    ("typed", "kind", "id_"),
    [
        ("zhemb", "topic", "zhenbao-island"),
        ("zehnb", "topic", "zhenbao-island"),
        ("zhembao isl", "topic", "zhenbao-island"),
        ("isld zhenb", "topic", "zhenbao-island"),
        ("gorbahc", "person", "gorbachev"),
        ("brezhmev", "person", "brezhnev"),
        ("yetlsin", "person", "yeltsin"),
        ("secrte rep", "topic", "secret-report"),
        ("secretreprot", "topic", "secret-report"),
    ],
)
def test_a_slip_in_a_beginning_is_mended(index: Index, typed: str, kind: str, id_: str) -> None:
    assert id_ in completed(index, typed, kind)[:3]


def test_what_begins_so_comes_before_what_nearly_does() -> None:
    index = made.index(made.person("lamar", "Lamar", mentions=1), made.person("lanark", "Lanark", mentions=9))
    assert completed(index, "lamar") == ["lamar", "lanark"]
    assert completed(index, "lama") == ["lamar", "lanark"]


def test_a_word_that_begins_so_comes_before_one_that_nearly_does() -> None:
    index = made.index(made.person("anna", "Anna Lamar", mentions=1), made.person("bea", "Bea Lanark", mentions=9))
    assert completed(index, "lama") == ["anna", "bea"]
    assert completed(index, "lana") == ["bea", "anna"]


def test_three_letters_are_not_mended_and_neither_are_figures() -> None:
    index = made.index(made.person("zhenbao", "Zhenbao"), made.topic("plan-1956", "Plan of 1956"))
    assert completed(index, "zhm") == []
    assert completed(index, "1965") == []
    assert completed(index, "195") == ["plan-1956"]


def test_each_of_several_words_must_nearly_begin_so(few: Index) -> None:
    assert completed(few, "annna lanne", "person") == ["lane"]
    assert completed(few, "lanne annna", "person") == ["lane"]


def test_a_slip_in_words_that_are_written_apart(few: Index) -> None:
    assert completed(few, "odesa nlane") == ["odessa"]


def test_where_no_name_has_all_words_those_are_found_that_have_most(few: Index) -> None:
    assert completed(few, "odessa qqqq", "person") == ["odessa"]
    assert completed(few, "keeper ode qqqq", "person")[0] == "ode"


def test_nothing_begins_nearly_so(index: Index) -> None:
    assert completed(index, "qqqqqq") == []
    assert completed(index, "ζζζζζζ") == []


# The box.


@pytest.mark.parametrize("typed", ["", "s", "so", "khrushchev", "soviet union", "zhemb", "the"])
@pytest.mark.parametrize("kinds", [("topic",), ("claim", "person"), KINDS, ()])
@pytest.mark.parametrize("limit", [1, 5, BOX])
def test_it_holds_so_many_things_each_once_and_of_the_kinds_asked_for(
    index: Index, typed: str, kinds: tuple[str, ...], limit: int
) -> None:
    found = index.complete(typed, kinds, limit=limit)
    assert len(found) <= limit
    assert len({(completion.kind, completion.id) for completion in found}) == len(found)
    assert {completion.kind for completion in found} <= set(kinds)
    assert index.complete(typed, kinds)[:limit] == found


def test_it_is_full_where_there_are_enough(index: Index) -> None:
    assert len(index.complete("", ("topic",))) == len(index.complete("s", KINDS)) == BOX


# Things with dozens of names.

CROWD = 40


@pytest.fixture(scope="module")
def crowd() -> Index:
    """People of one family name, each with sixty names that lie together in the alphabet; of each more is known than
    of the one before."""
    return made.index(
        *(
            made.person(
                f"ivanov-{one}{two}",
                f"Comrade {one}{two} Ivanov",
                (f"{one}{two}{a}{b} ivanov" for a in "abcdef" for b in "abcdefghij"),
                mentions=number,
            )
            for number, (one, two) in enumerate((one, two) for one in "abcde" for two in "klmnopqr")
        ),
        made.topic("ivanovism", "The teachings of the comrades"),
    )


@pytest.mark.parametrize(
    "typed", ["", "ivanov", "ivan", "i", "comrade", "com", "ivanov comrade", "comr iv", "ivnaov", "ivamov", "comarde"]
)
def test_things_with_dozens_of_names_do_not_crowd_out_others(crowd: Index, typed: str) -> None:
    found = completed(crowd, typed, "person")
    assert len(found) == len(set(found)) == BOX


@pytest.mark.parametrize("typed", ["", "ivanov", "iva"])
@pytest.mark.parametrize("limit", [1, 3, BOX, CROWD])
def test_of_many_those_come_first_of_which_most_is_known(crowd: Index, typed: str, limit: int) -> None:
    by_mentions = [f"ivanov-{one}{two}" for one in "edcba" for two in "rqponmlk"]
    assert completed(crowd, typed, "person", limit=limit) == by_mentions[:limit]


def test_they_do_not_crowd_out_another_kind(crowd: Index) -> None:
    assert completed(crowd, "ivanov", "topic") == completed(crowd, "", "topic") == ["ivanovism"]
    assert "ivanovism" in completed(crowd, "ivanovi")
    assert completed(crowd, "comrade", "topic") == ["ivanovism"]


def test_one_of_many_names_is_found_by_its_own_beginning(crowd: Index) -> None:
    found = crowd.complete("bmca", KINDS)[0]
    assert (found.id, found.alias) == ("ivanov-bm", "bmca ivanov")


def test_of_thousands_the_one_of_which_most_is_known_comes_first() -> None:
    """Wherever in the alphabet it stands among those of which little is known."""
    known = dict.fromkeys(range(0, 3000, 256), 2) | {1_024: 0, 1_100: 9}
    people = [made.person(f"p{number:04}", f"P{number:04}", mentions=known.get(number, 1)) for number in range(3_000)]
    index = made.index(*people)
    assert completed(index, "p", limit=1) == completed(index, "", limit=1) == ["p1100"]
    assert completed(index, "p", limit=3) == ["p1100", "p0000", "p0256"]
    assert completed(index, "p20", limit=1) == ["p2048"]
