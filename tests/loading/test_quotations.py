"""What a library refuses in quotations: their words, who says them, and what must stand beside them."""

from __future__ import annotations

import pytest

from bot.loading import load
from bot.loading.place import find_exact
from tests.loading.toy import Toy

STONE = "claims/lantern-stone.yaml"
OIL = "claims/oil-was-short.yaml"
RAISED = "claims/raised-twice.yaml"
NOT_A_THIEF = "claims/not-a-thief.yaml"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "Keeper Ode said",
            "The keeper Ode said",
            "“The keeper Ode said that” where the document has “Keeper Ode said that",
        ),
        (
            "that he had asked for more.\nshow",
            "that he had asked for less.\nshow",
            "“less.” where the document has “more.”",
        ),
        ("asked for more.\nshow", "asked for more\nshow", None),
        (
            '"the oil was short"',
            "“the oil was short”",
            "only quotation marks, case, dashes or hidden characters differ",
        ),
        ("Keeper Ode said", "keeper Ode said", "only quotation marks, case, dashes or hidden characters differ"),
        ("Keeper Ode said", "Keeper  Ode said", "“ Ode said"),
        ("Keeper Ode said", "Keeper Ode […] said", "“[…] said"),
        ("Keeper Ode said", "Ke\u00adeper Ode said", "only quotation marks, case, dashes or hidden characters differ"),
    ],
    ids=["added", "changed", "cut", "marks", "case", "spaces", "ellipsis", "hidden"],
)
def test_a_quotation_that_is_not_byte_exact(toy: Toy, old: str, new: str, why: str | None) -> None:
    toy.replace(OIL, old, new)

    said = toy.problem()

    place = f"{OIL}:{toy.line(OIL, 'exact')} quotations[0].exact: "
    if why is None:
        assert said.startswith(f"{place}this is only a part of keeper 4.1; quote the whole sentence, or allow the cut")
    else:
        assert said.startswith(f"{place}these are not the words at keeper 4.1: {why}")
        assert said.endswith("; copy them out of text.txt, quotation marks and all")


def test_words_that_stand_elsewhere_are_not_at_their_locator(toy: Toy) -> None:
    toy.replace(STONE, "at: keeper 7.1\n    exact", "at: keeper 10.1\n    exact")

    assert toy.problem().startswith(
        f"{STONE}:{toy.line(STONE, 'exact')} quotations[0].exact: these are not the words at keeper 10.1: "
    )


def test_the_same_letters_composed_otherwise_are_other_bytes(toy: Toy) -> None:
    toy.rewrite_text("keeper", "Some songs are only songs.", "Some caf\u00e9 songs are only songs.")
    claim = toy.read(STONE).replace("keeper 7.1", "keeper 10.1")
    exact = toy.read(STONE).split("exact: ")[1].split("\n")[0]
    toy.write("claims/songs.yaml", claim.replace(exact, "Some cafe\u0301 songs are only songs."))

    assert toy.problem().startswith(
        f"claims/songs.yaml:{toy.line('claims/songs.yaml', 'exact')} quotations[0].exact: these are not the words"
    )


def test_a_part_of_a_sentence_where_no_cut_is_listed(toy: Toy) -> None:
    toy.replace("claims/disputed-man.yaml", "    cut: listed\n", "")

    assert toy.problem() == (
        f"claims/disputed-man.yaml:{toy.line('claims/disputed-man.yaml', 'exact')} quotations[0].exact: this is only "
        "a part of ledger 4.1; quote the whole sentence, or allow the cut with “cut: listed”"
    )


def test_a_listed_cut_that_is_the_whole_sentence(toy: Toy) -> None:
    toy.replace(OIL, "asked for more.\nshow", "asked for more.\n    cut: listed\nshow")

    assert toy.problem() == (
        f"{OIL}:{toy.line(OIL, 'exact')} quotations[0].exact: this is the whole of keeper 4.1, not a cut; "
        "take “cut: listed” away"
    )


