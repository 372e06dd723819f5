"""A library: what is found in it, who says it, and what must stand beside it."""

from __future__ import annotations

import dataclasses

import pytest

from bot.library import Library, Parts
from bot.loading import load
from bot.model import (
    Attribution,
    Certainty,
    Claim,
    Document,
    EditorNote,
    Frame,
    Passage,
    Quotation,
    Reference,
    Relation,
    Retired,
    Sentence,
    SentenceNote,
    SentenceRole,
    ShowRule,
    Topic,
)
from tests.loading.toy import LIBRARY

VOICE = "the ledger"
TEXT = "The Light. Ode slept. He said so, and nobody saw it. Ode slept."


def at(paragraph: int, sentence: int = 1) -> Reference:
    return Reference("ledger", paragraph, sentence)


def said_by(*chain: str, certainty: Certainty = Certainty.EXPLICIT, frame: Frame = Frame.REPORTED) -> Attribution:
    return Attribution(frame, certainty, (*chain, VOICE))


OWN = Attribution(Frame.OWN_VOICE, Certainty.EXPLICIT, (VOICE,))


def small(*claims: Claim, **parts: object) -> Library:
    """A heading, two sentences of prose, and a second printing of the first of them."""
    places = [(at(1), 0, 10), (at(2, 1), 11, 21), (at(2, 2), 22, 52), (at(3), 53, 63)]
    sentences = [Sentence(place, start, end) for place, start, end in places]
    sentences[0] = dataclasses.replace(sentences[0], role=SentenceRole.HEADING)
    sentences[3] = dataclasses.replace(sentences[3], twin_of=at(2, 1))
    note = SentenceNote(at(2, 1), EditorNote("“Slept” is an inference."))
    document = Document(
        id="ledger",
        label="Ledger",
        short="the ledger",
        voice=VOICE,
        text=TEXT,
        sha256="",
        metadata={},
        sentences=tuple(sentences),
        notes=(note,),
    )
    whole = Parts(name="small", title="Small", format=1, hash="0" * 64, documents=(document,), claims=claims)
    return Library(dataclasses.replace(whole, **parts))  # type: ignore[arg-type]


def quoting(place: Reference, start: int, end: int, by: Attribution, *, part: bool = False) -> Quotation:
    return Quotation(Passage(place, start, end, part), by)


def claim(id_: str, *quotations: Quotation, **rest: object) -> Claim:
    return dataclasses.replace(Claim(id_, "ledger", "claim", "A statement.", quotations), **rest)  # type: ignore[arg-type]


# Who says it.


def test_a_sentence_is_said_by_whom_the_claim_that_quotes_it_says() -> None:
    library = small(claim("slept", quoting(at(2, 1), 11, 21, said_by("the clerk"))))

    assert library.attribution(at(2, 1)) == said_by("the clerk")


def test_a_sentence_quoted_whole_and_in_part_is_said_by_whom_the_whole_says() -> None:
    whole = quoting(at(2, 2), 22, 52, said_by("Ode"))
    part = quoting(at(2, 2), 34, 51, said_by("the clerk", certainty=Certainty.INFERRED), part=True)

    for claims in ([claim("whole", whole), claim("part", part)], [claim("part", part), claim("whole", whole)]):
        assert small(*claims).attribution(at(2, 2)) == said_by("Ode")


def test_a_sentence_quoted_in_parts_is_as_sure_as_the_least_sure_of_them() -> None:
    sure = quoting(at(2, 2), 22, 32, said_by("Ode"), part=True)
    less_sure = quoting(at(2, 2), 34, 51, said_by("Ode", certainty=Certainty.INFERRED), part=True)

    for parts in ((sure, less_sure), (less_sure, sure)):
        assert small(claim("parts", *parts)).attribution(at(2, 2)).certainty is Certainty.INFERRED


def test_a_sentence_whose_parts_several_say_is_ambiguous_and_names_them() -> None:
    one = quoting(at(2, 2), 22, 32, said_by("Ode"), part=True)
    other = quoting(at(2, 2), 34, 51, said_by("the clerk"), part=True)

    attribution = small(claim("parts", one, other)).attribution(at(2, 2))

    assert (attribution.frame, attribution.certainty) == (Frame.AMBIGUOUS, Certainty.AMBIGUOUS)
    assert attribution.chain == (VOICE,)
    assert attribution.perhaps == "Ode or the clerk"


