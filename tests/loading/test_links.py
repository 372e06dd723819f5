"""What a library refuses where one thing points at another: ids, references, aliases, relations, dates, examples."""

from __future__ import annotations

import shutil

import pytest

from bot.loading import load
from tests.loading.toy import Toy

HEAD = "library.yaml"
OIL_TOPIC = "topics/want-of-oil.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "place"),
    [
        (
            "claims/board-and-keeper.yaml",
            "context:\n  - keeper 4.1",
            "context:\n  - keeper 4.2",
            "context[0]",
            "keeper 4.2",
        ),
        ("claims/sold-the-oil.yaml", "hedges:\n  - ledger 5.2", "hedges:\n  - ledger 5.9", "hedges[0]", "ledger 5.9"),
        ("claims/stores-full.yaml", "  - ledger 3.2", "  - ledger 3.4", "twins[1]", "ledger 3.4"),
        ("claims/lamp-raised.yaml", "    at: ledger 8.1\n", "    at: ledger 88.1\n", "dates[0].at", "ledger 88.1"),
        (OIL_TOPIC, "- ledger 7.3", "- ledger 7.4", "inside[0].at[1]", "ledger 7.4"),
        (OIL_TOPIC, "at: keeper 12.1", "at: keeper 12.2", "do_not_stretch[0].at", "keeper 12.2"),
        ("people/vane.yaml", "- ledger 5.2", "- ledger 5.0", "mentions[0]", "ledger 5.0"),
        ("documents/keeper/document.yaml", "at: 8.1", "at: 8.2", "notes[1].at", "keeper 8.2"),
        ("documents/keeper/document.yaml", "at: 8.1", "at: '8'", "notes[1].at", "keeper 8"),
        ("people/vane.yaml", "- ledger 5.2", "- nobody 5.2", "mentions[0]", "nobody 5.2"),
    ],
)
def test_a_reference_that_dangles(toy: Toy, name: str, old: str, new: str, key: str, place: str) -> None:
    toy.replace(name, old, new)

    line = toy.line(name, new.split("\n")[-2 if new.endswith("\n") else -1].strip())
    assert toy.problem() == f"{name}:{line} {key}: there is no sentence {place}; count paragraphs and sentences again"


def test_a_look_alike_may_be_named_without_a_reference(toy: Toy) -> None:
    toy.replace("topics/new-lamp.yaml", "    at: keeper 3.1\n", "")

    (stretch,) = load(toy.folder).topics["new-lamp"].do_not_stretch

    assert stretch.at is None


@pytest.mark.parametrize("words", ["keeper", "4.1", "keeper 4", "keeper 4.1.2", "Keeper: 4.1!", "keeper -4.1"])
def test_a_reference_that_is_none(toy: Toy, words: str) -> None:
    toy.replace("people/vane.yaml", "- ledger 5.2", f"- '{words}'")

    line = toy.line("people/vane.yaml", words)
    assert toy.problem() == (
        f"people/vane.yaml:{line} mentions[0]: “{words}” is no reference to a sentence; "
        "write document paragraph.sentence"
    )


@pytest.mark.parametrize("words", ["keeper 8.1", "8.1.1", "¶8.1", "eight", "8,1", "88888888.1"])
def test_a_locator_that_is_none(toy: Toy, words: str) -> None:
    name = "documents/keeper/document.yaml"
    toy.replace(name, "at: 8.1", f"at: '{words}'")

    assert toy.problem() == (
        f"{name}:{toy.line(name, words)} notes[1].at: “{words}” is no locator; write paragraph.sentence, as 37.1"
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "wrong"),
    [
        ("claims/never-forgave.yaml", "- ode", "- odo", "people[0]", "there is no person “odo”"),
        (
            "claims/no-buyer.yaml",
            "claim: no-oil-sold",
            "claim: no-oil",
            "relations[0].claim",
            "there is no claim “no-oil”",
        ),
        (OIL_TOPIC, "    - no-buyer", "    - no-buyers", "claims.ledger[4]", "there is no claim “no-buyers”"),
        (OIL_TOPIC, "  - the-keeper", "  - keeper", "related[0]", "there is no topic “keeper”"),
        (OIL_TOPIC, "document: ledger", "document: diary", "inside[0].document", "there is no document “diary”"),
        (
            "topics/lantern-stone.yaml",
            "  ledger: []",
            "  ledger: []\n  diary: []",
            "claims.diary",
            "there is no document “diary”",
        ),
        (
            HEAD,
            "        claims:\n          - lamp-raised",
            "        claims:\n          - lamp-razed",
            "ambiguous[0].senses[1].claims[0]",
            "there is no claim “lamp-razed”",
        ),
        (
            HEAD,
            "          - wreck\n",
            "          - wrack\n",
            "ambiguous[0].senses[0].topics[0]",
            "there is no topic “wrack”",
        ),
    ],
)
def test_an_id_that_dangles(toy: Toy, name: str, old: str, new: str, key: str, wrong: str) -> None:
    toy.replace(name, old, new)

    line = toy.line(name, new.rstrip("\n").split("\n")[-1].strip())
    assert toy.problem() == f"{name}:{line} {key}: {wrong}; correct the id, or add its file"


