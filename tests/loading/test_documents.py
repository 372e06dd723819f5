"""What a library refuses in a document's description, and in the other entities' own keys."""

from __future__ import annotations

import pytest

from bot.loading import load
from bot.model import Reference
from tests.loading.toy import Toy

KEEPER = "documents/keeper/document.yaml"
LEDGER = "documents/ledger/document.yaml"


@pytest.mark.parametrize("key", ["sha256", "label", "short", "voice", "paragraphs"])
def test_what_a_document_must_say(toy: Toy, key: str) -> None:
    line = next(line for line in toy.read(LEDGER).split("\n") if line.startswith(f"{key}:"))
    toy.replace(LEDGER, line + "\n", "")

    assert f"{LEDGER}:1 {key}: “{key}” is missing; add it" in toy.problems()


def test_a_document_without_metadata(toy: Toy) -> None:
    content = toy.read(LEDGER)
    toy.write(LEDGER, content[: content.index("csl:")] + content[content.index("about:") :])

    assert toy.problem() == f"{LEDGER}:1 csl: “csl” is missing; add it"


@pytest.mark.parametrize("variable", ["title", "author", "issued"])
def test_what_a_document_does_not_state_is_said_to_be_not_stated(toy: Toy, variable: str) -> None:
    toy.replace(LEDGER, f"  {variable}: not stated\n", "")

    assert toy.problem() == (
        f"{LEDGER}:{toy.line(LEDGER, '  type:')} csl: title, author and issued must be given; "
        "write “not stated” where the document is silent"
    )


def test_a_variable_that_csl_does_not_know(toy: Toy) -> None:
    toy.replace(LEDGER, "  issued: not stated\n", "  issued: not stated\n  writer: nobody\n")

    assert toy.problem().startswith(f"{LEDGER}:{toy.line(LEDGER, 'writer')} csl.writer: “writer” is not known here; ")


def test_an_unknown_paragraph_rule(toy: Toy) -> None:
    toy.replace(KEEPER, "paragraphs: lines", "paragraphs: pages")

    assert (
        f"{KEEPER}:{toy.line(KEEPER, 'paragraphs: pages')} paragraphs: “pages” is no paragraph rule; "
        "write one of: lines, blank-lines"
    ) in toy.problems()


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ("paragraphs: 11-12", "paragraphs: 11-14", "not_content[2].paragraphs", "the document has paragraphs 1 to 13"),
        ("paragraphs: 11-12", "paragraphs: 12-11", "not_content[2].paragraphs", "the document has paragraphs 1 to 13"),
        ("paragraphs: 11-12", "paragraphs: 0-12", "not_content[2].paragraphs", "the document has paragraphs 1 to 13"),
        ("paragraphs: 11-12", "paragraphs: 11, 12", "not_content[2].paragraphs", "“11, 12” names no paragraphs"),
        ("paragraphs: 11-12", "paragraphs: " + "9" * 5000, "not_content[2].paragraphs", "“99"),
        ("  - paragraphs: 11-12\n    role", "  - role", "not_content[2].paragraphs", "“paragraphs” is missing"),
        ("role: notice", "role: advert", "not_content[3].role", "“advert” is not known here"),
        ("role: notice", "role: prose", "not_content[3].role", "prose is content"),
    ],
    ids=["beyond", "backwards", "zero", "list", "huge", "missing", "unknown", "prose"],
)
def test_paragraphs_that_are_no_content_must_be_there(toy: Toy, old: str, new: str, key: str, wrong: str) -> None:
    toy.replace(KEEPER, old, new)

    said = toy.problem()

    words = "  - role: reference" if "missing" in wrong else new
    assert said.startswith(f"{KEEPER}:{toy.line(KEEPER, words)} {key}: {wrong}")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("duplicate_of: 7", "duplicate_of: 17", "the document has paragraphs 1 to 9"),
        ("duplicate_of: 7", "duplicate_of: 0", "the document has paragraphs 1 to 9"),
        ("duplicate_of: 7", "duplicate_of: " + "9" * 5000, "the document has paragraphs 1 to 9"),
        ("duplicate_of: 7", "duplicate_of: ²", "the document has paragraphs 1 to 9"),
        ("duplicate_of: 7", "duplicate_of: 3", "a paragraph is no twin of itself"),
        ("duplicate_of: 7", "duplicate_of: 2", "a paragraph stands twice, or is both a first witness and a second one"),
        ("paragraph: 3", "paragraph: 2", "a paragraph stands twice, or is both a first witness and a second one"),
        ("paragraph: 3", "paragraph: 6", "a paragraph stands twice, or is both a first witness and a second one"),
    ],
)
def test_twins_must_be_two_paragraphs_one_of_them_first(toy: Toy, old: str, new: str, wrong: str) -> None:
    toy.replace(LEDGER, old, new)

    line = toy.line(LEDGER, "- paragraph:", 2)
    assert any(problem.startswith(f"{LEDGER}:{line} twins[1]: {wrong}; ") for problem in toy.problems())


def test_twins_of_different_length(toy: Toy) -> None:
    toy.replace(LEDGER, "duplicate_of: 7", "duplicate_of: 8")

    line = toy.line(LEDGER, "twins:")
    assert (
        f"{LEDGER}:{line} twins: paragraphs 3 and 8 have not the same number of sentences; "
        "twins are told sentence by sentence; name paragraphs that match"
    ) in toy.problems()


@pytest.mark.parametrize("place", ["8.3", "88.1", "8.0", "'8'", "9.2"])
def test_a_sentence_that_has_none_after_it_to_be_joined_with(toy: Toy, place: str) -> None:
    toy.replace(LEDGER, "  - 8.2\n", f"  - 8.2\n  - {place}\n")

    plain = place.strip("'")
    assert toy.problem() == (
        f"{LEDGER}:{toy.line(LEDGER, 'join:')} join: no sentence ¶{plain} stands before another in its paragraph; "
        "name the first of the two that belong together"
    )


