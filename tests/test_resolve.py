"""Words → the one thing meant, choices, or nothing: never a guess."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import bot
from bot.library import Library
from bot.loading import load
from bot.model import Ambiguity
from bot.resolve import Picked, Resolution, nearest_names, resolve
from bot.search import Index

ROOT = Path(bot.__file__).parent.parent


class Known:
    """A library with its index."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.index = Index.build(library)

    def resolve(self, words: str, *kinds: str) -> Resolution:
        return resolve(self.index, self.library, words, kinds)

    def picked(self, words: str, *kinds: str) -> tuple[str, str]:
        """The id and how it was found, or nothing."""
        found = self.resolve(words, *kinds).picked
        return (found.id, found.how) if found else ("", "")

    def choices(self, words: str, *kinds: str) -> list[str]:
        return [choice.id for choice in self.resolve(words, *kinds).choices]


@pytest.fixture(scope="module")
def toy() -> Known:
    return Known(load(ROOT / "tests" / "library"))


@pytest.fixture(scope="module")
def two() -> Known:
    return Known(load(ROOT / "content" / "khrushchev"))


@pytest.mark.parametrize(
    ("words", "kind", "id_", "how"),
    [
        ("zhenbao", "claim", "zhenbao", "exact"),
        (" Secret-Report ", "topic", "secret-report", "exact"),
        ("secret report", "topic", "secret-report", "exact"),
        ("joint_fleet", "claim", "joint-fleet", "exact"),
        ("yegorov", "person", "yegorov", "exact"),
        ("survey", "document", "survey", "exact"),
        ("damansky", "claim", "zhenbao", "alias"),
        ("珍宝岛", "claim", "zhenbao", "alias"),
        ("Хрущёв", "topic", "khrushchev-evaluation", "alias"),
        ("赫鲁晓夫", "person", "khrushchev", "alias"),
        ("cult", "topic", "personality-cult", "alias"),
        ("hungry", "topic", "hungary", "alias"),
        ("secret-report", "claim", "secret-report-1956", "alias"),
        ("secert report", "claim", "secret-report-1956", "near"),
        ("zhenboa island", "topic", "zhenbao-island", "near"),
        ("fleet joint", "claim", "joint-fleet", "near"),
        ("yelstin", "person", "yeltsin", "near"),
        ("Jelzin", "person", "yeltsin", "near"),
        ("Richard Nixon", "person", "nixon", "near"),
        ("why did the Soviet experts withdraw from China?", "claim", "experts-withdrawal", "near"),
    ],
)
def test_the_one_thing_meant(two: Known, words: str, kind: str, id_: str, how: str) -> None:
    assert two.picked(words, kind) == (id_, how)


def test_what_was_picked_has_its_name(two: Known) -> None:
    assert two.resolve("zhenbao-island", "topic").picked == Picked(
        "topic", "zhenbao-island", "Zhenbao (Damansky) Island, 1969", "exact"
    )


@pytest.mark.parametrize("kind", ["claim", "topic", "person"])
@pytest.mark.parametrize("words", ["tiananmen", "", "the", "xqzv", "🕯️", "secret police"])
def test_what_is_not_there_is_nothing(two: Known, words: str, kind: str) -> None:
    found = two.resolve(words, kind)
    assert found.picked is None
    assert found.choices == ()


def test_near_neighbours_are_never_taken_for_each_other(two: Known) -> None:
    for words, meant in (("yegorov", "yegorov"), ("egorof", "yegorov"), ("yeltsin", "yeltsin"), ("eltsin", "yeltsin")):
        assert two.picked(words, "person")[0] == meant
    assert two.picked("cult", "claim") == ("", "")
    assert two.picked("reform", "topic") == ("reform", "exact")


def test_nothing_offers_the_nearest_names(two: Known) -> None:
    nearest = two.resolve("joint venture", "topic").nearest
    assert "joint-fleet" in [candidate.id for candidate in nearest]
    assert len(nearest) <= 5
    assert nearest_names(two.index, "tiananmen") == ()


def test_an_ambiguous_word_asks_with_the_editors_senses(two: Known) -> None:
    found = two.resolve("Nuclear", "claim")
    assert [(choice.kind, choice.id) for choice in found.choices] == [
        ("claim", "secret-report-1956"),
        ("claim", "nuclear-strike"),
        ("claim", "science-technology"),
    ]
    assert found.choices[1].label == "A nuclear strike against China"
    assert two.choices("nuclear", "topic") == [
        "nuclear-strike",
        "atomic-firsts",
    ] or "secret-report-1956" in two.choices("nuclear", "topic")


def test_a_sense_with_several_claims_tells_them_apart(toy: Known) -> None:
    labels = [choice.label for choice in toy.resolve("light", "claim").choices]
    assert labels == [
        "The light that went dark in 1871 (wreck-of-the-meridian)",
        "The light that went dark in 1871 (put-out-on-purpose)",
        "The lamp that was raised later",
    ]


