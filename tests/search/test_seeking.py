"""What meets a word of a query in a library: words it may mean, an editor's notes, two words run together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import Index
from bot.search.engine import Engine
from bot.search.meaning import SURE, WRITTEN_OTHERWISE, says_much
from bot.search.query import Query, QueryWord, Weight
from bot.search.rarity import rarities, rarity
from bot.search.seeking import Sought, seek, with_both
from bot.search.sentences import TRUST_STEPS
from tests.search import made


@pytest.fixture(scope="module")
def engine(toy_index: Index) -> Engine:
    return toy_index.engine


def word_of(typed: str) -> QueryWord:
    (word,) = Query.parse(typed).words
    return word


def sought(engine: Engine, typed: str | QueryWord, also: frozenset[int] = frozenset()) -> Sought:
    word = word_of(typed) if isinstance(typed, str) else typed
    return seek(word, engine.lexicon, engine.sentences, engine.names, also)


def terms(engine: Engine, typed: str) -> dict[str, float]:
    return {engine.lexicon.words[number]: sure for number, sure in sought(engine, typed).terms.items()}


def met(engine: Engine, found: Sought, slot: int = 0) -> dict[str, float]:
    """The sentences that meet a word, each with the best that it is worth."""
    worth: dict[str, float] = {}
    line = found.slots[slot].line
    for number, value in zip(line.members.tolist(), line.worth.tolist(), strict=True):
        reference = str(engine.sentences.reference(number))
        worth[reference] = max(value, worth.get(reference, 0.0))
    return worth


# What meets a word.


def test_a_word_is_met_by_the_sentences_that_have_it(engine: Engine) -> None:
    found = sought(engine, "drunkard")
    assert met(engine, found) == {"keeper 9.1": pytest.approx(found.weight)}
    assert found.surest == 1


def test_another_form_of_it_is_worth_nearly_as_much(engine: Engine) -> None:
    own, other = met(engine, sought(engine, "drunkard")), met(engine, sought(engine, "drunkards"))
    assert own.keys() == other.keys()
    assert 0.9 * own["keeper 9.1"] < other["keeper 9.1"] < own["keeper 9.1"]


def test_a_slip_is_worth_less_still(engine: Engine) -> None:
    assert terms(engine, "drunkrad")["drunkard"] == pytest.approx(1 - 1 / 8)
    assert (
        met(engine, sought(engine, "drunkrad"))["keeper 9.1"] < met(engine, sought(engine, "drunkards"))["keeper 9.1"]
    )


def test_a_sentence_is_met_by_what_an_editor_noted_of_it_and_by_how_far_that_is_trusted(engine: Engine) -> None:
    found = sought(engine, "1871")
    by_own, by_note = met(engine, found)["keeper 3.1"], met(engine, found)["keeper 7.1"]
    assert by_own == pytest.approx(found.weight)
    assert by_note == pytest.approx(0.85 * found.weight, rel=0.01)
    alias = sought(engine, "оде")
    assert met(engine, alias)["ledger 4.1"] == pytest.approx(0.95 * alias.weight, rel=0.01)


def test_what_no_library_has_is_met_by_nothing(engine: Engine) -> None:
    found = sought(engine, "qqqq")
    assert (found.terms, found.surest, found.names, found.split) == ({}, 0.0, {}, ())
    assert met(engine, found) == {}
    assert found.weight == pytest.approx(rarity(0, len(engine.sentences)))


def test_any_of_its_forms_will_do(engine: Engine) -> None:
    either = QueryWord("oil", ("drunkard", "thief"), Weight.CONTENT)
    assert met(engine, sought(engine, either)).keys() >= {"keeper 9.1", "ledger 4.1"}


def test_a_run_without_spaces_asks_for_each_pair_of_its_signs(engine: Engine) -> None:
    found = sought(engine, "灯塔石")
    assert [slot.share for slot in found.slots] == [0.5, 0.5]
    assert [met(engine, found, slot) for slot in (0, 1)] == [{"keeper 7.1": pytest.approx(found.weight / 2)}] * 2
    half = sought(engine, "灯塔火")
    assert [set(met(engine, half, slot)) for slot in (0, 1)] == [{"keeper 7.1"}, set()]


TYPED = "oil lamp keepers drunkrad 1871 eighties harborboard оде нефть 灯塔石 correct petroleum light says the older".split()


@given(
    typed=st.sampled_from(TYPED)
    | st.text("abdeiklmnoprstuvwxyz", min_size=1, max_size=8)
    | st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)
)
@settings(max_examples=200)
def test_each_sentence_is_worth_the_best_that_is_in_it_or_was_noted_of_it(engine: Engine, typed: str) -> None:
    sentences = engine.sentences
    for word in Query.parse(typed).words:
        found = sought(engine, word)
        assert sum(slot.share for slot in found.slots) == pytest.approx(1)
        for at, slot in enumerate(found.slots):
            worth = dict(zip(slot.terms.tolist(), slot.worth.tolist(), strict=True))
            expected: dict[str, float] = {}
            for number in range(len(sentences)):
                own = [worth.get(term, 0.0) for term in sentences.words[number].tolist()]
                low, high = sentences.noted.lists.bounds(number)
                noted = zip(
                    sentences.noted.lists[number].tolist(), sentences.noted.trust[low:high].tolist(), strict=True
                )
                own += [worth.get(term, 0.0) * trust / TRUST_STEPS for term, trust in noted]
                own += [
                    found.weight * WRITTEN_OTHERWISE for pair in found.split if number in with_both(sentences, *pair)
                ]
                if best := max(own):
                    expected[str(sentences.reference(number))] = best
            assert met(engine, found, at) == pytest.approx(expected, abs=1e-5)


# What it weighs.


def test_the_rarer_a_word_the_more_it_weighs(index: Index) -> None:
    weights = [sought(index.engine, word).weight for word in ("khrushchev", "stalin", "beijing", "ussuri")]
    assert weights == sorted(weights)
    assert weights[-1] > 2 * weights[0]


def test_of_words_as_rare_the_one_that_says_more_anywhere_weighs_more(engine: Engine) -> None:
    counts = [engine.sentences.text.count(engine.lexicon.find(word)) for word in ("high", "villagers")]
    assert counts == [1, 1]
    assert sought(engine, "high").weight < sought(engine, "villagers").weight


def test_a_word_weighs_what_it_says_times_how_rare_it_is(engine: Engine) -> None:
    count = engine.sentences.text.count(engine.lexicon.find("cellar"))
    expected = says_much("cellar") * rarity(count, len(engine.sentences))
    assert sought(engine, "cellar").weight == pytest.approx(expected)


def test_a_slip_weighs_as_much_as_the_word(engine: Engine) -> None:
    count = engine.sentences.text.count(engine.lexicon.find("drunkard"))
    assert sought(engine, "drunkrad").weight == pytest.approx(rarity(count, len(engine.sentences)))


def test_words_that_frame_a_question_weigh_half(engine: Engine) -> None:
    forms = ("cellar",)
    content, frame = (sought(engine, QueryWord("cellar", forms, weight)) for weight in (Weight.CONTENT, Weight.FRAME))
    assert frame.weight == pytest.approx(content.weight / 2)
    assert met(engine, frame)["ledger 7.2"] == pytest.approx(met(engine, content)["ledger 7.2"] / 2)
    assert content.is_content
    assert not frame.is_content


@pytest.mark.parametrize("typed", ["petroleum", "tempest", "ship", "lantern", "oiq"])
def test_a_hint_is_worth_no_more_than_the_word_it_hints_at(toy_index: Index, typed: str) -> None:
    found = sought(toy_index.engine, typed)
    (slot,) = found.slots
    own = says_much(typed) * rarities(
        toy_index.engine.sentences.text.counts(slot.terms), len(toy_index.engine.sentences)
    )
    hints = 0
    for term, worth, most in zip(slot.terms.tolist(), slot.worth.tolist(), own.tolist(), strict=True):
        if found.terms[term] < SURE:
            hints += 1
            assert worth <= found.terms[term] * min(most, found.weight) + 1e-6
    assert hints


@pytest.mark.parametrize("typed", ["oil", "灯塔石", "drunkrad"])
def test_a_word_may_count_for_less(engine: Engine, typed: str) -> None:
    found = sought(engine, typed)
    before = [met(engine, found, slot) for slot in range(len(found.slots))]
    less = found.times(0.5)
    assert less.weight == found.weight / 2
    assert (less.terms, less.surest, less.word) == (found.terms, found.surest, found.word)
    for slot, worth in enumerate(before):
        assert met(engine, less, slot) == pytest.approx({reference: value / 2 for reference, value in worth.items()})
        assert less.slots[slot].worth.tolist() == pytest.approx((found.slots[slot].worth / 2).tolist())
    assert [met(engine, found, slot) for slot in range(len(found.slots))] == before


# Words written together and apart.


def test_two_words_run_together_are_met_by_the_sentences_that_have_both(engine: Engine) -> None:
    found = sought(engine, "harborboard")
    assert [tuple(engine.lexicon.words[word] for word in pair) for pair in found.split] == [("harbor", "board")]
    assert found.surest == WRITTEN_OTHERWISE
    assert met(engine, found) == {"keeper 5.1": pytest.approx(WRITTEN_OTHERWISE * found.weight)}
    assert found.weight == pytest.approx(rarity(1, len(engine.sentences)))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("barrelsdrunkard", id="in no sentence together"),
        pytest.param("harborqqqq", id="one word and none"),
        pytest.param("drunkards", id="a word that is known"),
        pytest.param("18711880s", id="no letters alone"),
        pytest.param("anoil", id="too short a part"),
    ],
)
def test_what_is_not_taken_apart(engine: Engine, typed: str) -> None:
    assert sought(engine, typed).split == ()


@pytest.mark.parametrize(
    ("typed", "split"),
    [
        pytest.param("lampoil", [("lamp", "oil")], id="two words of a sentence"),
        pytest.param("lamplight", [], id="a word that is known as well"),
        pytest.param("18711880", [], id="figures"),
        pytest.param("anoil", [], id="too short a part"),
        pytest.param("oilan", [], id="too short a part behind"),
    ],
)
def test_what_is_taken_apart_of_what_stands_in_one_sentence(typed: str, split: list[tuple[str, str]]) -> None:
    engine = made.index(made.document("In 1871 and 1880 an oil lamp gave light, lamplight.", "Nothing else.")).engine
    found = sought(engine, typed).split
    assert [tuple(engine.lexicon.words[word] for word in pair) for pair in found] == split


def test_a_word_is_met_by_what_it_makes_up_with_its_neighbour(engine: Engine) -> None:
    shipowners = engine.lexicon.find("shipowners")
    alone, joined = sought(engine, "owners"), sought(engine, "owners", frozenset({shipowners}))
    assert alone.surest < SURE
    assert joined.terms[shipowners] == WRITTEN_OTHERWISE
    assert met(engine, joined)["ledger 9.1"] == pytest.approx(WRITTEN_OTHERWISE * joined.weight)
    assert sought(engine, "owners").terms == alone.terms


def test_sentences_that_have_both_of_two_words(engine: Engine) -> None:
    def both(one: str, other: str) -> list[str]:
        numbers = with_both(engine.sentences, engine.lexicon.find(one), engine.lexicon.find(other))
        return [str(engine.sentences.reference(number)) for number in numbers.tolist()]

    assert both("oil", "short") == ["keeper 4.1", "keeper 12.1"]
    assert both("oil", "drunkard") == []


# Names.


def test_words_of_names_are_kept_where_they_are_surely_meant(engine: Engine) -> None:
    assert set(sought(engine, "keeper").names) == {engine.lexicon.find("keeper")}
    assert set(sought(engine, "keper").names) == {engine.lexicon.find("keeper")}
    assert sought(engine, "storm").names == {}  # no name has it
    assert sought(engine, "oiq").names == {}  # it may be meant, and not surely


# What is kept.


def test_what_was_worked_out_is_kept(engine: Engine) -> None:
    assert sought(engine, "cellar") is sought(engine, "cellar")


def test_the_same_word_typed_otherwise_says_how_it_was_typed(engine: Engine) -> None:
    plain, loud = sought(engine, "cellar"), sought(engine, "CELLAR")
    assert (plain.word.typed, loud.word.typed) == ("cellar", "CELLAR")
    assert loud.slots is plain.slots


def test_it_is_kept_apart_by_what_the_word_counts_for(engine: Engine) -> None:
    frame = QueryWord("cellar", ("cellar",), Weight.FRAME)
    assert sought(engine, "cellar").weight > sought(engine, frame).weight
    assert sought(engine, "cellar").word.weight is Weight.CONTENT