def test_words_that_stand_twice_and_nothing_says_which(toy: Toy) -> None:
    toy.replace(RAISED, "    prefix: 'after a storm '\n", "")

    assert toy.problem() == (
        f"{RAISED}:{toy.line(RAISED, 'exact')} quotations[0].exact: these words stand 2 times in ledger 8.1; "
        "say which with prefix or suffix"
    )


@pytest.mark.parametrize(
    ("selector", "before"),
    [
        ("prefix: 'in the 1880s '", "in the 1880s "),
        ("suffix: ' again'", "after a storm "),
        ("suffix: ', and'", "1880s "),
    ],
)
def test_a_prefix_or_a_suffix_says_which_words_are_meant(toy: Toy, selector: str, before: str) -> None:
    toy.replace(RAISED, "prefix: 'after a storm '", selector)

    library = load(toy.folder)

    start = library.claims["raised-twice"].quotations[0].passage.start
    assert library.documents["ledger"].text[:start].endswith(before)


def test_a_prefix_that_does_not_stand_there(toy: Toy) -> None:
    toy.replace(RAISED, "'after a storm '", "'before a storm '")

    assert toy.problem().startswith(
        f"{RAISED}:{toy.line(RAISED, 'exact')} quotations[0].exact: these are not the words at ledger 8.1: they stand "
        "there, but not between this prefix and suffix; "
    )


@pytest.mark.parametrize("place", ["keeper 77.1", "keeper 7.2", "keeper 0.1", "keeper 7.0"])
def test_a_quotation_from_a_sentence_that_is_not_there(toy: Toy, place: str) -> None:
    toy.replace(STONE, "at: keeper 7.1\n    exact", f"at: {place}\n    exact")

    assert toy.problem() == (
        f"{STONE}:{toy.line(STONE, f'- at: {place}')} quotations[0].at: there is no sentence {place}; "
        "count paragraphs and sentences again"
    )


def test_a_quotation_from_another_document_than_the_claims(toy: Toy) -> None:
    toy.replace(STONE, "document: keeper", "document: ledger")

    line = toy.line(STONE, "at: keeper 7.1")
    assert (
        f"{STONE}:{line} quotations[0].at: the claim is about “ledger” and quotes “keeper”; "
        "quote its own document; other documents have claims of their own"
    ) in toy.problems()


@pytest.mark.parametrize(
    ("place", "words", "role"),
    [
        ("keeper 2.1", "The Light That Failed", "heading"),
        ("keeper 1.1", "By Ada Thorn", "byline"),
        ("keeper 12.1", "Ode: The oil was short · Skarholm Almanac · 1899", "reference"),
        ("keeper 13.1", "Press the lantern below if you liked this article.", "notice"),
    ],
)
def test_what_is_no_content_cannot_be_quoted_for_a_claim(toy: Toy, place: str, words: str, role: str) -> None:
    exact = toy.read(STONE).split("exact: ")[1].split("\n")[0]
    toy.replace(STONE, exact, f"'{words}'")
    toy.replace(STONE, "at: keeper 7.1\n    exact", f"at: {place}\n    exact")

    assert toy.problem() == (
        f"{STONE}:{toy.line(STONE, f'- at: {place}')} quotations[0].at: {place} is a {role}, which claims nothing; "
        "quote the sentence that makes the claim"
    )


def test_a_second_printing_is_no_second_witness(toy: Toy) -> None:
    name = "claims/counted-in-spring.yaml"
    toy.replace(name, "at: ledger 7.3", "at: ledger 3.3")

    line = toy.line(name, "at: ledger 3.3")
    assert (
        f"{name}:{line} quotations[0].at: ledger 3.3 prints ledger 7.3 again: one witness, not two; "
        "quote ledger 7.3 and list this one under twins"
    ) in toy.problems()


def test_parts_are_held_to_the_same_rules(toy: Toy) -> None:
    name = "claims/board-and-keeper.yaml"
    toy.replace(name, "exact: the harbour board blamed him\n", "exact: the harbour board accused him\n")

    assert toy.problem().startswith(
        f"{name}:{toy.line(name, 'accused')} parts[1].exact: these are not the words at keeper 5.1: "
    )