@pytest.mark.parametrize("words", ["Ode", "o de", "ode_", "-ode", "оде"])
def test_an_id_that_is_none(toy: Toy, words: str) -> None:
    toy.replace("claims/never-forgave.yaml", "- ode", f"- '{words}'")

    line = toy.line("claims/never-forgave.yaml", words)
    assert toy.problem() == (
        f"claims/never-forgave.yaml:{line} people[0]: “{words}” is no id; use small letters, digits and single hyphens"
    )


def test_a_topic_that_names_a_document_by_no_id(toy: Toy) -> None:
    name = "topics/lantern-stone.yaml"
    toy.replace(name, "  ledger: []", "  The Ledger: []")

    line = toy.line(name, "The Ledger")
    assert f"{name}:{line} claims.The Ledger: “The Ledger” is no id; use the document's id" in toy.problems()


def test_a_claim_filed_under_another_document(toy: Toy) -> None:
    toy.replace(OIL_TOPIC, "    - oil-was-short\n", "    - oil-was-short\n    - no-buyer\n")

    line = toy.line(OIL_TOPIC, "- no-buyer")
    assert toy.problem() == (
        f"{OIL_TOPIC}:{line} claims.keeper[1]: “no-buyer” is a claim of another document; file it under its own"
    )


def test_a_claim_of_no_document(toy: Toy) -> None:
    toy.replace("claims/never-forgave.yaml", "document: keeper", "document: diary")

    line = toy.line("claims/never-forgave.yaml", "document: diary")
    assert (
        f"claims/never-forgave.yaml:{line} document: there is no document “diary”; correct the id, or add its file"
    ) in toy.problems()


def test_a_document_that_library_yaml_does_not_name(toy: Toy) -> None:
    shutil.copytree(toy.path("documents/ledger"), toy.path("documents/diary"))

    assert toy.problem() == (
        f"{HEAD}:{toy.line(HEAD, 'documents:')} documents: the document “diary” is not named; "
        "add it to documents, in the order in which sides are shown"
    )


def test_a_document_that_library_yaml_names_twice(toy: Toy) -> None:
    toy.replace(HEAD, "  - ledger\n", "  - ledger\n  - keeper\n")

    line = toy.line(HEAD, "- keeper", 2)
    assert toy.problem() == f"{HEAD}:{line} documents[2]: “keeper” stands twice; name it once"


def test_a_library_without_documents(toy: Toy) -> None:
    toy.replace(HEAD, "documents:\n  - keeper\n  - ledger\n", "documents: []\n")

    line = toy.line(HEAD, "documents:")
    assert f"{HEAD}:{line} documents: no document is named; list the ids of the folders in documents/" in toy.problems()


@pytest.mark.parametrize(
    ("alias", "owner"),
    [
        ("ode", "the-keeper"),  # another topic's alias
        ("wreck", "wreck"),  # another topic's id
        ("What kind of man the keeper was", "the-keeper"),  # another topic's name
        ("The-Keeper", "the-keeper"),  # written otherwise
        ("ODÉ", "the-keeper"),
        ("dark_lamp", "wreck"),
    ],
)
def test_words_that_two_topics_claim(toy: Toy, alias: str, owner: str) -> None:
    toy.replace(OIL_TOPIC, "aliases:\n", f"aliases:\n  - {alias}\n")

    said = toy.problem()

    # It is told in whichever of the two files comes second.
    first, second = sorted(("want-of-oil", owner))
    assert said.startswith(f"topics/{second}.yaml:")
    assert f"also names the topic “{first}”; leave it to one of them, or make it ambiguous in library.yaml" in said
    if second == "want-of-oil":
        assert said.startswith(f"{OIL_TOPIC}:{toy.line(OIL_TOPIC, f'- {alias}')} aliases[0]: “{alias}” also names")


def test_a_topic_may_have_its_own_id_and_name_among_its_aliases(toy: Toy) -> None:
    toy.replace(OIL_TOPIC, "aliases:\n", "aliases:\n  - want-of-oil\n  - Was there oil enough?\n")

    assert toy.problems() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "speaking"),
    [
        (OIL_TOPIC, "relation: disagree", "relation: one-document", 2),
        ("topics/lantern-stone.yaml", "relation: one-document", "relation: agree", 1),
    ],
)
def test_a_relation_that_does_not_fit_the_documents_that_speak(
    toy: Toy, name: str, old: str, new: str, speaking: int
) -> None:
    toy.replace(name, old, new)

    assert toy.problem() == (
        f"{name}:{toy.line(name, 'relation:')} relation: “{new}”, and {speaking} document(s) speak; "
        "write one-document if, and only if, one speaks"
    )


def test_a_topic_on_which_nobody_speaks(toy: Toy) -> None:
    name = "topics/lantern-stone.yaml"
    toy.replace(name, "  keeper:\n    - lantern-stone\n", "  keeper: []\n")

    assert toy.problem() == (
        f"{name}:{toy.line(name, 'claims:')} claims: no document speaks on the topic; file claims under it, or remove it"
    )


