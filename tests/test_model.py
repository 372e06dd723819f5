"""Values that cannot be built wrong."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import model
from bot.model import Attribution, Certainty, Claim, Frame, Passage, Quotation, Reference, Sentence

PASSAGE = Passage(Reference("ledger", 4, 1), 0, 10)
OWN = Attribution(Frame.OWN_VOICE, Certainty.EXPLICIT, ("the ledger",))


def test_a_quotation_cannot_be_made_without_its_attribution() -> None:
    with pytest.raises(TypeError, match="attribution"):
        Quotation(PASSAGE)  # type: ignore[call-arg]


def test_a_quotation_holds_no_words_of_its_own() -> None:
    # Whoever shows it must cut them out of the document: a place, and who says it.
    assert [field.name for field in dataclasses.fields(Quotation)] == ["passage", "attribution"]
    assert {field.name for field in dataclasses.fields(Passage)} == {"reference", "start", "end", "part"}


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (6, 5), (-1, 5), (-2, -1)])
def test_a_passage_holds_at_least_one_character(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"at least one character, not {start} to {end}"):
        Passage(Reference("ledger", 4, 1), start, end)


@pytest.mark.parametrize("chain", [(), ("",), ("Ode", ""), ("", "the ledger")])
@pytest.mark.parametrize("frame", list(Frame))
def test_an_attribution_names_every_speaker(frame: Frame, chain: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="needs a chain of speakers"):
        Attribution(frame, Certainty.EXPLICIT, chain)


@pytest.mark.parametrize("frame", [Frame.REPORTED, Frame.QUOTED, Frame.SUPERSEDED])
def test_who_reports_is_named_beside_who_speaks(frame: Frame) -> None:
    with pytest.raises(ValueError, match=f"the frame “{frame}” needs the speaker and"):
        Attribution(frame, Certainty.EXPLICIT, ("Ode",))

    attribution = Attribution(frame, Certainty.EXPLICIT, ("Ode", "a clerk", "the ledger"))
    assert (attribution.speaker, attribution.voice) == ("Ode", "the ledger")


def test_a_documents_own_voice_is_one_speaker() -> None:
    with pytest.raises(ValueError, match="own voice has one speaker"):
        Attribution(Frame.OWN_VOICE, Certainty.EXPLICIT, ("Ode", "the ledger"))

    assert OWN.speaker == OWN.voice == "the ledger"


def test_an_ambiguous_sentence_is_the_documents_and_perhaps_anothers() -> None:
    attribution = Attribution(Frame.AMBIGUOUS, Certainty.AMBIGUOUS, ("the ledger",), perhaps="Ode")

    assert (attribution.speaker, attribution.perhaps) == ("the ledger", "Ode")


def test_a_claim_quotes_something() -> None:
    with pytest.raises(ValueError, match="at least one quotation"):
        Claim("a", "ledger", "claim", "A statement.", ())


def values() -> list[type]:
    return [value for value in vars(model).values() if isinstance(value, type) and dataclasses.is_dataclass(value)]


@pytest.mark.parametrize("value", values(), ids=lambda value: value.__name__)
def test_every_value_is_frozen_and_has_no_room_for_more(value: type) -> None:
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__dict__" not in dir(value)


def test_a_value_cannot_be_changed() -> None:
    quotation = Quotation(PASSAGE, OWN)

    with pytest.raises(dataclasses.FrozenInstanceError):
        quotation.attribution = OWN  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        quotation.passage.start = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("words", "reference"),
    [
        ("xu-lai 37.1", Reference("xu-lai", 37, 1)),
        ("xu-lai 37", Reference("xu-lai", 37)),
        ("  Xu-Lai   ¶37.1 ", Reference("xu-lai", 37, 1)),
        ("xu-lai:37.1", Reference("xu-lai", 37, 1)),
        ("survey2 1.10", Reference("survey2", 1, 10)),
    ],
)
def test_a_reference_as_it_is_typed(words: str, reference: Reference) -> None:
    assert Reference.parse(words) == reference


@pytest.mark.parametrize(
    "words",
    [
        "",
        "37.1",
        "xu-lai",
        "xu-lai 37.",
        "xu-lai .1",
        "xu-lai 37.1.1",
        "xu lai 37.1",
        "xu-lai 37,1",
        "xu-lai 12345678",
        "a",
    ],
)
def test_what_is_no_reference(words: str) -> None:
    assert Reference.parse(words) is None


@given(
    st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True),
    st.integers(0, 9_999_999),
    st.none() | st.integers(0, 9_999_999),
)
def test_a_reference_is_read_from_its_own_words(document: str, paragraph: int, sentence: int | None) -> None:
    reference = Reference(document, paragraph, sentence)

    assert Reference.parse(str(reference)) == reference
    assert Reference.parse(f"{document} {reference.locator}") == reference


@given(st.text(st.characters(exclude_categories=())))
def test_any_words_are_a_reference_or_none(words: str) -> None:
    found = Reference.parse(words)

    assert found is None or Reference.parse(str(found)) == found


def test_references_are_in_the_order_of_the_text() -> None:
    typed = ["a 10.1", "a 2.10", "a 2.2", "b 1.1"]
    found = [reference for words in typed if (reference := Reference.parse(words)) is not None]

    assert [str(reference) for reference in sorted(found)] == ["a 2.2", "a 2.10", "a 10.1", "b 1.1"]


def test_the_locator_of_a_paragraph_and_of_a_sentence() -> None:
    assert (Reference("a", 37, 1).locator, Reference("a", 37).locator) == ("¶37.1", "¶37")


def test_a_sentence_is_a_whole_passage() -> None:
    sentence = Sentence(Reference("a", 1, 1), 3, 9)

    assert sentence.passage == Passage(Reference("a", 1, 1), 3, 9, part=False)