def test_an_ambiguous_word_without_senses_is_nothing_with_its_note(toy: Known) -> None:
    found = toy.resolve("whale", "topic")
    assert found.picked is None
    assert found.choices == ()
    assert found.note == "Neither document says what kind of oil it was."


def test_an_id_is_never_ambiguous_but_its_words_are(toy: Known) -> None:
    parts = replace(toy.library.parts, ambiguities=(Ambiguity(("oil was short", "lantern"), note="Ask."),))
    known = Known(Library(parts))
    assert known.picked("oil-was-short", "claim") == ("oil-was-short", "exact")
    assert known.resolve("oil was short", "claim").note == "Ask."
    assert known.resolve("lantern", "claim").picked is None


def test_a_sense_is_no_person(toy: Known) -> None:
    assert toy.resolve("light", "person").choices == ()


def test_a_retired_id_opens_its_successor(toy: Known) -> None:
    assert toy.picked("keeper-slept", "claim") == ("keeper-asleep", "retired")
    assert toy.picked("oil-quarrel", "topic") == ("want-of-oil", "retired")
    assert toy.picked("keeper-ode", "person") == ("ode", "retired")


def test_a_name_of_several_things_asks(toy: Known) -> None:
    claims = tuple(
        replace(claim, aliases=("the quarrel",)) if claim.id in ("sold-the-oil", "stores-full") else claim
        for claim in toy.library.parts.claims
    )
    known = Known(Library(replace(toy.library.parts, claims=claims)))
    found = known.resolve("quarrel", "claim")
    assert sorted(choice.id for choice in found.choices) == ["sold-the-oil", "stores-full"]
    assert {choice.why for choice in found.choices} == {"the quarrel"}


def test_two_about_equally_near_ask(toy: Known) -> None:
    claims = tuple(
        replace(claim, aliases=({"sold-the-oil": "lanterna", "stores-full": "lanternb"}[claim.id],))
        if claim.id in ("sold-the-oil", "stores-full")
        else claim
        for claim in toy.library.parts.claims
        if claim.id != "lantern-stone"
    )
    topics = tuple(topic for topic in toy.library.parts.topics if topic.id != "lantern-stone")
    known = Known(Library(replace(toy.library.parts, claims=claims, topics=topics)))
    assert sorted(known.choices("lanternx", "claim")) == ["sold-the-oil", "stores-full"]


def test_the_name_of_a_topic_leads_to_its_claims(two: Known) -> None:
    found = two.resolve("yegorov", "claim")
    assert len(found.choices) == 6
    assert {(choice.kind, choice.why) for choice in found.choices} == {("claim", "Yegorov")}


def test_a_topic_with_many_claims_is_itself_the_first_choice(two: Known) -> None:
    found = two.resolve("khrushchev reforms", "claim")
    claims = {id_ for ids in two.library.topics["reform"].claims.values() for id_ in ids}
    assert claims <= {choice.id for choice in found.choices}
    assert (found.choices[0].kind, found.choices[0].id) == ("topic", "reform")


def test_the_name_of_a_claim_leads_to_its_topics(two: Known, toy: Known) -> None:
    assert set(two.choices("despot", "topic")) == {"secret-report", "stalin-criticism", "great-purge"}
    assert toy.picked("drunkard", "topic") == ("the-keeper", "near")


def test_the_name_of_a_topic_leads_to_the_person_it_is_called_after(toy: Known) -> None:
    assert toy.picked("character", "person") == ("ode", "near")


def test_words_of_a_sentence_lead_to_its_claims(two: Known, toy: Known) -> None:
    assert toy.picked("was the lens from Messrs Chance new?", "claim") == ("lamp-raised", "near")
    found = two.resolve("who approved the secret report?", "claim")
    assert set(two.choices("who approved the secret report?", "claim")) == {"not-personal-behavior", "social-needs"}
    assert {choice.why for choice in found.choices} == {"survey 7.3"}


def test_words_of_a_sentence_lead_to_a_topic_only_through_one_claim(toy: Known) -> None:
    assert toy.picked("the new lens came from Chance", "topic") == ("new-lamp", "near")
    assert toy.resolve("the new lens came from Chance", "person").picked is None


def test_renaming_a_topic_changes_the_answer(toy: Known) -> None:
    topics = tuple(
        replace(topic, name="The beacon", aliases=("beacon",)) if topic.id == "wreck" else topic
        for topic in toy.library.parts.topics
    )
    renamed = Known(Library(replace(toy.library.parts, topics=topics)))
    assert toy.picked("shipwreck", "topic") == ("wreck", "alias")
    assert toy.picked("beacon", "topic") == ("", "")
    assert renamed.picked("beacon", "topic") == ("wreck", "alias")
    assert renamed.picked("shipwreck", "topic")[1] != "alias"