def test_joining_counts_the_sentences_as_they_are_then(toy: Toy) -> None:
    toy.replace(LEDGER, "  - 8.2\n", "  - 8.2\n  - 9.1\n")
    toy.path("claims/put-out-on-purpose.yaml").unlink()
    toy.replace("topics/wreck.yaml", "    - put-out-on-purpose\n", "    - lamp-raised\n")
    toy.replace("library.yaml", "          - put-out-on-purpose\n", "")
    toy.replace(LEDGER, "at: 9.2", "at: 9.1")

    library = load(toy.folder)

    whole = library.quotation(Reference("ledger", 9, 1))
    assert library.cut(whole.passage).startswith("a few shipowners insist")
    assert library.cut(whole.passage).endswith("began with the keeper.")


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ("  state: not stated\n  note:", "  note:", "translation.state", "“state” is missing"),
        ("    text: Nothing in", "    words: Nothing in", "translation.note.text", "“text” is missing"),
        (
            "  - text: The text has no title",
            "  - words: The text has no title",
            "provenance[0].text",
            "“text” is missing",
        ),
        ("    text: “Him” is Ode.\n", "", "notes[1].text", "“text” is missing"),
        ("  - at: 8.1\n    exact: him", "  - exact: him", "notes[1].at", "“at” is missing"),
        ("label: Ada Thorn's article on the keeper Ode", "label: ' '", "label", "nothing stands here"),
        ("label: Ada Thorn's article on the keeper Ode", "label:", "label", "nothing stands here"),
        ("label: Ada Thorn's article on the keeper Ode", "label: [a, b]", "label", "a list or mapping stands here"),
        ("aliases:\n  - thorn", "aliases: thorn", "aliases", "this should be a list"),
        ("aliases:\n  - thorn", "aliases:\n  - {}", "aliases[0]", "this should be one text"),
        ("aliases:\n  - thorn", "aliases:\n  -", "aliases[0]", "this should be one text"),
        ("aliases:\n  - thorn", "alias:\n  - thorn", "alias", "“alias” is not known here"),
        ("  state: not stated\n", "  state: not stated\n  by: me\n", "translation.by", "“by” is not known here"),
    ],
)
def test_a_description_that_does_not_fit_the_format(toy: Toy, old: str, new: str, key: str, wrong: str) -> None:
    toy.replace(KEEPER, old, new)

    problems = toy.problems()

    assert any(f" {key}: {wrong}; " in problem for problem in problems), problems
    assert all(problem.startswith(f"{KEEPER}:") for problem in problems)


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "wrong"),
    [
        (
            "claims/no-buyer.yaml",
            "kind: claim",
            "kind: rumour",
            "kind",
            "“rumour” is not known here; write one of: claim, ",
        ),
        ("claims/no-buyer.yaml", "kind: claim\n", "", "kind", "“kind” is missing; add it"),
        (
            "claims/no-buyer.yaml",
            "cut: listed",
            "cut: yes",
            "quotations[0].cut",
            "“yes” is not known here; write “cut: ",
        ),
        (
            "claims/no-buyer.yaml",
            "stance: supports",
            "stance: likes",
            "relations[0].stance",
            "“likes” is not known here",
        ),
        ("claims/lamp-raised.yaml", "basis: stated", "basis: guessed", "dates[0].basis", "“guessed” is not known here"),
        ("claims/lamp-raised.yaml", "    event: The lamp is raised\n", "", "dates[0].event", "“event” is missing"),
        ("topics/new-lamp.yaml", "name: The lamp raised anew\n", "", "name", "“name” is missing"),
        ("topics/new-lamp.yaml", "relation: one-document", "relation: none", "relation", "“none” is not known here"),
        (
            "topics/new-lamp.yaml",
            "  - text: The old lamp",
            "  - words: The old",
            "do_not_stretch[0].text",
            "“text” is missing",
        ),
        (
            "topics/want-of-oil.yaml",
            "    text: The stores were full",
            "    words: The",
            "inside[0].text",
            "“text” is missing",
        ),
        ("people/vane.yaml", "name: Vane\n", "", "name", "“name” is missing"),
        ("people/vane.yaml", "stated: Called", "states: Called", "stated", "“stated” is missing"),
        ("library.yaml", "format: 1\n", "", "format", "“format” is missing"),
        ("library.yaml", "name: skarholm\n", "", "name", "“name” is missing"),
        ("library.yaml", "    successor: ode\n", "", "retired[2].successor", "“successor” is missing"),
    ],
)
def test_an_entity_that_does_not_fit_the_format(toy: Toy, name: str, old: str, new: str, key: str, wrong: str) -> None:
    toy.replace(name, old, new)

    problems = toy.problems()

    assert any(problem.startswith(f"{name}:") and f" {key}: {wrong}" in problem for problem in problems), problems


def test_a_claim_without_quotations(toy: Toy) -> None:
    content = toy.read("claims/never-forgave.yaml")
    begin, end = content.index("quotations:"), content.index("show:")
    toy.write("claims/never-forgave.yaml", content[:begin] + content[end:])

    assert toy.problem() == (
        "claims/never-forgave.yaml:1 quotations: the claim quotes nothing; add a quotation with at and exact"
    )


def test_a_topic_without_claims(toy: Toy) -> None:
    content = toy.read("topics/lantern-stone.yaml")
    toy.write("topics/lantern-stone.yaml", content[: content.index("claims:")])

    assert "topics/lantern-stone.yaml:1 claims: “claims” is missing; add it" in toy.problems()