@pytest.mark.parametrize("kind", ["quotations", "parts"])
def test_a_quotation_without_a_chain_of_speakers(toy: Toy, kind: str) -> None:
    whole = toy.read(STONE)
    attribution = whole[whole.index("attribution:") : whole.index("quotations:")]
    toy.replace(STONE, attribution, "")
    if kind == "parts":
        toy.replace(
            STONE, "    exact: Since", "    " + attribution.replace("\n", "\n    ").strip() + "\n    exact: Since"
        )
        toy.replace(
            STONE, "show: context", "parts:\n  - at: keeper 7.1\n    exact: the rock\n    cut: listed\nshow: context"
        )

    assert toy.problem() == (
        f"{STONE}:{toy.line(STONE, '- at: keeper 7.1', 2 if kind == 'parts' else 1)} {kind}[0]: the quotation has no "
        "chain of speakers; add an attribution to it or to the claim"
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ("chain:\n    - Ode\n    - Ada Thorn\n", "chain: []\n", "attribution.chain", "no speaker is named"),
        (
            "    - Ode\n    - Ada Thorn\n",
            "    - Ada Thorn\n",
            "attribution",
            "the frame “quoted” needs the speaker and",
        ),
        (
            "frame: quoted",
            "frame: own-voice",
            "attribution",
            "what is said in the document's own voice has one speaker",
        ),
        ("frame: quoted", "frame: ambiguous", "attribution.perhaps", "“perhaps” belongs to the ambiguous frame"),
        (
            "certainty: explicit\n",
            "certainty: explicit\n  perhaps: Ode\n",
            "attribution.perhaps",
            "“perhaps” belongs to the ambiguous frame",
        ),
        ("frame: quoted", "frame: sung", "attribution.frame", "“sung” is not known here"),
        ("  frame: quoted\n", "", "attribution.frame", "“frame” is missing"),
        ("  certainty: explicit\n", "", "attribution.certainty", "“certainty” is missing"),
        ("certainty: explicit", "certainty: certain", "attribution.certainty", "“certain” is not known here"),
        ("    - Ode\n", "    - ''\n", "attribution.chain[0]", "this should be one text"),
    ],
)
def test_an_attribution_that_does_not_hold(toy: Toy, old: str, new: str, key: str, wrong: str) -> None:
    toy.replace(OIL, old, new)

    problems = toy.problems()

    assert problems
    found = [problem for problem in problems if f" {key}: {wrong}" in problem]
    assert len(found) == 1, problems
    line = int(found[0].split(":")[1].split()[0])
    assert 1 <= line <= toy.line(OIL, "quotations:"), "it points into the attribution"


def test_a_chain_that_does_not_end_with_the_document(toy: Toy) -> None:
    toy.replace(OIL, "    - Ode\n    - Ada Thorn\n", "    - Ada Thorn\n    - Ode\n")

    assert toy.problem() == (
        f"{OIL}:{toy.line(OIL, 'chain:')} attribution.chain: the chain ends with “Ode”, and not with the document's "
        "voice; let “Ada Thorn” stand last"
    )


def test_a_chain_for_many_quotations_is_told_once(toy: Toy) -> None:
    name = "claims/stores-full.yaml"
    toy.replace(name, "    - the ledger (author not stated)\n", "    - the ledger\n")

    assert toy.problem().startswith(
        f"{name}:{toy.line(name, 'chain:')} attribution.chain: the chain ends with “the ledger”"
    )


def test_a_quotations_own_chain_is_told_at_the_quotation(toy: Toy) -> None:
    name = "claims/keeper-asleep.yaml"
    toy.replace(name, "        - Ada Thorn\n", "        - A. Thorn\n")

    assert toy.problem().startswith(
        f"{name}:{toy.line(name, 'chain:', 2)} quotations[1].attribution.chain: the chain ends with “A. Thorn”"
    )


