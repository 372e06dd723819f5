"""A library in which nothing is wrong."""

from __future__ import annotations

import hashlib

import pytest

from bot.library import Library
from bot.loading import LibraryError, load
from bot.loading.inspection import coverage, inspect
from bot.model import Claim, Frame, Reference, Sentence, SentenceRole
from tests.loading.toy import LIBRARY, Toy


@pytest.fixture(scope="module")
def library() -> Library:
    return load(LIBRARY)


def reference(words: str) -> Reference:
    found = Reference.parse(words)
    assert found is not None
    return found


def sentence(library: Library, words: str) -> Sentence:
    found = library.sentence(reference(words))
    assert found is not None
    return found


def words(library: Library, claim: Claim) -> list[str]:
    return [library.cut(quotation.passage) for quotation in claim.quotations]


def test_the_toy_library_has_no_problem() -> None:
    assert [str(problem) for problem in inspect(LIBRARY).problems] == []


def test_a_library_says_what_it_is(library: Library) -> None:
    assert (library.name, library.parts.title, library.parts.format) == ("skarholm", "The light of Skarholm", 1)
    assert library.parts.about.startswith("A toy library: ")
    assert library.parts.examples["topic"] == "want-of-oil"
    assert library.parts.ambiguities[1].note == "Neither document says what kind of oil it was."


def test_documents_stand_in_the_order_the_editor_gave(toy: Toy) -> None:
    assert list(load(toy.folder).documents) == ["keeper", "ledger"]

    toy.replace("library.yaml", "  - keeper\n  - ledger\n", "  - ledger\n  - keeper\n")

    assert list(load(toy.folder).documents) == ["ledger", "keeper"]


def test_a_document_is_kept_byte_for_byte_with_the_hash_of_its_file(library: Library) -> None:
    for id_, document in library.documents.items():
        content = (LIBRARY / "documents" / id_ / "text.txt").read_bytes()
        assert document.text.encode("utf-8") == content
        assert document.sha256 == hashlib.sha256(content).hexdigest()


def test_every_quotation_is_cut_from_the_document_as_the_editor_wrote_it(library: Library) -> None:
    assert words(library, library.claims["lantern-stone"]) == [
        "Since that year the rock has been called 灯塔石, the lantern stone 🕯️.",
    ]
    assert words(library, library.claims["stores-full"]) == [
        "the clerks of the board have held that “the stores were full that winter.",
        "Forty sealed barrels stood in the cellar.”",
    ]


def test_a_listed_cut_is_marked_as_a_part(library: Library) -> None:
    (quotation,) = library.claims["disputed-man"].quotations

    assert quotation.passage.part
    assert library.cut(quotation.passage) == "the keeper Ode is a much disputed man"


def test_words_that_stand_twice_are_the_ones_after_the_prefix(library: Library) -> None:
    (quotation,) = library.claims["raised-twice"].quotations
    document = library.documents["ledger"]

    assert library.cut(quotation.passage) == "the lamp was raised"
    assert document.text[: quotation.passage.start].endswith("after a storm ")


def test_a_quotation_has_its_own_attribution_or_its_claims(library: Library) -> None:
    first, second = library.claims["put-out-on-purpose"].quotations

    assert (first.attribution.frame, first.attribution.speaker) == (Frame.REPORTED, "a few shipowners (unnamed)")
    assert (second.attribution.frame, second.attribution.perhaps) == (Frame.AMBIGUOUS, "a few shipowners (unnamed)")


def test_paragraphs_that_are_no_content_have_their_role(library: Library) -> None:
    roles = {"keeper 1.1": "byline", "keeper 2.1": "heading", "keeper 12.1": "reference", "keeper 13.1": "notice"}

    for place, role in roles.items():
        assert sentence(library, place).role == role
    assert sentence(library, "ledger 1.1").role is SentenceRole.FRAGMENT
    assert sentence(library, "keeper 3.1").role is SentenceRole.PROSE


def test_what_is_printed_twice_points_at_its_first_witness(library: Library) -> None:
    assert sentence(library, "ledger 3.2").twin_of == reference("ledger 7.2")
    assert sentence(library, "ledger 7.2").twin_of is None


def test_joined_sentences_are_one_and_the_rest_are_counted_on(library: Library) -> None:
    assert library.cut(sentence(library, "ledger 8.2").passage) == "The new lens came from Messrs. Chance."
    assert library.sentence(reference("ledger 8.3")) is None
    assert library.cut(sentence(library, "ledger 9.1").passage).startswith("a few shipowners")


def test_what_metadata_leaves_out_is_not_stated(library: Library) -> None:
    metadata = library.documents["ledger"].metadata

    assert metadata["language"] == "en"
    assert metadata["title"] == metadata["publisher"] == metadata["URL"] == "not stated"


def test_values_are_text_whatever_yaml_makes_of_them(toy: Toy) -> None:
    for value in ("no", "1.10", "1956-02-25", "12:30", "null", "0x1F", "~", "1_000", "yes"):
        name = "claims/oil-was-short.yaml"
        toy.replace(name, "aliases:\n", f"aliases:\n  - {value}\n")
        assert load(toy.folder).claims["oil-was-short"].aliases[0] == value