def test_a_sentence_quoted_in_one_part_is_never_made_surer_than_that_part() -> None:
    part = quoting(at(2, 2), 34, 51, said_by("the clerk", certainty=Certainty.INFERRED), part=True)

    assert small(claim("part", part)).attribution(at(2, 2)) == said_by("the clerk", certainty=Certainty.INFERRED)


def test_prose_that_no_claim_quotes_is_ambiguous() -> None:
    attribution = small().attribution(at(2, 2))

    assert attribution == Attribution(Frame.AMBIGUOUS, Certainty.AMBIGUOUS, (VOICE,))


def test_a_heading_is_the_documents_own() -> None:
    assert small().attribution(at(1)) == OWN


def test_a_second_printing_is_said_by_whom_the_first_one_is() -> None:
    library = small(claim("slept", quoting(at(2, 1), 11, 21, said_by("the clerk"))))

    assert library.attribution(at(3)) == said_by("the clerk")


def test_a_quotation_of_a_sentence_is_the_whole_of_it_with_its_attribution() -> None:
    library = small(claim("part", quoting(at(2, 2), 34, 51, said_by("Ode"), part=True)))

    quotation = library.quotation(at(2, 2))

    assert library.cut(quotation.passage) == "He said so, and nobody saw it."
    assert quotation.attribution == said_by("Ode")
    assert not quotation.passage.part


# What must stand beside it.


def test_what_belongs_with_a_sentence_is_gathered_from_all_claims_that_quote_it() -> None:
    one = claim("one", quoting(at(2, 1), 11, 21, OWN), show=ShowRule.HEDGE, hedges=(at(2, 2),), context=(at(1),))
    other = claim("other", quoting(at(2, 1), 11, 21, OWN), context=(at(1), at(2, 2)), notes=(EditorNote("Unsure."),))

    companions = small(one, other).companions(at(2, 1))

    assert companions.hedges == (at(2, 2),)
    assert companions.context == (at(1),), "once, and not what is shown as a hedge already"
    assert [note.text for note in companions.notes] == ["“Slept” is an inference.", "Unsure."]


def test_a_claim_shown_whole_brings_its_other_quotations() -> None:
    whole = claim(
        "whole",
        quoting(at(2, 1), 11, 21, OWN),
        quoting(at(2, 2), 22, 52, OWN),
        show=ShowRule.WHOLE_CLAIM,
    )

    assert small(whole).companions(at(2, 1)).context == (at(2, 2),)
    assert small(whole).companions(at(2, 2)).context == (at(2, 1),)


def test_a_hedge_is_not_its_own_hedge() -> None:
    hedged = claim("hedged", quoting(at(2, 1), 11, 21, OWN), quoting(at(2, 2), 22, 52, OWN), hedges=(at(2, 2),))

    assert small(hedged).companions(at(2, 1)).hedges == (at(2, 2),)
    assert small(hedged).companions(at(2, 2)).hedges == ()


def test_a_second_printing_has_the_companions_of_the_first() -> None:
    library = small(claim("hedged", quoting(at(2, 1), 11, 21, OWN), hedges=(at(2, 2),)))

    assert library.companions(at(3)) == library.companions(at(2, 1))
    assert library.companions(at(3)).hedges == (at(2, 2),)


def test_a_sentence_that_nobody_marked_stands_alone() -> None:
    companions = small().companions(at(2, 2))

    assert (companions.hedges, companions.context, companions.notes) == ((), (), ())


# Printed twice.


def test_a_second_printing_leads_to_the_first_and_back() -> None:
    library = small(claim("slept", quoting(at(2, 1), 11, 21, OWN)))

    assert library.original(at(3)) == at(2, 1)
    assert library.original(at(2, 1)) == at(2, 1)
    assert library.twins_of(at(2, 1)) == (at(3),)
    assert library.twins_of(at(3)) == ()
    assert [found.id for found in library.claims_at(at(3))] == ["slept"]
    assert library.notes_at(at(3)) == library.notes_at(at(2, 1)) != ()


# What was retired.


@pytest.mark.parametrize(
    ("kind", "id_", "now"),
    [
        ("claim", "a", "c"),
        ("claim", "b", "c"),
        ("claim", "c", "c"),
        ("topic", "a", "a"),
        ("claim", "unheard-of", "unheard-of"),
    ],
)
def test_a_retired_id_leads_to_the_one_in_use(kind: str, id_: str, now: str) -> None:
    library = small(retired=(Retired("claim", "a", "b"), Retired("claim", "b", "c")))

    assert library.successor(kind, id_) == now