def test_two_claims_that_ascribe_a_sentence_to_different_speakers(toy: Toy) -> None:
    other = toy.read(OIL).replace("- Ode\n    - Ada", "- the clerk\n    - Ada")
    toy.write("claims/who-was-it.yaml", other[: other.index("relations:")])

    assert toy.problem() == (
        f"claims/who-was-it.yaml:{toy.line('claims/who-was-it.yaml', '- at:')} quotations[0].at: keeper 4.1 is "
        f"attributed otherwise in {OIL}; decide who says it, in both"
    )


def test_two_claims_may_ascribe_two_parts_of_a_sentence_to_different_speakers(toy: Toy) -> None:
    # ledger 5.2 is quoted whole as explicit, and its second clause, a listed cut, as inferred.
    assert "ledger 5.2" in toy.read("claims/no-oil-sold.yaml")
    assert "ledger 5.2" in toy.read("claims/no-buyer.yaml")
    assert toy.problems() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "wrong"),
    [
        ("keeper-asleep", "hedges:\n  - keeper 6.2\n", "", "show", "“show: hedge” and no hedges"),
        ("lantern-stone", "context:\n  - keeper 3.1\n", "", "show", "“show: context” and no context"),
        ("oil-was-short", "show: attribution", "show: note", "show", "“show: note” and no notes"),
        ("keeper-asleep", "show: hedge", "show: attribution", "hedges", "a hedge is given and “show: attribution”"),
        (
            "disputed-man",
            "show: attribution",
            "show: whole-sentence",
            "show",
            "“show: whole-sentence” and a listed cut",
        ),
        ("oil-was-short", "show: attribution", "show: everything", "show", "“everything” is not known here"),
    ],
)
def test_a_show_rule_that_is_not_kept(toy: Toy, name: str, old: str, new: str, key: str, wrong: str) -> None:
    file = f"claims/{name}.yaml"
    toy.replace(file, old, new)

    assert toy.problem().startswith(f"{file}:{toy.line(file, f'{key}:')} {key}: {wrong}; ")


def test_a_hedge_that_is_missing(toy: Toy) -> None:
    toy.replace("claims/keeper-asleep.yaml", "hedges:\n  - keeper 6.2\n", "hedges:\n  - keeper 6.3\n")

    line = toy.line("claims/keeper-asleep.yaml", "- keeper 6.3")
    assert toy.problem().startswith(f"claims/keeper-asleep.yaml:{line} hedges[0]: there is no sentence keeper 6.3; ")


def test_a_note_on_words_that_are_not_in_its_sentence(toy: Toy) -> None:
    name = "documents/keeper/document.yaml"
    toy.replace(name, "exact: him\n", "exact: her\n")

    assert toy.problem() == (
        f"{name}:{toy.line(name, 'exact: her')} notes[1].exact: these words do not stand in keeper 8.1; "
        "copy them out of text.txt"
    )


def test_a_twin_of_something_else(toy: Toy) -> None:
    name = "claims/counted-in-spring.yaml"
    toy.replace(name, "- ledger 3.3", "- ledger 3.1")

    assert toy.problem() == (
        f"{name}:{toy.line(name, '- ledger 3.1')} twins[0]: ledger 3.1 is no second printing of a sentence quoted here; "
        "name the twins in document.yaml, or remove it"
    )


def test_paragraphs_that_print_other_words_are_no_twins(toy: Toy) -> None:
    # Paragraph 9 has two sentences as 8 has, and says other things.
    name = "documents/ledger/document.yaml"
    toy.replace(name, "duplicate_of: 7\n", "duplicate_of: 7\n  - paragraph: 9\n    duplicate_of: 8\n")

    place = f"{name}:{toy.line(name, 'twins:')} twins: "
    problems = toy.problems()
    assert f"{place}¶9.1 and ¶8.1 are not the same sentence; name paragraphs that print the same words" in problems
    assert f"{place}¶9.2 and ¶8.2 are not the same sentence; name paragraphs that print the same words" in problems


def test_words_are_looked_for_in_no_more_steps_than_there_are_characters() -> None:
    # Slices of what stands before and after would make this 10**11 steps.
    assert len(find_exact("a" * 300_000, "a", "aa", "aa")) == 300_000 - 4