def test_the_hash_is_the_contents(toy: Toy) -> None:
    before = load(toy.folder).hash
    assert load(LIBRARY).hash == before, "and not the place it lies at"

    toy.replace("topics/wreck.yaml", "- shipwreck\n", "- ship wreck\n")
    after = load(toy.folder).hash
    assert after != before

    toy.replace("topics/wreck.yaml", "- ship wreck\n", "- shipwreck\n")
    assert load(toy.folder).hash == before


def test_a_file_moved_to_another_name_is_another_library(toy: Toy) -> None:
    before = load(toy.folder).hash

    toy.path("topics/new-lamp.yaml").rename(toy.path("topics/raised-lamp.yaml"))

    assert load(toy.folder).hash != before


def test_hidden_files_and_files_beside_the_library_change_nothing(toy: Toy) -> None:
    before = load(toy.folder).hash

    toy.write("claims/.DS_Store", b"\x00\xff")
    toy.write(".git/config", "[core]")
    toy.write("README.md", "A toy.")

    assert load(toy.folder).hash == before


def test_renaming_a_topic_and_its_aliases_is_all_it_takes(toy: Toy) -> None:
    toy.path("topics/new-lamp.yaml").rename(toy.path("topics/second-lamp.yaml"))
    toy.replace("topics/second-lamp.yaml", "- lens\n", "- glass\n")

    topics = load(toy.folder).topics

    assert topics["second-lamp"].aliases == ("glass", "raised lamp")
    assert "new-lamp" not in topics


def test_coverage_counts_prose_alone_and_each_twin_once(toy: Toy) -> None:
    found = coverage(load(toy.folder))
    # keeper 3-10 (9 sentences: paragraph 6 has two), ledger 4.1, 5.1-2, 7.1-3, 8.1-2, 9.1-2.
    assert (found.used, found.total) == (18, 19)
    assert found.unused == (reference("keeper 10.1"),)

    toy.path("claims/not-a-drunkard.yaml").unlink()
    toy.replace("topics/the-keeper.yaml", "    - not-a-drunkard\n", "")

    found = coverage(load(toy.folder))
    assert (found.used, found.total) == (17, 19)
    assert found.unused == (reference("keeper 9.1"), reference("keeper 10.1"))


def test_inspection_tells_the_same_as_loading() -> None:
    inspection = inspect(LIBRARY)

    assert inspection.library is not None
    assert inspection.library.parts == load(LIBRARY).parts
    assert inspection.coverage == coverage(inspection.library)


def test_a_library_in_another_format_is_refused_and_nothing_else_is_said_of_it(toy: Toy) -> None:
    toy.replace("library.yaml", "format: 1", "format: 2\nnovelty: yes")
    toy.replace("claims/oil-was-short.yaml", "kind: claim", "kind: something-new")

    assert toy.problem() == (
        "library.yaml:1 format: this is format 2; this program reads 1; convert it, or update catena"
    )


@pytest.mark.parametrize("number", ["0", "01", "1.0", "one", "'１'"])
def test_the_format_is_a_plain_1(toy: Toy, number: str) -> None:
    toy.replace("library.yaml", "format: 1", f"format: {number}")

    assert toy.problem().startswith("library.yaml:1 format: this is format ")


def test_every_problem_is_told_in_one_go_and_in_the_order_of_the_files(toy: Toy) -> None:
    toy.replace("claims/oil-was-short.yaml", '"the oil was short"', "“the oil was short”")
    toy.replace("claims/never-forgave.yaml", "keeper 8.1", "keeper 88.1")
    toy.replace("people/ode.yaml", "ledger 5.1", "ledger 55.1")
    toy.replace("topics/new-lamp.yaml", "name: The lamp raised anew\n", "")
    toy.replace("library.yaml", "title: The light of Skarholm\n", "titel: The light of Skarholm\n")

    with pytest.raises(LibraryError) as refused:
        load(toy.folder)

    quoted = "claims/oil-was-short.yaml"
    typography = "these are not the words at keeper 4.1: only quotation marks, case, dashes or hidden characters differ"
    unread = "claims/never-forgave.yaml"
    assert [str(problem).partition(";")[0] for problem in refused.value.problems] == [
        f"{unread}:{toy.line(unread, '88.1')} quotations[0].at: there is no sentence keeper 88.1",
        f"{quoted}:{toy.line(quoted, 'exact')} quotations[0].exact: {typography}",
        "library.yaml:1 title: “title” is missing",
        "library.yaml:3 titel: “titel” is not known here",
        f"people/ode.yaml:{toy.line('people/ode.yaml', '55.1')} mentions[3]: there is no sentence ledger 55.1",
        "topics/new-lamp.yaml:1 name: “name” is missing",
    ]
    assert str(refused.value) == f"{toy.folder}: 6 problems"


def test_one_problem_is_not_called_problems(toy: Toy) -> None:
    toy.replace("library.yaml", "title: The light of Skarholm\n", "")

    with pytest.raises(LibraryError, match=r": 1 problem$"):
        load(toy.folder)