def test_opposition_that_is_not_mutual(toy: Toy) -> None:
    toy.replace("claims/counted-in-spring.yaml", "stance: qualifies", "stance: opposes")

    line = toy.line("claims/counted-in-spring.yaml", "stance: opposes")
    assert toy.problem() == (
        f"claims/counted-in-spring.yaml:{line} relations[0]: “stores-full” does not oppose this claim in turn; "
        "write it in both, or choose another stance"
    )


def test_a_claim_related_to_itself(toy: Toy) -> None:
    toy.replace("claims/no-buyer.yaml", "claim: no-oil-sold", "claim: no-buyer")

    line = toy.line("claims/no-buyer.yaml", "- stance")
    assert toy.problem() == (
        f"claims/no-buyer.yaml:{line} relations[0]: a claim stands in no relation to itself; remove it"
    )


@pytest.mark.parametrize("date", ["1871-13", "1871-02-29", "winter 1871", "1889/1871", "71", "0000"])
def test_a_date_that_is_none(toy: Toy, date: str) -> None:
    name = "claims/lamp-raised.yaml"
    toy.replace(name, "date: 188X", f"date: {date}")

    said = toy.problem()

    assert said.startswith(f"{name}:{toy.line(name, '- date:')} dates[0].date: “{date}” ")
    assert said.endswith("; write it in EDTF")


def test_a_retired_id_that_is_in_use(toy: Toy) -> None:
    toy.replace(HEAD, "id: keeper-slept", "id: no-buyer")

    line = toy.line(HEAD, "id: no-buyer")
    assert toy.problem() == f"{HEAD}:{line} retired[0].id: “no-buyer” is in use; retire it, or keep it"


def test_a_retired_id_that_leads_nowhere(toy: Toy) -> None:
    toy.replace(HEAD, "successor: keeper-asleep", "successor: nothing")

    line = toy.line(HEAD, "successor: nothing")
    assert toy.problem() == (
        f"{HEAD}:{line} retired[0].successor: “keeper-slept” leads to “nothing”, which is not in use; "
        "name the id that took its place"
    )


def test_retired_ids_that_lead_in_a_circle(toy: Toy) -> None:
    toy.replace(
        HEAD,
        "successor: keeper-asleep\n",
        "successor: slept\n  - kind: claim\n    id: slept\n    successor: keeper-slept\n",
    )

    first, second = toy.line(HEAD, "successor: slept"), toy.line(HEAD, "successor: keeper-slept")
    assert [problem.partition(", ")[0] for problem in toy.problems()] == [
        f"{HEAD}:{first} retired[0].successor: “keeper-slept” leads to “keeper-slept”",
        f"{HEAD}:{second} retired[1].successor: “slept” leads to “slept”",
    ]


def test_a_retired_id_may_lead_on_over_another_one(toy: Toy) -> None:
    toy.replace(
        HEAD, "id: keeper-slept\n", "id: slept\n    successor: keeper-slept\n  - kind: claim\n    id: keeper-slept\n"
    )

    assert load(toy.folder).successor("claim", "slept") == "keeper-asleep"


def test_only_claims_topics_and_people_retire(toy: Toy) -> None:
    toy.replace(HEAD, "kind: person", "kind: document")

    line = toy.line(HEAD, "kind: document")
    assert toy.problem() == (
        f"{HEAD}:{line} retired[2].kind: “document” cannot retire; write one of: claim, topic, person"
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ("reference: ledger 7.1", "reference: ledger 7.9", "reference", "there is no sentence ledger 7.9"),
        ("reference: ledger 7.1", "reference: the ledger", "reference", "there is no sentence the ledger"),
        ("quotation: Certainly, nobody", "quotation: Surely, nobody", "quotation", "no document has these words"),
        ("years: 1871-1889", "years: long ago", "years", "“LONG AGO” is no date"),
        ("  years: 1871-1889", "  decade: 187X", "decade", "“decade” is not known here"),
    ],
)
def test_an_example_that_would_not_work(toy: Toy, old: str, new: str, key: str, wrong: str) -> None:
    toy.replace(HEAD, old, new)

    assert toy.problem().startswith(f"{HEAD}:{toy.line(HEAD, f'  {key}:')} examples.{key}: {wrong}")


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ("  - words:\n      - whale\n      - whales\n", "  - words: []\n", "ambiguous[1].words", "no words are given"),
        ("    note: Neither document", "    remark: Neither document", "ambiguous[1].note", "“note” is missing"),
        (
            "        claims:\n          - lamp-raised\n",
            "",
            "ambiguous[0].senses[1]",
            "this sense leads nowhere",
        ),
        (
            "      - label: The lamp that was raised later\n        claims",
            "      - claims",
            "label",
            "“label” is missing",
        ),
    ],
)
def test_an_ambiguity_that_helps_nobody(toy: Toy, old: str, new: str, key: str, wrong: str) -> None:
    toy.replace(HEAD, old, new)

    problems = toy.problems()

    assert any(f"{key}: {wrong}; " in problem and problem.startswith(f"{HEAD}:") for problem in problems), problems
