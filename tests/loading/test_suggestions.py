"""What an editor is shown and may pass over: it fails nothing."""

from __future__ import annotations

from bot.loading import load
from bot.loading.inspection import inspect
from tests.loading.toy import LIBRARY, Toy

OIL = "claims/oil-was-short.yaml"


def test_the_toy_library_leaves_nothing_to_suggest() -> None:
    assert [str(suggestion) for suggestion in inspect(LIBRARY).suggestions] == []


def test_a_suggestion_fails_nothing_and_says_that_it_is_one(toy: Toy) -> None:
    toy.replace("topics/lantern-stone.yaml", "  ledger: []\n", "")

    (suggestion,) = inspect(toy.folder).suggestions

    assert suggestion.is_suggestion
    assert load(toy.folder).topics["lantern-stone"].claims == {"keeper": ("lantern-stone",)}


def test_where_there_are_problems_nothing_is_suggested(toy: Toy) -> None:
    toy.replace("topics/lantern-stone.yaml", "  ledger: []\n", "")
    toy.replace("library.yaml", "title: The light of Skarholm\n", "")

    inspection = inspect(toy.folder)

    assert len(inspection.problems) == 1
    assert (inspection.suggestions, inspection.library, inspection.coverage) == ((), None, None)


def test_a_topic_that_says_nothing_of_a_document(toy: Toy) -> None:
    name = "topics/lantern-stone.yaml"
    toy.replace(name, "  ledger: []\n", "")

    (said,) = toy.suggestions()
    assert said == (
        f"{name}:{toy.line(name, 'claims:')} claims: nothing is said of “ledger”; "
        "list its claims, or “ledger: []” for its silence"
    )


def test_a_sentence_that_leans_on_the_one_before_it(toy: Toy) -> None:
    name = "claims/counted-in-spring.yaml"
    toy.replace(name, "show: context\ncontext:\n  - ledger 7.1\n", "show: attribution\n")

    (said,) = toy.suggestions()
    assert said == (
        f"{name}:{toy.line(name, 'exact')} quotations[0].exact: the first quotation begins with “However,” and leans on "
        "what stands before; give context, or a note on the attribution"
    )


def test_a_note_on_the_attribution_is_answer_enough(toy: Toy) -> None:
    name = "claims/counted-in-spring.yaml"
    toy.replace(name, "show: context\ncontext:\n  - ledger 7.1\n", "show: attribution\n")
    toy.replace(name, "certainty: explicit\n", "certainty: explicit\n  note: It continues ledger 7.2.\n")

    assert toy.suggestions() == []


def test_a_quotation_mark_without_its_partner(toy: Toy) -> None:
    name = "claims/stores-full.yaml"
    toy.replace(name, "show: whole-claim", "show: attribution")

    wrong = "a quotation mark in it has no partner; write “show: whole-claim” or give context"
    assert toy.suggestions() == [
        f"{name}:{toy.line(name, 'exact', nth)} quotations[{nth - 1}].exact: {wrong}" for nth in (1, 2)
    ]


def test_a_straight_quotation_mark_without_its_partner(toy: Toy) -> None:
    toy.rewrite_text("keeper", '"the oil was short" and', '"the oil was short and')
    toy.replace(OIL, '"the oil was short" and', '"the oil was short and')

    (said,) = toy.suggestions()

    assert said.startswith(
        f"{OIL}:{toy.line(OIL, 'exact')} quotations[0].exact: a quotation mark in it has no partner; "
    )


def test_a_claim_that_no_topic_lists(toy: Toy) -> None:
    toy.replace("topics/the-keeper.yaml", "    - not-a-drunkard\n", "")

    assert toy.suggestions() == ["claims/not-a-drunkard.yaml:1: no topic lists this claim; file it under a topic"]


def test_a_sentence_printed_twice_and_not_named_as_a_twin(toy: Toy) -> None:
    toy.rewrite_text(
        "keeper", "Some songs are only songs.", "Some songs are only songs. some songs are only songs. Some more."
    )
    toy.rewrite_text(
        "keeper", "Some songs are only songs. some songs are only songs. Some more.", "The harbour never forgave him."
    )

    (said,) = toy.suggestions()
    assert said == (
        "documents/keeper/document.yaml:1 twins: the same sentence stands at ¶8.1, ¶10.1; "
        "name the paragraph that prints it again as a twin"
    )