def test_ids_retired_in_a_circle_lead_somewhere() -> None:
    library = small(retired=(Retired("claim", "a", "b"), Retired("claim", "b", "a")))

    assert library.successor("claim", "a") in ("a", "b")


# What is found.


def test_the_sentences_around_one_stop_at_the_ends_of_the_document() -> None:
    library = small()

    assert [one.reference for one in library.around(at(2, 1))] == [at(1), at(2, 1), at(2, 2)]
    assert [one.reference for one in library.around(at(1))] == [at(1), at(2, 1)]
    assert [one.reference for one in library.around(at(3), 2)] == [at(2, 1), at(2, 2), at(3)]
    assert [one.reference for one in library.around(at(2, 2), 0)] == [at(2, 2)]


def test_the_sentences_of_a_paragraph() -> None:
    library = small()

    assert [one.reference for one in library.paragraph(at(2, 2))] == [at(2, 1), at(2, 2)]
    assert [one.reference for one in library.paragraph(Reference("ledger", 2))] == [at(2, 1), at(2, 2)]
    assert library.paragraph(at(9)) == ()


def test_what_is_not_there() -> None:
    library = small()

    assert library.sentence(at(9)) is None
    assert library.sentence(Reference("ledger", 2)) is None, "a paragraph is no sentence"
    assert not library.claims_at(at(9))
    assert not library.notes_at(at(9))
    assert not library.twins_of(at(9))
    assert library.topics_of("unheard-of") == ()
    for asked in (library.around, library.quotation, library.attribution):
        with pytest.raises(KeyError):
            asked(at(9))
    with pytest.raises(KeyError):
        library.cut(Passage(Reference("diary", 1, 1), 0, 1))


def test_a_claim_that_quotes_a_sentence_twice_is_found_there_once() -> None:
    twice = claim("twice", quoting(at(2, 2), 22, 32, OWN, part=True), quoting(at(2, 2), 34, 51, OWN, part=True))

    assert [found.id for found in small(twice).claims_at(at(2, 2))] == ["twice"]


def test_the_topics_of_a_claim() -> None:
    topics = (
        Topic("sleep", "Sleep", relation=Relation.ONE_DOCUMENT, claims={"ledger": ("slept",)}),
        Topic("oil", "Oil", relation=Relation.ONE_DOCUMENT, claims={"ledger": ()}),
    )
    library = small(claim("slept", quoting(at(2, 1), 11, 21, OWN)), topics=topics)

    assert [topic.id for topic in library.topics_of("slept")] == ["sleep"]


def test_a_library_cannot_be_changed_by_who_reads_it() -> None:
    library = small()

    with pytest.raises(TypeError):
        library.documents["ledger"] = library.documents["ledger"]  # type: ignore[index]


# Of the toy library: every cut, exactly.


def test_every_cut_is_the_documents_own_bytes() -> None:
    library = load(LIBRARY)
    contents = {id_: (LIBRARY / "documents" / id_ / "text.txt").read_bytes() for id_ in library.documents}

    for id_, document in library.documents.items():
        for sentence in document.sentences:
            words = library.cut(sentence.passage)
            before = len(document.text[: sentence.start].encode("utf-8"))
            assert contents[id_][before:].startswith(words.encode("utf-8"))
            assert library.sentence(sentence.reference) is sentence
    for one in library.claims.values():
        for quotation in (*one.quotations, *one.parts):
            assert library.cut(quotation.passage).encode("utf-8") in contents[one.document]
            sentence_at = library.sentence(quotation.passage.reference)
            assert sentence_at is not None
            assert sentence_at.start <= quotation.passage.start < quotation.passage.end <= sentence_at.end


def test_every_sentence_has_somebody_who_says_it_and_the_document_says_it_last() -> None:
    library = load(LIBRARY)

    for document in library.documents.values():
        for sentence in document.sentences:
            said_last = library.attribution(sentence.reference).voice
            if sentence.role in ("reference", "notice", "fragment"):
                assert said_last == f"no speaker: a {sentence.role} in {document.short}"
            else:
                assert said_last == document.voice
